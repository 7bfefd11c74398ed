"""One chat of one bot: who is in it, what was said, and the keyboard under the text box."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.refusals import JsonObject


@dataclass(slots=True)
class Chat:
    """`card` is the Bot API Chat object; `messages` by id, as they are now; `keyboard` a reply keyboard."""

    card: JsonObject
    members: list[int]
    started: bool = False
    blocked: bool = False
    migrated_to: int | None = None
    keyboard: JsonObject | None = None
    pinned: int | None = None
    messages: dict[int, JsonObject] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.card["id"])

    @property
    def private(self) -> bool:
        return bool(self.card["type"] == "private")

    def as_row(self) -> JsonObject:
        return {name: getattr(self, name) for name in self.__slots__ if name != "messages"}
