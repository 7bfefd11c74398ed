"""Openings to slots: a pure function of the hours, what is taken, and the present."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.scheduling.models import Kind, Mode

NOTICE_PERIOD = timedelta(hours=2)
"""A slot that begins sooner than this is not offered: the adviser must be able to see it coming."""

HORIZON = timedelta(days=60)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A bookable time of an adviser at a site: `starts_at` aware and in UTC, `length` in whole minutes."""

    starts_at: datetime
    length: timedelta
    staff_id: int
    site_id: int
    modes: tuple[Mode, ...]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.length


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours of an adviser at a site, on wall clocks of `zone` (IANA): each week on `weekday`, or on one date."""

    staff_id: int
    site_id: int
    kind: Kind
    zone: str
    weekday: int | None
    on_date: date | None
    from_time: time
    to_time: time
    length: timedelta
    modes: tuple[Mode, ...]

    def is_on(self, day: date) -> bool:
        return self.on_date == day if self.on_date else self.weekday == day.weekday()


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of time in which an adviser is taken."""

    staff_id: int
    starts_at: datetime
    ends_at: datetime


def free_slots(
    openings: Sequence[Opening], busy: Iterable[Busy], since: datetime, until: datetime, now: datetime
) -> list[Slot]:
    """Slots that begin in `since`..`until`, after the notice period and before the horizon, earliest first.

    An adviser whose openings overlap is offered once at a time.
    """
    taken = _by_staff(busy)
    first, last = max(since, now + NOTICE_PERIOD), min(until, now + HORIZON)
    found = {
        (slot.staff_id, slot.starts_at, slot.site_id): slot
        for opening in openings
        for slot in _slots(opening, first, last)
        if not _meets(slot, taken.get(slot.staff_id, ()))
    }
    return sorted(found.values())


def _slots(opening: Opening, first: datetime, last: datetime) -> Iterator[Slot]:
    if first >= last:
        return
    zone = ZoneInfo(opening.zone)
    day = first.astimezone(zone).date()
    while day <= last.astimezone(zone).date():
        if opening.is_on(day):
            for starts_at in _beginnings(opening, day, zone):
                if first <= starts_at < last:
                    yield Slot(starts_at, opening.length, opening.staff_id, opening.site_id, opening.modes)
        day += timedelta(days=1)


def _beginnings(opening: Opening, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Counted on the wall clock; an hour that the spring change skips does not exist and is not offered."""
    local = datetime.combine(day, opening.from_time)
    closes = datetime.combine(day, opening.to_time)
    utc = ZoneInfo("UTC")
    while local + opening.length <= closes:
        instant = local.replace(tzinfo=zone).astimezone(utc)
        if instant.astimezone(zone).replace(tzinfo=None) == local:
            yield instant
        local += opening.length


def _by_staff(busy: Iterable[Busy]) -> dict[int, list[Busy]]:
    taken: dict[int, list[Busy]] = {}
    for stretch in busy:
        taken.setdefault(stretch.staff_id, []).append(stretch)
    return taken


def _meets(slot: Slot, taken: Iterable[Busy]) -> bool:
    return any(slot.starts_at < b.ends_at and b.starts_at < slot.ends_at for b in taken)
