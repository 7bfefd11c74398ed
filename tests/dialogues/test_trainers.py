"""Trainers, in Telegram: a person and a state are two taps; who came is two as well; a slip is taken back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.sandbox.seed import seed
from services import AssessmentKind, Database, Domain, Outcome, Progress, Result, Role
from services.dossiers.people import Person
from services.dossiers.service import Aim
from services.staff.models import StaffRow
from services.training.lessons import PlannedSession
from tests.dialogues.talk import Talk
from tests.house import StillClock

KARIM = 700_000_077


@pytest.fixture
def session(database_url: str, now: datetime) -> Iterator[Session]:
    """The demo's centre on each of the two databases: what trainers tap is recorded in either."""
    database = Database(database_url)
    database.run_now(lambda session: seed(session, StillClock(now)).id)
    with Session(database.engine, expire_on_commit=False) as session:
        yield session
        session.rollback()
    database.close()


def in_training(amina: Talk) -> int:
    """Amina trains her second domain with Karim, and had a session an hour ago."""
    karim = amina.session.exec(select(StaffRow).where(StaffRow.role == Role.TRAINER)).one()
    services, one = amina.services, amina.candidate_id
    services.dossiers.record_outcome(one, Outcome.DOSSIER_OPENED)
    results = dict.fromkeys(Domain, Result.ACQUIRED) | {Domain.D2: Result.TO_DEVELOP}
    services.dossiers.record_assessment(one, AssessmentKind.INITIAL, amina.now.date(), results)
    due_on = amina.now.date() + timedelta(days=90)
    services.dossiers.set_training_plan(one, [Aim(Domain.D2, due_on, Person("", karim.id))])
    begins = amina.now + timedelta(hours=1)
    services.training.plan_sessions(
        one, [PlannedSession(Domain.D2, begins, begins + timedelta(hours=2), "Salle 3")]
    )
    return one


def trainer(amina: Talk) -> Talk:
    talk = Talk(amina.session, amina.now + timedelta(hours=2), chat_id=KARIM, name="Karim")
    karim = talk.session.exec(select(StaffRow).where(StaffRow.role == Role.TRAINER)).one()
    talk.say(f"/start {talk.services.staff.invite(karim.body_id, Role.TRAINER, karim.id)}")
    return talk


def test_a_check_is_two_taps_and_is_taken_back_with_a_third(amina: Talk):
    one, talk = in_training(amina), trainer(amina)
    talk.choose("trainers")

    talk.choose("trainers.person")
    talk.choose("trainers.check", nth=1)

    (check,) = talk.services.dossiers.facts(one).checks
    assert (check.domain, check.state) == (Domain.D2, Progress.GOING_WELL)
    assert talk.said == ["Noted: {domain} {sign}"]
    talk.choose("trainers.undo")
    assert talk.services.dossiers.facts(one).checks == ()


def test_who_came_is_said_in_two_taps(amina: Talk):
    one, talk = in_training(amina), trainer(amina)
    talk.choose("trainers")

    talk.choose("trainers.person")
    talk.choose("trainers.came")

    (session,) = talk.services.dossiers.facts(one).sessions
    assert session.attended is True


def test_forged_taps_do_nothing_and_candidates_have_no_such_list(amina: Talk):
    one, talk = in_training(amina), trainer(amina)
    for value in ("", "999.D2.done", f"{one}.D3.done", f"{one}.D2.perfect", f"{one}.999.yes", "1" * 40, "²"):
        for scene in ("person", "check", "came", "undo", "people"):
            talk.tap(f"trainers.{scene}", value)
    facts = talk.services.dossiers.facts(one)
    assert (facts.checks, [s.attended for s in facts.sessions]) == ((), [None])

    amina.tap("trainers.check", f"{one}.D2.done")
    assert amina.services.dossiers.facts(one).checks == ()
