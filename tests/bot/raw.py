"""Updates as Telegram sends them, made by hand."""

import itertools
from typing import Any

from telegram import Update

AMINA: dict[str, Any] = {"id": 7, "is_bot": False, "first_name": "Amina", "language_code": "fr"}
PRIVATE: dict[str, Any] = {"id": 7, "type": "private", "first_name": "Amina"}
GROUP: dict[str, Any] = {"id": -70, "type": "group", "title": "Nous"}

_ids = itertools.count(1)


def message(chat: dict[str, Any] = PRIVATE, sender: Any = AMINA, **content: Any) -> dict[str, Any]:
    """A message's update as JSON; `content` is what is in it: text="Bonjour"."""
    told = {"message_id": 5, "date": 1_800_000_000, "chat": chat, **content}
    return {"update_id": next(_ids), "message": told | ({"from": sender} if sender else {})}


def pressed(data: Any, chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, Any]:
    """A button's update as JSON."""
    under = {"message_id": 4, "date": 1_800_000_000, "chat": chat, "text": "?"}
    query = {"id": "1", "from": AMINA, "chat_instance": "1", "data": data, "message": under}
    return {"update_id": next(_ids), "callback_query": query | more}


def member(status: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    """The update that tells that somebody blocked the bot ("kicked") or let it in ("member")."""
    bot = {"id": 1, "is_bot": True, "first_name": "CléA"}
    state = {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
    old = {"user": bot, "status": "left"}
    change = {"chat": chat, "from": AMINA, "date": 1, "old_chat_member": old, "new_chat_member": state}
    return {"update_id": next(_ids), "my_chat_member": change}


def update(raw: dict[str, Any]) -> Update:
    return Update.de_json(raw, None)
