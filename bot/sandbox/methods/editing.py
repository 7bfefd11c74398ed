"""Methods that change or remove what the bot has sent."""

from __future__ import annotations

from bot.sandbox.account import Account
from bot.sandbox.chat import Chat
from bot.sandbox.keyboards import inline_only
from bot.sandbox.methods.media import media_fields
from bot.sandbox.refusals import JsonObject, bad_request
from bot.sandbox.texts import read_caption, read_message_text
from bot.sandbox.wire import Params

_TWO_DAYS = 48 * 3600
_TEXT = ("text", "entities")
_CAPTION = ("caption", "caption_entities")
_MEDIA = ("photo", "voice", "audio", "document", "video", "animation")


def _to_edit(account: Account, params: Params) -> tuple[Chat, JsonObject]:
    if params.has("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = account.known_chat(params.text("chat_id"))
    if not params.has("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != account.id:
        raise bad_request("message can't be edited")
    return chat, message


def _change(
    account: Account, chat: Chat, message: JsonObject, parts: tuple[str, ...], new: JsonObject
) -> JsonObject:
    """Replaces `parts` of a message, and its buttons, by what is in `new`."""
    kept = {
        name: value for name, value in message.items() if name not in {*parts, "reply_markup", "edit_date"}
    }
    changed = kept | new
    if changed == {name: value for name, value in message.items() if name != "edit_date"}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    changed["edit_date"] = account.world.date()
    chat.messages[message["message_id"]] = changed
    account.save_message(chat, changed)
    return changed


def _markup(params: Params) -> JsonObject:
    markup = inline_only(params)
    return {"reply_markup": markup} if markup else {}


def edit_message_text(account: Account, params: Params) -> JsonObject:
    fields = read_message_text(params) | _markup(params)
    chat, message = _to_edit(account, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _change(account, chat, message, _TEXT, fields)


def edit_message_caption(account: Account, params: Params) -> JsonObject:
    fields = read_caption(params) | _markup(params)
    chat, message = _to_edit(account, params)
    if not any(kind in message for kind in _MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _change(account, chat, message, _CAPTION, fields)


def edit_message_reply_markup(account: Account, params: Params) -> JsonObject:
    fields = _markup(params)
    chat, message = _to_edit(account, params)
    return _change(account, chat, message, (), fields)


def edit_message_media(account: Account, params: Params) -> JsonObject:
    fields = media_fields(account, params, params.json("media")) | _markup(params)
    chat, message = _to_edit(account, params)
    return _change(account, chat, message, (*_MEDIA, *_CAPTION, *_TEXT), fields)


def _delete(account: Account, chat: Chat, message_id: int) -> None:
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    if account.world.date() - message["date"] > _TWO_DAYS:
        raise bad_request("message can't be deleted for everyone")
    if not chat.private and message["from"]["id"] != account.id:
        raise bad_request("message can't be deleted")
    account.remove_message(chat, message_id)


def delete_message(account: Account, params: Params) -> bool:
    _delete(account, account.known_chat(params.text("chat_id")), params.integer("message_id"))
    return True


def delete_messages(account: Account, params: Params) -> bool:
    chat = account.known_chat(params.text("chat_id"))
    ids = params.json("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
        raise bad_request("message identifiers are not specified")
    # Telegram skips those that are not there.
    for message_id in ids:
        if int(message_id) in chat.messages:
            _delete(account, chat, int(message_id))
    return True
