"""Recording with one click, and ten seconds to take it back: the candidate is told only what stays."""

from datetime import UTC, datetime, timedelta

import pytest

from services.dossiers.domains import Domain
from services.dossiers.kinds import Outcome
from services.dossiers.stages import Stage
from services.messages.models import TaskKind
from services.notices.models import NoticeState
from services.scheduling.models import Kind, Mode, Status
from tests.services.console.walk import made_for


@pytest.fixture
def moussa(centre):
    """His interview is over, and nobody has recorded how it went."""
    one = centre.register("Moussa", days_ago=9)
    centre.staff(
        lambda s: s.scheduling.book(
            one,
            kind=Kind.INTERVIEW,
            site_id=centre.site_id,
            staff_id=centre.adviser_id,
            starts_at=datetime(2026, 12, 31, 15, 0, tzinfo=UTC),  # the last working day
            mode=Mode.CENTRE,
        ),
        7,
    )
    return one


def stage(centre, one):
    return centre.staff(lambda services: services.dossiers.stage(one))


def to_come(centre, one):
    notices = centre.staff(lambda services: services.notices.next_of(one))
    return {notice.rule: notice.due_at for notice in notices}


async def test_an_outcome_is_one_click_and_is_told_in_ten_seconds(surfer, centre, moussa, now):
    await surfer.go(f"/console/candidates/{moussa}")

    page = await surfer.send(f"/console/candidates/{moussa}/outcome", outcome="dossier_opened")

    assert "Moussa hears of it in 10 seconds." in page.text
    assert stage(centre, moussa) is Stage.DOSSIER_OPENED
    assert to_come(centre, moussa)["dossier_opened"] == now + timedelta(seconds=10)


async def test_taken_back_it_is_as_if_nothing_had_been_done(surfer, centre, moussa, clock):
    before = centre.staff(lambda s: s.dossiers.facts(moussa)).appointments[0]
    centre.staff(lambda services: services.messages.ask_to_call(moussa, "wants_interview"))
    await surfer.go(f"/console/candidates/{moussa}")
    page = await surfer.send(f"/console/candidates/{moussa}/outcome", outcome="dossier_opened")
    undo = next(form["action"] for form in page.all("form") if form["action"].endswith("/undo"))
    clock.advance(seconds=9)

    page = await surfer.send(undo)

    assert "Taken back. The candidate has not been told." in page.text
    facts = centre.staff(lambda services: services.dossiers.facts(moussa))
    assert (facts.outcomes, facts.appointments[0].status) == ((), before.status)
    assert before.status is Status.BOOKED
    said = {n.rule: n.state for n in centre.staff(lambda services: services.notices.past_of(moussa))}
    assert said["dossier_opened"] is NoticeState.CANCELLED
    assert "mistaken" not in to_come(centre, moussa)
    tasks = centre.staff(lambda services: services.messages.tasks())
    assert TaskKind.CALL in {task.kind for task in tasks}
    assert "took back at once what was recorded" in page.text


async def test_after_ten_seconds_it_is_corrected_not_undone(surfer, centre, moussa, clock):
    await surfer.go(f"/console/candidates/{moussa}")
    page = await surfer.send(f"/console/candidates/{moussa}/outcome", outcome="thinking")
    undo = next(form["action"] for form in page.all("form") if form["action"].endswith("/undo"))
    clock.advance(seconds=10)

    page = await surfer.send(undo)

    assert page.status == 409
    assert "The ten seconds are over" in page.text
    assert stage(centre, moussa) is Stage.THINKING


async def test_all_seven_domains_go_in_one_form(surfer, centre):
    made = made_for(centre)
    await surfer.go(f"/console/candidates/{made.opened}")
    results = {domain.value: "acquired" for domain in Domain} | {"D2": "to_develop"}

    page = await surfer.send(
        f"/console/candidates/{made.opened}/assessment", kind="initial", held_on="2027-01-04", **results
    )

    assert page.status == 200
    facts = centre.staff(lambda services: services.dossiers.facts(made.opened))
    assert facts.to_develop == (Domain.D2,)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "initial", "held_on": "2027-01-04"}, 422),
        ({"kind": "initial", "held_on": "tomorrow"}, 422),
        (
            {"kind": "initial", "held_on": "2028-01-04", **{domain.value: "acquired" for domain in Domain}},
            422,
        ),
        ({"kind": "x", "held_on": "2027-01-04"}, 422),
    ],
)
async def test_what_cannot_be_recorded_is_explained(surfer, centre, fields, status):
    made = made_for(centre)
    await surfer.go(f"/console/candidates/{made.opened}")

    page = await surfer.send(f"/console/candidates/{made.opened}/assessment", **fields)

    assert page.status == status
    assert stage(centre, made.opened) is Stage.DOSSIER_OPENED


def attended(centre, made):
    """What stands of the session that is over."""
    facts = centre.staff(lambda services: services.dossiers.facts(made.trained))
    return next(one.attended for one in facts.sessions if one.id == made.session)


async def test_who_came_is_one_click_and_can_be_taken_back(surfer, centre):
    made = made_for(centre)
    await surfer.go(f"/console/candidates/{made.trained}")
    page = await surfer.send(
        f"/console/candidates/{made.trained}/sessions/{made.session}/attendance", came="no"
    )
    assert attended(centre, made) is False
    undo = next(form["action"] for form in page.all("form") if form["action"].endswith("/undo"))

    await surfer.send(undo)

    assert attended(centre, made) is None


async def test_a_session_of_somebody_else_is_not_recorded(surfer, centre):
    made = made_for(centre)
    await surfer.go(f"/console/candidates/{made.opened}")

    address = f"/console/candidates/{made.opened}/sessions/{made.session}/attendance"

    assert (await surfer.send(address, came="yes")).status == 404


async def test_a_check_is_told_after_ten_seconds(surfer, centre, now):
    made = made_for(centre)
    await surfer.go(f"/console/candidates/{made.trained}")

    await surfer.send(
        f"/console/candidates/{made.trained}/check", domain="D2", state="going_well", note="Bravo"
    )

    assert to_come(centre, made.trained)["progress_checked"] == now + timedelta(seconds=10)


def test_what_somebody_wrote_does_not_wait(centre, moussa, now):
    centre.staff(lambda services: services.messages.to_candidate(moussa, "Bonjour"))
    centre.staff(lambda services: services.deeds.record_outcome(moussa, Outcome.THINKING))

    assert to_come(centre, moussa)["message"] == now
