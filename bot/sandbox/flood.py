"""Telegram's limits on how fast a bot may send, in real time whatever the sandbox's clock says."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.refusals import too_many_requests


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """At most `burst` messages to a chat in `window_s` seconds, and `per_second` in all; None: no limit."""

    burst: int | None = 20
    window_s: float = 10.0
    per_second: int | None = None


class Flood:
    """Counts the sends of one bot and refuses those that come too fast."""

    def __init__(self, limits: FloodLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._by_chat: dict[int, deque[float]] = defaultdict(deque)
        self._tokens = float(limits.per_second or 0)
        self._refilled = clock()

    def admit(self, chat_id: int, count: int = 1) -> None:
        """Counts `count` messages to a chat, or raises a 429 and counts none."""
        now = self._clock()
        chat = self._by_chat[chat_id]
        while chat and chat[0] <= now - self._limits.window_s:
            chat.popleft()
        if self._limits.burst is not None and len(chat) + count > self._limits.burst:
            wait = chat[0] + self._limits.window_s - now if chat else self._limits.window_s
            raise too_many_requests(max(1, math.ceil(wait)))
        self._admit_globally(now, count)
        chat.extend([now] * count)

    def _admit_globally(self, now: float, count: int) -> None:
        """A bucket that holds one second's worth and refills at the average rate."""
        rate = self._limits.per_second
        if rate is None:
            return
        self._tokens = min(rate, self._tokens + (now - self._refilled) * rate)
        self._refilled = now
        if self._tokens < count:
            raise too_many_requests(max(1, math.ceil((count - self._tokens) / rate)))
        self._tokens -= count
