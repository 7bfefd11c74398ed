"""Tables: openings and appointments. The database itself refuses two appointments at once (migration 0002)."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from services.database import JsonType, UtcDateTime, one_of


class Kind(StrEnum):
    """What an appointment is for."""

    INTERVIEW = "interview"
    ASSESSMENT = "assessment"
    FINAL_ASSESSMENT = "final_assessment"


class Mode(StrEnum):
    """How one meets."""

    CENTRE = "centre"
    PHONE = "phone"
    VIDEO = "video"


class Status(StrEnum):
    BOOKED = "booked"
    CANCELLED = "cancelled"
    HELD = "held"
    """It took place."""
    ABSENT = "absent"


class OpeningRow(SQLModel, table=True):
    """Hours in which an adviser receives at a site: every week on a weekday, or on one date."""

    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("(weekday IS NULL) <> (on_date IS NULL)", name="weekly_or_dated"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_from_monday"),
        CheckConstraint("from_time < to_time", name="opens_before_it_closes"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 480", name="slot_minutes_in_a_day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    kind: Kind = Field(sa_type=one_of(Kind))
    weekday: int | None = None
    """0 is Monday."""
    on_date: date | None = None
    from_time: time
    to_time: time
    """Wall-clock times of the site's zone."""
    slot_minutes: int
    modes: list[str] = Field(sa_type=JsonType)


class AppointmentRow(SQLModel, table=True):
    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        # One open appointment of a kind for a candidate; past and cancelled ones do not count.
        Index(
            "uq_appointment_open_kind",
            "candidate_id",
            "kind",
            unique=True,
            postgresql_where=text("status = 'booked'"),
            sqlite_where=text("status = 'booked'"),
        ),
        Index("ix_appointment_staff_starts", "staff_id", "starts_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    site_id: int = Field(foreign_key="site.id")
    kind: Kind = Field(sa_type=one_of(Kind))
    mode: Mode = Field(sa_type=one_of(Mode))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    status: Status = Field(default=Status.BOOKED, sa_type=one_of(Status))
    version: int = 1
    """Goes up with every move; also the calendar's SEQUENCE."""
    booked_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_candidate: bool
    """Whether the last change was the candidate's own, who then need not be told of it."""
    reason: str | None = None
    """Why staff cancelled it, told to the candidate."""
    coming: bool | None = None
    """The candidate's answer to the reminder."""
