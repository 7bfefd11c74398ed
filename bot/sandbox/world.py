"""What all bots of a sandbox share: clock, store, people, and who is told of changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.changes import Changes
from bot.sandbox.ledger import Ledger
from bot.sandbox.refusals import JsonObject
from bot.sandbox.store import Store


@dataclass(slots=True)
class World:
    """`people` are Bot API User objects by id; `deactivated` those who deleted their account."""

    now: Callable[[], datetime]
    store: Store
    changes: Changes
    ledger: Ledger
    people: dict[int, JsonObject] = field(default_factory=dict)
    deactivated: set[int] = field(default_factory=set)

    def load(self) -> None:
        for row in self.store.every("person"):
            self.people[row["user"]["id"]] = row["user"]
            if row["deactivated"]:
                self.deactivated.add(row["user"]["id"])

    def save_person(self, user: JsonObject) -> None:
        self.people[user["id"]] = user
        row = {"user": user, "deactivated": user["id"] in self.deactivated}
        self.store.put("person", str(user["id"]), row)
        self.changes.publish({"type": "person", "user": user})

    def date(self) -> int:
        """The sandbox's now as Telegram writes it: seconds since 1970."""
        return int(self.now().timestamp())
