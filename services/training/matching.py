"""Which sessions of a file are there already, which have moved, which are new, and which it has no more. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.dossiers.domains import Domain
from services.training.lessons import Line, Sheet

NEAR = timedelta(days=8)
"""What moved without a name of its own is looked for no further than this from what stayed."""


class Known(Protocol):
    """A session of the timetable as it is now."""

    @property
    def id(self) -> int: ...
    @property
    def source(self) -> str: ...
    @property
    def domain(self) -> Domain: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def place(self) -> str: ...
    @property
    def cancelled_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Match:
    """Pairs of (session there is, line), lines that are new, and sessions that the file cancels or lacks."""

    pairs: tuple[tuple[Known, Line], ...]
    new: tuple[Line, ...]
    cancelled: tuple[Known, ...]
    lacking: tuple[Known, ...]
    """To come, and not in the file: left as they are, unless the file is the whole timetable."""


def match(known: Sequence[Known], sheet: Sheet, now: datetime) -> Match:
    """Sessions with a name of their own (a reference, a UID) are found by it, others by what they are.

    So the same file again changes nothing, and a session that moved is moved. One without a name that is nowhere
    the same has moved where the file has another of its domain in its place, near those that stayed.
    """
    matching = _Matching(known, sheet, now)
    matching.by_number()
    matching.by_source()
    matching.by_themselves()
    matching.series()
    matching.without_a_name()
    to_come = [one for one in matching.left.values() if one.cancelled_at is None and one.ends_at > now]
    gone = [one for one in to_come if one.source in sheet.cancelled or _is_dropped(one, sheet)]
    lacking = [one for one in to_come if one not in gone]
    return Match(tuple(matching.pairs), tuple(matching.lines.values()), tuple(gone), tuple(lacking))


class _Matching:
    """What is not paired yet: sessions by their ids, lines by their places in the file."""

    def __init__(self, known: Sequence[Known], sheet: Sheet, now: datetime) -> None:
        self.left = {one.id: one for one in known}
        self.lines = dict(enumerate(sheet.lines))
        self.pairs: list[tuple[Known, Line]] = []
        self.now = now

    def by_number(self) -> None:
        for place, line in list(self.lines.items()):
            if line.known_id is not None and line.known_id in self.left:
                self._pair(self.left[line.known_id], place)

    def by_source(self) -> None:
        named = {one.source: one for one in self.left.values() if one.source}
        for place, line in list(self.lines.items()):
            one = named.get(line.session.source) if line.session.source else None
            if one is not None and one.id in self.left:
                self._pair(one, place)

    def by_themselves(self) -> None:
        """The same domain, hours and place: one session, wherever it came from."""
        same: dict[tuple[object, ...], list[Known]] = defaultdict(list)
        for one in self.left.values():
            same[one.domain, one.starts_at, one.ends_at, one.place].append(one)
        for place, line in list(self.lines.items()):
            s = line.session
            if found := same.get((s.domain, s.starts_at, s.ends_at, s.place)):
                self._pair(found.pop(), place)

    def series(self) -> None:
        """A whole repeating event that moved has other occurrences: taken one after the other."""
        for series in {line.series for line in self.lines.values() if line.series}:
            olds = [o for o in self.left.values() if o.source.startswith(series) and self._may_move(o)]
            self._in_order(
                olds,
                [
                    place
                    for place, line in self.lines.items()
                    if line.series == series and line.session.ends_at > self.now
                ],
            )

    def without_a_name(self) -> None:
        stayed = [one.starts_at for one, line in self.pairs if one.starts_at == line.session.starts_at]
        if not stayed:
            return
        first, last = min(stayed) - NEAR, max(stayed) + NEAR
        for domain in Domain:
            olds = [
                one
                for one in self.left.values()
                if one.domain is domain
                and not one.source
                and self._may_move(one)
                and first <= one.starts_at <= last
            ]
            self._in_order(
                olds,
                [
                    place
                    for place, line in self.lines.items()
                    if line.session.domain is domain and not line.session.source
                ],
            )

    def _in_order(self, olds: list[Known], places: list[int]) -> None:
        olds.sort(key=lambda one: (one.starts_at, one.id))
        places.sort(key=lambda place: (self.lines[place].session.starts_at, place))
        for one, place in zip(olds, places, strict=False):
            self._pair(one, place)

    def _pair(self, one: Known, place: int) -> None:
        self.pairs.append((self.left.pop(one.id), self.lines.pop(place)))

    def _may_move(self, one: Known) -> bool:
        return one.cancelled_at is None and one.starts_at > self.now


def _is_dropped(one: Known, sheet: Sheet) -> bool:
    """An occurrence of a repeating event that the file still has, but not this day of it."""
    series = one.source.rpartition("#")[0]
    return bool(series) and any(line.series == f"{series}#" for line in sheet.lines)
