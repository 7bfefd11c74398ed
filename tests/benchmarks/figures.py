"""A figure beside its peer's: how both sides are measured, and what is printed of it."""

import gc
import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Measure = Callable[[], Awaitable[float]]
"""Does the work once and says how fast it was: so many a second."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What we reach beside what a peer reaches; `goal` is for ours divided by the peer's.

    `ratios` are those of the single rounds, which show how quiet the machine was.
    """

    what: str
    ours: float
    peer: float
    goal: float | None
    ratios: tuple[float, ...]

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "met" if self.ratio >= self.goal else "MISSED"

    def __str__(self) -> str:
        goal = "" if self.goal is None else f"goal {self.goal:g}"
        rounds = f"({min(self.ratios):.2f} to {max(self.ratios):.2f})"
        return (
            f"{self.what:<66} {self.ours:>9,.0f}/s {self.peer:>9,.0f}/s"
            f" {self.ratio:>7.2f} {rounds:<16} {goal:<9} {self.verdict}"
        )


@dataclass(frozen=True, slots=True)
class Size:
    """Memory, in MB; `limit` is what it is to stay under."""

    what: str
    megabytes: float
    limit: float | None = None

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return ""
        return "met" if self.megabytes < self.limit else "MISSED"

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"goal < {self.limit:g} MB"
        return f"{self.what:<66} {self.megabytes:>9,.0f} MB {limit:<16} {self.verdict}"


async def side_by_side(
    what: str, ours: Measure, peer: Measure, goal: float | None = None, rounds: int = 5
) -> Figure:
    """Medians of several rounds, the two sides taking turns; a first round that warms up does not count."""
    measured: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        gc.collect()
        # Each goes first every other time: what the one leaves behind slows the other.
        if number % 2:
            pair = (await ours(), await peer())
        else:
            later = await peer()
            pair = (await ours(), later)
        measured.append(pair)
    counted = measured[1:]
    return Figure(
        what,
        statistics.median(mine for mine, _ in counted),
        statistics.median(its for _, its in counted),
        goal,
        tuple(mine / its for mine, its in counted),
    )
