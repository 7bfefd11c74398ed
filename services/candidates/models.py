"""Tables: candidates, the chats they speak in, and where each chat stands."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    Index,
    String,
    delete,
    event,
    false,
    insert,
    inspect,
)
from sqlmodel import Field, SQLModel, col

from services.candidates.names import words_of
from services.database import JsonType, UtcDateTime, one_of
from services.dossiers.stages import Stage


class CandidateRow(SQLModel, table=True):
    """A person who agreed that we keep their first name and their path."""

    __tablename__ = "candidate"
    __table_args__ = (
        # A page of the body's candidates, or of those at a stage, is read as it stands in the index.
        Index("ix_candidate_body", "body_id", "id"),
        Index("ix_candidate_body_stage", "body_id", "stage", "id"),
        Index("ix_candidate_body_site", "body_id", "site_id", "id"),
        Index("ix_candidate_body_seen", "body_id", "last_seen_at", "id"),
        # An erased person's number is never given to somebody else.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    body_id: int | None = Field(default=None, foreign_key="body.id")
    adviser_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    site_id: int | None = Field(default=None, foreign_key="site.id")
    first_name: str
    locale: str
    timezone: str
    phone: str | None = None
    """Only where the candidate shared it for an interview by phone."""
    referrer_code: str | None = None
    consented_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    reachable: bool = True
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    muted: list[str] = Field(default_factory=list, sa_type=JsonType)
    """Kinds of automatic messages that they do not want (services.notices.rule.About)."""
    has_voice: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether every message to them is also spoken."""
    opens: int = 8
    closes: int = 20
    """The hours of their own clock in which automatic messages may come; past midnight for night workers."""
    stage: Stage = Field(default=Stage.DISCOVERING, sa_type=one_of(Stage))
    """What `stage_of` says of the facts, kept by the planner so that an index can find it; nobody else sets it."""
    interviewed_on: date | None = None
    opened_on: date | None = None
    assessed_on: date | None = None
    training_on: date | None = None
    complete_on: date | None = None
    jury_on: date | None = None
    certified_on: date | None = None
    """What `steps_of` says of them, kept in the same way: figures count these days."""


class NameWordRow(SQLModel, table=True):
    """A word of a candidate's first name as it is looked for; it comes and goes with the name."""

    __tablename__ = "candidate_name_word"

    # In the order of code points on both databases, so that beginnings lie together.
    word: str = Field(sa_type=String().with_variant(String(collation="C"), "postgresql"), primary_key=True)
    candidate_id: int = Field(
        sa_column_args=[ForeignKey("candidate.id", ondelete="CASCADE")],
        primary_key=True,
        index=True,
        sa_column_kwargs={"autoincrement": False},
    )


@event.listens_for(CandidateRow, "after_insert")
def _index_name(_mapper: Any, connection: Connection, row: CandidateRow) -> None:
    words = [{"word": word, "candidate_id": row.id} for word in words_of(row.first_name)]
    if words:
        connection.execute(insert(NameWordRow), words)


@event.listens_for(CandidateRow, "after_update")
def _index_name_again(mapper: Any, connection: Connection, row: CandidateRow) -> None:
    if inspect(row).attrs.first_name.history.has_changes():
        connection.execute(delete(NameWordRow).where(col(NameWordRow.candidate_id) == row.id))
        _index_name(mapper, connection, row)


class ChatRow(SQLModel, table=True):
    """A Telegram chat. Before consent this row, its language above all, is everything that is kept."""

    __tablename__ = "chat"

    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    locale: str | None = None
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id", unique=True)
    code: str | None = None
    """What came with /start (a referrer's code), until there is a candidate to keep it with."""
    created_at: datetime = Field(sa_type=UtcDateTime)


class PlaceRow(SQLModel, table=True):
    """Where a chat stands in the dialogues: the current place last, interrupted ones before it."""

    __tablename__ = "place"

    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    places: list[dict[str, Any]] = Field(sa_type=JsonType)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class SeenUpdateRow(SQLModel, table=True):
    """An update that had its effect: the row comes and goes with the effect's own transaction."""

    __tablename__ = "seen_update"

    update_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    seen_at: datetime = Field(sa_type=UtcDateTime, index=True)


class FailedUpdateRow(SQLModel, table=True):
    """An update that failed three times, kept as it came so that it blocks nobody and can be looked at."""

    __tablename__ = "failed_update"

    update_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    payload: dict[str, Any] = Field(sa_type=JsonType)
    error: str
    failed_at: datetime = Field(sa_type=UtcDateTime)
