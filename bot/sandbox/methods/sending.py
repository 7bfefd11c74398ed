"""Methods that send text, places and contacts; and what all sends have in common."""

from __future__ import annotations

from bot.sandbox.account import Account
from bot.sandbox.chat import Chat
from bot.sandbox.keyboards import read_markup
from bot.sandbox.refusals import JsonObject, bad_request
from bot.sandbox.texts import read_caption, read_message_text
from bot.sandbox.wire import Params

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_CONTENT_TO_COPY = (
    "text", "entities", "caption", "caption_entities", "photo", "voice", "audio", "document", "location",
    "venue", "contact", "sticker", "video_note",
)  # fmt: skip


def deliver(account: Account, params: Params, method: str, content: JsonObject) -> JsonObject:
    """Puts a message of the bot into the chat, after all of Telegram's checks; returns the Message object."""
    chat = account.reachable_chat(params.text("chat_id"))
    markup = read_markup(params)
    content = {**reply_fields(chat, params), **content}
    if markup and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    account.flood.admit(chat.id)
    message = account.add_message(chat, account.user, content)
    _set_keyboard(account, chat, markup)
    account.world.ledger.record(account.id, method, message)
    return message


def _set_keyboard(account: Account, chat: Chat, markup: JsonObject | None) -> None:
    """Reply keyboards belong to the chat, not to the message, and stay until replaced or removed."""
    if markup and "keyboard" in markup:
        chat.keyboard = markup
    elif markup and "remove_keyboard" in markup and chat.keyboard:
        chat.keyboard = None
    else:
        return
    account.save_chat(chat)


def reply_fields(chat: Chat, params: Params) -> JsonObject:
    """`reply_to_message` of the result, when the call replies to something."""
    reply = params.json("reply_parameters") or {}
    wanted = reply.get("message_id") or params.integer("reply_to_message_id")
    if not wanted:
        return {}
    if int(wanted) in chat.messages:
        nested = chat.messages[int(wanted)]
        # Telegram nests one level only.
        return {"reply_to_message": {k: v for k, v in nested.items() if k != "reply_to_message"}}
    if reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def send_message(account: Account, params: Params) -> JsonObject:
    return deliver(account, params, "sendMessage", read_message_text(params))


def _place(params: Params) -> JsonObject:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("location coordinates are invalid")
    return {"latitude": latitude, "longitude": longitude}


def send_location(account: Account, params: Params) -> JsonObject:
    return deliver(account, params, "sendLocation", {"location": _place(params)})


def send_venue(account: Account, params: Params) -> JsonObject:
    place = _place(params)
    if not params.has("title") or not params.has("address"):
        raise bad_request("venue title and address must be non-empty")
    venue = {"location": place, "title": params.text("title"), "address": params.text("address")}
    return deliver(account, params, "sendVenue", {"venue": venue, "location": place})


def send_contact(account: Account, params: Params) -> JsonObject:
    if not params.has("phone_number") or not params.has("first_name"):
        raise bad_request("contact phone number and first name must be non-empty")
    names = [name for name in ("phone_number", "first_name", "last_name", "vcard") if params.has(name)]
    return deliver(account, params, "sendContact", {"contact": {name: params.text(name) for name in names}})


def send_chat_action(account: Account, params: Params) -> bool:
    chat = account.reachable_chat(params.text("chat_id"))
    action = params.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    account.publish(chat, "action", action=action)
    return True


def copy_message(account: Account, params: Params) -> JsonObject:
    source = account.known_chat(params.text("from_chat_id"))
    original = source.messages.get(params.integer("message_id"))
    if original is None:
        raise bad_request("message to copy not found")
    content = {name: original[name] for name in _CONTENT_TO_COPY if name in original}
    if not content:
        raise bad_request("message can't be copied")
    if "caption" in params.values and "text" not in content:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= read_caption(params)
    message = deliver(account, params, "copyMessage", content)
    return {"message_id": message["message_id"]}
