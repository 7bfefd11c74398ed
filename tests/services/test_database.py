"""The way to the database: what a transaction keeps, and connections that end under it."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from services import Database
from services import database as services_database
from services.candidates import chats
from services.candidates.models import SeenUpdateRow
from tests import databases


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def on_postgres(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    yield database
    database.close()


def everybody_is_thrown_out(url: str) -> None:
    """Every connection to the database ends, as when its server starts anew."""
    with databases.connect(make_url(url)) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_what_the_session_holds_back_is_written_before_the_commit(database: Database, now: datetime):
    await database.run(lambda session: session.add(SeenUpdateRow(update_id=7, seen_at=now)))
    database.run_now(lambda session: session.add(SeenUpdateRow(update_id=8, seen_at=now)))

    again = [await database.run(partial(chats.first_time, update_id=n, now=now)) for n in (7, 8, 9)]
    assert again == [False, False, True]


async def test_what_fails_leaves_nothing(database: Database, now: datetime):
    def fail(session: Session) -> None:
        session.add(SeenUpdateRow(update_id=7, seen_at=now))
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.run_now(fail)
    with pytest.raises(RuntimeError):
        await database.run(fail)

    assert await database.run(lambda session: chats.first_time(session, 7, now))


async def test_who_asks_for_a_snapshot_sees_nothing_that_others_write_meanwhile(on_postgres: Database):
    def levels(session: Session) -> Any:
        return session.connection().exec_driver_sql("SHOW transaction_isolation").scalar_one()

    assert await on_postgres.run(levels, snapshot=True) == "repeatable read"
    assert await on_postgres.run(levels) == "read committed"


def test_connections_that_lay_about_and_ended_are_not_used(
    on_postgres: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(services_database, "TRUSTED_S", 0)
    on_postgres.run_now(lambda session: chats.first_time(session, 1, now))

    everybody_is_thrown_out(on_postgres.url)

    assert on_postgres.run_now(lambda session: chats.first_time(session, 2, now))


def test_once_one_connection_was_found_to_have_ended_none_of_the_others_is_used(
    on_postgres: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    """Used a moment ago, they are not asked whether they live: the first piece of work finds out, and no other."""
    monkeypatch.setattr(services_database, "TRUSTED_S", 600)
    connections = [on_postgres.engine.connect() for _ in range(3)]
    for connection in connections:
        connection.close()

    everybody_is_thrown_out(on_postgres.url)

    with pytest.raises(OperationalError):
        on_postgres.run_now(lambda session: chats.first_time(session, 1, now))
    for number in range(2, 6):
        assert on_postgres.run_now(partial(chats.first_time, update_id=number, now=now))
