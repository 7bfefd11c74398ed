"""Who did what to whose file. Append-only: the database refuses to change an entry (migration 0002)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel

from services.actor import Actor
from services.database import JsonType, UtcDateTime


class AuditRow(SQLModel, table=True):
    __tablename__ = "audit"

    # A page of a body's trail, or of a candidate's, is read as it stands in the index.
    __table_args__ = (
        Index("ix_audit_body", "body_id", "id"),
        Index("ix_audit_candidate", "candidate_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    """candidate:12, staff:3, token:1 or system."""
    body_id: int | None = None
    """Of whoever acted; where that is nobody of a body, the candidate's."""
    candidate_id: int | None = None
    """No foreign key: the entry outlives the candidate's erasure, without their name."""
    action: str
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JsonType)


def record(
    session: Session,
    now: datetime,
    actor: Actor,
    action: str,
    candidate_id: int | None = None,
    *,
    body_id: int | None = None,
    **facts: Any,
) -> None:
    """`body_id` is the candidate's: what candidates and the process itself do is in that body's trail."""
    session.add(
        AuditRow(
            at=now,
            actor=str(actor),
            body_id=actor.body_id or body_id,
            candidate_id=candidate_id,
            action=action,
            facts=facts,
        )
    )
