"""Openings to slots: a pure function of the hours, what is taken, and the present.

Slots are made as they are asked for, earliest first: each opening of a day is a sequence that a heap merges with
the others', so that the work grows with the slots that are looked at, not with those that exist.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import islice
from math import ceil
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.scheduling.models import Mode
from services.scheduling.openings import (
    HORIZON,
    NOTICE_PERIOD,
    Hours,
    LocalDay,
    Opening,
    OpeningException,
    Timetable,
    days_between,
    within,
)
from services.scheduling.taken import Busy, Diary, Group, Taken

__all__ = [
    "HORIZON",
    "NOTICE_PERIOD",
    "Busy",
    "Opening",
    "OpeningException",
    "Search",
    "Slot",
    "Taken",
    "Timetable",
    "free_slots",
]


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A bookable time of an adviser at a site: `starts_at` aware and in UTC, `length` in whole minutes."""

    starts_at: datetime
    length: timedelta
    staff_id: int
    site_id: int
    modes: tuple[Mode, ...]
    places: int = 1
    """How many candidates may still book it."""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.length


class Offer(NamedTuple):
    """A free beginning, in the order in which slots are told: `order` is its time, negative when going back.

    Of an adviser's openings that begin a slot at the same time and site, the last in the list comes first.
    """

    order: int
    staff_id: int
    site_id: int
    last_first: int
    number: int
    """Of the hours within the day: no two offers are equal, so that openings are never compared."""
    opening: Opening
    places: int

    @property
    def slot(self) -> Slot:
        starts_at = datetime.fromtimestamp(abs(self.order), UTC)
        opening = self.opening
        return Slot(starts_at, opening.length, self.staff_id, self.site_id, opening.modes, self.places)


def free_slots(
    openings: Sequence[Opening],
    busy: Iterable[Busy],
    since: datetime,
    until: datetime,
    now: datetime,
    exceptions: Iterable[OpeningException] = (),
) -> list[Slot]:
    """Slots that begin in `since`..`until`, after the notice period and before the horizon, earliest first.

    An adviser whose openings overlap is offered once at a time.
    """
    return list(Search(Timetable(openings, exceptions), Taken(busy), now).slots(since, until))


class Search:
    """Looks for free slots in a timetable at one moment (`now`); `since` and `until` are aware instants."""

    def __init__(self, timetable: Timetable, taken: Taken, now: datetime) -> None:
        self._timetable = timetable
        self._taken = taken
        self._now = now

    def slots(self, since: datetime, until: datetime, *, backwards: bool = False) -> Iterator[Slot]:
        """Free slots that begin from `since` on and before `until`: earliest first, or latest first.

        At the same time: by adviser, then by site.
        """
        last = None
        for offer in self._offers(since, until, backwards):
            this = offer[:3]
            if this != last:
                yield offer.slot
            last = this

    def next_days(self, since: datetime, until: datetime, zone: str) -> Iterator[date]:
        """Days of `zone` (IANA) on which a free slot begins, in order; looks no further than its first."""
        tz = ZoneInfo(zone)
        for day in days_between(*self._bounds(since, until), tz):
            begins, ends = (datetime.combine(one, time(0), tz) for one in (day, day + timedelta(days=1)))
            span = max(since, begins), min(until, ends)
            if any(next(hours, None) for hours in self._hours(*span)):
                yield day

    def nearest(self, near: datetime, since: datetime, until: datetime, count: int) -> list[Slot]:
        """The free slots nearest in time to `near`, nearest first; one for each time, the earlier if as near."""
        later, earlier = self.slots(near, until), self.slots(since, near, backwards=True)
        found: dict[datetime, Slot] = {}
        for slot in merge(earlier, later, key=lambda slot: abs(slot.starts_at - near)):
            if len(found) == count:
                break
            found.setdefault(slot.starts_at, slot)
        return list(found.values())[:count]

    def at(self, starts_at: datetime) -> list[tuple[Slot, Opening]]:
        """Every free slot that begins at that instant, with its opening: the first is the one that is told."""
        found = self._offers(starts_at, starts_at + timedelta(seconds=1), backwards=False)
        return [(offer.slot, offer.opening) for offer in found]

    def first(self, since: datetime, until: datetime, count: int) -> list[Slot]:
        return list(islice(self.slots(since, until), count))

    def _offers(self, since: datetime, until: datetime, backwards: bool) -> Iterator[Offer]:
        """In order. Zones are merged, too: their days do not begin together."""
        zones = (self._of_zone(zone, since, until, backwards) for zone in self._timetable.zones)
        return merge(*zones)

    def _of_zone(self, zone: str, since: datetime, until: datetime, backwards: bool) -> Iterator[Offer]:
        first, last = self._bounds(since, until)
        days = days_between(first, last, ZoneInfo(zone))
        for day in reversed(days) if backwards else days:
            yield from merge(*self._of_day(zone, day, first, last, backwards))

    def _hours(self, since: datetime, until: datetime) -> Iterator[Iterator[Offer]]:
        """The free beginnings of hours after hours, in no particular order."""
        first, last = self._bounds(since, until)
        for zone in self._timetable.zones:
            for day in days_between(first, last, ZoneInfo(zone)):
                yield from self._of_day(zone, day, first, last, backwards=False)

    def _of_day(
        self, zone: str, day: date, first: int, last: int, backwards: bool
    ) -> Iterator[Iterator[Offer]]:
        local, now = LocalDay(day, ZoneInfo(zone)), self._now.timestamp()
        for number, hours in enumerate(self._timetable.on(zone, day)):
            opening = hours.opening
            soonest = max(first, ceil(now + opening.notice.total_seconds()))
            latest = min(last, ceil(now + opening.horizon.total_seconds()))
            beginnings = within(local.beginnings(hours), soonest, latest)
            if beginnings:
                yield _free(hours, number, beginnings, self._taken.of(opening.staff_id), backwards)

    def _bounds(self, since: datetime, until: datetime) -> tuple[int, int]:
        """In seconds since 1970: from the first on, before the last, as no opening is offered beyond."""
        first = max(since, self._now + self._timetable.shortest_notice)
        last = min(until, self._now + self._timetable.longest_horizon)
        return ceil(first.timestamp()), ceil(last.timestamp())


def _free(
    hours: Hours, number: int, beginnings: Sequence[int], diary: Diary, backwards: bool
) -> Iterator[Offer]:
    """The beginnings at which the adviser is free, one after the other."""
    opening, sign = hours.opening, -1 if backwards else 1
    before, length = _seconds(opening.buffer_before), _seconds(opening.length)
    after = length + _seconds(opening.buffer_after)
    if opening.capacity == 1 and diary.is_full(beginnings[0] - before, beginnings[-1] + after):
        return
    for begins in reversed(beginnings) if backwards else beginnings:
        if opening.capacity == 1:
            places = int(diary.is_free(begins - before, begins + after))
        else:
            group = Group(opening.site_id, opening.kind, begins, begins + length)
            places = _places(group, opening.capacity, diary, begins - before, begins + after)
        if places:
            whose = (opening.staff_id, opening.site_id, -hours.rank, number)
            yield Offer(sign * begins, *whose, opening, places)


def _places(group: Group, capacity: int, diary: Diary, begins: int, ends: int) -> int:
    """How many places are left in a group session; none where the adviser has something else then."""
    taken = diary.places_taken(group)
    others = diary.without(group) if taken else diary
    return max(0, capacity - taken) if others.is_free(begins, ends) else 0


def _seconds(stretch: timedelta) -> int:
    return int(stretch.total_seconds())
