"""The day in Telegram: the inbox page by page, how an interview went, tasks done, each slip taken back."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from services import Kind, Outcome, Role
from services.messages.models import TaskKind, TaskRow
from services.messages.tasks import open_task
from services.scheduling.models import AppointmentRow, Status
from services.staff.models import StaffRow
from tests.dialogues.colleagues import introduced, joined, staff_of, written
from tests.dialogues.talk import Talk


@pytest.fixture
def met(talk: Talk) -> tuple[Talk, int, AppointmentRow]:
    """An adviser whose interview with Amina has begun."""
    amina = introduced(talk, 1, "Amina").booked()
    (row,) = amina.session.exec(
        select(AppointmentRow).where(AppointmentRow.candidate_id == amina.candidate_id)
    )
    joined(talk, talk.session.get_one(StaffRow, row.staff_id))
    talk.now = row.starts_at + timedelta(minutes=50)
    return talk, amina.candidate_id, row


def values(talk: Talk) -> set[str]:
    return {str(value) for reply in talk.replies for text in reply.lines for value in text.values.values()}


def test_the_inbox_shows_who_waits_longest_first_page_by_page(talk: Talk):
    adviser = staff_of(talk, Role.ADVISER)
    names = [f"Amina{n}" for n in range(7)]
    for n, name in enumerate(names):
        talk.now += timedelta(minutes=1)
        written(introduced(talk, n + 1, name), adviser, f"words of {name}")
    joined(talk)

    talk.say("/inbox")
    assert [name for name in names if name in values(talk)] == names[:5]
    assert "words of Amina0" in values(talk)
    talk.choose("inbox.page")
    assert [name for name in names if name in values(talk)] == names[5:]
    talk.choose("inbox.open")
    assert "words of Amina5" in values(talk)
    talk.choose("inbox.close")
    talk.choose("inbox.reopen")
    talk.choose("answer.to")
    talk.say("Bonjour")
    talk.say("/inbox")
    assert "Amina5" not in values(talk)


def test_a_trainer_is_not_shown_the_threads_of_nobody(talk: Talk):
    adviser = staff_of(talk, Role.ADVISER)
    one = written(introduced(talk, 1, "Amina"), adviser)
    row = talk.services.candidates.candidate_row(one)
    row.adviser_id = None
    talk.session.add(row)
    talk.session.flush()

    joined(talk, Role.TRAINER).say("/inbox")
    assert talk.said == ["Nobody waits for an answer."]
    joined(talk, Role.COORDINATOR).say("/inbox")
    assert "Amina" in values(talk)


def test_how_an_interview_went_is_two_taps_and_taken_back_with_a_third(met):
    talk, amina, row = met
    talk.say("/agenda")
    talk.choose("agenda.came")
    talk.choose("agenda.outcome")

    assert talk.services.dossiers.facts(amina).last_outcome.outcome is Outcome.DOSSIER_OPENED
    talk.choose("trainers.undo")
    assert talk.services.dossiers.facts(amina).last_outcome is None
    assert talk.session.get(AppointmentRow, row.id).status is Status.BOOKED


def test_who_did_not_come_is_one_tap(met):
    talk, amina, row = met
    talk.say("/agenda")
    talk.choose("agenda.absent")

    assert talk.services.dossiers.facts(amina).last_outcome.outcome is Outcome.ABSENT
    talk.tap("agenda.absent", f"{row.id}")
    talk.tap("agenda.outcome", f"{row.id}.thinking")
    assert [one.outcome for one in talk.services.dossiers.facts(amina).outcomes] == [Outcome.ABSENT]


def test_nothing_is_recorded_of_an_interview_that_has_not_begun(met):
    talk, amina, row = met
    talk.now = row.starts_at - timedelta(minutes=5)
    for scene, value in (("absent", f"{row.id}"), ("came", f"{row.id}"), ("outcome", f"{row.id}.declined")):
        talk.tap(f"agenda.{scene}", value)

    assert talk.services.dossiers.facts(amina).outcomes == ()


def test_a_trainer_records_no_outcome_of_an_interview(met):
    talk, amina, row = met
    trainer = joined(Talk(talk.session, talk.now, chat_id=talk.chat_id + 99), Role.TRAINER)
    trainer.tap("agenda.outcome", f"{row.id}.declined")
    trainer.tap("agenda.absent", f"{row.id}")

    assert talk.services.dossiers.facts(amina).outcomes == ()


def test_who_did_not_come_to_an_assessment_is_called_and_a_slip_is_taken_back(met):
    talk, amina, row = met
    row.kind = Kind.ASSESSMENT
    talk.session.add(row)
    talk.session.flush()

    talk.tap("agenda.absent", f"{row.id}")
    assert talk.session.get(AppointmentRow, row.id).status is Status.ABSENT
    assert [t.about for t in talk.services.attention.tasks_of(amina)] == [{"why": "missed_assessment"}]
    talk.choose("trainers.undo")
    assert talk.session.get(AppointmentRow, row.id).status is Status.BOOKED
    assert [t.kind for t in talk.services.attention.tasks_of(amina)] == [TaskKind.RECORD_OUTCOME]


def test_a_task_is_done_with_one_tap_and_put_back_with_another(talk: Talk):
    adviser = staff_of(talk, Role.ADVISER)
    one = written(introduced(talk, 1, "Amina"), adviser)
    for n in range(8):
        open_task(talk.session, talk.now, TaskKind.CALL, f"call:{n}", adviser.body_id, one, why="silent")
    joined(talk)

    talk.say("/tasks")
    assert len([tap for tap in talk.taps if tap.to == "tasks.done"]) == 6
    talk.choose("tasks.done")
    assert the_first(talk).done_by == f"staff:{adviser.id}"
    talk.choose("tasks.again")
    assert the_first(talk).done_at is None
    talk.say("/tasks")
    talk.choose("tasks.page")
    assert len([tap for tap in talk.taps if tap.to == "tasks.done"]) == 3


def the_first(talk: Talk) -> TaskRow:
    return talk.session.exec(select(TaskRow).order_by(col(TaskRow.id))).all()[0]
