"""Table: answers already given, by Idempotency-Key."""

from datetime import datetime
from typing import Any

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
