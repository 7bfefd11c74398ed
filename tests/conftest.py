"""What every test may ask for: the moment it plays at, and a fresh database of either kind."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests import databases


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: half of a test's time is waiting, for a disk, a server or a browser."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def now() -> datetime:
    """Monday 4 January 2027, 9:00 in Paris."""
    return datetime(2027, 1, 4, 8, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database; a test that asks for it runs twice, once on each kind."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A fresh, migrated SQLite file."""
    path = tmp_path / "clea.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that nobody has made yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def postgres_url(postgres_server: URL, postgres_template: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    with databases.postgres_database(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: URL) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    with databases.postgres_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A PostgreSQL server. None to be had is an error, never a skip."""
    with databases.postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: URL) -> str:
    return databases.postgres_template(postgres_server)
