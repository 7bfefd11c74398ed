"""Update -> Event: what of Telegram's update matters to the dialogues. Nothing in it is trusted."""

import re
from dataclasses import replace
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, MaybeInaccessibleMessage, Message, Update
from telegram.constants import ChatType

from bot.buttons import Signer
from dialogues.answering import ANSWER
from dialogues.engine import SOMETHING_ELSE, Attachment, Event, EventKind
from dialogues.flows import keeps_question
from dialogues.turn import Heard

TEXT_MAX = 4096

UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""Characters that no database takes: NUL, and halves of an emoji."""

ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
"""What we ask Telegram for. Edited messages are not heard: an answer that was taken stays taken."""


def heard_in(update: Update, signer: Signer) -> Heard | None:
    """What a person did in a private chat; None where there is nothing for us to hear."""
    message, query = update.message, update.callback_query
    if query is not None:
        return _pressed(update.update_id, query, signer)
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    if message.chat.type != ChatType.PRIVATE:
        return None
    return Heard(
        update_id=update.update_id,
        chat_id=message.chat.id,
        event=replace(_said(message), answers=_answered(message, signer)),
        language=message.from_user.language_code,
        name=_clean(message.from_user.first_name),
    )


def is_call_in_group(update: Update) -> bool:
    """Whether somebody in a group asks for us by a command: there we only say where to find us."""
    message = update.message
    if message is None or message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return False
    return (message.text or "").startswith(("/start", "/help", "/aide"))


def change_of_reachability(member: ChatMemberUpdated) -> bool | None:
    """True where the person let the bot in, False where they blocked it, None for a group."""
    if member.chat.type != ChatType.PRIVATE:
        return None
    return member.new_chat_member.status == "member"


def _pressed(update_id: int, query: CallbackQuery, signer: Signer) -> Heard | None:
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    told = signer.read(message.chat.id, query.data or "")
    to, value = told or ("", "")
    shown, offered = _on_the_screen(message, query.data) if keeps_question(to) else ("", ())
    return Heard(
        update_id=update_id,
        chat_id=message.chat.id,
        event=Event(value, EventKind.TAP, to=to, shown=shown, offered=offered),
        language=query.from_user.language_code,
        name=_clean(query.from_user.first_name),
    )


def _on_the_screen(message: MaybeInaccessibleMessage, tapped: str | None) -> tuple[str, tuple[str, ...]]:
    """The words of the message and the labels of its other buttons; nothing of one too old for Telegram to give."""
    if not isinstance(message, Message):
        return "", ()
    keyboard = message.reply_markup
    buttons = [button for row in keyboard.inline_keyboard for button in row] if keyboard else []
    return _clean(message.text or message.caption), tuple(
        b.text for b in buttons if b.callback_data != tapped
    )


def _answered(message: Message, signer: Signer) -> str:
    """Whom a reply to a message of ours is for, by that message's own button; see Event.answers."""
    said = message.reply_to_message
    if said is None or said.from_user is None or not said.from_user.is_bot:
        return ""
    keyboard = said.reply_markup.inline_keyboard if said.reply_markup else ()
    told = [signer.read(message.chat.id, str(b.callback_data or "")) for row in keyboard for b in row]
    for to, value in filter(None, told):
        if to == ANSWER:
            return value
        if to.partition(".")[0] == ANSWER.partition(".")[0]:
            return ""
    return SOMETHING_ELSE


def _said(message: Message) -> Event:
    text = _clean(message.text)
    if text.startswith("/"):
        command, _, rest = text[1:].partition(" ")
        name = command.partition("@")[0].lower()
        return Event(name, EventKind.COMMAND, text=rest)
    if text:
        return Event(None, EventKind.TEXT, text=text)
    if (attachment := _attachment(message)) is not None:
        return Event(None, EventKind.FILE, text=_clean(message.caption), attachment=attachment)
    if message.contact is not None and message.from_user and message.contact.user_id == message.from_user.id:
        # Only one's own number: somebody else's card is not ours to keep.
        return Event(None, EventKind.CONTACT, phone=message.contact.phone_number)
    if message.location is not None:
        where = message.location
        return Event(None, EventKind.LOCATION, latitude=where.latitude, longitude=where.longitude)
    return Event(None, EventKind.OTHER)


def _clean(text: str | None) -> str:
    return UNWRITABLE.sub("", text or "")[:TEXT_MAX]


def _attachment(message: Message) -> Attachment | None:
    if message.photo:
        return Attachment("photo", message.photo[-1].file_id)
    for kind in ("voice", "document", "audio", "video", "video_note"):
        file = getattr(message, kind)
        if file is not None:
            return Attachment(kind, file.file_id)
    return None


def writable(value: Any) -> Any:
    """JSON without the characters that no database takes."""
    match value:
        case str():
            return UNWRITABLE.sub("", value)
        case dict():
            return {writable(name): writable(inner) for name, inner in value.items()}
        case list() | tuple():
            return [writable(inner) for inner in value]
    return value
