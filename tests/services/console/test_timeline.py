"""The path so far, as lines in time order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.console.timeline import timeline
from services.console.words import Words
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import (
    Assessment,
    Facts,
    InterviewOutcome,
    JuryPassage,
    Objective,
    TrainingSession,
)
from services.dossiers.kinds import AssessmentKind, Outcome
from services.jury.models import Decision

NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)
WORDS = Words("en", "Europe/Paris", NOW)
NOBODY = Facts(candidate_id=1, body_id=1, first_name="Rosa", locale="fr", zone="Europe/Paris")


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def session(starts_at: datetime, **more) -> TrainingSession:
    values: dict[str, Any] = {
        "id": 1,
        "domain": Domain.D2,
        "place": "Salle 3",
        "trainer_id": None,
        "version": 1,
    }
    values |= {"planned_at": days_ago(30), "changed_at": days_ago(30), "cancelled_at": None}
    values |= {"coming": None, "attended": None, "ends_at": starts_at + timedelta(hours=2)}
    return TrainingSession(starts_at=starts_at, **(values | more))


def test_somebody_of_whom_nothing_is_recorded_has_no_lines():
    assert timeline(NOBODY, WORDS) == []


def test_lines_stand_in_the_order_in_which_things_happened():
    results = dict.fromkeys(Domain, Result.ACQUIRED) | {Domain.D2: Result.TO_DEVELOP}
    facts = replace(
        NOBODY,
        objectives=(Objective(Domain.D2, date(2027, 2, 1), days_ago(10)),),
        assessments=(Assessment(1, AssessmentKind.INITIAL, date(2026, 12, 20), days_ago(14), results),),
        outcomes=(InterviewOutcome(Outcome.DOSSIER_OPENED, days_ago(30)),),
    )

    lines = timeline(facts, WORDS)

    assert [line.icon for line in lines] == ["talk", "strengths", "learn"]
    assert lines[1].on == date(2026, 12, 20)


def test_an_assessment_tells_strong_points_first():
    results = {Domain.D1: Result.TO_DEVELOP, Domain.D7: Result.ACQUIRED}
    facts = replace(
        NOBODY, assessments=(Assessment(1, AssessmentKind.INITIAL, NOW.date(), days_ago(0), results),)
    )

    details = timeline(facts, WORDS)[0].details

    assert details[0].startswith("Acquired: ")
    assert details[1].startswith("To work on: ")


def test_what_is_to_come_is_no_past():
    facts = replace(NOBODY, sessions=(session(NOW + timedelta(days=1)), session(days_ago(1), attended=True)))

    lines = timeline(facts, WORDS)

    assert len(lines) == 1
    assert lines[0].details[-1] == "Came"


def test_a_decision_is_a_line_once_it_is_published():
    waiting = JuryPassage(1, NOW.date(), days_ago(9), Decision.CERTIFIED, None)
    told = replace(waiting, published_at=days_ago(1))

    assert len(timeline(replace(NOBODY, juries=(waiting,)), WORDS)) == 1
    assert timeline(replace(NOBODY, juries=(told,)), WORDS)[-1].title == "The jury certified"
