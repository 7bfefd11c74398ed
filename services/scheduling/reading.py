"""Openings and what is taken, read from the database as a search comes to them: no more than a screen shows.

`ReadTimetable` reads the openings of a weekday when that day is looked at, row by row; `ReadTaken` what some
advisers have in some days when one of them is looked at, first for a few advisers, then for more and more.
"""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from services.scheduling.models import (
    AbsenceRow,
    AppointmentRow,
    Kind,
    Mode,
    OpeningExceptionRow,
    OpeningRow,
    Status,
)
from services.scheduling.opening_hours import HOLIDAY_REGION
from services.scheduling.openings import Opening, OpeningException, Timetable
from services.scheduling.taken import A_DAY_S, Busy, Diary, Group, Taken
from services.staff.models import SiteRow, StaffRow

BEFORE = timedelta(hours=13)
"""What began longer ago is over, buffer included: appointments take 8 hours and 4 more at the most."""

AFTER = timedelta(hours=38)
"""How far the last day may reach: 25 hours, three times a buffer of 4 hours, and a little more."""

DAYS_AT_ONCE = 4

ADVISERS_AT_ONCE = 16
"""At first; then twice as many each time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which openings slots are looked for."""

    kind: Kind
    site_id: int | None = None
    staff_id: int | None = None
    body_id: int | None = None

    def of(self, table: Any) -> Iterator[ColumnElement[bool]]:
        """The conditions on a table's columns of the same names."""
        for name in ("site_id", "staff_id", "body_id"):
            value = getattr(self, name)
            if value is not None:
                yield col(getattr(table, name)) == value

    def openings(self, *columns: Any) -> Select[Any]:
        """These columns of the openings, their sites and staff."""
        query = _select(*columns).select_from(OpeningRow)
        query = query.join(SiteRow, col(OpeningRow.site_id) == col(SiteRow.id))
        query = query.join(StaffRow, col(OpeningRow.staff_id) == col(StaffRow.id))
        return query.where(
            col(OpeningRow.kind) == self.kind, col(StaffRow.active).is_(True), *self.of(OpeningRow)
        )


class ReadTimetable(Timetable):
    def __init__(self, session: Session, wanted: Wanted, today: date) -> None:
        super().__init__((), _exceptions(session, wanted, today))
        self._session = session
        self._wanted = wanted
        self._days: dict[tuple[str, int | date], _Remembered] = {}
        spans = func.min(OpeningRow.notice_minutes), func.max(OpeningRow.horizon_days)
        query = wanted.openings(col(SiteRow.timezone), *spans).group_by(col(SiteRow.timezone))
        found = rows(session, query.order_by(col(SiteRow.timezone))).all()
        self.zones = [zone for zone, _, _ in found]
        self.shortest_notice = timedelta(minutes=min((notice for _, notice, _ in found), default=0))
        self.longest_horizon = timedelta(days=max((horizon for _, _, horizon in found), default=0))

    def openings_of(self, zone: str, which: int | date) -> Iterable[tuple[int, Opening]]:
        if (zone, which) not in self._days:
            self._days[zone, which] = _Remembered(self._read(zone, which))
        return self._days[zone, which]

    def _read(self, zone: str, which: int | date) -> Iterator[tuple[int, Opening]]:
        day = OpeningRow.on_date if isinstance(which, date) else OpeningRow.weekday
        query = self._wanted.openings(*_OPENING, HOLIDAY_REGION)
        query = query.where(col(day) == which, col(SiteRow.timezone) == zone)
        wanted, weekday = self._wanted, None if isinstance(which, date) else which
        on_date = which if isinstance(which, date) else None
        for number, staff_id, site_id, *hours, modes, region in rows(self._session, query):
            from_time, to_time, *lengths, capacity = hours
            whose = staff_id, site_id, wanted.kind, zone, weekday, on_date, from_time, to_time
            yield number, Opening(*whose, *_terms(modes, *lengths), capacity, region)


class ReadTaken(Taken):
    def __init__(
        self, session: Session, staff_ids: Sequence[int], besides: AppointmentRow | None = None
    ) -> None:
        super().__init__()
        self._session = session
        self._staff_ids = sorted(set(staff_ids))
        self._besides = besides
        self._read: dict[int, dict[int, Taken]] = defaultdict(dict)

    def of(self, staff_id: int, begins: int, ends: int) -> Diary:
        stretch = begins // (DAYS_AT_ONCE * A_DAY_S)
        read = self._read[stretch]
        if staff_id not in read:
            these = self._next(staff_id, read)
            read |= dict.fromkeys(these, Taken(self._busy(these, stretch)))
        return read[staff_id].of(staff_id, begins, ends)

    def _next(self, staff_id: int, read: dict[int, Taken]) -> list[int]:
        first = bisect_left(self._staff_ids, staff_id)
        following = self._staff_ids[first : first + max(ADVISERS_AT_ONCE, 2 * len(read))]
        return [one for one in following if one not in read]

    def _busy(self, staff_ids: list[int], stretch: int) -> Iterator[Busy]:
        """What these advisers have in that stretch of days, wherever and of whatever kind."""
        first = datetime.fromtimestamp(stretch * DAYS_AT_ONCE * A_DAY_S, UTC)
        begins, ends = first - BEFORE, first + timedelta(days=DAYS_AT_ONCE) + AFTER
        query = _select(*_APPOINTMENT).where(
            col(AppointmentRow.staff_id).in_(staff_ids),
            col(AppointmentRow.status) == Status.BOOKED,
            col(AppointmentRow.starts_at) > begins,
            col(AppointmentRow.starts_at) < ends,
        )
        if self._besides is not None:
            query = query.where(col(AppointmentRow.id) != self._besides.id)
        for row in rows(self._session, query):
            yield _appointment(*row)
        query = _select(AbsenceRow.staff_id, AbsenceRow.starts_at, AbsenceRow.ends_at).where(
            col(AbsenceRow.staff_id).in_(staff_ids),
            col(AbsenceRow.ends_at) > begins,
            col(AbsenceRow.starts_at) < ends,
        )
        for row in rows(self._session, query):
            yield Busy(*row)


class _Remembered:
    """What an iterator gives, as often as one likes, and taken from it as late as can be."""

    def __init__(self, source: Iterator[tuple[int, Opening]]) -> None:
        self._source = source
        self._taken: list[tuple[int, Opening]] = []

    def __iter__(self) -> Iterator[tuple[int, Opening]]:
        yield from self._taken
        place = len(self._taken)
        for one in self._source:
            self._taken.append(one)
            yield from self._taken[place:]
            place = len(self._taken)


def staff_of(session: Session, wanted: Wanted) -> list[int]:
    """Whose openings they are."""
    return list(rows(session, wanted.openings(col(OpeningRow.staff_id)).distinct()).scalars())


def rows(session: Session, query: Select[Any]) -> Any:
    """As tuples: perhaps thousands of them, which need no objects of the session's."""
    session.flush()
    return session.connection().execute(query)


def _exceptions(session: Session, wanted: Wanted, today: date) -> Iterator[OpeningException]:
    table = OpeningExceptionRow
    columns = table.staff_id, table.site_id, table.kind, table.on_date, table.from_time, table.to_time
    query = _select(*columns).where(
        col(table.on_date) >= today - timedelta(days=1),
        or_(col(table.kind).is_(None), col(table.kind) == wanted.kind),
        *wanted.of(table),
    )
    for staff_id, site_id, kind, on_date, from_time, to_time in rows(session, query):
        hours = None if from_time is None else (from_time, to_time)
        yield OpeningException(staff_id, site_id, kind, on_date, hours)


def _select(*columns: Any) -> Select[Any]:
    """Of many columns, which the types of SQLAlchemy's own do not count."""
    return sql_select(*columns)


_OPENING = (
    OpeningRow.id, OpeningRow.staff_id, OpeningRow.site_id, OpeningRow.from_time, OpeningRow.to_time,
    OpeningRow.slot_minutes, OpeningRow.buffer_before_minutes, OpeningRow.buffer_after_minutes,
    OpeningRow.notice_minutes, OpeningRow.horizon_days, OpeningRow.capacity, cast(col(OpeningRow.modes), String),
)  # fmt: skip

_APPOINTMENT = (
    AppointmentRow.staff_id, AppointmentRow.site_id, AppointmentRow.kind, AppointmentRow.starts_at,
    AppointmentRow.ends_at, AppointmentRow.group_session_id, AppointmentRow.buffer_before_minutes,
    AppointmentRow.buffer_after_minutes,
)  # fmt: skip


Terms = tuple[timedelta, tuple[Mode, ...], timedelta, timedelta, timedelta, timedelta]


@lru_cache(1000)
def _terms(modes: str, length: int, before: int, after: int, notice: int, horizon: int) -> Terms:
    """Length, modes, buffers, notice and horizon: the same for most openings of a body."""
    named = tuple(map(Mode, json.loads(modes)))
    before_it, after_it, beforehand = (timedelta(minutes=one) for one in (before, after, notice))
    return timedelta(minutes=length), named, before_it, after_it, beforehand, timedelta(days=horizon)


def _appointment(
    staff_id: int, site_id: int, kind: Kind, starts_at: datetime, ends_at: datetime,
    group_session_id: int | None, before: int, after: int,
) -> Busy:  # fmt: skip
    group = None
    if group_session_id is not None:
        group = Group(site_id, kind, int(starts_at.timestamp()), int(ends_at.timestamp()))
    begins, ends = starts_at - timedelta(minutes=before), ends_at + timedelta(minutes=after)
    return Busy(staff_id, begins, ends, group)
