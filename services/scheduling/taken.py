"""What is taken already: looked up for each adviser by bisection. Pure."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor
from typing import NamedTuple

from services.scheduling.models import Kind

A_DAY = timedelta(days=1)
A_DAY_S = 24 * 60 * 60


class Group(NamedTuple):
    """A slot of an adviser that several candidates share: a group session, whether any has booked it yet or not."""

    site_id: int
    kind: Kind
    starts_at: int
    """In seconds since 1970 (UTC), like `ends_at`."""
    ends_at: int


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of time in which an adviser is taken, buffers included: an appointment or an absence.

    With `group`, it is one candidate's place in that group session.
    """

    staff_id: int
    starts_at: datetime
    ends_at: datetime
    group: Group | None = None


class Diary:
    """What one adviser has around some hours, as blocks that neither overlap nor touch. Seconds since 1970 (UTC)."""

    def __init__(self, stretches: Sequence[Busy]) -> None:
        self._stretches = stretches
        self._begins: list[int] = []
        self._ends: list[int] = []
        for begins, ends in sorted(map(_seconds, stretches)):
            if self._ends and begins <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], ends)
            else:
                self._begins.append(begins)
                self._ends.append(ends)

    def is_free(self, begins: int, ends: int) -> bool:
        """Whether nothing is taken from `begins` until `ends`."""
        before = bisect_left(self._begins, ends) - 1
        return before < 0 or self._ends[before] <= begins

    def places_taken(self, group: Group) -> int:
        return sum(one.group == group for one in self._stretches)

    def without(self, group: Group) -> "Diary":
        """The same but for that group session, whose candidates are not in each other's way."""
        return Diary([one for one in self._stretches if one.group != group])


class Taken:
    """What is taken of all advisers' time, laid out by day: only the days that are looked at become diaries."""

    def __init__(self, busy: Iterable[Busy] = ()) -> None:
        self._days: dict[tuple[int, int], list[Busy]] = defaultdict(list)
        self._long: dict[int, list[Busy]] = defaultdict(list)
        for one in busy:
            if one.ends_at - one.starts_at > A_DAY:
                self._long[one.staff_id].append(one)
            else:
                self._days[one.staff_id, int(one.starts_at.timestamp()) // A_DAY_S].append(one)

    def of(self, staff_id: int, begins: int, ends: int) -> Diary:
        """All that meets the time from `begins` until `ends`, and perhaps more. Seconds since 1970 (UTC)."""
        found = list(self._long.get(staff_id, ()))
        for day in range(begins // A_DAY_S - 1, ends // A_DAY_S + 1):
            found += self._days.get((staff_id, day), ())
        return Diary(found)


def _seconds(one: Busy) -> tuple[int, int]:
    return floor(one.starts_at.timestamp()), ceil(one.ends_at.timestamp())
