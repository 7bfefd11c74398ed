"""The people who talk to the bot: what one can do with a phone, the same for tests and the phone page."""

from __future__ import annotations

import secrets

from bot.sandbox.account import Account, Query
from bot.sandbox.chat import Chat
from bot.sandbox.methods.media import document_fields, photo_fields, voice_fields
from bot.sandbox.refusals import JsonObject
from bot.sandbox.texts import as_fields, found_entities, trimmed
from bot.sandbox.wire import Upload


class Impossible(Exception):
    """Something that nobody could do on a real phone, such as writing to a bot that one has blocked."""


class Person:
    """A Telegram user in front of one bot. Everything takes effect at once; the bot hears of it as updates.

    Where a `chat` may be given it is a group's; without one it is the private chat with the bot.
    """

    def __init__(self, account: Account, user_id: int) -> None:
        self._account = account
        self.id = user_id

    @property
    def user(self) -> JsonObject:
        """The Bot API User object."""
        return self._account.world.people[self.id]

    @property
    def chat(self) -> Chat:
        return self._account.private_chat(self.id)

    @property
    def messages(self) -> list[JsonObject]:
        """The private chat as the person sees it now, oldest first: Bot API Message objects."""
        return list(self.chat.messages.values())

    @property
    def last(self) -> str:
        """Text or caption of the bot's newest message; empty when there is none."""
        for message in reversed(self.messages):
            if message["from"]["id"] != self.id:
                return str(message.get("text") or message.get("caption") or "")
        return ""

    @property
    def buttons(self) -> list[str]:
        """What can be tapped now: under the newest message that has buttons, and on the reply keyboard."""
        inline = next((rows for message in reversed(self.messages) if (rows := rows_of(message))), [])
        below = (self.chat.keyboard or {}).get("keyboard", [])
        return [button["text"] for row in [*inline, *below] for button in row]

    def say(self, text: str, *, chat: Chat | None = None, reply_to: int | None = None) -> JsonObject:
        """Sends a text of at most 4096 characters; returns the Message object."""
        text, _ = trimmed(text, [])
        if not 1 <= len(text) <= 4096:
            raise Impossible("a message has 1 to 4096 characters")
        return self._send(as_fields(text, found_entities(text)), chat, reply_to)

    def open(self, code: str = "") -> JsonObject:
        """Opens t.me/<bot>?start=CODE and taps Start; starts a blocked bot again, as Telegram does."""
        if self.chat.blocked:
            self.unblock()
        return self.say(f"/start {code}".strip())

    def tap(self, label: str) -> JsonObject | str:
        """Taps the newest button with that label, in a message or on the reply keyboard."""
        for message in reversed(self.messages):
            for button in (button for row in rows_of(message) for button in row):
                if button["text"] == label:
                    return self.press(message["message_id"], button.get("callback_data", ""))
        for button in (button for row in (self.chat.keyboard or {}).get("keyboard", []) for button in row):
            if button["text"] == label:
                return self._tap_below(button)
        raise Impossible(f"no button {label!r}; there are: {', '.join(self.buttons)}")

    def _tap_below(self, button: JsonObject) -> JsonObject:
        if button.get("request_contact"):
            return self.send_contact("+33600000000")
        if button.get("request_location"):
            return self.send_location(48.8566, 2.3522)
        return self.say(button["text"])

    def press(self, message_id: int, data: str, *, chat: Chat | None = None) -> str:
        """Sends callback data for a message, forged or not; returns the callback query's id."""
        chat = self._ready(chat)
        if message_id not in chat.messages:
            raise Impossible(f"no message {message_id} in this chat")
        query_id = str(secrets.randbits(60))
        self._account.queries[query_id] = Query(chat.id, self.id, self._account.world.date())
        query = {
            "id": query_id,
            "from": self.user,
            "message": chat.messages[message_id],
            "chat_instance": str(chat.id * 7_919),
            "data": data,
        }
        self._account.inbox.add("callback_query", query)
        return query_id

    def send_photo(self, data: bytes, *, caption: str = "", chat: Chat | None = None) -> JsonObject:
        file = self._account.files.keep(Upload("photo.jpg", "image/jpeg", data), "photo")
        return self._send(photo_fields(self._account, file) | _caption(caption), chat)

    def send_voice(self, data: bytes, *, mime: str = "audio/ogg", seconds: int = 0) -> JsonObject:
        file = self._account.files.keep(Upload("voice.ogg", mime, data), "voice")
        return self._send(voice_fields(self._account, file, seconds))

    def send_document(self, data: bytes, name: str, *, mime: str = "", caption: str = "") -> JsonObject:
        file = self._account.files.keep(Upload(name, mime, data), "document")
        return self._send(document_fields(file) | _caption(caption))

    def send_sticker(self, data: bytes, *, emoji: str = "👍") -> JsonObject:
        file = self._account.files.keep(Upload("sticker.webp", "image/webp", data), "sticker")
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send({"sticker": {**file.fields(), **shape, "emoji": emoji}})

    def send_video_note(self, data: bytes, *, seconds: int = 1) -> JsonObject:
        file = self._account.files.keep(Upload("note.mp4", "video/mp4", data), "video_note")
        return self._send({"video_note": {**file.fields(), "length": 240, "duration": seconds}})

    def send_location(self, latitude: float, longitude: float) -> JsonObject:
        return self._send({"location": {"latitude": latitude, "longitude": longitude}})

    def send_contact(self, phone_number: str, first_name: str = "") -> JsonObject:
        """Shares a contact: the person's own, unless another `first_name` is given."""
        contact: JsonObject = {
            "phone_number": phone_number,
            "first_name": first_name or self.user["first_name"],
        }
        if not first_name or first_name == self.user["first_name"]:
            contact["user_id"] = self.id
        return self._send({"contact": contact})

    def edit(self, message_id: int, text: str) -> JsonObject:
        """Changes the text of an own message."""
        chat = self._ready(None)
        old = chat.messages.get(message_id)
        if old is None or old["from"]["id"] != self.id or "text" not in old:
            raise Impossible("only an own text can be edited")
        kept = {name: value for name, value in old.items() if name not in {"text", "entities"}}
        new = kept | as_fields(text, found_entities(text)) | {"edit_date": self._account.world.date()}
        chat.messages[message_id] = new
        self._account.save_message(chat, new)
        self._account.inbox.add("edited_message", new)
        return new

    def block(self) -> None:
        self._set_blocked(True)

    def unblock(self) -> None:
        self._set_blocked(False)

    def deactivate(self) -> None:
        """Deletes the account: whatever the bot sends from now on is refused."""
        self._account.world.deactivated.add(self.id)
        self._account.world.save_person(self.user)

    def _set_blocked(self, blocked: bool) -> None:
        if self.chat.blocked == blocked:
            return
        self.chat.blocked = blocked
        self._account.save_chat(self.chat)
        member_change(self._account, self.chat, self.user, "kicked" if blocked else "member")

    def _ready(self, chat: Chat | None) -> Chat:
        if self.id in self._account.world.deactivated:
            raise Impossible("this account was deleted")
        chat = chat or self.chat
        if self.id not in chat.members:
            raise Impossible("not a member of this group")
        if chat.private and chat.blocked:
            raise Impossible("the bot is blocked: unblock it first")
        return chat

    def _send(self, content: JsonObject, chat: Chat | None = None, reply_to: int | None = None) -> JsonObject:
        chat = self._ready(chat)
        if not chat.started or (chat.keyboard or {}).get("one_time_keyboard"):
            chat.started = True
            chat.keyboard = None
            self._account.save_chat(chat)
        if reply_to is not None:
            content = {"reply_to_message": chat.messages[reply_to], **content}
        message = self._account.add_message(chat, self.user, content)
        if not chat.blocked:
            self._account.inbox.add("message", message)
        return message


def rows_of(message: JsonObject) -> list[list[JsonObject]]:
    """The rows of buttons inside a message."""
    rows: list[list[JsonObject]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def _caption(caption: str) -> JsonObject:
    return {"caption": caption, "caption_entities": found_entities(caption)} if caption else {}


def member_change(account: Account, chat: Chat, by: JsonObject, status: str) -> None:
    """Tells the bot that it was let in ("member") or put out ("kicked")."""
    states: dict[str, JsonObject] = {
        "member": {"user": account.user, "status": "member"},
        "kicked": {"user": account.user, "status": "kicked", "until_date": 0},
    }
    before = states["member" if status == "kicked" else "kicked"]
    change = {"chat": chat.card, "from": by, "date": account.world.date()}
    account.inbox.add(
        "my_chat_member", {**change, "old_chat_member": before, "new_chat_member": states[status]}
    )
