"""Tables: the outbox of everything that the bot says first, and what limits its pace."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from services.database import JsonType, UtcDateTime, one_of


class NoticeState(StrEnum):
    """Planned and sending are on the way; every notice ends in exactly one of the others."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class NoticeRow(SQLModel, table=True):
    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("(candidate_id IS NULL) <> (staff_id IS NULL)", name="to_a_candidate_or_to_staff"),
        # What the dispatcher asks for all day long: small, whatever was ever sent.
        Index(
            "ix_notice_due",
            "due_at",
            postgresql_where=text("state = 'planned'"),
            sqlite_where=text("state = 'planned'"),
        ),
        Index(
            "ix_notice_lease",
            "lease_until",
            postgresql_where=text("state = 'sending'"),
            sqlite_where=text("state = 'sending'"),
        ),
        Index("ix_notice_candidate", "candidate_id", "due_at"),
        Index("ix_notice_body_state", "body_id", "state", "id"),
        # What became of the messages of a time.
        Index(
            "ix_notice_body_ended",
            "body_id",
            "ended_at",
            "state",
            "candidate_id",
            postgresql_where=text("ended_at IS NOT NULL"),
            sqlite_where=text("ended_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """rule:subject:version:recipient — one notice is never planned twice."""
    rule: str
    subject: str
    version: int
    body_id: int | None = Field(default=None, foreign_key="body.id")
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id")
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JsonType)
    """The wording, packed (services.notices.wording): what the console shows, and what was said."""
    due_at: datetime = Field(sa_type=UtcDateTime)
    pointless_at: datetime = Field(sa_type=UtcDateTime)
    """From then on saying it would be worse than silence."""
    state: NoticeState = Field(default=NoticeState.PLANNED, sa_type=one_of(NoticeState))
    reason: str | None = None
    """A stable word for why it was cancelled, expired, failed or is unknown."""
    attempts: int = 0
    fence: int = 0
    """Goes up with every claim: only the latest claimer may record."""
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    perhaps_sent: bool = False
    """An earlier attempt may have reached the person: this one begins with a word that says so."""
    held_over: bool = False
    """It was one too many for its day: in the morning it joins the others that were."""
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    planned_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PaceRow(SQLModel, table=True):
    """When a chat (or everybody: chat 0) may next be written to, shared by all dispatchers."""

    __tablename__ = "pace"

    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    next_at: datetime = Field(sa_type=UtcDateTime)
