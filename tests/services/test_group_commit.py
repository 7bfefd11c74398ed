"""SQLite's writer commits together what waits together; each piece of work has its effect or not by itself."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from services import Database
from services.candidates.models import ChatRow, SeenUpdateRow

SEEN = SeenUpdateRow.__table__  # type: ignore[attr-defined]

Work = Callable[[Session], Any]


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def commits(database: Database) -> list[Any]:
    """One for each transaction that was committed."""
    seen: list[Any] = []
    event.listen(database.engine, "commit", seen.append)
    return seen


def noting(number: int, now: datetime) -> Work:
    """Notes an update of that number as seen, and gives the number back."""

    def note(session: Session) -> int:
        session.add(SeenUpdateRow(update_id=number, seen_at=now))
        return number

    return note


def failing(number: int, now: datetime, error: Exception) -> Work:
    """Notes the number, asks how that went, and fails."""

    def fail(session: Session) -> None:
        noting(number, now)(session)
        session.flush()
        raise error

    return fail


def noted(database: Database) -> list[int]:
    query = select(SEEN.c.update_id).order_by(SEEN.c.update_id)
    return database.run_now(lambda session: list(session.connection().execute(query).scalars()))


def keeping_busy() -> tuple[Work, Event]:
    """Work that lasts until the event is set."""
    go_on = Event()
    return (lambda _: go_on.wait(60)), go_on


async def together(database: Database, *works: Work) -> list[Any]:
    """Hands all of it over while the writer is busy; gives results and errors in that order."""
    busy, go_on = keeping_busy()
    first = asyncio.create_task(database.run(busy))
    others = [asyncio.create_task(database.run(work)) for work in works]
    await asyncio.sleep(0)
    go_on.set()
    await first
    return await asyncio.gather(*others, return_exceptions=True)


async def test_what_waits_together_is_committed_together(
    database: Database, now: datetime, commits: list[Any]
):
    results = await together(database, *(noting(number, now) for number in range(5)))

    assert results == [0, 1, 2, 3, 4]
    assert len(commits) <= 2
    assert noted(database) == [0, 1, 2, 3, 4]


async def test_what_fails_is_undone_alone(database: Database, now: datetime):
    error = RuntimeError("no")
    works = noting(1, now), failing(2, now, error), noting(3, now)

    assert await together(database, *works) == [1, error, 3]
    assert noted(database) == [1, 3]


async def test_what_is_forgotten_in_the_session_is_written_all_the_same(database: Database, now: datetime):
    await database.run(lambda session: session.add(SeenUpdateRow(update_id=7, seen_at=now)))

    assert noted(database) == [7]


async def test_what_a_row_breaks_when_it_is_written_last_is_its_own_error(database: Database, now: datetime):
    first, second = await together(database, noting(1, now), noting(1, now))

    assert first == 1
    assert isinstance(second, IntegrityError)
    assert noted(database) == [1]


async def test_where_the_whole_cannot_be_committed_each_is_committed_alone(database: Database, now: datetime):
    """A foreign key that is checked at the commit: only whoever broke it hears of it."""

    def belong_to_nobody(session: Session) -> None:
        session.connection().execute(text("PRAGMA defer_foreign_keys=ON"))
        session.add(ChatRow(chat_id=1, candidate_id=404, created_at=now))

    results = await together(database, noting(1, now), belong_to_nobody, noting(3, now))

    assert [results[0], results[2]] == [1, 3]
    assert isinstance(results[1], IntegrityError)
    assert noted(database) == [1, 3]


async def test_where_sqlite_gives_the_whole_up_each_is_committed_alone(database: Database, now: datetime):
    """As it does where the disk is full: the transaction is gone, savepoints and all."""
    full = OSError("database or disk is full")

    def run_out(session: Session) -> None:
        noting(2, now)(session)
        session.flush()
        session.connection().exec_driver_sql("ROLLBACK")
        raise full

    results = await together(database, noting(1, now), run_out, noting(3, now))

    assert [results[0], results[2]] == [1, 3]
    assert isinstance(results[1], Exception)
    assert noted(database) == [1, 3]


async def test_nobody_hears_of_it_before_it_is_committed(database: Database, now: datetime):
    """Whoever reads in another connection, told that it is done, finds it."""
    other = Database(database.url)
    for number in range(5):
        await database.run(noting(number, now))
        assert number in noted(other)
    other.close()


async def test_what_nobody_waits_for_any_more_is_not_done(database: Database, now: datetime):
    busy, go_on = keeping_busy()
    first = asyncio.create_task(database.run(busy))
    given_up = asyncio.create_task(database.run(noting(1, now)))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.sleep(0)
    go_on.set()
    await first

    assert await database.run(noting(2, now)) == 2
    assert noted(database) == [2]
