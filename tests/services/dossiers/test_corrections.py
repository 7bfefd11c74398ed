"""What was recorded wrongly is replaced, with who, when and why; and what was told wrongly is put right kindly."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services import AssessmentKind, Domain, Outcome, Result, Stage, stage_of
from services.dossiers.corrections import FactsFollow, ReasonMissing
from services.dossiers.facts import Correction
from services.dossiers.kinds import FactKind
from services.dossiers.people import Person
from services.dossiers.refusals import AssessorIsTrainer, NothingAcquired, TrainerIsAssessor
from services.dossiers.service import Aim
from services.errors import NotFound
from services.training.lessons import PlannedSession
from services.training.models import Progress
from tests.services.desk import Desk

D2, D7 = Domain.D2, Domain.D7
SORRY = "I am sorry for the mistake."


def the_correction(desk: Desk, one: int) -> Correction:
    (correction,) = desk.services.dossiers.facts(one).corrections
    return correction


def test_a_file_that_was_not_to_be_opened_is_put_right_and_the_candidate_hears_it(desk: Desk):
    one = desk.opened()
    assert "Your file (dossier) is open." in desk.told(one)[0]
    opened = desk.services.dossiers.facts(one).outcomes[0].id

    desk.later(hours=2).services.corrections.outcome(one, opened, Outcome.THINKING, "Wrong line ticked.")

    facts = desk.services.dossiers.facts(one)
    assert stage_of(facts) is Stage.THINKING
    assert [outcome.outcome for outcome in facts.outcomes] == [Outcome.THINKING]
    correction = the_correction(desk, one)
    assert (correction.reason, correction.corrected_by) == ("Wrong line ticked.", f"staff:{desk.adviser_id}")
    assert (correction.corrected_at, correction.wrong.recorded_by) == (desk.now, f"staff:{desk.adviser_id}")
    (said,) = desk.told(one)
    assert said.splitlines()[:2] == ["I told you that your file (dossier) is open.", SORRY]


def test_what_nobody_has_read_yet_needs_no_excuse(desk: Desk):
    desk.later(hours=13)  # 22:00: it would be told in the morning
    one = desk.opened()
    opened = desk.services.dossiers.facts(one).outcomes[0].id

    desk.later(minutes=30).services.corrections.outcome(one, opened, Outcome.THINKING, "Wrong line.")

    assert desk.told(one) == []


def test_a_corrected_result_is_told_anew_with_an_excuse(desk: Desk):
    one = desk.assessed(D2)
    desk.told(one)
    wrong = desk.services.dossiers.facts(one).assessments[0]
    right = {**wrong.results, D7: Result.TO_DEVELOP}

    desk.later(hours=2).services.corrections.assessment(one, wrong.id, "D7 was read wrongly.", results=right)

    facts = desk.services.dossiers.facts(one)
    assert facts.to_develop == (D2, D7)
    assert the_correction(desk, one).wrong == wrong
    (said,) = desk.told(one, "assessed")
    assert said.splitlines()[:3] == ["Your result was corrected.", SORRY, "You have 5 strong points already:"]


def test_a_result_of_somebody_else_is_taken_back(desk: Desk):
    one = desk.assessed(D2)
    desk.told(one)
    wrong = desk.services.dossiers.facts(one).assessments[0]

    desk.later(hours=2).services.corrections.assessment(one, wrong.id, "It is Bilal's.", withdrawn=True)

    assert desk.services.dossiers.stage(one) is Stage.DOSSIER_OPENED
    (said,) = desk.told(one, "mistaken")
    assert said.startswith("I told you of a result that was not yours.")


def test_a_fact_that_others_build_on_is_corrected_last(desk: Desk):
    one = desk.in_training(D2)
    facts = desk.services.dossiers.facts(one)

    with pytest.raises(FactsFollow):
        desk.services.corrections.assessment(one, facts.assessments[0].id, "Never was.", withdrawn=True)
    with pytest.raises(FactsFollow):
        desk.services.corrections.outcome(one, facts.outcomes[0].id, Outcome.THINKING, "Never was.")


def test_a_correction_says_why_and_is_of_something_that_holds(desk: Desk):
    one, other = desk.assessed(D2), desk.assessed(D2, name="Bilal")
    wrong = desk.services.dossiers.facts(one).assessments[0].id

    with pytest.raises(ReasonMissing):
        desk.services.corrections.assessment(one, wrong, "  ", held_on=date(2027, 1, 2))
    with pytest.raises(NotFound):
        desk.services.corrections.assessment(other, wrong, "Another's.", held_on=date(2027, 1, 2))
    desk.services.corrections.assessment(one, wrong, "The day.", held_on=date(2027, 1, 2))
    with pytest.raises(NotFound):
        desk.services.corrections.assessment(one, wrong, "Again.", held_on=date(2027, 1, 3))
    assert desk.services.dossiers.facts(one).finish_by == date(2032, 1, 2)


def test_a_missed_session_that_was_not_missed_is_put_right(desk: Desk):
    one = desk.in_training(D2)
    starts_at = desk.now + timedelta(hours=1)
    lesson = PlannedSession(D2, starts_at, starts_at + timedelta(hours=2), "Salle 3")
    (session,) = desk.services.training.plan_sessions(one, [lesson])
    desk.later(hours=2)
    desk.told(one)

    desk.trainers.training.record_attendance(session.id, False)
    assert desk.told(one)[0].startswith("You did not come to training, that can happen.")
    desk.later(minutes=30).trainers.training.record_attendance(session.id, True, "She was in the other room.")

    facts = desk.services.dossiers.facts(one)
    assert facts.sessions[0].attended is True
    correction = the_correction(desk, one)
    assert (correction.fact, correction.reason) == (FactKind.ATTENDANCE, "She was in the other room.")
    (said,) = desk.told(one)
    assert said.splitlines()[1] == SORRY
    desk.trainers.training.record_attendance(session.id, True)
    assert len(desk.services.dossiers.facts(one).corrections) == 1  # the same again changes nothing


def test_a_check_is_corrected(desk: Desk):
    one = desk.in_training(D2)
    row = desk.trainers.training.record_check(one, D2, desk.today, Progress.DONE)
    desk.told(one)

    desk.later(hours=1).trainers.training.correct_check(
        one, row.id or 0, "A slip.", state=Progress.GOING_WELL
    )

    (check,) = desk.services.dossiers.facts(one).checks
    assert check.state is Progress.GOING_WELL
    (said,) = desk.told(one)
    assert said.splitlines()[:2] == ["Your trainer has corrected a word about your training.", SORRY]


def test_an_attestation_is_told_and_corrected(desk: Desk):
    one = desk.assessed(D2)
    desk.told(one)
    desk.later(days=1).services.dossiers.record_attestation(one, date(2027, 1, 5))
    assert "It is dated Tuesday 5 January 2027." in desk.told(one)[0]

    given = desk.services.dossiers.facts(one).attestations[0].id
    desk.later(hours=1).services.corrections.attestation(one, given, date(2027, 1, 4), "The day.")
    assert "Monday 4 January 2027" in desk.told(one)[0]
    again = desk.services.dossiers.facts(one).attestations[0].id
    desk.later(hours=1).services.corrections.attestation(one, again, None, "It was Bilal's.")
    assert desk.services.dossiers.facts(one).attestations == ()
    with pytest.raises(NothingAcquired):
        desk.services.dossiers.record_attestation(desk.assessed(*Domain, name="Chloé"), desk.today)


def test_assessor_and_trainer_are_two_people(desk: Desk):
    karim, elise = Person("", desk.trainer_id), Person("Élise MARTIN", None, "Autre centre")
    one = desk.assessed(D2, D7)
    plan = desk.services.dossiers.set_training_plan
    plan(one, [Aim(D2, date(2027, 6, 1), karim), Aim(D7, date(2027, 6, 1), elise)])
    record = desk.services.dossiers.record_assessment

    for somebody in (karim, Person("Haddad Karim"), Person("elise martin")):
        with pytest.raises(AssessorIsTrainer):
            record(one, AssessmentKind.FINAL, desk.today, {D2: Result.ACQUIRED}, somebody)
    record(one, AssessmentKind.FINAL, desk.today, {D2: Result.ACQUIRED}, Person("", desk.adviser_id))
    with pytest.raises(TrainerIsAssessor):
        plan(one, [Aim(D7, date(2027, 6, 1), Person("Claire Dumas"))])
    starts_at = desk.now + timedelta(days=1)
    lesson = PlannedSession(D7, starts_at, starts_at + timedelta(hours=2), "Salle 3", desk.adviser_id)
    with pytest.raises(TrainerIsAssessor):
        desk.services.training.plan_sessions(one, [lesson])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE interview_outcome SET outcome = 'declined'",
        "UPDATE assessment SET held_on = '2026-01-01'",
        "UPDATE assessment_result SET result = 'acquired'",
        "UPDATE attestation SET given_on = '2026-01-01'",
    ],
)
def test_the_database_itself_refuses_to_overwrite_a_fact(desk: Desk, change: str):
    one = desk.assessed(D2)
    desk.services.dossiers.record_attestation(one, desk.today)
    desk.session.flush()

    with pytest.raises(DBAPIError, match="facts_are_corrected_not_changed"), desk.session.begin_nested():
        desk.session.connection().execute(text(change))


def test_an_erased_candidate_leaves_no_correction(desk: Desk):
    one = desk.opened()
    opened = desk.services.dossiers.facts(one).outcomes[0].id
    desk.services.corrections.outcome(one, opened, Outcome.THINKING, "Her mother said so.")

    desk.services.candidates.erase(one)

    assert desk.session.connection().execute(text("SELECT count(*) FROM correction")).scalar_one() == 0
