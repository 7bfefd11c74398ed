"""A figure beside its peer's: how both sides are measured, and what is printed of it."""

import gc
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speed:
    """How many a second; and how many a second of this process's own computing, which others do not slow down."""

    per_second: float
    per_cpu_second: float


class Watch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._started, self._cpu = time.perf_counter(), time.process_time()

    def speed(self, count: int) -> Speed:
        took, computed = time.perf_counter() - self._started, time.process_time() - self._cpu
        return Speed(count / took, count / max(computed, 1e-6))


Measure = Callable[[], Awaitable[Speed]]
"""Does the work once and says how fast it was."""

HEADER = f"{'':<66} {'ours/s':>8} {'peer/s':>8} {'ratio':>6}  {'of rounds':<13} {'of cpu':>6}  {'goal':>5}"


@dataclass(frozen=True, slots=True)
class Figure:
    """What we reach beside what a peer reaches; `goal` is for ours divided by the peer's.

    The single rounds show how quiet the machine was; the ratio of computing times is the better one where it
    was not, and says nothing of what a database server or a disk did meanwhile.
    """

    what: str
    rounds: tuple[tuple[Speed, Speed], ...]
    goal: float | None = None

    @property
    def ours(self) -> float:
        return statistics.median(ours.per_second for ours, _ in self.rounds)

    @property
    def peer(self) -> float:
        return statistics.median(peer.per_second for _, peer in self.rounds)

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "met" if self.ratio >= self.goal else "MISSED"

    def __str__(self) -> str:
        ratios = [ours.per_second / peer.per_second for ours, peer in self.rounds]
        cpu = statistics.median(ours.per_cpu_second / peer.per_cpu_second for ours, peer in self.rounds)
        spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
        numbers = f"{self.ours:>8,.0f} {self.peer:>8,.0f} {self.ratio:>6.2f}  {spread:<13} {cpu:>6.2f}"
        goal = "" if self.goal is None else f"{self.goal:>5g}  {self.verdict}"
        return f"{self.what:<66} {numbers}  {goal}"


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
        limit = "" if self.limit is None else f"goal < {self.limit:g} MB  {self.verdict}"
        return f"{self.what:<66} {self.megabytes:>8,.0f} MB  {limit}"


async def side_by_side(
    what: str, ours: Measure, peer: Measure, goal: float | None = None, rounds: int = 5
) -> Figure:
    """Several rounds, the two sides taking turns; a first round that warms up does not count."""
    measured: list[tuple[Speed, Speed]] = []
    for number in range(rounds + 1):
        gc.collect()
        # Each goes first every other time: what the one leaves behind slows the other.
        if number % 2:
            measured.append((await ours(), await peer()))
        else:
            later = await peer()
            measured.append((await ours(), later))
    return Figure(what, tuple(measured[1:]), goal)
