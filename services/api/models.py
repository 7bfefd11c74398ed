"""Tables: answers already given, by Idempotency-Key, and whom they are about."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from services.database import JsonType, UtcDateTime


class IdempotentAnswerRow(SQLModel, table=True):
    """What a POST with an Idempotency-Key was answered, to answer a repetition alike; kept 24 hours."""

    __tablename__ = "idempotent_answer"

    token_id: int = Field(foreign_key="api_token.id", primary_key=True)
    key: str = Field(primary_key=True)
    request_hash: str
    status: int
    body: dict[str, Any] | None = Field(default=None, sa_type=JsonType)
    answered_at: datetime = Field(sa_type=UtcDateTime, index=True)


class AnswerAboutRow(SQLModel, table=True):
    """A candidate whom a kept answer tells something of: when they are erased, it goes with them."""

    __tablename__ = "idempotent_answer_about"
    __table_args__ = (
        ForeignKeyConstraint(
            ["token_id", "key"], ["idempotent_answer.token_id", "idempotent_answer.key"], ondelete="CASCADE"
        ),
    )

    candidate_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    token_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(primary_key=True)
