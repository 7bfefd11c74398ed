"""One bot as Telegram keeps it: its chats, its updates, its files and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.chat import Chat
from bot.sandbox.files import Files
from bot.sandbox.flood import Flood
from bot.sandbox.inbox import Inbox
from bot.sandbox.refusals import JsonObject, bad_request, forbidden, upgraded
from bot.sandbox.world import World


@dataclass(slots=True)
class Query:
    """A pressed button that waits for its answer; `asked_at` in seconds of the sandbox's clock."""

    chat_id: int
    person_id: int
    asked_at: int


class Account:
    """A bot's world. What changes is written to the store at once and told to the phone pages."""

    def __init__(self, world: World, bot_id: int, username: str, flood: Flood) -> None:
        self.world = world
        self.flood = flood
        self.key = str(bot_id)
        self.user: JsonObject = {"id": bot_id, "is_bot": True, "first_name": username, "username": username}
        # Names, descriptions, commands and menu buttons, by what they are of; see methods/profile.py.
        self.profile: JsonObject = {}
        self.queries: dict[str, Query] = {}
        self.chats: dict[int, Chat] = {}
        self.inbox = Inbox.load(self.key, world.store, world.changes)
        self.files = Files(self.key, world.store)
        self._next_message_id = 1
        self._load()

    @property
    def id(self) -> int:
        return int(self.user["id"])

    def _load(self) -> None:
        store = self.world.store
        for row in store.every("account", self.key):
            self.profile, self.user["first_name"] = row["profile"], row["name"]
        for row in store.every("counter", self.key):
            self._next_message_id = row["next"]
        for row in store.every("chat", f"{self.key}:"):
            self.chats[row["card"]["id"]] = Chat(**row)
        messages = sorted(
            store.every("message", f"{self.key}:"), key=lambda message: int(message["message_id"])
        )
        for message in messages:
            self.chats[message["chat"]["id"]].messages[message["message_id"]] = message

    def save_profile(self) -> None:
        row = {"profile": self.profile, "name": self.user["first_name"]}
        self.world.store.put("account", self.key, row)
        self.world.changes.publish({"type": "bot", "bot_id": self.id})

    def save_chat(self, chat: Chat) -> None:
        self.world.store.put("chat", f"{self.key}:{chat.id}", chat.as_row())
        self.publish(chat, "chat")

    def publish(self, chat: Chat, kind: str, **details: object) -> None:
        self.world.changes.publish({"type": kind, "bot_id": self.id, "chat_id": chat.id, **details})

    def private_chat(self, person_id: int) -> Chat:
        """The chat of a person with this bot; made when it is first looked at."""
        user = self.world.people[person_id]
        names: JsonObject = {
            name: user[name] for name in ("first_name", "last_name", "username") if name in user
        }
        chat = self.chats.setdefault(person_id, Chat({}, [person_id]))
        # Taken anew each time: people change their names.
        chat.card = {"id": person_id, "type": "private", **names}
        return chat

    def known_chat(self, chat_id: str) -> Chat:
        """The chat of that id or @username; refused when there is none or it has moved."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        chat = self._named(chat_id)
        if chat is not None:
            if chat.migrated_to:
                raise upgraded(chat.migrated_to)
            return chat
        if chat_id.isdigit() and int(chat_id) in self.world.people:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")

    def _named(self, chat_id: str) -> Chat | None:
        if chat_id.startswith("@"):
            named = (chat for chat in self.chats.values() if chat.card.get("username") == chat_id[1:])
            return next(named, None)
        return self.chats.get(int(chat_id)) if chat_id.lstrip("-").isdigit() else None

    def reachable_chat(self, chat_id: str) -> Chat:
        """A chat that the bot may write to now."""
        chat = self.known_chat(chat_id)
        if chat.private and chat.id in self.world.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden(
                "bot was blocked by the user" if chat.private else "bot was kicked from the group chat"
            )
        if chat.private and not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def add_message(self, chat: Chat, sender: JsonObject, content: JsonObject) -> JsonObject:
        """Appends a message; returns the Bot API Message object."""
        message: JsonObject = {
            "message_id": self._next_message_id,
            "from": sender,
            "chat": chat.card,
            "date": self.world.date(),
            **content,
        }
        self._next_message_id += 1
        self.world.store.put("counter", self.key, {"next": self._next_message_id})
        chat.messages[message["message_id"]] = message
        self.save_message(chat, message)
        return message

    def save_message(self, chat: Chat, message: JsonObject) -> None:
        self.world.store.put("message", f"{self.key}:{chat.id}:{message['message_id']}", message)
        self.publish(chat, "message", message=message)

    def remove_message(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        self.world.store.drop("message", f"{self.key}:{chat.id}:{message_id}")
        self.publish(chat, "deleted", message_id=message_id)
