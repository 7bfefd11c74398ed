"""Methods about a chat or a file."""

from __future__ import annotations

from bot.sandbox.account import Account
from bot.sandbox.refusals import JsonObject, bad_request
from bot.sandbox.wire import Params

_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def get_file(account: Account, params: Params) -> JsonObject:
    return account.files.for_download(params.text("file_id"))


def get_chat(account: Account, params: Params) -> JsonObject:
    """A ChatFullInfo: the fields that every one has, and the pinned message."""
    chat = account.known_chat(params.text("chat_id"))
    full = {**chat.card, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    if chat.pinned in chat.messages:
        full["pinned_message"] = chat.messages[chat.pinned]
    return full


def pin_chat_message(account: Account, params: Params) -> bool:
    chat = account.reachable_chat(params.text("chat_id"))
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    chat.pinned = message["message_id"]
    account.add_message(chat, account.user, {"pinned_message": message})
    account.save_chat(chat)
    return True


def unpin_chat_message(account: Account, params: Params) -> bool:
    chat = account.reachable_chat(params.text("chat_id"))
    if chat.pinned is None or params.integer("message_id", chat.pinned) != chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned = None
    account.save_chat(chat)
    return True
