"""Putting an event into the outbox, in the transaction that changes the fact."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from services.webhooks.models import DeliveryRow, DeliveryState, EndpointRow, Event

AS_AUDITED = {
    "appointment.booked": Event.BOOKED,
    "appointment.moved": Event.MOVED,
    "appointment.cancelled": Event.CANCELLED,
    "jury.attached": Event.BEFORE_A_JURY,
    "jury.published": Event.PUBLISHED,
}
"""Deeds of the audit that others are told of."""

TOLD = frozenset({"appointment_id", "jury_session_id", "decision"})
"""What of a deed's facts is told: no texts."""


def tell(
    session: Session,
    now: datetime,
    event: Event,
    body_id: int | None,
    candidate_id: int | None = None,
    **facts: Any,
) -> None:
    """Plans a delivery for each endpoint of the body that listens to this."""
    if body_id is None:
        return
    listening = select(EndpointRow).where(
        col(EndpointRow.body_id) == body_id, col(EndpointRow.disabled_at).is_(None)
    )
    for endpoint in session.exec(listening).all():
        if not endpoint.events or event in endpoint.events:
            session.add(delivery(endpoint, now, event, candidate_id, facts))


def delivery(
    endpoint: EndpointRow, now: datetime, event: Event, candidate_id: int | None, facts: dict[str, Any]
) -> DeliveryRow:
    about = {"candidate_id": candidate_id} if candidate_id is not None else {}
    assert endpoint.id is not None
    return DeliveryRow(
        endpoint_id=endpoint.id,
        candidate_id=candidate_id,
        event=event,
        payload={"type": event.value, "timestamp": now.isoformat(), "data": {**about, **facts}},
        due_at=now,
        created_at=now,
    )


def tell_of_deed(
    session: Session, now: datetime, action: str, body_id: int | None, candidate_id: int | None, facts: Any
) -> None:
    """The same for a deed as it is audited, if it is one that others are told of."""
    event = AS_AUDITED.get(action)
    if event is not None:
        told = {name: value for name, value in facts.items() if name in TOLD}
        tell(session, now, event, body_id, candidate_id, **told)


def tell_of_erasure(session: Session, now: datetime, body_id: int | None, candidate_id: int) -> None:
    """Others must erase the person too. What was told of them goes, and what was still to be told."""
    session.connection().execute(delete(DeliveryRow).where(col(DeliveryRow.candidate_id) == candidate_id))
    tell(session, now, Event.ERASED, body_id, candidate_id)


def forget_deliveries(session: Session, before: datetime) -> None:
    """Deletes those that ended before an instant."""
    ended = (DeliveryState.DELIVERED, DeliveryState.FAILED)
    session.connection().execute(
        delete(DeliveryRow).where(col(DeliveryRow.state).in_(ended), col(DeliveryRow.ended_at) < before)
    )
