"""Faults on demand: which calls go wrong, how, and how often. The same seed gives the same faults."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, fields
from typing import Literal, get_args

from bot.sandbox.refusals import JsonObject

Action = Literal["429", "500", "502", "reset_before", "reset_after", "hang", "400", "401", "403"]
ACTIONS: tuple[str, ...] = get_args(Action)


@dataclass(slots=True)
class FaultRule:
    """Calls that match suffer `action`: a `share` of them (0 to 1), at most `count` times (None: always).

    `method`, `chat_id` and `text` (a part of the text or caption) narrow it. `retry_after` is for 429,
    `seconds` and `effect` (whether the call is carried out) for hang; `description` replaces the sentence.
    """

    action: Action
    method: str | None = None
    chat_id: int | None = None
    text: str | None = None
    share: float = 1.0
    count: int | None = None
    retry_after: int = 1
    seconds: float = 30.0
    effect: bool = False
    description: str | None = None
    hits: int = 0

    def matches(self, method: str, chat_id: str, text: str) -> bool:
        return (
            (self.method is None or self.method.lower() == method.lower())
            and (self.chat_id is None or str(self.chat_id) == chat_id)
            and (self.text is None or self.text in text)
            and (self.count is None or self.hits < self.count)
        )


def rule_of(row: JsonObject) -> FaultRule:
    """A rule from JSON. Raises ValueError that names what is wrong."""
    known = {field.name for field in fields(FaultRule)} - {"hits"}
    if unknown := row.keys() - known:
        raise ValueError(f"unknown in a fault rule: {', '.join(sorted(unknown))}")
    action = str(row.get("action"))
    if action not in ACTIONS:
        raise ValueError(f"action must be one of {', '.join(ACTIONS)}")
    return FaultRule(**{**row, "action": action})


class Faults:
    """The rules in force; the first that matches and whose dice fall decides."""

    def __init__(self, seed: int = 0) -> None:
        self.rules: list[FaultRule] = []
        self._random = random.Random(seed)  # noqa: S311 (dice that must fall the same way again)

    def add(self, rule: FaultRule) -> FaultRule:
        self.rules.append(rule)
        return rule

    def seed(self, seed: int) -> None:
        self._random.seed(seed)

    def clear(self) -> None:
        self.rules.clear()

    def strike(self, method: str, chat_id: str, text: str) -> FaultRule | None:
        """The rule that this call falls under, counted; None when it may go on."""
        for rule in self.rules:
            if rule.matches(method, chat_id, text) and self._random.random() < rule.share:
                rule.hits += 1
                return rule
        return None

    def as_rows(self) -> list[JsonObject]:
        return [asdict(rule) for rule in self.rules]
