"""Tables: what candidates and advisers write to each other, broadcasts, and what a person must do."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from services.database import JsonType, UtcDateTime, one_of


class Author(StrEnum):
    CANDIDATE = "candidate"
    STAFF = "staff"


class TaskKind(StrEnum):
    """What a person must do. The sentence for each is in the console."""

    ANSWER = "answer"
    WEBHOOK = "webhook"
    CALL = "call"
    NOT_COMING = "not_coming"
    UNREACHABLE = "unreachable"
    UNCONFIRMED = "unconfirmed"
    TELL_DECISION = "tell_decision"
    RECORD_OUTCOME = "record_outcome"
    FIND_TIME = "find_time"
    NO_SLOT = "no_slot"
    RECORD_DECISIONS = "record_decisions"
    COMES_LATE = "comes_late"


class MessageRow(SQLModel, table=True):
    """One message of a thread; a candidate has one thread with their body."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_candidate_sent", "candidate_id", "id"),
        # Few at any time, and asked for with every page of the console.
        Index(
            "ix_message_unread",
            "candidate_id",
            postgresql_where=text("read_at IS NULL AND author = 'candidate'"),
            sqlite_where=text("read_at IS NULL AND author = 'candidate'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id")
    author: Author = Field(sa_type=one_of(Author))
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    broadcast_id: int | None = Field(default=None, foreign_key="broadcast.id", index=True)
    text: str
    attachment: dict[str, Any] | None = Field(default=None, sa_type=JsonType)
    """A Telegram file of the candidate's: {"kind": "photo"/"voice"/"document", "file_id": …}.

    One of staff's: {"kind": …, "upload_id": …, "name": …}.
    """
    written_at: datetime = Field(sa_type=UtcDateTime)
    send_at: datetime = Field(sa_type=UtcDateTime)
    """Later than `written_at` where staff chose so."""
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ThreadRow(SQLModel, table=True):
    """What the inbox shows of the thread with a candidate: who cares for it, and its latest word.

    Broadcasts make none: a thread begins when one of the two writes to the other.
    """

    __tablename__ = "thread"
    __table_args__ = (
        Index("ix_thread_body_last", "body_id", "last_at"),
        Index(
            "ix_thread_body_unread",
            "body_id",
            "last_at",
            postgresql_where=text("unread > 0"),
            sqlite_where=text("unread > 0"),
        ),
    )

    candidate_id: int = Field(
        sa_column_args=[ForeignKey("candidate.id", ondelete="CASCADE")],
        primary_key=True,
        sa_column_kwargs={"autoincrement": False},
    )
    body_id: int = Field(foreign_key="body.id")
    assigned_to: int | None = Field(default=None, foreign_key="staff.id")
    """Empty: the candidate's own adviser cares for it, where there is one."""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Nothing is left to answer; a new word of the candidate's opens it again."""
    last_at: datetime = Field(sa_type=UtcDateTime)
    last_message_id: int
    last_author: Author = Field(sa_type=one_of(Author))
    unread: int = 0


class UploadRow(SQLModel, table=True):
    """A file that staff send to a candidate. It goes with the candidate: the database itself sees to it."""

    __tablename__ = "upload"

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(
        sa_column_args=[ForeignKey("candidate.id", ondelete="CASCADE")], nullable=False, index=True
    )
    kind: str
    """photo, voice or document: how Telegram shows it."""
    name: str
    content: bytes
    uploaded_at: datetime = Field(sa_type=UtcDateTime)


class TemplateRow(SQLModel, table=True):
    """A text that a body writes again and again, by language."""

    __tablename__ = "message_template"

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    title: str
    texts: dict[str, str] = Field(sa_type=JsonType)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class BroadcastRow(SQLModel, table=True):
    __tablename__ = "broadcast"

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    texts: dict[str, str] = Field(sa_type=JsonType)
    """By language; the key "" stands for all others."""
    audience: dict[str, Any] = Field(sa_type=JsonType)
    recipients: int
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    written_at: datetime = Field(sa_type=UtcDateTime)
    send_at: datetime = Field(sa_type=UtcDateTime)
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """From then on nothing more of it went out."""


class TaskRow(SQLModel, table=True):
    __tablename__ = "task"
    __table_args__ = (Index("ix_task_body_open", "body_id", "done_at"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """One task a matter: planning it again changes nothing."""
    body_id: int = Field(foreign_key="body.id")
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id", index=True)
    kind: TaskKind = Field(sa_type=one_of(TaskKind))
    about: dict[str, Any] = Field(default_factory=dict, sa_type=JsonType)
    created_at: datetime = Field(sa_type=UtcDateTime)
    not_before: datetime = Field(sa_type=UtcDateTime)
    """Shown from then on: it may well settle by itself."""
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: str | None = None
