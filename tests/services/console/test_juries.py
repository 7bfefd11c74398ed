"""Juries in the console: parity while editing, who may not decide on whom, what is missing, and the last look."""

from datetime import date

import pytest

from services.dossiers.domains import Domain, Result
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.people import Person
from services.dossiers.service import Aim
from services.dossiers.stages import Stage
from services.jury.members import Member
from services.jury.models import Decision, Side
from services.jury.service import DecisionOn
from services.messages.models import TaskKind
from tests.services.console.juries import MEMBERS, complete, joined, planned, published
from tests.services.console.surfing import Surfer

D2 = Domain.D2


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Once is enough: the rules are tested on both databases beside the service."""
    return sqlite_url


@pytest.fixture
async def coordinator(client, centre) -> Surfer:
    surfer = Surfer(client)
    await surfer.sign_in(centre.system(lambda services: services.staff.sign_in_link(centre.coordinator_id)))
    return surfer


def seats(*members: Member) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for side in Side:
        ours = [member for member in members if member.side is side]
        fields[f"name_{side}"] = [member.name for member in ours]
        fields[f"organisation_{side}"] = [member.organisation for member in ours]
    return fields


def stage(centre, one):
    return centre.staff(lambda services: services.dossiers.stage(one))


def tasks(centre, kind):
    return [t.candidate_id for t in centre.staff(lambda s: s.messages.tasks()) if t.kind is kind]


async def test_a_session_is_planned_with_its_members_and_says_how_even_they_are(coordinator, centre):
    await coordinator.go("/console/juries/new")
    three = [*MEMBERS[:2], MEMBERS[2]]

    page = await coordinator.send("/console/juries/new", held_on="2027-02-02", place="Lyon", **seats(*three))

    assert "Planned." in page.text
    assert "2 employers, 1 employee: not as many on both sides" in page.text
    jury = centre.staff(lambda services: services.juries.page())[0]
    assert (jury.held_on, jury.place) == (date(2027, 2, 2), "Lyon")
    page = await coordinator.go(f"/console/juries/{jury.id}/edit")
    assert "2 employers, 1 employee: not as many on both sides" in page.text
    assert [one["value"] for one in page.all("input", name="name_employers") if one["value"]] == [
        "Anne Petit",
        "Luc Roy",
    ]
    page = await coordinator.send(
        f"/console/juries/{jury.id}/edit", held_on="2027-02-09", place="Lyon", **seats(*MEMBERS)
    )
    assert "2 employers, 2 employees: as many on both sides" in page.text
    assert "Tuesday 9 February" in page.text


async def test_more_lines_keep_what_was_written(coordinator):
    await coordinator.go("/console/juries/new")

    page = await coordinator.send("/console/juries/new", do="more", place="Lyon", **seats(*MEMBERS * 2))

    assert len(page.all("input", name="name_employers")) == 6
    assert page.all("input", name="place")[0]["value"] == "Lyon"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"place": "Lyon"}, "Say on what day the jury meets."),
        (
            {"held_on": "2027-02-02", "name_employers": "", "organisation_employers": "Bâtiment 69"},
            "A member has a name",
        ),
        (
            {"held_on": "2027-02-02", **seats(Member("G. Vert", Side.EMPLOYERS, "LE TREMPLIN lyon"))},
            "G. Vert: Nobody sits in a jury who assessed or trained a candidate",
        ),
    ],
)
async def test_what_cannot_be_kept_is_said_and_nothing_is_lost(coordinator, centre, fields, said):
    await coordinator.go("/console/juries/new")

    page = await coordinator.send("/console/juries/new", **fields)

    assert page.status in (409, 422)
    assert said in page.text
    assert centre.staff(lambda services: services.juries.page()) == []


async def test_a_member_who_trained_a_candidate_is_refused_and_the_reason_names_both(coordinator, centre):
    one = centre.register("Amina", days_ago=30)
    centre.outcome(one, Outcome.DOSSIER_OPENED, 20)
    centre.assess(one, tuple(domain for domain in Domain if domain is not D2), 15)
    aim = Aim(D2, date(2027, 3, 1), Person("Élise Martin", None, "Autre Centre"))
    centre.staff(lambda services: services.dossiers.set_training_plan(one, [aim]), 14)
    centre.assess(one, (D2,), 2, AssessmentKind.FINAL, domains=(D2,))
    jury, _ = planned(centre, "Bilal")
    centre.coordinate(lambda services: services.jury.attach(jury, [one]))
    await coordinator.go(f"/console/juries/{jury}/edit")

    page = await coordinator.send(
        f"/console/juries/{jury}/edit",
        held_on="2027-01-15",
        **seats(*MEMBERS[1:], Member("MARTIN Elise", Side.EMPLOYERS)),
    )

    assert page.status == 409
    assert "MARTIN Elise trained Amina" in page.text
    assert "MARTIN Elise" in {one["value"] for one in page.all("input", name="name_employers")}
    assert centre.staff(lambda services: services.jury.seated(jury)) == MEMBERS


async def test_only_complete_files_can_be_ticked_and_the_others_say_what_they_lack(coordinator, centre):
    jury, _ = planned(centre, "Bilal")
    amina, chadi = complete(centre, "Amina"), centre.register("Chadi", days_ago=30)
    centre.outcome(chadi, Outcome.DOSSIER_OPENED, 20)
    centre.assess(chadi, tuple(domain for domain in Domain if domain is not D2), 15)
    page = await coordinator.go(f"/console/juries/{jury}/files")
    assert [one["value"] for one in page.all("input", name="candidate")] == [str(amina)]
    assert "1 domain is missing: Counting and calculating" in page.text

    page = await coordinator.send(f"/console/juries/{jury}/files")
    assert "Tick at least one file." in page.text
    page = await coordinator.send(f"/console/juries/{jury}/files", candidate=[str(amina), str(chadi)])
    assert page.status == 409
    assert "A file goes to the jury when all seven domains are acquired." in page.text
    assert "Chadi : Counting and calculating" in page.text
    assert stage(centre, amina) is Stage.COMPLETE
    page = await coordinator.send(f"/console/juries/{jury}/files", candidate=str(amina))

    assert "These files go before the jury." in page.text
    assert stage(centre, amina) is Stage.BEFORE_THE_JURY


async def test_a_file_that_a_member_may_not_decide_on_cannot_be_ticked(coordinator, centre):
    one = centre.register("Amina", days_ago=30)
    centre.outcome(one, Outcome.DOSSIER_OPENED, 20)
    results = dict.fromkeys(Domain, Result.ACQUIRED)
    claire, day = Person("", centre.adviser_id), centre.now.date()
    centre.staff(lambda s: s.dossiers.record_assessment(one, AssessmentKind.INITIAL, day, results, claire), 0)
    members = [Member("MOREAU Claire", Side.EMPLOYERS), *MEMBERS[1:]]
    jury = centre.coordinate(lambda s: s.jury.create(date(2027, 3, 1), "", members)).id

    page = await coordinator.go(f"/console/juries/{jury}/files")

    assert "MOREAU Claire assessed Amina" in page.text
    assert all("disabled" in its for its in page.all("input", name="candidate"))


async def test_the_last_look_says_who_is_told_and_publishes_what_was_looked_at(coordinator, centre, woken):
    jury, amina = planned(centre, "Amina")
    bilal, chadi = joined(centre, jury, "Bilal"), joined(centre, jury, "Chadi")
    centre.change(chadi, reachable=False)
    page = await coordinator.go(f"/console/juries/{jury}/publish")
    assert "Not decided yet: Amina , Bilal , Chadi" in page.text
    assert not page.all("button", **{"class": "main"})
    await coordinator.go(f"/console/juries/{jury}")
    decisions = {f"decision_{one}": "certified" for one in (amina, chadi)}
    page = await coordinator.send(
        f"/console/juries/{jury}/decisions",
        do="look",
        **decisions,
        **{f"decision_{bilal}": "not_yet", f"next_{bilal}": "Revoir le calcul.", f"next_{amina}": "x"},
    )

    assert "The bot tells 1 candidate at once: certified Amina" in page.text
    assert "the bot cannot reach them: tell them in person Chadi" in page.text
    assert "A person tells 1 candidate first: not yet Bilal Claire Moreau calls" in page.text
    assert "What next: Revoir le calcul." in page.text
    assert "Bravo Amina" in page.text
    assert "or 7 days have passed" in page.text
    assert "certified" not in centre.told(amina)
    seen = page.all("input", name="seen")[0]["value"] or ""

    centre.coordinate(lambda s: s.jury.decide(jury, [DecisionOn(chadi, Decision.NOT_YET)]))
    page = await coordinator.send(f"/console/juries/{jury}/publish", seen=seen)
    assert page.status == 409
    assert "look once more" in page.text
    assert stage(centre, amina) is Stage.BEFORE_THE_JURY
    page = await coordinator.send(
        f"/console/juries/{jury}/publish", seen=page.all("input", name="seen")[0]["value"]
    )

    assert "Published." in page.text
    assert (stage(centre, amina), stage(centre, bilal)) == (Stage.CERTIFIED, Stage.COMPLETE)
    assert tasks(centre, TaskKind.TELL_DECISION) == [bilal, chadi]
    assert "certified" in centre.told(amina)
    assert "not_yet" not in centre.told(bilal)
    assert woken


async def test_without_parity_or_with_a_domain_that_is_gone_it_cannot_be_published(coordinator, centre):
    jury, one = planned(centre, "Amina", Decision.CERTIFIED)
    assessment = centre.staff(lambda services: services.dossiers.facts(one)).assessments[-1]
    wrong = {domain: "to_develop" if domain is D2 else "acquired" for domain in Domain}
    centre.staff(lambda s: s.corrections.assessment(one, assessment.id, "Misread.", results=wrong))
    centre.coordinate(lambda services: services.jury.change(jury, members=MEMBERS[1:]))

    page = await coordinator.go(f"/console/juries/{jury}/publish")

    assert "The sides are not as many." in page.text
    assert "Amina cannot be certified" in page.text
    page = await coordinator.send(
        f"/console/juries/{jury}/publish", seen=page.all("input", name="seen")[0]["value"]
    )
    assert page.status == 409
    assert centre.staff(lambda services: services.jury.session_of(jury)).published_at is None


async def test_an_adviser_reads_their_own_files_and_hears_decisions_once_published(surfer, centre):
    jury, amina = planned(centre, "Amina", Decision.CERTIFIED)
    bilal = joined(centre, jury, "Bilal")
    centre.change(bilal, adviser_id=centre.trainer_id)
    page = await surfer.go(f"/console/juries/{jury}")
    assert "Amina" in page.text
    assert "Bilal" not in page.text
    assert "You hear what it decided once it is published." in page.text
    assert not page.all("form", action=f"/console/juries/{jury}/decisions")
    assert (await surfer.send(f"/console/juries/{jury}/decisions")).status == 403

    centre.coordinate(lambda s: s.jury.decide(jury, [DecisionOn(bilal, Decision.NOT_YET)]))
    centre.coordinate(lambda services: services.jury.publish(jury))

    page = await surfer.go(f"/console/juries/{jury}")
    assert "Certified" in page.text
    assert "Bilal" not in page.text
    assert (amina, len(page.all("a", href=f"/console/candidates/{amina}"))) == (amina, 1)


async def test_sessions_without_a_file_of_mine_are_listed_only_when_asked_for(surfer, centre):
    _, one = planned(centre, "Amina")
    centre.change(one, adviser_id=centre.trainer_id)

    assert "No file of your candidates is before a jury." in (await surfer.go("/console/juries")).text
    assert "Friday 15 January" in (await surfer.go("/console/juries?whose=all")).text


async def test_the_adviser_says_that_they_have_talked_and_the_bot_may_tell(surfer, centre):
    jury, one = published(centre, "Amina", Decision.NOT_YET)
    page = await surfer.go(f"/console/juries/{jury}")
    assert "A person tells it first" in page.text

    page = await surfer.send(f"/console/juries/{jury}/files/{one}/tell")

    assert "Noted. The bot now tells it too." in page.text
    assert "not_yet" in centre.told(one)
    assert tasks(centre, TaskKind.TELL_DECISION) == []


async def test_a_certificate_is_taken_back_with_a_reason_and_a_person_tells_it_first(coordinator, centre):
    jury, one = published(centre, "Amina", Decision.CERTIFIED)
    await coordinator.go(f"/console/juries/{jury}/files/{one}/decision")
    address = f"/console/juries/{jury}/files/{one}/decision"

    page = await coordinator.send(address, decision="not_yet", next="Revoir.", reason=" ")
    assert page.status == 422
    assert "Say why it is corrected" in page.text
    assert stage(centre, one) is Stage.CERTIFIED
    page = await coordinator.send(address, decision="not_yet", next="Revoir.", reason="Another file.")

    assert "Corrected." in page.text
    assert stage(centre, one) is Stage.COMPLETE
    assert tasks(centre, TaskKind.TELL_DECISION) == [one]
    facts = centre.staff(lambda services: services.dossiers.facts(one))
    assert facts.corrections[-1].reason == "Another file."


async def test_a_file_is_taken_out_and_calling_the_candidate_is_a_task(coordinator, centre):
    jury, one = planned(centre, "Amina")
    await coordinator.go(f"/console/juries/{jury}")

    page = await coordinator.send(f"/console/juries/{jury}/files/{one}/detach", reason="Full.")

    assert "Calling the candidate is a task now." in page.text
    assert tasks(centre, TaskKind.CALL) == [one]
    assert (await coordinator.send(f"/console/juries/{jury}/files/{one}/detach")).status == 404


async def test_a_published_jury_cannot_be_changed_from_a_page_left_open(coordinator, centre):
    jury, one = published(centre, "Amina", Decision.CERTIFIED)
    await coordinator.go("/console/juries")

    page = await coordinator.send(f"/console/juries/{jury}/edit", held_on="2027-03-01", **seats(*MEMBERS[1:]))
    assert "This jury is published already" in page.text
    page = await coordinator.send(f"/console/juries/{jury}/decisions", **{f"decision_{one}": "not_yet"})
    assert page.status == 409
    assert stage(centre, one) is Stage.CERTIFIED
    assert len(centre.staff(lambda services: services.jury.seated(jury))) == 4


async def test_the_delay_is_set_or_taken_away(coordinator, centre):
    await coordinator.go("/console/juries")

    await coordinator.send("/console/juries/delay", days="3")
    assert centre.staff(lambda services: services.jury.delay()) == 3
    await coordinator.send("/console/juries/delay", days="")
    assert centre.staff(lambda services: services.jury.delay()) is None
    assert (await coordinator.send("/console/juries/delay", days="366")).status == 422


async def test_the_jurys_papers_have_no_names(coordinator, centre, client):
    jury, one = planned(centre, "Amina")
    table = await client.get(f"/console/juries/{jury}/list.csv")
    assert "Amina" not in await table.text()
    assert table.headers["Content-Disposition"] == f'attachment; filename="jury-{jury}.csv"'
    paper = await client.get(f"/console/juries/{jury}/list.pdf")
    assert (await paper.read()).startswith(b"%PDF")
    assert one
