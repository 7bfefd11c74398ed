"""Openings to slots: a pure function of the hours, what is taken, and the present.

Slots are made as they are asked for, a day at a time: the hours of a day are sequences that a heap merges, and the
diary of an adviser is opened when their turn comes. The work grows with what is shown, not with what exists.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from heapq import heapify, heappop, heapreplace, merge
from itertools import islice
from math import ceil
from typing import Any
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

    @property
    def key(self) -> tuple[int, int, int]:
        """What slots are told in the order of: when (seconds since 1970), whose, where. No two have the same."""
        return int(self.starts_at.timestamp()), self.staff_id, self.site_id


class OpenHours:
    """An adviser's hours on one day: the beginnings of slots, of which the diary says what is free.

    The diary is made when it is first looked at. Seconds since 1970 (UTC).
    """

    def __init__(self, hours: Hours, number: int, beginnings: Sequence[int], taken: Taken) -> None:
        opening = hours.opening
        self.opening = opening
        self.beginnings = beginnings
        # Of openings that begin a slot at the same time, the last in the list comes first.
        self.order = opening.staff_id, opening.site_id, -hours.rank, number
        self._taken = taken
        self._length = int(opening.length.total_seconds())
        self._before = int(opening.buffer_before.total_seconds())
        self._after = self._length + int(opening.buffer_after.total_seconds())

    @cached_property
    def _diary(self) -> Diary:
        begins, ends = self.beginnings[0] - self._before, self.beginnings[-1] + self._after
        return self._taken.of(self.opening.staff_id, begins, ends)

    def places(self, begins: int) -> int:
        """How many candidates may still book the slot that begins then: none where the adviser is taken."""
        opening, diary = self.opening, self._diary
        free_from, free_until = begins - self._before, begins + self._after
        if opening.capacity == 1:
            return int(diary.is_free(free_from, free_until))
        group = Group(opening.site_id, opening.kind, begins, begins + self._length)
        taken = diary.places_taken(group)
        others = diary.without(group) if taken else diary
        return max(0, opening.capacity - taken) if others.is_free(free_from, free_until) else 0

    def slot(self, begins: int, places: int) -> Slot:
        opening, starts_at = self.opening, datetime.fromtimestamp(begins, UTC)
        return Slot(starts_at, opening.length, opening.staff_id, opening.site_id, opening.modes, places)


Offer = tuple[Slot, Opening]


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

    def slots(self, since: datetime, until: datetime) -> Iterator[Slot]:
        """Free slots that begin from `since` on and before `until`, in the order of their keys."""
        last = None
        for slot, _ in self._offers(since, until):
            if slot.key != last:
                yield slot
            last = slot.key

    def times(self, since: datetime, until: datetime, *, backwards: bool = False) -> Iterator[Slot]:
        """The same, but one for each time: the first adviser's. Latest first if `backwards`."""
        sign, last = -1 if backwards else 1, None
        streams = [self._times_of_zone(zone, since, until, sign) for zone in self._timetable.zones]
        for slot in merge(*streams, key=lambda slot: (sign * slot.key[0], *slot.key[1:])):
            if slot.starts_at != last:
                yield slot
            last = slot.starts_at

    def next_days(self, since: datetime, until: datetime, zone: str) -> Iterator[date]:
        """Days of `zone` (IANA) on which a free slot begins, in order; looks no further than its first."""
        tz = ZoneInfo(zone)
        for day in days_between(*self._bounds(since, until), tz):
            begins, ends = (datetime.combine(one, time(0), tz) for one in (day, day + timedelta(days=1)))
            if self._is_any_free(max(since, begins), min(until, ends)):
                yield day

    def nearest(self, near: datetime, since: datetime, until: datetime, count: int) -> list[Slot]:
        """The free slots nearest in time to `near`, nearest first; one for each time, the earlier if as near."""
        later, earlier = self.times(near, until), self.times(since, near, backwards=True)
        return list(islice(merge(earlier, later, key=lambda slot: abs(slot.starts_at - near)), count))

    def at(self, starts_at: datetime) -> list[Offer]:
        """Every free slot that begins at that instant, with its opening: the first is the one that is told."""
        return list(self._offers(starts_at, starts_at + timedelta(seconds=1)))

    def _offers(self, since: datetime, until: datetime) -> Iterator[Offer]:
        # Zones are merged, too: their days do not begin together.
        streams = [self._of_zone(zone, since, until) for zone in self._timetable.zones]
        return merge(*streams, key=lambda offer: offer[0].key)

    def _of_zone(self, zone: str, since: datetime, until: datetime) -> Iterator[Offer]:
        first, last = self._bounds(since, until)
        for day in days_between(first, last, ZoneInfo(zone)):
            yield from _in_order(self._of_day(zone, day, first, last))

    def _times_of_zone(self, zone: str, since: datetime, until: datetime, sign: int) -> Iterator[Slot]:
        first, last = self._bounds(since, until)
        for day in days_between(first, last, ZoneInfo(zone))[::sign]:
            by_time: dict[int, list[OpenHours]] = defaultdict(list)
            for hours in sorted(self._of_day(zone, day, first, last), key=lambda hours: hours.order):
                for begins in hours.beginnings:
                    by_time[begins].append(hours)
            for begins in sorted(by_time)[::sign]:
                free = ((hours, hours.places(begins)) for hours in by_time[begins])
                found = next(((hours, places) for hours, places in free if places), None)
                if found is not None:
                    yield found[0].slot(begins, found[1])

    def _is_any_free(self, since: datetime, until: datetime) -> bool:
        first, last = self._bounds(since, until)
        return any(
            hours.places(begins)
            for zone in self._timetable.zones
            for day in days_between(first, last, ZoneInfo(zone))
            for hours in self._of_day(zone, day, first, last)
            for begins in hours.beginnings
        )

    def _of_day(self, zone: str, day: date, first: int, last: int) -> Iterator[OpenHours]:
        """All hours of a day of a zone that have a slot from `first` on and before `last`, in no order."""
        local, now = LocalDay(day, ZoneInfo(zone)), self._now.timestamp()
        known: dict[Any, Sequence[int]] = {}  # most advisers of a body have the same hours
        for number, hours in enumerate(self._timetable.on(zone, day)):
            opening = hours.opening
            alike = (
                hours.from_time,
                hours.to_time,
                opening.length,
                opening.step,
                opening.notice,
                opening.horizon,
            )
            beginnings = known.get(alike)
            if beginnings is None:
                soonest = max(first, ceil(now + opening.notice.total_seconds()))
                latest = min(last, ceil(now + opening.horizon.total_seconds()))
                beginnings = known[alike] = within(local.beginnings(hours), soonest, latest)
            if beginnings:
                yield OpenHours(hours, number, beginnings, self._taken)

    def _bounds(self, since: datetime, until: datetime) -> tuple[int, int]:
        """In seconds since 1970: from the first on, before the last, as no opening is offered beyond."""
        first = max(since, self._now + self._timetable.shortest_notice)
        last = min(until, self._now + self._timetable.longest_horizon)
        return ceil(first.timestamp()), ceil(last.timestamp())


def _in_order(day: Iterable[OpenHours]) -> Iterator[Offer]:
    """The free slots of a day, merged by a heap: no adviser's diary is looked at before their turn comes."""
    heap = [(hours.beginnings[0], hours.order, 0, hours) for hours in day]
    heapify(heap)
    while heap:
        begins, order, place, hours = heap[0]
        places = hours.places(begins)
        if places:
            yield hours.slot(begins, places), hours.opening
        place += 1
        if place < len(hours.beginnings):
            heapreplace(heap, (hours.beginnings[place], order, place, hours))
        else:
            heappop(heap)
