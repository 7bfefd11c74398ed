"""Tables: training sessions and the trainer's regular checks."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from services.database import UtcDateTime, one_of
from services.dossiers.domains import Domain


class Progress(StrEnum):
    """What a trainer says of a domain: how it grows, never a mark."""

    STARTED = "started"
    GOING_WELL = "going_well"
    NEARLY_THERE = "nearly_there"
    DONE = "done"


class TrainingSessionRow(SQLModel, table=True):
    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_training_session_candidate_starts", "candidate_id", "starts_at"),
        # A trainer's day.
        Index("ix_training_session_trainer_starts", "trainer_id", "starts_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id")
    domain: Domain = Field(sa_type=one_of(Domain))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    place: str
    trainer_id: int | None = Field(default=None, foreign_key="staff.id")
    source: str = ""
    """Which one it is in the file that it was imported from: csv:REFERENCE, ics:UID#OCCURRENCE."""
    group_session_id: int | None = Field(default=None, foreign_key="training_group_session.id", index=True)
    group_version: int = 0
    """The version of the group's session that this one follows."""
    version: int = 1
    moved_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was to begin before its last move, so that the candidate hears which one has moved."""
    planned_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    coming: bool | None = None
    """The candidate's own answer."""


class TrainingGroupRow(SQLModel, table=True):
    """Candidates who train together."""

    __tablename__ = "training_group"
    __table_args__ = (UniqueConstraint("body_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")
    name: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class GroupMemberRow(SQLModel, table=True):
    __tablename__ = "training_group_member"

    group_id: int = Field(foreign_key="training_group.id", primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", primary_key=True, index=True)
    joined_at: datetime = Field(sa_type=UtcDateTime)


class TrainingGroupSessionRow(SQLModel, table=True):
    """A session of a group: everybody in it who trains the domain has a session of their own that follows it."""

    __tablename__ = "training_group_session"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="group_session_starts_before_it_ends"),)

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="training_group.id", index=True)
    domain: Domain = Field(sa_type=one_of(Domain))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    place: str
    trainer_id: int | None = Field(default=None, foreign_key="staff.id")
    source: str = ""
    version: int = 1
    moved_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    planned_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AttendanceRow(SQLModel, table=True):
    """The trainer's word, afterwards, whether the candidate came."""

    __tablename__ = "attendance"

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    training_session_id: int = Field(foreign_key="training_session.id", index=True)
    attended: bool
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: str = ""


class ProgressCheckRow(SQLModel, table=True):
    __tablename__ = "progress_check"

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    domain: Domain = Field(sa_type=one_of(Domain))
    checked_on: date
    state: Progress = Field(sa_type=one_of(Progress))
    note: str = ""
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: str = ""
