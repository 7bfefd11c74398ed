"""A prepared statement does what Core does with it, on both databases."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, bindparam, delete, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from services import Database
from services.candidates.models import CandidateRow, PlaceRow, SeenUpdateRow
from services.prepared import Prepared
from services.scheduling.models import Kind, Mode, OpeningRow
from services.staff.models import BodyRow, Role, SiteRow, StaffRow

SEEN = SeenUpdateRow.__table__  # type: ignore[attr-defined]
PLACE = PlaceRow.__table__  # type: ignore[attr-defined]
OPENING = OpeningRow.__table__  # type: ignore[attr-defined]
CANDIDATE = CandidateRow.__table__  # type: ignore[attr-defined]

NOTE = Prepared(insert(SEEN))
NOTED = Prepared(
    select(SEEN).where(SEEN.c.update_id.in_(bindparam("ids", expanding=True))).order_by(SEEN.c.update_id)
)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    with Session(database.engine) as session, session.begin():
        yield session
    database.close()


def test_values_come_back_as_core_gives_them(session: Session, now: datetime):
    """Instants, enums, JSON, times of day, truth values: of every kind that needs converting."""
    places = [{"flow": "booking", "scene": "day", "answers": {"site": 1, "since": "é"}}]
    chosen = Prepared(select(PLACE, literal(True).label("here")).where(PLACE.c.chat_id == bindparam("chat")))
    in_paris = now.astimezone(timezone(timedelta(hours=1)))

    Prepared(insert(PLACE)).change(session, chat_id=2**40, places=places, updated_at=in_paris)
    row = chosen.one_or_none(session, chat=2**40)

    assert row == session.connection().execute(chosen.of(""), {"chat": 2**40}).one()
    assert (row.places, row.updated_at, row.updated_at.tzname(), row.here) == (places, now, "UTC", True)


def test_enums_and_times_of_day_come_back_as_ours(session: Session, now: datetime):
    inhabit(session, now)
    query = select(OPENING).where(OPENING.c.kind == bindparam("kind"), OPENING.c.slot_minutes == 30)

    (row,) = Prepared(query).all(session, kind=Kind.INTERVIEW)

    assert row == session.connection().execute(query, {"kind": Kind.INTERVIEW}).one()
    assert (row.kind, row.from_time, row.modes) == (Kind.INTERVIEW, time(9), [Mode.CENTRE])


def test_what_the_session_holds_back_is_written_first(session: Session, now: datetime):
    session.add(SeenUpdateRow(update_id=7, seen_at=now))

    assert [row.update_id for row in NOTED.all(session, ids=(7,))] == [7]


def test_lists_may_be_of_any_length(session: Session, now: datetime):
    for number in range(5):
        NOTE.change(session, update_id=number, seen_at=now)

    for ids in ((3,), (1, 2, 4), (), (0, 9), (1, 2, 3)):
        found = [row.update_id for row in NOTED.all(session, ids=ids)]
        assert found == [one for one in ids if one < 5]


def test_how_many_rows_were_concerned(session: Session, now: datetime):
    later = Prepared(
        update(SEEN).where(SEEN.c.update_id >= bindparam("first")).values(seen_at=bindparam("moment"))
    )
    gone = Prepared(delete(SEEN).where(SEEN.c.seen_at > now))
    noted = [NOTE.change(session, update_id=number, seen_at=now) for number in range(3)]

    assert noted == [1, 1, 1]
    assert later.change(session, first=1, moment=now + timedelta(days=1)) == 2
    assert gone.change(session) == 2
    assert gone.change(session) == 0


def test_nothing_found_is_none(session: Session):
    assert Prepared(select(SEEN)).one_or_none(session) is None


def test_its_errors_are_those_of_core(session: Session, now: datetime):
    NOTE.change(session, update_id=1, seen_at=now)

    with pytest.raises(IntegrityError, match="seen_update"), session.begin_nested():
        NOTE.change(session, update_id=1, seen_at=now)

    assert len(NOTED.all(session, ids=(1,))) == 1


def test_it_comes_and_goes_with_the_transaction(database_url: str, now: datetime):
    database = Database(database_url)

    def fail(session: Session) -> None:
        NOTE.change(session, update_id=1, seen_at=now)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.run_now(fail)
    assert database.run_now(lambda session: NOTED.all(session, ids=(1,))) == []
    database.close()


def test_defaults_that_python_makes_are_refused(session: Session):
    """Core would make them at each execution; left out, the row would be another one."""
    numbered = Table(
        "numbered", MetaData(), Column("id", Integer), Column("place", Integer, default=lambda: 3)
    )
    with pytest.raises(NotImplementedError):
        Prepared(insert(numbered)).change(session, id=1)


def inhabit(session: Session, now: datetime) -> None:
    """A body with a centre, an adviser, and hours of theirs."""
    session.add(BodyRow(id=1, name="Passerelle", timezone="Europe/Paris", created_at=now))
    session.flush()
    where: dict[str, Any] = {
        "address": "",
        "postcode": "69007",
        "town": "Lyon",
        "latitude": 45.7,
        "longitude": 4.8,
    }
    session.add(SiteRow(id=1, body_id=1, name="Centre", timezone="Europe/Paris", **where))
    name: dict[str, Any] = {"first_name": "Claire", "last_name": "Dumas"}
    session.add(StaffRow(id=1, body_id=1, role=Role.ADVISER, created_at=now, **name))
    session.flush()
    hours: dict[str, Any] = {
        "from_time": time(9),
        "to_time": time(12),
        "slot_minutes": 30,
        "modes": [Mode.CENTRE],
    }
    session.add(OpeningRow(body_id=1, staff_id=1, site_id=1, kind=Kind.INTERVIEW, weekday=0, **hours))
