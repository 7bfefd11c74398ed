"""Openings and what is taken, read from the database as a search comes to them: no more than a screen shows.

`ReadTimetable` reads the openings of a weekday when that day is looked at, row by row; `ReadTaken` what some
advisers have in some days when one of them is looked at, first for a few advisers, then for more and more.
"""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, func
from sqlmodel import Session, col

from services.scheduling import queries
from services.scheduling.models import Kind, Mode, OpeningRow
from services.scheduling.openings import Opening, OpeningException, Timetable
from services.scheduling.taken import A_DAY_S, Busy, Diary, Group, Taken
from services.staff.models import SiteRow

BEFORE = timedelta(hours=13)
"""What began longer ago is over, buffer included: appointments take 8 hours and 4 more at the most."""

AFTER = timedelta(hours=38)
"""How far the last day may reach: 25 hours, three times a buffer of 4 hours, and a little more."""

FEW = 200
"""Openings that are read at once: those of a site, or of a body of usual size."""

DAYS_AT_ONCE = 4

DAYS_OF_FEW = 128
"""For no more advisers than are read at once anyway."""

ADVISERS_AT_ONCE = 16
"""At first; then twice as many each time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which openings slots are looked for."""

    kind: Kind
    site_id: int | None = None
    staff_id: int | None = None
    body_id: int | None = None
    mode: Mode | None = None
    """A way to meet that they must offer."""

    @property
    def values(self) -> dict[str, Any]:
        """What is given, by the names that `queries` has for it; `kind` first."""
        given = {
            "kind": self.kind,
            "site_id": self.site_id,
            "staff_id": self.staff_id,
            "body_id": self.body_id,
        }
        modes = {queries.MODES: f'%"{self.mode}"%'} if self.mode is not None else {}
        return {name: value for name, value in given.items() if value is not None} | modes


@dataclass(frozen=True, slots=True)
class Besides:
    """What is not in one's way: the appointment that one moves, and what one holds oneself."""

    appointment_id: int | None = None
    candidate_id: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {"appointment_id": self.appointment_id or 0, "candidate_id": self.candidate_id or 0}


class ReadTimetable(Timetable):
    """Of few openings, all are read at once; of many, those of a weekday when it is looked at."""

    def __init__(self, session: Session, wanted: Wanted, today: date) -> None:
        self._session = session
        self._wanted = wanted
        self._values = wanted.values
        self._names = tuple(self._values)
        first = queries.first_openings(self._names, FEW + 1).all(session, **self._values)
        self.are_few = len(first) <= FEW
        read = [_opening(wanted.kind, *row) for row in first] if self.are_few else self._dated(today)
        exceptions = _exceptions(session, wanted, today) if first else ()
        super().__init__([opening for _, opening in read], exceptions, [rank for rank, _ in read])
        self._weekdays: dict[tuple[str, int], _Remembered] = {}
        if not self.are_few:
            self._span_all()

    @property
    def staff_ids(self) -> list[int]:
        """Whose openings they are."""
        if self.are_few:
            return list({opening.staff_id for opening in self.openings})
        query = queries.openings(self._names, col(OpeningRow.staff_id)).distinct()
        return list(self._rows(query).scalars())

    def openings_of(self, zone: str, which: int | date) -> Iterable[tuple[int, Opening]]:
        if self.are_few or isinstance(which, date):
            return super().openings_of(zone, which)
        if (zone, which) not in self._weekdays:
            self._weekdays[zone, which] = _Remembered(self._of_weekday(zone, which))
        return self._weekdays[zone, which]

    def _of_weekday(self, zone: str, weekday: int) -> Iterator[tuple[int, Opening]]:
        query = queries.openings(self._names, *queries.OPENING)
        query = query.where(col(OpeningRow.weekday) == weekday, col(SiteRow.timezone) == zone)
        for row in self._rows(query):
            yield _opening(self._wanted.kind, *row)

    def _dated(self, today: date) -> list[tuple[int, Opening]]:
        query = queries.openings(self._names, *queries.OPENING)
        found = self._rows(query.where(col(OpeningRow.on_date) >= today - timedelta(days=1)))
        return [_opening(self._wanted.kind, *row) for row in found]

    def _span_all(self) -> None:
        """Zones, notice and horizon of all of them, read or not."""
        spans = func.min(OpeningRow.notice_minutes), func.max(OpeningRow.horizon_days)
        query = queries.openings(self._names, col(SiteRow.timezone), *spans).group_by(col(SiteRow.timezone))
        found = self._rows(query.order_by(col(SiteRow.timezone))).all()
        self.zones = [zone for zone, _, _ in found]
        self.shortest_notice = timedelta(minutes=min(notice for _, notice, _ in found))
        self.longest_horizon = timedelta(days=max(horizon for _, _, horizon in found))

    def _rows(self, query: Executable) -> Any:
        """As they come: perhaps thousands of them, of which the first may be enough."""
        self._session.flush()
        return self._session.connection().execute(query, self._values)


class ReadTaken(Taken):
    """What is booked, held at the moment `now`, or spent away."""

    def __init__(
        self, session: Session, staff_ids: Sequence[int], now: datetime, besides: Besides | None = None
    ) -> None:
        super().__init__()
        self._session = session
        self._now = now
        self._staff_ids = sorted(set(staff_ids))
        self._besides = besides or Besides()
        self._days_at_once = DAYS_AT_ONCE if len(self._staff_ids) > ADVISERS_AT_ONCE else DAYS_OF_FEW
        self._read: dict[int, dict[int, Taken]] = defaultdict(dict)

    def of(self, staff_id: int, begins: int, ends: int) -> Diary:
        stretch = begins // (self._days_at_once * A_DAY_S)
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
        first = datetime.fromtimestamp(stretch * self._days_at_once * A_DAY_S, UTC)
        begins, ends = first - BEFORE, first + timedelta(days=self._days_at_once) + AFTER
        when = {"begins": begins, "ends": ends, "now": self._now}
        for row in queries.TAKEN.all(
            self._session, staff_ids=tuple(staff_ids), **when, **self._besides.values
        ):
            yield _busy(*row)


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


def _exceptions(session: Session, wanted: Wanted, today: date) -> Iterator[OpeningException]:
    values = replace(wanted, mode=None).values
    found = queries.exceptions_from(tuple(values)).all(session, since=today - timedelta(days=1), **values)
    for staff_id, site_id, kind, on_date, from_time, to_time in found:
        hours = None if from_time is None else (from_time, to_time)
        yield OpeningException(staff_id, site_id, kind, on_date, hours)


def _opening(kind: Kind, rank: int, *row: Any) -> tuple[int, Opening]:
    """Of a row of OPENING; made later, it ranks higher."""
    staff_id, site_id, zone, weekday, on_date, opens, closes, modes, *lengths, capacity, region = row
    when = zone, weekday, on_date, opens, closes
    values: list[Any] = [staff_id, site_id, kind, *when, *_terms(modes, *lengths), capacity, region]
    return rank, Opening(*values)


Terms = tuple[timedelta, tuple[Mode, ...], timedelta, timedelta, timedelta, timedelta]


@lru_cache(1000)
def _terms(modes: str, length: int, before: int, after: int, notice: int, horizon: int) -> Terms:
    """Length, modes, buffers, notice and horizon: the same for most openings of a body."""
    named = tuple(map(Mode, json.loads(modes)))
    before_it, after_it, beforehand = (timedelta(minutes=one) for one in (before, after, notice))
    return timedelta(minutes=length), named, before_it, after_it, beforehand, timedelta(days=horizon)


def _busy(
    staff_id: int, starts_at: datetime, ends_at: datetime, before: int, after: int,
    group_session_id: int | None, site_id: int, kind: Kind,
) -> Busy:  # fmt: skip
    """Of a row of TAKEN."""
    group = None
    if group_session_id is not None:
        group = Group(site_id, kind, int(starts_at.timestamp()), int(ends_at.timestamp()))
    if before or after:
        starts_at, ends_at = starts_at - timedelta(minutes=before), ends_at + timedelta(minutes=after)
    return Busy(staff_id, starts_at, ends_at, group)
