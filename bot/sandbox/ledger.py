"""What was accepted, in order, so that a test can count what arrived twice."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.refusals import JsonObject


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted send. `at` is the sandbox's clock, `monotonic` real seconds, `key` the test's own mark."""

    bot_id: int
    chat_id: int
    method: str
    message_id: int
    text: str
    at: datetime
    monotonic: float
    key: str | None

    def as_row(self) -> JsonObject:
        row: JsonObject = {name: getattr(self, name) for name in self.__slots__}
        return row | {"at": self.at.isoformat()}


@dataclass(slots=True)
class Ledger:
    """`key_of` may find a mark in a sent message (for instance a notice's number in its text)."""

    now: Callable[[], datetime]
    key_of: Callable[[JsonObject], str | None] | None = None
    entries: list[Entry] = field(default_factory=list)

    def record(self, bot_id: int, method: str, message: JsonObject) -> None:
        text = message.get("text") or message.get("caption") or ""
        key = self.key_of(message) if self.key_of else None
        chat_id, message_id = message["chat"]["id"], message["message_id"]
        self.entries.append(
            Entry(bot_id, chat_id, method, message_id, text, self.now(), time.monotonic(), key)
        )

    def doubles(self, of: Callable[[Entry], Hashable] | None = None) -> dict[Hashable, int]:
        """What was sent more than once, and how often; by key where there is one, else by chat and text."""
        by = of or (lambda entry: entry.key or (entry.chat_id, entry.text))
        return {what: times for what, times in Counter(map(by, self.entries)).items() if times > 1}
