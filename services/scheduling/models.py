"""Tables: openings, their exceptions, absences, appointments, group sessions, holds, and who waits for what.

The database itself refuses two appointments of an adviser at once, one that meets another's hold, and one more than
a group session has places for (migrations 0002, 0003 and 0012).
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from services.database import JsonType, UtcDateTime, one_of

NOTICE_MINUTES = 120
HORIZON_DAYS = 60
CAPACITY_MAX = 500

MOVE_UNTIL = timedelta(hours=2)
"""How long before its hour a candidate may move an appointment alone; later, they speak with the centre."""


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
        CheckConstraint(
            "buffer_before_minutes BETWEEN 0 AND 240 AND buffer_after_minutes BETWEEN 0 AND 240",
            name="buffers_of_four_hours",
        ),
        CheckConstraint("notice_minutes BETWEEN 0 AND 43200", name="notice_of_thirty_days"),
        CheckConstraint("horizon_days BETWEEN 1 AND 366", name="horizon_of_a_year"),
        CheckConstraint(f"capacity BETWEEN 1 AND {CAPACITY_MAX}", name="capacity_of_a_room"),
        Index("ix_opening_kind_weekday", "kind", "weekday"),
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
    buffer_before_minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    buffer_after_minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Kept free around each appointment, to prepare it and to write it up."""
    notice_minutes: int = Field(
        default=NOTICE_MINUTES, sa_column_kwargs={"server_default": str(NOTICE_MINUTES)}
    )
    """How long beforehand one may book at the latest."""
    horizon_days: int = Field(default=HORIZON_DAYS, sa_column_kwargs={"server_default": str(HORIZON_DAYS)})
    """How far ahead one may book: days of 24 hours."""
    capacity: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    """How many candidates one slot takes: more than one for a group session."""


class OpeningExceptionRow(SQLModel, table=True):
    """What is otherwise on one date, for an adviser at a site: closed (no hours), or other hours."""

    __tablename__ = "opening_exception"
    __table_args__ = (
        CheckConstraint("(from_time IS NULL) = (to_time IS NULL)", name="closed_or_other_hours"),
        CheckConstraint("from_time < to_time", name="opens_before_it_closes"),
        Index("ix_opening_exception_staff_date", "staff_id", "on_date"),
    )

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    site_id: int = Field(foreign_key="site.id")
    kind: Kind | None = Field(default=None, sa_type=one_of(Kind))
    """Empty: for appointments of every kind."""
    on_date: date
    from_time: time | None = None
    to_time: time | None = None
    """Wall-clock times of the site's zone."""


class AbsenceRow(SQLModel, table=True):
    """A time in which an adviser receives nobody, wherever. Why is nobody's business, and not recorded."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_absence_staff_ends", "staff_id", "ends_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)


class GroupSessionRow(SQLModel, table=True):
    """A slot that several candidates share, made when the first of them books it."""

    __tablename__ = "group_session"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint(f"capacity BETWEEN 1 AND {CAPACITY_MAX}", name="capacity_of_a_room"),
        UniqueConstraint(
            "staff_id", "site_id", "kind", "starts_at", "ends_at", name="one_group_session_a_slot"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    site_id: int = Field(foreign_key="site.id")
    kind: Kind = Field(sa_type=one_of(Kind))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    capacity: int
    """Of its opening when it was last booked."""


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
        # A day of the body's, and how many of a month came.
        Index("ix_appointment_body_starts", "body_id", "starts_at", "status", "site_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id")
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
    proposed: list[dict[str, Any]] | None = Field(default=None, sa_type=JsonType)
    """Other times offered because the adviser cannot come: [{"staff_id", "starts_at"}], perhaps none."""
    group_session_id: int | None = Field(default=None, foreign_key="group_session.id", index=True)
    buffer_before_minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    buffer_after_minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Those of its opening when it was booked."""
    late_minutes: int | None = None
    """By how much the candidate said that they come late."""


class HoldRow(SQLModel, table=True):
    """A time that a candidate tapped: theirs until `expires_at`, and from then on as if it had never been.

    One a person, who holds another by letting this one go.
    """

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("held_at < expires_at", name="held_before_it_expires"),
        Index("ix_hold_staff_starts", "staff_id", "starts_at"),
    )

    candidate_id: int = Field(
        primary_key=True, foreign_key="candidate.id", sa_column_kwargs={"autoincrement": False}
    )
    staff_id: int = Field(foreign_key="staff.id")
    site_id: int = Field(foreign_key="site.id")
    kind: Kind = Field(sa_type=one_of(Kind))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    buffer_before_minutes: int
    buffer_after_minutes: int
    group_session_id: int | None = Field(default=None, foreign_key="group_session.id", index=True)
    moving_id: int | None = Field(default=None, foreign_key="appointment.id")
    """The appointment that is to move there."""
    held_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class WaitRow(SQLModel, table=True):
    """The waiting list: a candidate who would like an earlier time than that of their appointment."""

    __tablename__ = "wait"

    appointment_id: int = Field(
        primary_key=True, foreign_key="appointment.id", sa_column_kwargs={"autoincrement": False}
    )
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    asked_at: datetime = Field(sa_type=UtcDateTime)


class EarlierTimeRow(SQLModel, table=True):
    """A time that became free, offered to somebody on the waiting list."""

    __tablename__ = "earlier_time"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_earlier_time_staff_starts", "staff_id", "starts_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    appointment_id: int = Field(foreign_key="appointment.id", index=True)
    """The one that would move there."""
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    tell_at: datetime = Field(sa_type=UtcDateTime)
    """When they are told: not at night."""
    pointless_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Somebody has it, or they said no."""
