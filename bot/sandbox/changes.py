"""Something changed in the sandbox: wakes those who wait, and tells the phone pages. No polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

from bot.sandbox.refusals import JsonObject


class Changes:
    """A condition without a lock: everything happens on one event loop, in plain functions."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._listeners: set[asyncio.Queue[JsonObject | None]] = set()
        self.closed = False

    def fire(self) -> None:
        """Wakes everybody who waits; each looks again at what it waits for."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    def publish(self, event: JsonObject) -> None:
        """Tells the phone pages what happened, then wakes those who wait."""
        for listener in self._listeners:
            listener.put_nowait(event)
        self.fire()

    async def until(self, holds: Callable[[], bool], within: float | None = None) -> bool:
        """Whether `holds()` came true in `within` seconds (None: as long as it takes) before closing."""
        loop = asyncio.get_running_loop()
        deadline = None if within is None else loop.time() + within
        while not holds():
            left = None if deadline is None else deadline - loop.time()
            if self.closed or (left is not None and left <= 0):
                return False
            await self._one(left)
        return True

    async def _one(self, seconds: float | None) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait((future,), timeout=seconds)
        finally:
            self._waiting.discard(future)

    async def events(self) -> AsyncGenerator[JsonObject, None]:
        """A greeting (from here on nothing is missed), then every event until the sandbox closes."""
        queue: asyncio.Queue[JsonObject | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield {"type": "hello"}
            while not self.closed and (event := await queue.get()) is not None:
                yield event
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """Ends every wait and every stream of events."""
        self.closed = True
        for listener in self._listeners:
            listener.put_nowait(None)
        self.fire()
