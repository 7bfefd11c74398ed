"""Table: deeds of staff, and what undoes each."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlmodel import Field, SQLModel

from services.database import JsonType, UtcDateTime

UNDO_FOR = timedelta(seconds=10)
"""So long a deed can be taken back, and nothing is said of it."""


class DeedKind(StrEnum):
    OUTCOME = "outcome"
    ASSESSMENT = "assessment"
    CHECK = "check"
    ATTENDANCE = "attendance"
    ABSENCE = "absence"


class DeedRow(SQLModel, table=True):
    """Something that a member of staff recorded. `before` is what undoing it brings back."""

    __tablename__ = "deed"

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(
        sa_column_args=[ForeignKey("candidate.id", ondelete="CASCADE")], nullable=False, index=True
    )
    staff_id: int = Field(foreign_key="staff.id")
    kind: str
    before: dict[str, Any] = Field(sa_type=JsonType)
    done_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
