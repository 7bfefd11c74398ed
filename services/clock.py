"""The time, as a parameter: whoever needs it is given a clock, and whoever decides is given `now`."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlmodel import Field, Session, SQLModel


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware and in UTC."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ClockOffsetRow(SQLModel, table=True):
    """How far the demo's clock is ahead of the machine's; one row, absent in production."""

    __tablename__ = "clock_offset"

    id: int = Field(default=1, primary_key=True)
    ahead_s: float


class ShiftedClock:
    """The machine's time moved by an offset: the demo's clock, which only goes forward."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def move_to(self, moment: datetime) -> None:
        """Makes `moment` the present; an earlier one than the present changes nothing."""
        self.offset = max(self.offset, moment - datetime.now(UTC))


def load_offset(session: Session) -> timedelta:
    row = session.get(ClockOffsetRow, 1)
    return timedelta(seconds=row.ahead_s) if row else timedelta()


def save_offset(session: Session, offset: timedelta) -> None:
    session.merge(ClockOffsetRow(id=1, ahead_s=offset.total_seconds()))
