"""An outbox on either database, with a few candidates in it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlmodel import Session

from services import Database
from tests.faults import crowd


@pytest.fixture
def database(database_url: str, now: datetime) -> Iterator[Database]:
    database = Database(database_url)
    database.run_now(lambda session: crowd.crowd(session, now, 5))
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction for the whole test."""
    with Session(database.engine, expire_on_commit=False) as session, session.begin():
        yield session
