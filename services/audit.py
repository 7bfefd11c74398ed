"""Who did what to whose file. Append-only: the database refuses to change an entry (migration 0002)."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel

from services.actor import Actor
from services.database import JsonType, UtcDateTime


class AuditRow(SQLModel, table=True):
    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    """candidate:12, staff:3, token:1 or system."""
    body_id: int | None = Field(default=None, index=True)
    candidate_id: int | None = Field(default=None, index=True)
    """No foreign key: the entry outlives the candidate's erasure, without their name."""
    action: str
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JsonType)


def record(
    session: Session, now: datetime, actor: Actor, action: str, candidate_id: int | None = None, **facts: Any
) -> None:
    session.add(
        AuditRow(
            at=now,
            actor=str(actor),
            body_id=actor.body_id,
            candidate_id=candidate_id,
            action=action,
            facts=facts,
        )
    )
