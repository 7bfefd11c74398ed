"""The database: engines for SQLite and PostgreSQL, and `run`, the only way to it from async code."""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

from services.group_commit import GroupCommit

if TYPE_CHECKING:
    from alembic.config import Config

T = TypeVar("T")

logger = logging.getLogger(__name__)

JsonType = JSON().with_variant(JSONB(), "postgresql")

# What PostgreSQL answers when two transactions were in each other's way: serialization failure, deadlock.
_TRY_AGAIN = {"40001", "40P01"}


RESTED_S = 1.0
"""A connection of PostgreSQL's that was not used for so long may be broken, and is asked before it is used again."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Takes aware datetimes only, gives them back aware and in UTC, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(choices: type[StrEnum]) -> Enum:
    """A column that holds one of an enum's values as text, and refuses others."""
    return Enum(
        choices,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        length=40,
        validate_strings=True,
    )


def database_url(url: str) -> URL:
    """The URL with the driver we use: psycopg 3 for PostgreSQL, the standard library's for SQLite."""
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine whose transactions are what DESIGN 2.2 asks for.

    SQLite writers BEGIN IMMEDIATE: a deferred transaction that turns into a writer fails at once
    with BUSY_SNAPSHOT, whatever the busy timeout. Readers have an engine of their own, with plain BEGIN.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"check_same_thread": False, "timeout": 30})
        event.listen(engine, "connect", _prepare_sqlite)
        begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine
    engine = create_engine(parsed, pool_size=12, max_overflow=4, connect_args={"options": "-c timezone=UTC"})
    _ping_the_rested(engine)
    return engine


def _ping_the_rested(engine: Engine) -> None:
    """As SQLAlchemy's own ping at every checkout, which costs a busy house a round trip for each transaction."""

    def given_back(_connection: Any, record: Any) -> None:
        record.info["back_at"] = time.monotonic()

    def taken(connection: Any, record: Any, _holder: object) -> None:
        rested_s = time.monotonic() - record.info.get("back_at", math.inf)
        if rested_s < RESTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", given_back)
    event.listen(engine, "checkout", taken)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


class Database:
    """Runs pieces of work, each in one transaction and in a thread.

    SQLite has one writer at a time anyway: one thread for writes spares the waiting at its lock, and what waits for
    it meanwhile is committed together.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._reading_engine = make_engine(url, read_only=True) if self.is_sqlite else self.engine
        self._writer = GroupCommit(self.engine, self.run_now) if self.is_sqlite else None
        self._writers = ThreadPoolExecutor(8, "database-write")
        self._readers = ThreadPoolExecutor(4, "database-read")

    async def run(self, work: Callable[[Session], T], *, snapshot: bool = False) -> T:
        """Runs `work(session)` off the event loop in one transaction, and gives its result once committed.

        With `snapshot`, nothing that it changes was changed by others since it began: else it runs again.
        """
        if self._writer is not None:  # alone with the database from its beginning on
            return await self._writer.run(work)
        run = partial(self.run_now, work, snapshot=snapshot)
        return await asyncio.get_running_loop().run_in_executor(self._writers, run)

    async def read(self, work: Callable[[Session], T]) -> T:
        """The same for work that only reads; it never waits for a writer."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read_now, work)

    def run_now(self, work: Callable[[Session], T], *, snapshot: bool = False) -> T:
        """The same from a thread of the caller's (commands, tests)."""
        attempts = 10 if snapshot else 3
        for attempt in range(1, attempts + 1):
            try:
                with Session(self.engine, expire_on_commit=False) as session, session.begin():
                    if snapshot and not self.is_sqlite:  # a writer of SQLite is alone from its beginning on
                        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                    return work(session)
            except DBAPIError as error:
                if attempt == attempts or getattr(error.orig, "sqlstate", None) not in _TRY_AGAIN:
                    raise
                logger.info("transaction tried again: %s", type(error.orig).__name__)
        raise AssertionError("unreachable")

    def _read_now(self, work: Callable[[Session], T]) -> T:
        with Session(self._reading_engine, expire_on_commit=False) as session:
            return work(session)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writers.shutdown()
        self._readers.shutdown()
        self.engine.dispose()
        if self._reading_engine is not self.engine:
            self._reading_engine.dispose()


def database_time(session: Session) -> datetime:
    """The database's own present, which all processes share. For leases; never for what people are told."""
    if session.get_bind().dialect.name == "sqlite":
        said = session.connection().execute(text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")).scalar_one()
        return datetime.fromisoformat(str(said)).replace(tzinfo=UTC)
    moment: datetime = session.connection().execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def migrate(url: str) -> None:
    """Creates the database or brings it up to date. Raises what the driver raises if it cannot be reached."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            _upgrade(connection)
            connection.commit()
    finally:
        engine.dispose()


def alembic_config(connection: Connection | None = None) -> "Config":
    # Alembic takes 10 MB, and a process that serves does not migrate.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(alembic_config(connection), "head")
