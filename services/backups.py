"""Backups of a SQLite database: an online copy, and a restore that undoes nothing of what people asked for since.

PostgreSQL has tools of its own for both.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, select, text, update
from sqlmodel import Session

from services.bundle import system_services
from services.database import Database, alembic_config, database_url, migrate
from services.errors import Refusal
from services.messages.models import TaskKind
from services.messages.tasks import open_task
from services.notices.models import NoticeRow, NoticeState
from services.staff.models import InvitationRow

NOTICE: Any = NoticeRow.__table__  # type: ignore[attr-defined]
INVITATION: Any = InvitationRow.__table__  # type: ignore[attr-defined]

RESTORED = "restored"
"""Why a notice is held: between the copy and its restore it may have been sent."""

ENDED = (
    NoticeState.SENT,
    NoticeState.FAILED,
    NoticeState.UNKNOWN,
    NoticeState.CANCELLED,
    NoticeState.EXPIRED,
)

CHOICES = ("stopped_at", "paused_until", "muted", "opens", "closes")
"""What candidates chose about messages: who said stop since the copy is not written to again."""


class NoBackup(Refusal):
    """This cannot be backed up or restored."""

    code = "no_backup"


@dataclass
class Present:
    """What the database in place knows that the copy does not. Instants as SQLite has them, to be compared."""

    erased: dict[int, str] = field(default_factory=dict)
    """Candidates who were erased, with the moment of their consent."""
    notices: dict[str, dict[str, Any]] = field(default_factory=dict)
    """How notices have ended, by their keys."""
    choices: list[dict[str, Any]] = field(default_factory=list)
    revoked_tokens: list[dict[str, Any]] = field(default_factory=list)
    feeds: set[str] | None = None
    sequences: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to. `kept` is where the database of before lies; None where there was none."""

    candidates: int
    erased_again: int
    held: int
    kept: Path | None
    present_known: bool
    """Whether what happened since the copy could be read; if not, nobody knows who was erased since."""


def back_up(url: str, file: Path) -> int:
    """Copies the database while it is in use, checks the copy, and returns its size in bytes. Raises NoBackup."""
    source = _path_of(url)
    if not source.exists():
        raise NoBackup(f"There is no database at {source}.")
    if file.exists():
        raise NoBackup(f"{file} exists already: choose another name, or delete it first.")
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        _copy(source, part)
        _check(part)
        part.replace(file)
    except (sqlite3.Error, OSError) as error:
        raise NoBackup(f"The backup failed: {error}.") from None
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def restore(url: str, file: Path, now: datetime) -> Restored:
    """Puts a copy in the place of the database, once it has been checked and brought up to date.

    Raises NoBackup: where the file is none of ours or damaged, and while the service still runs.
    """
    target = _path_of(url)
    if not file.exists():
        raise NoBackup(f"There is no file {file}.")
    with _nobody_else_at(target):
        part = target.with_name(f"{target.name}.restoring")
        part.unlink(missing_ok=True)
        try:
            _check(file)
            _copy(file, part)
            present = _present_of(target)
            report = _brought_up_to_date(part, present, now)
            _check(part)
        except sqlite3.Error as error:
            raise NoBackup(f"{file} cannot be restored: {error}.") from None
        else:
            kept = _put_aside(target, now)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return Restored(*report, kept=kept, present_known=present is not None)


def _path_of(url: str) -> Path:
    parsed = database_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise NoBackup("This is for SQLite files: for PostgreSQL use pg_dump and pg_restore.")
    return Path(parsed.database)


@contextmanager
def _nobody_else_at(target: Path) -> Iterator[None]:
    """Holds the lock of the dispatcher. Raises NoBackup where another process has it."""
    lock = FileLock(f"{target}.dispatcher", thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise NoBackup("The service is running: stop it before you restore.") from None
    try:
        yield
    finally:
        lock.release()


def _copy(source: Path, target: Path) -> None:
    """All pages as they were at one moment, in one file that only its owner may read."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(_reading(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")


def _reading(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def _check(path: Path) -> None:
    """Whole, ours, and not of a later version. Raises NoBackup."""
    try:
        with closing(_reading(path)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            astray = connection.execute("PRAGMA foreign_key_check").fetchone()
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        raise NoBackup(f"{path} is no database of CléA Compagnon, or it is damaged.") from None
    if not whole or astray is not None:
        raise NoBackup(f"{path} is damaged.")
    from alembic.script import ScriptDirectory  # see services.database.alembic_config

    known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if version is None or version[0] not in known:
        raise NoBackup(f"{path} was made by a later version: install that one first.")


def _present_of(target: Path) -> Present | None:
    """What happened since the copy; None where there is no database, or it cannot be read any more."""
    if not target.exists():
        return None
    try:
        with closing(_reading(target)) as connection:
            return _read_present(connection)
    except sqlite3.DatabaseError:
        return None


def _read_present(connection: sqlite3.Connection) -> Present:
    def rows(query: str) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(query)]

    erased = rows(
        "SELECT agreed.candidate_id, agreed.at FROM audit AS agreed JOIN audit AS erased USING (candidate_id)"
        " WHERE agreed.action = 'candidate.consented' AND erased.action = 'candidate.erased'"
    )
    notices = rows("SELECT key, state, reason, ended_at, message_id FROM notice")
    return Present(
        erased={row["candidate_id"]: row["at"] for row in erased},
        notices={row["key"]: row for row in notices if row["state"] in ENDED},
        choices=rows(f"SELECT id, consented_at, {', '.join(CHOICES)} FROM candidate"),  # noqa: S608 - our own words
        revoked_tokens=rows("SELECT token_hash, revoked_at FROM api_token WHERE revoked_at IS NOT NULL"),
        feeds={row["secret_hash"] for row in rows("SELECT secret_hash FROM calendar_feed")},
        sequences={row["name"]: row["seq"] for row in rows("SELECT name, seq FROM sqlite_sequence")},
    )


def _brought_up_to_date(part: Path, present: Present | None, now: datetime) -> tuple[int, int, int]:
    """Candidates in it, how many of them were erased again, and how many notices are held."""
    url = f"sqlite:///{part}"
    migrate(url)
    database = Database(url)
    try:
        report = database.run_now(lambda session: _repeat(session, present or Present(), now))
    finally:
        database.close()
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    return report


def _repeat(session: Session, present: Present, now: datetime) -> tuple[int, int, int]:
    connection = session.connection()
    erased = _erase_again(session, present, now)
    _choose_again(connection, present)
    held = _hold(session, present, now)
    _revoke_again(connection, present, now)
    for name, seq in present.sequences.items():
        connection.execute(
            text("UPDATE sqlite_sequence SET seq = max(seq, :seq) WHERE name = :name"),
            {"name": name, "seq": seq},
        )
    candidates: int = connection.execute(text("SELECT count(*) FROM candidate")).scalar_one()
    return candidates, erased, held


def _erase_again(session: Session, present: Present, now: datetime) -> int:
    """By number and moment of consent, so that a copy of another house erases nobody."""
    candidates = system_services(session, now).candidates
    again = [
        row.id
        for row in session.connection().execute(text("SELECT id, consented_at FROM candidate")).all()
        if present.erased.get(row.id) == row.consented_at
    ]
    for candidate_id in again:
        candidates.erase(candidate_id)
    return len(again)


def _choose_again(connection: Connection, present: Present) -> None:
    chosen = ", ".join(f"{name} = :{name}" for name in CHOICES)
    same = "id = :id AND consented_at = :consented_at"
    if present.choices:
        connection.execute(text(f"UPDATE candidate SET {chosen} WHERE {same}"), present.choices)  # noqa: S608


def _hold(session: Session, present: Present, now: datetime) -> int:
    """What was on its way, or came due since the copy: it ended as we know, or it is held and shown to the adviser."""
    doubtful = (NOTICE.c.state == NoticeState.SENDING) | (
        (NOTICE.c.state == NoticeState.PLANNED) & (NOTICE.c.due_at <= now) & (NOTICE.c.pointless_at > now)
    )
    held = 0
    for row in session.connection().execute(select(NOTICE).where(doubtful)).all():
        known = present.notices.get(row.key)
        if known is not None:
            values = {**known, "id": row.id}
            session.connection().execute(
                text(
                    "UPDATE notice SET state = :state, reason = :reason, ended_at = :ended_at,"
                    " message_id = :message_id, lease_until = NULL WHERE id = :id"
                ),
                values,
            )
            continue
        held += 1
        ended = {"state": NoticeState.UNKNOWN, "reason": RESTORED, "ended_at": now, "lease_until": None}
        session.connection().execute(update(NOTICE).where(NOTICE.c.id == row.id).values(**ended))
        if row.body_id is not None and row.candidate_id is not None:
            kind, key = TaskKind.UNCONFIRMED, f"{TaskKind.UNCONFIRMED}:n{row.id}"
            about: dict[str, Any] = {"notice_id": row.id, "why": RESTORED}
            open_task(session, now, kind, key, row.body_id, row.candidate_id, **about)
    return held


def _revoke_again(connection: Connection, present: Present, now: datetime) -> None:
    """Nobody is signed in, no link of before works, and what was revoked since stays revoked."""
    for table in ("console_session", "sign_in_link"):
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - one of two words
    unused = update(INVITATION).where(INVITATION.c.used_at.is_(None))
    connection.execute(unused.values(used_at=now))
    if present.revoked_tokens:
        connection.execute(
            text("UPDATE api_token SET revoked_at = :revoked_at WHERE token_hash = :token_hash"),
            present.revoked_tokens,
        )
    if present.feeds is not None:
        known = connection.execute(text("SELECT secret_hash FROM calendar_feed")).scalars().all()
        for secret_hash in set(known) - present.feeds:
            connection.execute(
                text("DELETE FROM calendar_feed WHERE secret_hash = :secret_hash"),
                {"secret_hash": secret_hash},
            )


def _put_aside(target: Path, now: datetime) -> Path | None:
    """The database of before stays beside the new one, with what SQLite keeps next to it."""
    kept = target.with_name(f"{target.name}.before-{now:%Y%m%d-%H%M%S}")
    found = target.exists()
    for suffix in ("", "-wal", "-shm"):
        file = target.with_name(f"{target.name}{suffix}")
        if file.exists():
            file.rename(kept.with_name(f"{kept.name}{suffix}"))
    return kept if found else None
