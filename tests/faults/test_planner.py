"""Changes of facts at the same moment: the plan is the same as if they had come one after the other."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from services import Database, system_services
from services.dossiers.loading import facts_of
from services.notices.claiming import claim
from services.notices.models import NoticeState
from services.notices.planner import NO_LONGER_TRUE, replan
from services.notices.rules import RULES, wanted
from services.scheduling.models import AppointmentRow
from tests.faults import crowd

AMINA = 1
FIRST_HOUR = timedelta(days=3, hours=1)


@pytest.fixture
def database(database_url: str, now: datetime) -> Iterator[Database]:
    """A candidate with an appointment at ten, of whom nothing is planned yet."""
    database = Database(database_url)
    database.run_now(lambda session: _prepare(session, now))
    yield database
    database.close()


def _prepare(session: Session, now: datetime) -> None:
    crowd.crowd(session, now, 1)
    crowd.open_every_day(session, [1])
    crowd.appointments(session, now, [(AMINA, 1, now + FIRST_HOUR)])


def at_once(database: Database, *works: Callable[[Session], object]) -> None:
    with ThreadPoolExecutor(len(works)) as threads:
        for done in [threads.submit(database.run_now, work) for work in works]:
            done.result()


def the_plan(session: Session, now: datetime) -> set[str]:
    """The keys of what the facts ask for."""
    return {
        rule.key(one.subject, one.version, f"c{AMINA}")
        for rule, one in wanted(facts_of(session, AMINA), now)
        if one.pointless_at > now
    }


def planned(session: Session) -> list[Any]:
    return [row for row in crowd.notices(session) if row.state is NoticeState.PLANNED]


def test_twenty_replans_at_once_make_one_row_of_each_notice(database: Database, now: datetime):
    at_once(database, *([lambda session: replan(session, AMINA, now)] * 20))

    rows = database.run_now(crowd.notices)
    assert [row.rule for row in rows] == ["appointment_booked", "appointment_eve", "appointment_soon"]
    assert {row.key for row in rows} == database.run_now(lambda session: the_plan(session, now))


def test_replanning_again_changes_nothing(database: Database, now: datetime):
    database.run_now(lambda session: replan(session, AMINA, now))
    once = database.run_now(crowd.notices)
    database.run_now(lambda session: replan(session, AMINA, now))

    assert database.run_now(crowd.notices) == once


def test_what_was_moved_and_moved_back_is_planned_anew_and_the_old_plan_taken_back(
    database: Database, now: datetime
):
    database.run_now(lambda session: replan(session, AMINA, now))
    database.run_now(lambda session: _move(session, now, 1))
    database.run_now(lambda session: _move(session, now, 0))

    rows = database.run_now(crowd.notices)
    assert {(row.state, row.reason) for row in rows if row.version < 3} == {
        (NoticeState.CANCELLED, NO_LONGER_TRUE)
    }
    assert {row.key for row in rows if row.state is NoticeState.PLANNED} == database.run_now(
        lambda session: the_plan(session, now)
    )


def test_twenty_changes_at_once_leave_the_plan_of_the_last(database: Database, now: datetime):
    database.run_now(lambda session: replan(session, AMINA, now))
    dice = random.Random(3)
    changes: list[Callable[[Session], object]] = [
        *([lambda session: system_services(session, now).candidates.pause(AMINA, 7)] * 8),
        *([lambda session: replan(session, AMINA, now)] * 4),
        *([lambda session: _move(session, now, 0), lambda session: _move(session, now, 1)] * 4),
    ]
    dice.shuffle(changes)
    at_once(database, *changes)

    assert {row.key for row in database.run_now(planned)} == database.run_now(
        lambda session: the_plan(session, now)
    )


def test_a_replan_waits_for_a_change_of_the_same_candidate_that_is_under_way(
    postgres_url: str, now: datetime
):
    """Else it would read the older facts, then find the newer plan, and take that back."""
    database = Database(postgres_url)
    database.run_now(lambda session: _prepare(session, now))
    with ThreadPoolExecutor(1) as thread, Session(database.engine) as moving, moving.begin():
        _move(moving, now, 1)
        replanning = thread.submit(database.run_now, lambda session: replan(session, AMINA, now))
        _waits_for_a_lock(database)
        moving.commit()
        replanning.result()
    keys = {row.key for row in database.run_now(planned)}
    wanted_now = database.run_now(lambda session: the_plan(session, now))
    database.close()

    assert keys == wanted_now


def test_what_was_claimed_meanwhile_is_left_to_the_dispatcher(postgres_url: str, now: datetime):
    """The planner saw it planned; until it may write, a dispatcher has taken it: it is on its way."""
    database = Database(postgres_url)
    database.run_now(lambda session: _prepare(session, now))
    database.run_now(lambda session: replan(session, AMINA, now))
    with ThreadPoolExecutor(1) as thread, Session(database.engine) as dispatcher, dispatcher.begin():
        claimed, _ = claim(dispatcher, now, 100, 1000)
        cancelling = thread.submit(database.run_now, lambda session: _cancel(session, now))
        _waits_for_a_lock(database)
        dispatcher.commit()
        cancelling.result()
    states = {row.rule: row.state for row in database.run_now(crowd.notices)}
    database.close()

    assert [len(one.fences) for one in claimed] == [1]
    assert states["appointment_booked"] is NoticeState.SENDING
    assert states["appointment_eve"] is NoticeState.CANCELLED


@pytest.mark.parametrize("state", [NoticeState.SENDING, NoticeState.SENT, NoticeState.UNKNOWN])
def test_what_is_on_its_way_or_over_is_never_touched(database: Database, now: datetime, state: NoticeState):
    database.run_now(lambda session: replan(session, AMINA, now))
    database.run_now(lambda session: crowd.set_all(session, state=state))
    before = {row.key: row for row in database.run_now(crowd.notices)}
    database.run_now(lambda session: _cancel(session, now))

    after = {row.key: row for row in database.run_now(crowd.notices)}
    assert {key: after[key] for key in before} == before
    assert [row.rule for row in database.run_now(planned)] == ["appointment_cancelled"]


def test_every_rule_that_facts_plan_is_taken_back_when_they_no_longer_ask(database: Database, now: datetime):
    database.run_now(lambda session: replan(session, AMINA, now))
    database.run_now(lambda session: _cancel(session, now))

    for row in database.run_now(crowd.notices):
        if row.rule != "appointment_cancelled":
            assert (row.state, row.reason) == (NoticeState.CANCELLED, NO_LONGER_TRUE)
    assert RULES["appointment_cancelled"].plan is not None


def _move(session: Session, now: datetime, hours: int) -> None:
    """To that many hours after nine, on the day of the appointment or the next one."""
    (row,) = session.exec(select(AppointmentRow).where(col(AppointmentRow.candidate_id) == AMINA)).all()
    starts_at = now + FIRST_HOUR + timedelta(hours=hours)
    assert row.id is not None
    system_services(session, now).scheduling.move(row.id, starts_at=starts_at)


def _cancel(session: Session, now: datetime) -> None:
    (row,) = session.exec(select(AppointmentRow).where(col(AppointmentRow.candidate_id) == AMINA)).all()
    assert row.id is not None
    system_services(session, now).scheduling.cancel(row.id)


def _waits_for_a_lock(database: Database) -> None:
    """Returns once somebody waits for a row that is locked."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(10_000):
            if connection.exec_driver_sql(waiting).scalar_one():
                return
    raise TimeoutError("nobody waits")
