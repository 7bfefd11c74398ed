"""A house with the demo's centres, in one transaction that is rolled back after each test."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from bot.sandbox.seed import seed
from services import Database
from tests.dialogues.talk import Talk
from tests.house import StillClock


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Engine]:
    """A database with the demo's fictitious body: every test rolls back what it did."""
    path = tmp_path_factory.mktemp("dialogues") / "clea.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    clock = StillClock(datetime(2027, 1, 4, 8, 0, tzinfo=UTC))
    database.run_now(lambda session: seed(session, clock).id)
    yield database.engine
    database.close()


@pytest.fixture
def session(seeded: Engine) -> Iterator[Session]:
    with Session(seeded, expire_on_commit=False) as session:
        yield session
        session.rollback()


@pytest.fixture
def talk(session: Session, now: datetime) -> Talk:
    """A chat that nobody has said a word in."""
    return Talk(session, now)


@pytest.fixture
def amina(talk: Talk) -> Talk:
    """A chat of a candidate."""
    return talk.introduced()
