"""What a person must do: opened once a matter, and done by somebody."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from services.messages.models import TaskKind, TaskRow


def open_task(
    session: Session,
    now: datetime,
    kind: TaskKind,
    key: str,
    body_id: int,
    candidate_id: int | None = None,
    *,
    not_before: datetime | None = None,
    **about: Any,
) -> None:
    """Opens a task, shown from `not_before` on; with a key that is known already it changes nothing."""
    values = {
        "key": key,
        "body_id": body_id,
        "candidate_id": candidate_id,
        "kind": kind,
        "about": about,
        "created_at": now,
        "not_before": not_before or now,
    }
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.connection().execute(
        insert(TaskRow).values(values).on_conflict_do_nothing(index_elements=["key"])
    )


def is_open(now: datetime) -> ColumnElement[bool]:
    """The condition on a task that somebody should see it now."""
    return col(TaskRow.done_at).is_(None) & (col(TaskRow.not_before) <= now)


def finish_tasks(
    session: Session, now: datetime, kind: TaskKind, candidate_id: int, by: str = "system", **about: Any
) -> None:
    """Does the open tasks of a kind about a candidate: the matter has settled. `about` says which, if not all."""
    ours = (
        col(TaskRow.candidate_id) == candidate_id,
        col(TaskRow.kind) == kind,
        col(TaskRow.done_at).is_(None),
    )
    found = session.connection().execute(select(col(TaskRow.id), col(TaskRow.about)).where(*ours)).all()
    settled = [row.id for row in found if about.items() <= row.about.items()]
    if settled:
        done = update(TaskRow).where(col(TaskRow.id).in_(settled))
        session.connection().execute(done.values(done_at=now, done_by=by))


def finish_task_named(session: Session, now: datetime, key: str, by: str = "system") -> None:
    """Does the task of this matter, if it is open."""
    waiting = update(TaskRow).where(col(TaskRow.key) == key, col(TaskRow.done_at).is_(None))
    session.connection().execute(waiting.values(done_at=now, done_by=by))
