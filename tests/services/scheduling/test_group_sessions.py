"""Several candidates on one slot: never more than it has places, whoever books at once, on both databases."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from services import Database, Kind, Refusal, SlotNotOffered, SlotTaken
from services.scheduling.models import AppointmentRow, GroupSessionRow, Status
from services.scheduling.service import Scheduling
from tests.services.scheduling.body import book, found, of_karim, open_tuesdays
from tests.services.scheduling.hours import paris

MANY, PLACES = 200, 12

NINE, HALF_PAST = paris("2027-01-05", "09:00"), paris("2027-01-05", "09:30")


@pytest.fixture
async def database(database_url: str, now: datetime) -> AsyncIterator[Database]:
    """Claire's group sessions of twelve on Tuesdays, and two hundred candidates."""
    database = Database(database_url)

    def prepare(session: Session) -> None:
        found(session, now, MANY)
        open_tuesdays(of_karim(session, now).scheduling, capacity=PLACES)

    await database.run(prepare)
    yield database
    database.close()


@pytest.fixture
def do(database: Database, now: datetime) -> Callable[[Callable[[Scheduling], Any]], Any]:
    """Does something with the scheduling of the body, in a transaction of its own."""
    return lambda work: database.run_now(lambda session: work(of_karim(session, now).scheduling))


async def test_two_hundred_bookings_at_once_fill_it_and_no_more(database: Database, now: datetime):
    async def attempt(candidate_id: int) -> str:
        try:
            await database.run(lambda session: book(of_karim(session, now).scheduling, candidate_id, NINE).id)
        except Refusal as refusal:
            return type(refusal).__name__
        return "booked"

    outcomes = Counter(await asyncio.gather(*(attempt(one + 1) for one in range(MANY))))

    assert outcomes == {"booked": PLACES, "SlotTaken": MANY - PLACES}
    assert await database.read(_counts) == (PLACES, 1)


async def test_the_database_counts_whoever_writes(database: Database, do):
    """Two hundred at once that ask nobody: past the service, straight into the table."""
    one = do(lambda scheduling: book(scheduling, 1, NINE).id)
    statement = text(
        "INSERT INTO appointment (body_id, candidate_id, staff_id, site_id, kind, mode, starts_at, ends_at, status,"
        " version, booked_at, changed_at, changed_by_candidate, group_session_id)"
        " SELECT body_id, :candidate, staff_id, site_id, kind, mode, starts_at, ends_at, status,"
        " version, booked_at, changed_at, changed_by_candidate, group_session_id FROM appointment WHERE id = :id"
    )

    async def attempt(candidate_id: int) -> str:
        try:
            await database.run(
                lambda session: session.connection().execute(
                    statement, {"candidate": candidate_id, "id": one}
                )
            )
        except DBAPIError as error:
            return "full" if "group_session_full" in str(error.orig) else str(error)
        return "booked"

    outcomes = Counter(await asyncio.gather(*(attempt(number + 2) for number in range(MANY - 1))))

    assert outcomes == {"booked": PLACES - 1, "full": MANY - PLACES}
    assert await database.read(_counts) == (PLACES, 1)


def _counts(session: Session) -> tuple[int, int]:
    """How many are booked, and in how many sessions."""
    booked = session.exec(select(AppointmentRow).where(AppointmentRow.status == Status.BOOKED)).all()
    return len(booked), len(session.exec(select(GroupSessionRow)).all())


def test_who_cancels_frees_a_place(do):
    ids = [do(lambda scheduling, n=n: book(scheduling, n + 1, NINE).id) for n in range(PLACES)]
    assert _places(do, NINE) is None

    do(lambda scheduling: scheduling.cancel(ids[3]))

    assert _places(do, NINE) == 1
    do(lambda scheduling: book(scheduling, 50, NINE))
    with pytest.raises(SlotTaken):
        do(lambda scheduling: book(scheduling, 51, NINE))


def test_who_moves_changes_sessions(do):
    booked = do(lambda scheduling: book(scheduling, 1, NINE).id)

    do(lambda scheduling: scheduling.move(booked, starts_at=HALF_PAST))

    assert (_places(do, NINE), _places(do, HALF_PAST)) == (PLACES, PLACES - 1)


def _places(do, starts_at: datetime) -> int | None:
    until = starts_at + timedelta(minutes=1)
    slots = do(lambda scheduling: scheduling.slots(Kind.INTERVIEW, since=starts_at, until=until))
    return slots[0].places if slots else None


def test_an_appointment_of_one_and_a_group_session_exclude_each_other(do):
    do(lambda scheduling: open_tuesdays(scheduling, kind=Kind.ASSESSMENT))
    do(lambda scheduling: book(scheduling, 1, NINE))
    do(lambda scheduling: book(scheduling, 2, HALF_PAST, kind=Kind.ASSESSMENT))

    with pytest.raises(SlotTaken):
        do(lambda scheduling: book(scheduling, 3, NINE, kind=Kind.ASSESSMENT))
    with pytest.raises(SlotTaken):
        do(lambda scheduling: book(scheduling, 3, HALF_PAST))
    with pytest.raises(SlotNotOffered):
        do(lambda scheduling: book(scheduling, 3, NINE + timedelta(minutes=10)))


GUARDED = {
    "no_overlapping_appointments": "UPDATE appointment SET group_session_id = NULL WHERE candidate_id = 2",
    "group_session_differs": "UPDATE appointment SET ends_at = starts_at, starts_at = :earlier WHERE candidate_id = 2",
    "group_session_full": "UPDATE group_session SET capacity = 1",
}


@pytest.mark.parametrize("refusal", GUARDED)
def test_the_database_refuses(database: Database, do, refusal: str):
    for candidate in (1, 2):
        do(lambda scheduling, candidate=candidate: book(scheduling, candidate, NINE))
    values = {"earlier": "2027-01-01 08:00:00+00:00"} if ":earlier" in GUARDED[refusal] else {}

    with pytest.raises(DBAPIError, match=refusal):
        database.run_now(lambda session: session.connection().execute(text(GUARDED[refusal]), values))


def test_a_session_that_is_booked_stays_where_it_is(database: Database, do):
    do(lambda scheduling: book(scheduling, 1, NINE))
    elsewhere = text("UPDATE group_session SET staff_id = 2")

    with pytest.raises(DBAPIError, match="group_session_differs"):
        database.run_now(lambda session: session.connection().execute(elsewhere))
    do(lambda scheduling: scheduling.cancel(1))
    database.run_now(lambda session: session.connection().execute(elsewhere))
