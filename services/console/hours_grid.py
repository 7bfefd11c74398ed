"""A grid of hours: what stands in a column at which height, side by side where it overlaps. Pure.

A page may have no style of its own (content security policy): places are classes, and the sheet that says what they
mean is made here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")

ROW_MIN = 5
"""Minutes of a row."""

ROWS_OF_HOUR = 60 // ROW_MIN

DAY_BEGINS, DAY_ENDS = 8, 18
"""The hours that are always shown."""

LANES_MOST = 8


@dataclass(frozen=True, slots=True)
class Block(Generic[T]):
    """Something in a column: from row `at` on, `rows` high, in lane `lane` of its column. All begin at 0."""

    what: T
    at: int
    rows: int
    lane: int

    @property
    def classes(self) -> str:
        return f"at-{self.at} for-{self.rows} lane-{self.lane}"


@dataclass(frozen=True, slots=True)
class Frame:
    """The hours of the day that a grid shows."""

    first: int
    last: int

    @property
    def hours(self) -> range:
        return range(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """Minutes of a day in which something is, from midnight on."""

    what: T
    begins: int
    ends: int


def span(what: T, starts_at: datetime, ends_at: datetime, midnight: datetime) -> Span[T]:
    """Its part of the day that begins at `midnight` (aware, of the zone that is shown)."""
    zone = midnight.tzinfo
    assert isinstance(zone, ZoneInfo)
    begins, ends = (_minutes(moment.astimezone(zone), midnight) for moment in (starts_at, ends_at))
    return Span(what, max(0, begins), min(24 * 60, ends))


def frame_of(spans: Iterable[Span[T]]) -> Frame:
    """The usual hours, and whatever else holds something that does not take the whole day."""
    parts = [one for one in spans if one.ends - one.begins < 20 * 60]
    first = min([DAY_BEGINS, *(one.begins // 60 for one in parts)])
    last = max([DAY_ENDS, *(-(-one.ends // 60) for one in parts)])
    return Frame(first, last)


def blocks_of(spans: Sequence[Span[T]], frame: Frame) -> tuple[list[Block[T]], int]:
    """Where each stands, and how many lanes the column has."""
    free_from: list[int] = []
    blocks = []
    for one in sorted(spans, key=lambda one: (one.begins, -one.ends)):
        begins = max(one.begins, frame.first * 60)
        ends = max(min(one.ends, frame.last * 60), begins + 3 * ROW_MIN)
        lane = next((n for n, free in enumerate(free_from) if free <= begins), len(free_from))
        lane = min(lane, LANES_MOST - 1)
        free_from[lane : lane + 1] = [ends]
        at = (begins - frame.first * 60) // ROW_MIN
        blocks.append(Block(one.what, at, max(3, (ends - begins) // ROW_MIN), lane))
    return blocks, max(1, len(free_from))


def sheet() -> str:
    """The style sheet of places, for wide screens and paper; a phone shows lists."""
    rows = 24 * ROWS_OF_HOUR
    rules = [f".at-{n}{{grid-row-start:{n + 1}}}" for n in range(rows)]
    rules += [f".for-{n}{{grid-row-end:span {n}}}" for n in range(3, rows + 1)]
    rules += [f".lane-{n}{{grid-column-start:{n + 1}}}" for n in range(LANES_MOST)]
    rules += [
        f".lanes-{n}{{grid-template-columns:repeat({n},minmax(0,1fr))}}" for n in range(1, LANES_MOST + 1)
    ]
    rules += [f".columns-{n}{{--columns:{n}}}" for n in range(1, 13)]
    rules += [f".hours-{n}{{--hours:{n}}}" for n in range(1, 25)]
    return "@media (min-width:62rem),print{" + "".join(rules) + "}"


def _minutes(local: datetime, midnight: datetime) -> int:
    """On the wall clock; the days around count on."""
    days = (local.date() - midnight.date()) // timedelta(days=1)
    return days * 24 * 60 + local.hour * 60 + local.minute
