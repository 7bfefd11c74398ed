"""The console, on a file: a "not yet" told after a talk, what was recorded wrongly put right, papers to take away."""

from services.dossiers.domains import Domain
from services.dossiers.kinds import Outcome
from services.jury.models import Decision
from services.messages.models import TaskKind
from services.training.models import Progress
from tests.services.console.juries import published
from tests.services.console.people import people
from tests.services.console.surfing import Surfer


async def test_what_to_say_stands_first_and_one_click_lets_the_bot_tell_it(surfer: Surfer, centre, woken):
    _, one = published(centre, "Mariam", Decision.NOT_YET)

    tasks = await surfer.go("/console/tasks")
    assert tasks.all("a", href=f"/console/candidates/{one}#tell")
    page = await surfer.go(f"/console/candidates/{one}")
    told_first = page.text.index("Begin with what stays")
    assert told_first < page.text.index("Revoir le calcul.") < page.text.index("We have talked")
    assert "pas encore" in page.text

    page = await surfer.send(f"/console/candidates/{one}/decision/told")
    assert "Noted. The bot now tells it too." in page.text
    assert "We have talked" not in page.text
    assert woken
    assert [t for t in centre.staff(lambda s: s.messages.tasks()) if t.kind is TaskKind.TELL_DECISION] == []
    (notice,) = [n for n in centre.staff(lambda s: s.notices.next_of(one)) if n.rule == "not_yet"]
    assert notice.due_at == centre.now
    again = await surfer.send(f"/console/candidates/{one}/decision/told")
    assert "Nothing to tell any more" in again.text


async def test_a_check_is_corrected_with_a_reason_and_both_stay_readable(surfer: Surfer, centre):
    one = people(centre)["Rosa"]
    check = centre.staff(lambda s: s.dossiers.facts(one)).checks[-1]
    address = f"/console/candidates/{one}/corrections"
    await surfer.go(address)
    wrong = {"fact": "progress_check", "id": str(check.id), "state": "done", "note": check.note}

    refused = await surfer.send(address, **wrong, reason=" ")
    assert refused.status == 422
    assert "Say why" in refused.text
    page = await surfer.send(address, **wrong, reason="I mistook the line.")

    assert page.status == 200
    (correction,) = centre.staff(lambda s: s.dossiers.facts(one)).corrections
    assert (correction.reason, correction.corrected_by) == (
        "I mistook the line.",
        f"staff:{centre.adviser_id}",
    )
    history = page.text[page.text.index("What was corrected") :]
    assert (
        history.index("Claire Moreau") < history.index("is finished") < history.index("I mistook the line.")
    )
    assert centre.staff(lambda s: s.dossiers.facts(one)).checks[-1].state is Progress.DONE


async def test_an_interview_and_an_assessment_that_never_were_go_from_the_path(surfer: Surfer, centre):
    one = centre.register("Mariam", days_ago=30)
    centre.outcome(one, Outcome.DOSSIER_OPENED, 20)
    centre.assess(one, (Domain.D1,), 10)
    facts = centre.staff(lambda s: s.dossiers.facts(one))
    address = f"/console/candidates/{one}/corrections"
    await surfer.go(address)
    outcome = {"fact": "outcome", "id": str(facts.outcomes[0].id), "never": "yes", "outcome": ""}

    refused = await surfer.send(address, **outcome, reason="Another person.")
    assert refused.status == 409
    assert "Later steps of the file build on this one" in refused.text
    gone = {"fact": "assessment", "id": str(facts.assessments[0].id), "never": "yes"}
    await surfer.send(address, **gone, reason="Another person.")
    page = await surfer.send(address, **outcome, reason="Another person.")

    assert page.text.count("never was") == 2
    facts = centre.staff(lambda s: s.dossiers.facts(one))
    assert (facts.outcomes, facts.assessments) == ((), ())


async def test_a_trainer_corrects_what_trainers_record_and_nothing_else(client, centre):
    one = people(centre)["Rosa"]
    surfer = Surfer(client)
    await surfer.sign_in(centre.system(lambda s: s.staff.sign_in_link(centre.trainer_id)))
    page = await surfer.go(f"/console/candidates/{one}/corrections")
    assert "The trainer’s checks" in page.text
    assert "Assessments" not in page.text

    assessment = centre.staff(lambda s: s.dossiers.facts(one)).assessments[0].id
    page = await surfer.send(
        f"/console/candidates/{one}/corrections",
        fact="assessment",
        id=str(assessment),
        never="yes",
        reason="x",
    )
    assert page.status == 403
    assert centre.staff(lambda s: s.dossiers.facts(one)).corrections == ()


async def test_nonsense_in_a_correction_changes_nothing(surfer: Surfer, centre):
    one = people(centre)["Rosa"]
    address = f"/console/candidates/{one}/corrections"
    await surfer.go(address)
    for form in (
        {},
        {"fact": "decision", "id": "1"},
        {"fact": "outcome", "id": "x"},
        {"fact": "attendance", "id": "1"},
    ):
        assert (await surfer.send(address, **form, reason="x")).status in (404, 422)
    assert centre.staff(lambda s: s.dossiers.facts(one)).corrections == ()


async def test_the_summary_and_the_audit_are_files_to_take_away(surfer: Surfer, centre):
    one = people(centre)["Fatima"]
    for name, kind in (
        ("summary.pdf", "application/pdf"),
        ("summary.txt", "text/plain"),
        ("audit.csv", "text/csv"),
    ):
        async with surfer.client.get(f"/console/candidates/{one}/{name}") as answer:
            content = await answer.read()
            assert (answer.status, answer.content_type) == (200, kind)
            assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"agreed that we keep the file" in content


async def test_a_training_plan_is_set_with_days_and_trainers_and_an_attestation_is_noted(
    surfer: Surfer, centre
):
    one = centre.register("Mariam", days_ago=30)
    centre.outcome(one, Outcome.DOSSIER_OPENED, 20)
    centre.assess(one, tuple(d for d in Domain if d not in (Domain.D2, Domain.D7)), 10)
    page = await surfer.go(f"/console/candidates/{one}")
    assert page.all("input", name="aim_D2")
    assert not page.all("input", name="aim_D1")
    aims = {"aim_D2": "yes", "due_D2": "2027-05-31", "trainer_D2": str(centre.trainer_id), "aim_D7": "yes"}

    refused = await surfer.send(f"/console/candidates/{one}/plan", **aims)
    assert refused.status == 422
    assert "Say by when" in refused.text
    page = await surfer.send(f"/console/candidates/{one}/plan", **aims, due_D7="2027-06-30")
    assert "The training plan is set." in page.text
    facts = centre.staff(lambda s: s.dossiers.facts(one))
    assert [(o.domain, o.due_on.month, o.trainer and o.trainer.name) for o in facts.objectives] == [
        (Domain.D2, 5, "Sami Haddad"),
        (Domain.D7, 6, None),
    ]
    page = await surfer.send(f"/console/candidates/{one}/attestation", held_on="2027-01-04")
    assert "The candidate hears of the attestation." in page.text
    assert len(centre.staff(lambda s: s.dossiers.facts(one)).attestations) == 1
    assert "Attestation given" in (await surfer.go(f"/console/candidates/{one}/corrections")).text
