"""Claiming what is due and recording what became of it: leases and fences, as the notices' outbox has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, select

from services.database import database_time
from services.messages.models import TaskKind
from services.messages.tasks import open_task
from services.webhooks.models import DeliveryRow, DeliveryState, EndpointRow

LEASE = timedelta(seconds=60)

EACH = 10
"""Deliveries that one endpoint is sent at a time: one that is slow must not keep the others waiting."""

RETRY_DELAYS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600))
"""After so many attempts and one more, a delivery has failed, and its endpoint is switched off."""

GONE = 410


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery that is ours to send until the lease ends."""

    delivery_id: int
    fence: int
    url: str
    secret: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of it: the answer's status, or a stable word for why there was none."""

    status: int | None = None
    reason: str | None = None

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def something_is_due(session: Session, now: datetime) -> bool:
    lost = _lost(database_time(session))
    return bool(_endpoints_with_due(session, now)) or (
        session.exec(select(DeliveryRow.id).where(lost).limit(1)).first() is not None
    )


def claim(session: Session, now: datetime) -> list[Parcel]:
    """What is due, a few of each endpoint; what a claimer that died had is taken up again first."""
    present = database_time(session)
    again = update(DeliveryRow).where(_lost(present)).values(state=DeliveryState.PLANNED, lease_until=None)
    session.connection().execute(again)
    parcels = []
    for endpoint in _endpoints_with_due(session, now):
        due = select(DeliveryRow).where(
            col(DeliveryRow.endpoint_id) == endpoint.id,
            col(DeliveryRow.state) == DeliveryState.PLANNED,
            col(DeliveryRow.due_at) <= now,
        )
        oldest = due.order_by(col(DeliveryRow.due_at), col(DeliveryRow.id)).limit(EACH)
        for row in session.exec(oldest.with_for_update(skip_locked=True)):
            assert row.id is not None
            row.state, row.lease_until = DeliveryState.SENDING, present + LEASE
            row.fence, row.attempts = row.fence + 1, row.attempts + 1
            parcels.append(Parcel(row.id, row.fence, endpoint.url, endpoint.secret, row.payload))
    return parcels


def record(session: Session, results: Sequence[tuple[Parcel, Receipt]], now: datetime) -> None:
    """Writes down what became of each, where the claim is still ours."""
    for parcel, receipt in results:
        row = session.get(DeliveryRow, parcel.delivery_id, with_for_update=True)
        if row is None or row.state is not DeliveryState.SENDING or row.fence != parcel.fence:
            continue  # removed or erased meanwhile, or taken over by another
        endpoint = session.get_one(EndpointRow, row.endpoint_id, with_for_update=True)
        row.lease_until, row.status, row.reason = None, receipt.status, receipt.reason
        if receipt.is_good:
            row.state, row.ended_at = DeliveryState.DELIVERED, now
            endpoint.failures, endpoint.rests_until = 0, None
        else:
            _failed(session, row, endpoint, now)


def _failed(session: Session, row: DeliveryRow, endpoint: EndpointRow, now: datetime) -> None:
    endpoint.failures += 1
    exhausted = row.attempts > len(RETRY_DELAYS)
    if exhausted or row.status == GONE:
        row.state, row.ended_at = DeliveryState.FAILED, now
        _switch_off(session, endpoint, "gone" if row.status == GONE else "failing", now)
        return
    delay = RETRY_DELAYS[row.attempts - 1]
    row.state, row.due_at = DeliveryState.PLANNED, now + delay
    endpoint.rests_until = now + min(delay, RETRY_DELAYS[3])


def _switch_off(session: Session, endpoint: EndpointRow, why: str, now: datetime) -> None:
    """Nothing more is sent there until a person has looked at it; what is to be told waits."""
    if endpoint.disabled_at is None:
        endpoint.disabled_at, endpoint.disabled_because = now, why
        key = f"{TaskKind.WEBHOOK}:{endpoint.id}:{now:%Y%m%dT%H%M%S}"
        open_task(
            session,
            now,
            TaskKind.WEBHOOK,
            key,
            endpoint.body_id,
            endpoint_id=endpoint.id,
            url=endpoint.url,
        )


def _lost(present: datetime) -> ColumnElement[bool]:
    """The condition on a delivery that its claimer died; `present` is the database's own."""
    return and_(col(DeliveryRow.state) == DeliveryState.SENDING, col(DeliveryRow.lease_until) < present)


def _endpoints_with_due(session: Session, now: datetime) -> list[EndpointRow]:
    due = select(DeliveryRow.id).where(
        col(DeliveryRow.endpoint_id) == col(EndpointRow.id),
        col(DeliveryRow.state) == DeliveryState.PLANNED,
        col(DeliveryRow.due_at) <= now,
    )
    rested = or_(col(EndpointRow.rests_until).is_(None), col(EndpointRow.rests_until) <= now)
    query = select(EndpointRow).where(col(EndpointRow.disabled_at).is_(None), rested, due.exists())
    return list(session.exec(query.order_by(col(EndpointRow.id))))
