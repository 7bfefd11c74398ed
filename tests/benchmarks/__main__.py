"""`make bench`: each figure beside its peer's, measured in the same run. Names choose: `make bench ARGS="turns"`."""

import asyncio
import os
import platform
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from typing import Any

from tests.benchmarks import console, crowd, dispatch, memory, pending, schedulers, slots, timetables, turns
from tests.benchmarks.figures import HEADER
from tests.benchmarks.houses import Servers, servers

ALL: dict[str, Callable[[Servers], Awaitable[Sequence[Any]]]] = {
    "dispatch": dispatch.measure,
    "pending": pending.measure,
    "schedulers": schedulers.measure,
    "memory": memory.measure,
    "turns": turns.measure,
    "slots": slots.measure,
    "crowd": crowd.measure,
    "timetables": timetables.measure,
    "console": console.measure,
}

PACKAGES = ("python-telegram-bot", "aiohttp", "sqlalchemy", "psycopg", "apscheduler", "procrastinate")


def machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, {packages}"
    )


async def measure(names: list[str], servers: Servers) -> bool:
    """Prints as it goes; says whether every goal was met."""
    print(
        machine(), f"Load of the machine at the start: {os.getloadavg()[0]:.1f}", HEADER, sep="\n", flush=True
    )
    met = True
    for name in names:
        for figure in await ALL[name](servers):
            met = met and figure.verdict != "MISSED"
            print(figure, flush=True)
    print(f"Load of the machine at the end: {os.getloadavg()[0]:.1f}")
    return met


def main() -> None:
    names = sys.argv[1:] or list(ALL)
    if unknown := [name for name in names if name not in ALL]:
        sys.exit(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(ALL)}.")
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # so that a server of ours is stopped all the same
    with servers() as opened:
        met = asyncio.run(measure(names, opened))
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
