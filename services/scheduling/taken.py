"""What is taken already: looked up for each adviser by bisection. Pure."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor
from typing import NamedTuple

from services.scheduling.models import Kind


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
    """The taken time of one adviser, as blocks that neither overlap nor touch. Seconds since 1970 (UTC)."""

    def __init__(self, stretches: Iterable[Busy]) -> None:
        self._stretches = sorted(stretches, key=lambda one: one.starts_at)
        self._places = Counter(one.group for one in self._stretches if one.group is not None)
        self._begins: list[int] = []
        self._ends: list[int] = []
        for one in self._stretches:
            begins, ends = floor(one.starts_at.timestamp()), ceil(one.ends_at.timestamp())
            if self._ends and begins <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], ends)
            else:
                self._begins.append(begins)
                self._ends.append(ends)

    def is_free(self, begins: int, ends: int) -> bool:
        """Whether nothing is taken from `begins` until `ends`."""
        before = bisect_left(self._begins, ends) - 1
        return before < 0 or self._ends[before] <= begins

    def is_full(self, begins: int, ends: int) -> bool:
        """Whether one block takes up the whole time from `begins` until `ends`."""
        before = bisect_left(self._begins, begins + 1) - 1
        return before >= 0 and self._ends[before] >= ends

    def places_taken(self, group: Group) -> int:
        return self._places[group]

    def without(self, group: Group) -> "Diary":
        """The same but for that group session, whose candidates are not in each other's way."""
        return Diary(one for one in self._stretches if one.group != group)


class Taken:
    """The diaries of all advisers; each is made when it is first opened."""

    def __init__(self, busy: Iterable[Busy] = ()) -> None:
        self._busy: dict[int, list[Busy]] = defaultdict(list)
        self._diaries: dict[int, Diary] = {}
        for one in busy:
            self._busy[one.staff_id].append(one)

    def of(self, staff_id: int) -> Diary:
        diary = self._diaries.get(staff_id)
        if diary is None:
            diary = self._diaries[staff_id] = Diary(self._busy.get(staff_id, ()))
        return diary
