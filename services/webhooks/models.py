"""Tables: where a body's other software is told of changes, and every telling."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from services.database import JsonType, UtcDateTime, one_of


class Event(StrEnum):
    """What is told. Numbers and codes only: who may read more asks the API."""

    STAGE_CHANGED = "candidate.stage_changed"
    ERASED = "candidate.erased"
    BOOKED = "appointment.booked"
    MOVED = "appointment.moved"
    CANCELLED = "appointment.cancelled"
    BEFORE_A_JURY = "jury.attached"
    PUBLISHED = "jury.published"
    TEST = "test"
    """Told to one endpoint when somebody asks for it."""


class DeliveryState(StrEnum):
    """Planned and sending are on the way; a delivery ends as one of the others."""

    PLANNED = "planned"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"


class EndpointRow(SQLModel, table=True):
    __tablename__ = "webhook_endpoint"

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    url: str
    description: str = ""
    secret: str
    """As it is: we sign with it. It opens nothing of ours."""
    events: list[str] = Field(default_factory=list, sa_type=JsonType)
    """None named: all."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled_because: str | None = None
    failures: int = 0
    """In a row."""
    rests_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """After a failure nothing is sent there for a while."""


class DeliveryRow(SQLModel, table=True):
    """One event for one endpoint, put here in the transaction that changed the fact."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index(
            "ix_webhook_delivery_due",
            "endpoint_id",
            "due_at",
            postgresql_where=text("state = 'planned'"),
            sqlite_where=text("state = 'planned'"),
        ),
        Index("ix_webhook_delivery_endpoint", "endpoint_id", "id"),
        # Receivers know a message by its number: it is never given to another.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    endpoint_id: int = Field(sa_column_args=[ForeignKey("webhook_endpoint.id", ondelete="CASCADE")])
    candidate_id: int | None = Field(default=None, index=True)
    event: Event = Field(sa_type=one_of(Event))
    payload: dict[str, Any] = Field(sa_type=JsonType)
    state: DeliveryState = Field(default=DeliveryState.PLANNED, sa_type=one_of(DeliveryState))
    due_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    fence: int = 0
    """Goes up with every claim: only the latest claimer may record."""
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: int | None = None
    """The HTTP status of the last answer, where there was one."""
    reason: str | None = None
    """A stable word for why the last attempt failed."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
