"""Slots run out: where nothing is free in the next two weeks, the body has a task, until something is free again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select as sql_select
from sqlalchemy import update
from sqlmodel import Session, col, select

from services.actor import SYSTEM
from services.messages.models import TaskKind, TaskRow
from services.messages.tasks import open_task
from services.scheduling.models import Kind, OpeningRow
from services.scheduling.offers import Offers
from services.staff.models import StaffRow

SOON = timedelta(days=14)
"""Who finds nothing within this time may not come back."""


@dataclass(frozen=True, slots=True, order=True)
class Counter:
    """A kind of appointment that a site offers."""

    body_id: int
    site_id: int
    kind: Kind


def shortages(session: Session, now: datetime, body_id: int | None = None) -> list[Counter]:
    """Where nothing is free soon, of all that is offered at all. Only reads."""
    return [one for one in _offered(session, body_id) if not _is_anything_free(session, now, one)]


def keep_watch(session: Session, now: datetime, body_id: int | None = None) -> None:
    """Opens a task where slots have run out, once a day at the most, and closes those that are settled."""
    empty = set(shortages(session, now, body_id))
    known = _open_tasks(session, body_id)
    settled = [task_id for counter, task_id in known if counter not in empty]
    if settled:
        done = update(TaskRow).where(col(TaskRow.id).in_(settled))
        session.connection().execute(done.values(done_at=now, done_by="system"))
    for one in sorted(empty - {counter for counter, _ in known}):
        key = f"{TaskKind.NO_SLOT}:s{one.site_id}:{one.kind}:{now:%Y%m%d}"
        about: dict[str, Any] = {"site_id": one.site_id, "what": one.kind, "days": SOON.days}
        open_task(session, now, TaskKind.NO_SLOT, key, one.body_id, **about)


def _offered(session: Session, body_id: int | None) -> list[Counter]:
    columns = col(OpeningRow.body_id), col(OpeningRow.site_id), col(OpeningRow.kind)
    query = sql_select(*columns).join(StaffRow, col(StaffRow.id) == col(OpeningRow.staff_id)).distinct()
    query = query.where(col(StaffRow.active).is_(True))
    if body_id is not None:
        query = query.where(col(OpeningRow.body_id) == body_id)
    session.flush()
    return sorted(Counter(*row) for row in session.connection().execute(query))


def _is_anything_free(session: Session, now: datetime, one: Counter) -> bool:
    offers = Offers(session, now, SYSTEM)
    return bool(offers.slots(one.kind, site_id=one.site_id, until=now + SOON, limit=1))


def _open_tasks(session: Session, body_id: int | None) -> Sequence[tuple[Counter, int]]:
    query = select(TaskRow).where(col(TaskRow.kind) == TaskKind.NO_SLOT, col(TaskRow.done_at).is_(None))
    if body_id is not None:
        query = query.where(col(TaskRow.body_id) == body_id)
    rows = session.exec(query).all()
    return [
        (Counter(row.body_id, row.about["site_id"], Kind(row.about["what"])), row.id)
        for row in rows
        if row.id
    ]
