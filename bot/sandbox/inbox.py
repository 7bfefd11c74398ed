"""The updates of one bot that nobody has confirmed yet, and the webhook they may go to."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.changes import Changes
from bot.sandbox.refusals import JsonObject
from bot.sandbox.store import Store

_FIRST_UPDATE_ID = 100_000_001
# Sent only to bots that ask for them by name.
_ON_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(slots=True)
class Webhook:
    """Where updates go; an empty `url` means that the bot fetches them with getUpdates."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""

    def as_row(self) -> JsonObject:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Inbox:
    """Updates in the order of their ids. `key` (the bot's id) names its rows in the store."""

    key: str
    store: Store
    changes: Changes
    pending: dict[int, JsonObject] = field(default_factory=dict)
    next_id: int = _FIRST_UPDATE_ID
    allowed: list[str] = field(default_factory=list)
    webhook: Webhook = field(default_factory=Webhook)
    polls: int = 0

    @classmethod
    def load(cls, key: str, store: Store, changes: Changes) -> Inbox:
        inbox = cls(key, store, changes)
        for row in store.every("inbox", key):
            inbox.next_id, inbox.allowed = row["next_id"], row["allowed"]
            inbox.webhook = Webhook(**row["webhook"])
        found = sorted(store.every("update", f"{key}:"), key=lambda update: int(update["update_id"]))
        inbox.pending = {update["update_id"]: update for update in found}
        return inbox

    def save(self) -> None:
        row = {"next_id": self.next_id, "allowed": self.allowed, "webhook": self.webhook.as_row()}
        self.store.put("inbox", self.key, row)
        self.changes.fire()

    def allow(self, kinds: list[str]) -> None:
        if kinds != self.allowed:
            self.allowed = kinds
            self.save()

    def add(self, kind: str, payload: JsonObject) -> None:
        """Queues an update, unless the bot said that it wants no such thing."""
        wanted = kind in self.allowed if self.allowed else kind not in _ON_REQUEST_ONLY
        if not wanted:
            return
        update = {"update_id": self.next_id, kind: payload}
        self.pending[self.next_id] = update
        self.store.put("update", f"{self.key}:{self.next_id}", update)
        self.next_id += 1
        self.save()

    def confirm(self, *update_ids: int) -> None:
        """Forgets updates: fetched and confirmed, delivered, or dropped."""
        for update_id in update_ids:
            if self.pending.pop(update_id, None) is not None:
                self.store.drop("update", f"{self.key}:{update_id}")
        self.changes.fire()

    def from_offset(self, offset: int, limit: int) -> list[JsonObject]:
        """What getUpdates answers: confirms all before `offset`; a negative one counts from the end."""
        if offset < 0:
            offset = (sorted(self.pending)[offset:] or [0])[0]
        if offset:
            self.confirm(*[update_id for update_id in self.pending if update_id < offset])
        return list(self.pending.values())[:limit]


def chat_of(update: JsonObject) -> int:
    """The chat (or, without one, the person) that an update belongs to: what keeps its order."""
    for payload in update.values():
        if isinstance(payload, dict):
            where = payload.get("chat") or payload.get("message", {}).get("chat") or payload["from"]
            return int(where["id"])
    raise ValueError("an update without content")
