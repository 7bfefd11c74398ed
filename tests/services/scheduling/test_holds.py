"""Holds as the database guards them, whoever writes, and as they run out without anybody's doing."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from services import HOLD, Actor, ActorKind, Database, Kind, Refusal, SlotTaken
from services.scheduling.models import HoldRow
from services.scheduling.service import Scheduling
from tests.services.scheduling.body import CLAIRE, KARIM, SITE, book, found, of_karim, open_tuesdays
from tests.services.scheduling.hours import paris

NINE, HALF_PAST, TEN = (paris("2027-01-05", hour) for hour in ("09:00", "09:30", "10:00"))

Do = Callable[..., Any]


@pytest.fixture
def database(database_url: str, now: datetime) -> Iterator[Database]:
    database = Database(database_url)
    database.run_now(lambda session: found(session, now, 20))
    yield database
    database.close()


@pytest.fixture
def do(database: Database, now: datetime) -> Do:
    """Does something with the scheduling of the body, so long after the beginning, in a transaction of its own."""

    def doing(work: Callable[[Scheduling], Any], later: timedelta = timedelta()) -> Any:
        return database.run_now(lambda session: work(of_karim(session, now + later).scheduling))

    return doing


def hold(scheduling: Scheduling, candidate_id: int, starts_at: datetime, **about: Any) -> Any:
    return scheduling.hold(
        candidate_id, **{"kind": Kind.INTERVIEW, "site_id": SITE, "starts_at": starts_at, **about}
    )


def held(session: Session) -> dict[int, datetime]:
    return {row.candidate_id: row.starts_at for row in session.exec(select(HoldRow))}


def test_a_held_hour_is_nobody_elses(do: Do):
    do(open_tuesdays)
    do(lambda scheduling: hold(scheduling, 1, NINE))

    for attempt in (hold, book):
        with pytest.raises(SlotTaken):
            do(lambda scheduling, attempt=attempt: attempt(scheduling, 2, NINE))
    assert NINE not in [slot.starts_at for slot in do(lambda s: s.slots(Kind.INTERVIEW))]
    do(lambda scheduling: book(scheduling, 1, NINE))


def test_a_hold_runs_out_by_itself(do: Do, database: Database):
    do(open_tuesdays)
    do(lambda scheduling: hold(scheduling, 1, NINE))

    with pytest.raises(SlotTaken):
        do(lambda scheduling: book(scheduling, 2, NINE), HOLD - timedelta(seconds=1))
    do(lambda scheduling: book(scheduling, 2, NINE), HOLD)
    with pytest.raises(SlotTaken):
        do(lambda scheduling: book(scheduling, 1, NINE), HOLD)


def test_one_hold_a_person(do: Do, database: Database):
    do(open_tuesdays)
    do(lambda scheduling: hold(scheduling, 1, NINE))
    do(lambda scheduling: hold(scheduling, 1, TEN))

    do(lambda scheduling: hold(scheduling, 2, NINE))
    assert database.run_now(held) == {1: TEN, 2: NINE}


def test_what_ran_out_goes_when_somebody_holds_the_next(do: Do, database: Database):
    do(open_tuesdays)
    do(lambda scheduling: hold(scheduling, 1, NINE))
    do(lambda scheduling: hold(scheduling, 2, TEN), HOLD)

    assert database.run_now(held) == {2: TEN}


def test_buffers_are_kept_around_a_held_hour(do: Do):
    do(lambda scheduling: open_tuesdays(scheduling, buffer_after_minutes=30))
    do(lambda scheduling: open_tuesdays(scheduling, kind=Kind.ASSESSMENT))
    do(lambda scheduling: hold(scheduling, 1, NINE))

    with pytest.raises(SlotTaken):
        do(lambda scheduling: book(scheduling, 2, HALF_PAST, kind=Kind.ASSESSMENT))
    do(lambda scheduling: book(scheduling, 2, TEN, kind=Kind.ASSESSMENT))


def test_holds_count_as_places_of_a_group(do: Do):
    do(lambda scheduling: open_tuesdays(scheduling, capacity=3))
    do(lambda scheduling: book(scheduling, 1, NINE))
    do(lambda scheduling: hold(scheduling, 2, NINE))
    do(lambda scheduling: hold(scheduling, 3, NINE))

    for attempt in (hold, book):
        with pytest.raises(SlotTaken):
            do(lambda scheduling, attempt=attempt: attempt(scheduling, 4, NINE))
    do(lambda scheduling: book(scheduling, 4, NINE), HOLD)
    do(lambda scheduling: book(scheduling, 2, NINE), HOLD)
    with pytest.raises(SlotTaken):
        do(lambda scheduling: book(scheduling, 3, NINE), HOLD)


def test_an_appointment_is_moved_over_its_own_old_time(do: Do):
    do(lambda scheduling: open_tuesdays(scheduling, slot_minutes=60))
    do(
        lambda scheduling: open_tuesdays(
            scheduling, from_time=HALF_PAST.replace(hour=9).time(), slot_minutes=60
        )
    )
    number = do(lambda scheduling: book(scheduling, 1, NINE).id)

    do(lambda scheduling: hold(scheduling, 1, HALF_PAST, moving=number))
    moved = do(lambda scheduling: scheduling.move(number, starts_at=HALF_PAST))

    assert moved.starts_at == HALF_PAST


async def test_twenty_at_once_hold_one_hour_of_two_advisers(database: Database, do: Do, now: datetime):
    for staff_id in (CLAIRE, KARIM):
        do(lambda scheduling, staff_id=staff_id: open_tuesdays(scheduling, staff_id))

    async def attempt(candidate_id: int) -> str:
        own = Actor(ActorKind.CANDIDATE, candidate_id)
        try:
            await database.run(
                lambda session: hold(of_karim(session, now).acting_as(own).scheduling, candidate_id, NINE)
            )
        except Refusal as refusal:
            return type(refusal).__name__
        return "held"

    outcomes = Counter(await asyncio.gather(*(attempt(one) for one in range(1, 21))))

    assert outcomes == {"held": 2, "SlotTaken": 18}


STOLEN = {
    "an appointment over a hold": (
        "INSERT INTO appointment (body_id, candidate_id, staff_id, site_id, kind, mode, starts_at, ends_at, status,"
        " version, booked_at, changed_at, changed_by_candidate)"
        " SELECT 1, 3, staff_id, site_id, kind, 'centre', starts_at, ends_at, 'booked', 1, :at, :at, TRUE FROM hold"
        " WHERE candidate_id = 2"
    ),
    "a hold over an appointment": (
        "INSERT INTO hold (candidate_id, staff_id, site_id, kind, starts_at, ends_at, buffer_before_minutes,"
        " buffer_after_minutes, held_at, expires_at)"
        " SELECT 3, staff_id, site_id, kind, starts_at, ends_at, 0, 0, :at, :later FROM appointment"
    ),
    "a hold over a hold": (
        "INSERT INTO hold (candidate_id, staff_id, site_id, kind, starts_at, ends_at, buffer_before_minutes,"
        " buffer_after_minutes, held_at, expires_at)"
        " SELECT 3, staff_id, site_id, kind, starts_at, ends_at, 0, 0, :at, :later FROM hold WHERE candidate_id = 2"
    ),
    "an appointment that moves over a hold": (
        "UPDATE appointment SET changed_at = :at, starts_at = (SELECT starts_at FROM hold),"
        " ends_at = (SELECT ends_at FROM hold)"
    ),
    "a hold that moves over an appointment": (
        "UPDATE hold SET starts_at = (SELECT starts_at FROM appointment), ends_at = (SELECT ends_at FROM appointment)"
    ),
}


@pytest.mark.parametrize("what", STOLEN)
def test_the_database_refuses(database: Database, do: Do, now: datetime, what: str):
    """Past the service, straight into the tables."""
    do(open_tuesdays)
    do(lambda scheduling: book(scheduling, 1, NINE))
    do(lambda scheduling: hold(scheduling, 2, TEN))
    values = {":at": now + timedelta(minutes=1), ":later": now + HOLD}
    given = {name[1:]: _written(moment) for name, moment in values.items() if name in STOLEN[what]}

    with pytest.raises(DBAPIError, match="time_is_held"):
        database.run_now(lambda session: session.connection().execute(text(STOLEN[what]), given))


def test_the_database_lets_go_of_what_ran_out(database: Database, do: Do, now: datetime):
    do(open_tuesdays)
    do(lambda scheduling: hold(scheduling, 2, TEN))
    booking = text(STOLEN["an appointment over a hold"])

    database.run_now(lambda session: session.connection().execute(booking, {"at": _written(now + HOLD)}))


def _written(moment: datetime) -> str:
    """As both databases take it: SQLite compares texts."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"
