"""SQLite's one writer: work that waits together is committed together, and waits for the disk once.

Each piece of work has a savepoint of its own: it has its effect or not by itself, and hears of it after the commit.
"""

import asyncio
import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session

logger = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[Session], T]

MOST = 100
"""Pieces of work in one transaction."""

LONGEST_S = 0.02
"""Once a transaction is so old, it takes up nothing more: who is in it waits for its end."""


@dataclass(eq=False, slots=True)
class _Waiting:
    """A piece of work, and what it came to."""

    work: Work[Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class GroupCommit:
    """Runs work in a thread of its own, in the order in which it was handed over."""

    def __init__(self, engine: Engine, alone: Callable[[Work[Any]], Any]) -> None:
        """`alone` runs a piece of work in a transaction of its own: so it goes where the whole cannot be committed."""
        self._engine = engine
        self._alone = alone
        self._thread = ThreadPoolExecutor(1, "database-write")
        self._waiting: deque[_Waiting] = deque()
        self._lock = Lock()
        self._at_work = False

    async def run(self, work: Work[T]) -> T:
        """What `work` returns or raises, once its transaction is committed."""
        waiting = _Waiting(work, asyncio.get_running_loop().create_future())
        with self._lock:
            self._waiting.append(waiting)
            if not self._at_work:
                self._thread.submit(self._work_off)
                self._at_work = True
        result: T = await waiting.future
        return result

    def close(self) -> None:
        """Returns when all that was handed over is done."""
        self._thread.shutdown()

    def _work_off(self) -> None:
        while True:
            with self._lock:
                self._at_work = bool(self._waiting)
                if not self._at_work:
                    return
            done: list[_Waiting] = []
            try:
                self._together(done)
            except Exception as error:  # noqa: BLE001 - whoever waits raises it
                self._one_by_one(done, error)
            _tell(done)

    def _together(self, done: list[_Waiting]) -> None:
        with self._engine.begin() as connection:
            for one in self._group():
                done.append(one)
                _attempt(connection, one)

    def _group(self) -> Iterator[_Waiting]:
        """Those that wait, until there are enough for one transaction."""
        until = time.monotonic() + LONGEST_S
        for _ in range(MOST):
            if not self._waiting or time.monotonic() > until:
                return
            one = self._waiting.popleft()
            if not one.future.cancelled():
                yield one

    def _one_by_one(self, done: list[_Waiting], error: Exception) -> None:
        """Nothing of the whole was committed: each gets a transaction of its own, and an error of its own."""
        if not done:  # the transaction did not even begin
            done.append(self._waiting.popleft())
        if len(done) == 1:
            done[0].error = done[0].error or error
            return
        logger.warning("%s pieces of work are done one by one: %s", len(done), type(error).__name__)
        for one in done:
            if one.error is None or one.error is error:
                one.result = one.error = None
                try:
                    one.result = self._alone(one.work)
                except BaseException as its_own:  # noqa: BLE001 - whoever waits raises it
                    one.error = its_own


def _attempt(connection: Connection, one: _Waiting) -> None:
    """Within a savepoint. Raises where the transaction is lost as a whole."""
    driver = connection.connection.cursor()
    driver.execute("SAVEPOINT work")
    try:
        # The session neither begins nor ends anything: the savepoint is ours.
        with Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session:
            one.result = one.work(session)
            session.flush()
    except BaseException as error:  # noqa: BLE001 - whoever waits raises it
        one.error = error
        driver.execute("ROLLBACK TO work")
    driver.execute("RELEASE work")


def _tell(done: Iterable[_Waiting]) -> None:
    """Wakes each loop once."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Waiting]] = defaultdict(list)
    for one in done:
        by_loop[one.future.get_loop()].append(one)
    for loop, its_own in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle, its_own)
        except RuntimeError:
            logger.info("%s pieces of work are done, and their event loop is closed", len(its_own))


def _settle(done: Iterable[_Waiting]) -> None:
    for one in done:
        if one.future.done():
            continue
        if one.error is None:
            one.future.set_result(one.result)
        else:
            one.future.set_exception(one.error)
