"""Groups and timetables in the console: planned, moved, and imported from files that are looked at first."""

from datetime import timedelta

import pytest
from aiohttp import FormData

from services.dossiers.domains import Domain
from services.dossiers.kinds import Outcome
from services.dossiers.service import Aim
from services.staff.models import Role
from tests.services.console.surfing import Page, Surfer
from tests.services.training.files import WRONG, as_csv, as_ics, course, event, moved, spoilt


def in_training(centre, name: str, *domains: Domain) -> int:
    one = centre.register(name, days_ago=40)
    centre.outcome(one, Outcome.DOSSIER_OPENED, 30)
    centre.assess(one, tuple(d for d in Domain if d not in domains), 20)
    aims = [Aim(domain, centre.now.date() + timedelta(days=600)) for domain in domains]
    centre.staff(lambda s: s.dossiers.set_training_plan(one, aims), 15)
    return one


def planned(centre, one: int):
    return [s for s in centre.staff(lambda s: s.dossiers.facts(one)).sessions if s.cancelled_at is None]


async def upload(surfer: Surfer, address: str, content: bytes, **fields: str) -> Page:
    """Chooses a file in the form, and sends it."""
    assert surfer.page is not None
    form = FormData({"form_token": surfer.page.form_token, "do": "look", **fields})
    form.add_field("file", content, filename="planning.csv")
    return await surfer._arrive(await surfer.client.post(f"{address}/import", data=form))


@pytest.fixture
def karim(centre):
    """The trainer whom the files name."""
    return centre.system(lambda s: s.staff.add_staff(centre.body_id, "Karim", "Haddad", Role.TRAINER))


async def test_every_wrong_line_is_shown_and_nothing_is_imported(surfer: Surfer, centre, karim):
    one = in_training(centre, "Mariam", Domain.D2, Domain.D7)
    address = f"/console/candidates/{one}/timetable"
    await surfer.go(address)

    page = await upload(surfer, address, as_csv(spoilt(course())), do="import")

    assert page.status == 422
    assert "12 lines are wrong: nothing was imported" in page.text
    shown = page.html[page.html.index('<table class="wrong">') : page.html.index("</table>")]
    assert [f'<th scope="row">{number}</th>' in shown for number in WRONG] == [True] * 12
    assert "It ends before it begins." in shown
    assert planned(centre, one) == []


async def test_a_file_is_looked_at_imported_and_the_next_one_moves(surfer: Surfer, centre, karim, woken):
    one = in_training(centre, "Mariam", Domain.D2, Domain.D7)
    address = f"/console/candidates/{one}/timetable"
    await surfer.go(address)

    page = await upload(surfer, address, as_csv(course(60)))
    assert "60 new sessions" in page.text
    assert planned(centre, one) == []
    kept = page.all("input", name="content")[0]["value"]
    page = await surfer.send(f"{address}/import", content=kept, do="import")
    assert "Imported: 60 sessions changed." in page.text
    assert len(planned(centre, one)) == 60
    assert woken

    page = await upload(surfer, address, as_csv(moved(course(60), 3, 10)))
    assert "2 sessions move" in page.text
    assert "Tue 12 Jan, 13:30 → Tue 12 Jan, 14:30" in page.text
    page = await upload(surfer, address, as_csv(course(60)))
    assert "Everything in it is planned already." in page.text
    page = await upload(surfer, address, b"\x00\x01")
    assert page.status == 422
    assert "no text" in page.text


async def test_a_calendar_is_imported_with_what_it_does_not_say(surfer: Surfer, centre):
    one = in_training(centre, "Mariam", Domain.D2)
    address = f"/console/candidates/{one}/timetable"
    await surfer.go(address)
    calendar = as_ics(event("a", "20270112T090000", summary="Réunion", place=""))

    assert (await upload(surfer, address, calendar)).status == 422
    page = await upload(surfer, address, calendar, domain="D2", place="Salle 8")
    options = {
        f["name"]: f["value"] or ""
        for f in page.all("input", type="hidden")
        if f["name"] in ("domain", "place", "content")
    }
    await surfer.send(f"{address}/import", **options, do="import")

    (session,) = planned(centre, one)
    assert (session.domain, session.place) == (Domain.D2, "Salle 8")


async def test_sessions_come_back_every_week_and_one_is_moved_or_cancelled(surfer: Surfer, centre):
    one = in_training(centre, "Mariam", Domain.D2)
    address = f"/console/candidates/{one}/timetable"
    await surfer.go(address)
    rule = {"domain": "D2", "first_on": "2027-01-12", "from": "09:00", "to": "12:00", "place": "Salle 3"}

    refused = await surfer.send(f"{address}/sessions", **rule | {"to": "08:00"}, count="4")
    assert refused.status == 422
    assert refused.all("input", name="place", value="Salle 3")
    page = await surfer.send(f"{address}/sessions", **rule, count="4")
    assert "4 sessions are planned." in page.text
    first, second, *_ = planned(centre, one)

    where = f"{address}/sessions/{first.id}"
    other = {"on": "2027-01-14", "from": "10:00", "to": "13:00", "place": "Salle 4"}
    page = await surfer.send(where, **other, do="move")
    assert "Thu 14 Jan, 10:00–13:00" in page.text
    page = await surfer.send(f"{address}/sessions/{second.id}", do="cancel")
    assert "Cancelled. Who is concerned hears of it." in page.text
    assert len(planned(centre, one)) == 3
    assert (await surfer.send(f"{address}/sessions/{second.id}", **other, do="move")).status == 409


async def test_a_group_has_one_timetable_for_who_joins(surfer: Surfer, centre):
    amina = in_training(centre, "Amina", Domain.D2)
    bilal = in_training(centre, "Bilal", Domain.D7)
    page = await surfer.go("/console/training")
    page = await surfer.send("/console/training", name="Lundi & mardi")
    group = centre.staff(lambda s: s.groups.named("Lundi & mardi")).id
    address = f"/console/training/{group}"
    assert (await surfer.send("/console/training", name="Lundi & mardi")).status == 409
    page = await surfer.go(address)
    for one in (amina, bilal):
        page = await surfer.send(f"{address}/members", candidate=str(one))
    assert "2 candidates in the group" in page.text

    rule = {"domain": "D2", "first_on": "2027-01-12", "from": "09:00", "to": "12:00", "place": "Salle 3"}
    await surfer.send(f"{address}/sessions", **rule, count="2")
    assert (len(planned(centre, amina)), len(planned(centre, bilal))) == (2, 0)
    row = centre.staff(lambda s: s.groups.sessions(group))[0]
    other = {"on": "2027-01-13", "from": "10:00", "to": "13:00", "place": "Salle 4"}
    await surfer.send(f"{address}/sessions/{row.id}", **other, do="move")
    assert {s.place for s in planned(centre, amina)} == {"Salle 3", "Salle 4"}

    own = await surfer.go(f"/console/candidates/{amina}/timetable")
    assert "with the group" in own.text
    await surfer.send(f"{address}/members/{amina}/leave")
    assert planned(centre, amina) == []
    assert "Lundi & mardi" in (await surfer.go("/console/training")).text


async def test_a_session_of_somebody_else_is_not_changed_by_this_address(surfer: Surfer, centre):
    amina, bilal = in_training(centre, "Amina", Domain.D2), in_training(centre, "Bilal", Domain.D2)
    await surfer.go(f"/console/candidates/{amina}/timetable")
    rule = {"domain": "D2", "first_on": "2027-01-12", "from": "09:00", "to": "12:00", "place": "Salle 3"}
    await surfer.send(f"/console/candidates/{amina}/timetable/sessions", **rule)
    (session,) = planned(centre, amina)

    page = await surfer.send(f"/console/candidates/{bilal}/timetable/sessions/{session.id}", do="cancel")
    assert page.status == 404
    assert len(planned(centre, amina)) == 1
