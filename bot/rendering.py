"""A reply in somebody's language: what Telegram is asked to show."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from telegram import Bot, InputFile
from telegram.constants import MessageLimit, ParseMode

from bot.buttons import Signer
from bot.calls import call
from bot.voice.reader import Reader, SpeechFailed
from bot.voice.wording import as_said
from dialogues.engine import Button, Reply, Row, Speech
from dialogues.flows import is_for_staff
from dialogues.reading import aids
from locales import N_, NB_, Text, day_name, is_right_to_left, line, plain, plain_lines, render_lines
from services import Picture, Wording
from services.pictures import SessionMark, domains_picture, path_picture, stages_picture, to_png, week_picture
from services.scheduling.calendar_file import file_with_notice

NO_VOICE = line(N_("I cannot speak this message."))

PERHAPS_AGAIN = line(N_("Reminder: you may have received this message already."))

logger = logging.getLogger(__name__)

Keyboard = dict[str, Any]
"""A reply_markup of the Bot API, as JSON."""

PUT_AWAY: Keyboard = {"remove_keyboard": True}

PICTURE_NAME = "clea.png"
CALENDAR_NAME = "clea.ics"

NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True, slots=True)
class Renderer:
    """Shows replies and notices. `public_url` is where pages of ours are reached, with no slash at its end."""

    signer: Signer
    public_url: str
    reader: Reader | None = None
    """Reads messages aloud, where there is a voice."""

    async def show(self, bot: Bot, chat_id: int, locale: str, reply: Reply) -> int:
        """Sends one reply; gives the message's number. Raises what PTB raises."""
        if reply.speech is not None:
            return await self._speak(bot, chat_id, locale, reply, reply.speech)
        text = render_lines((*reply.lines, *self._links(reply)), locale)
        keyboard: Any = self.keyboard(reply, chat_id, locale, text)
        if reply.point is not None:
            where = reply.point
            sent = await bot.send_venue(
                chat_id, where.latitude, where.longitude, where.title, where.address, reply_markup=keyboard
            )
            return sent.message_id
        if reply.attachment is not None:
            kind, file_id = reply.attachment.kind, reply.attachment.file_id
            return await _send_file(bot, chat_id, kind, file_id, text, keyboard)
        if reply.document is not None:
            file = InputFile(reply.document.content, filename=reply.document.name)
            sent = await bot.send_document(
                chat_id, file, caption=text, parse_mode=ParseMode.HTML, reply_markup=keyboard
            )
            return sent.message_id
        return await self._text_or_photo(bot, chat_id, locale, text, reply.picture, keyboard)

    async def tell(
        self,
        bot: Bot,
        chat_id: int,
        locale: str,
        wording: Wording,
        perhaps_again: bool,
        content: bytes | None = None,
    ) -> int:
        """Sends one notice as one message, gives its number; `content` is its file's. Raises what PTB raises."""
        first = (PERHAPS_AGAIN,) if perhaps_again else ()
        buttons = tuple((Button(choice.label, to=choice.to),) for choice in wording.choices)
        text = render_lines((*first, *wording.lines), locale)
        keyboard: Any = self.keyboard(Reply((), buttons), chat_id, locale, text)
        if (sent_on := wording.file) is not None:
            what = sent_on.file_id or InputFile(content or b"", filename=sent_on.name)
            return await _send_file(bot, chat_id, sent_on.kind, what, text, keyboard)
        if wording.calendar is not None and len(text) <= MessageLimit.CAPTION_LENGTH:
            content = await asyncio.to_thread(file_with_notice, wording.calendar, locale)
            file = InputFile(content, filename=CALENDAR_NAME)
            sent = await bot.send_document(
                chat_id, file, caption=text, parse_mode=ParseMode.HTML, reply_markup=keyboard
            )
            return sent.message_id
        return await self._text_or_photo(bot, chat_id, locale, text, wording.picture, keyboard)

    def spoken(self, replies: Sequence[Reply], locale: str) -> Reply | None:
        """What the replies say, in one voice note after them; None where there is no voice, or it spoke already."""
        if self.reader is None or not self.reader.speaks(locale) or any(one.speech for one in replies):
            return None
        said = "\n".join(plain_lines(one.lines, locale) for one in replies if one.lines)
        labels = [plain(b.text, locale) for row in replies[-1].buttons for b in row] if replies else []
        return Reply((), speech=Speech(said, tuple(labels))) if said else None

    async def _speak(self, bot: Bot, chat_id: int, locale: str, reply: Reply, speech: Speech) -> int:
        keyboard = self.keyboard(reply, chat_id, locale) if reply.buttons else None
        said = as_said(speech.shown, locale, speech.offered)
        if self.reader is not None and self.reader.speaks(locale) and said:
            try:
                return (await self.reader.send(bot, chat_id, locale, said, keyboard)).message_id
            except SpeechFailed:
                logger.exception("a message could not be spoken in %s", locale)
        return await self._text(bot, chat_id, render_lines((NO_VOICE,), locale), keyboard)

    def keyboard(self, reply: Reply, chat_id: int, locale: str, text: str = "") -> Keyboard:
        """`text` is what the message says: the buttons that help to read it come last."""
        if reply.asks_for_phone:
            return _one_key(NB_("Share my number"), "request_contact", locale)
        if reply.asks_for_location:
            return _one_key(NB_("📍 Share where I am"), "request_location", locale)
        if reply.puts_keyboard_away:
            return PUT_AWAY
        buttons = self._with_aids(reply.buttons, text, locale)
        rows = [shown for row in buttons if (shown := self._row(row, reply.pressed or "", chat_id, locale))]
        # Removing takes away the button that shares a number, wherever it still stands.
        return {"inline_keyboard": rows} if rows else PUT_AWAY

    def _with_aids(self, buttons: tuple[Row, ...], text: str, locale: str) -> tuple[Row, ...]:
        """Beside the way out where it stands alone: help must not push the answers off the screen."""
        speaks = self.reader is not None and self.reader.speaks(locale)
        helping = aids(text, aloud=speaks) if buttons or "\n" in text else ()
        if not helping or any(is_for_staff(button.to) for row in buttons for button in row):
            return buttons
        if buttons and [button.to for button in buttons[-1]] == ["menu"]:
            return (*buttons[:-1], (*helping, *buttons[-1]))
        return (*buttons, helping)

    def _row(self, row: Row, scene: str, chat_id: int, locale: str) -> list[dict[str, str]]:
        return [self._button(b, scene, chat_id, locale) for b in row if not b.url or self._is_link(b)]

    def _button(self, button: Button, scene: str, chat_id: int, locale: str) -> dict[str, str]:
        label = render_lines((button.text,), locale)
        if button.url:
            return {"text": label, "url": f"{self.public_url}{button.url}"}
        to, _, value = button.to.partition(":")
        data = self.signer.sign(chat_id, to or scene, button.value or value)
        return {"text": _unescaped(label), "callback_data": data}

    def _links(self, reply: Reply) -> tuple[Text, ...]:
        """Telegram takes no button that leads to a machine without a public name: there the link stands in the text."""
        links = (b for row in reply.buttons for b in row if b.url and not self._is_link(b))
        return tuple(line("{text}", text=f"{self.public_url}{button.url}") for button in links)

    def _is_link(self, button: Button) -> bool:
        return bool(button.url) and self.public_url.startswith("https://")

    async def _text_or_photo(
        self, bot: Bot, chat_id: int, locale: str, text: str, picture: Picture | None, keyboard: Any
    ) -> int:
        if picture is not None and len(text) <= MessageLimit.CAPTION_LENGTH:
            image = await asyncio.to_thread(png_of, picture, locale)
            sent = await bot.send_photo(
                chat_id,
                image,
                caption=text,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                filename=PICTURE_NAME,
            )
            return sent.message_id
        return await self._text(bot, chat_id, text, keyboard)

    async def _text(self, bot: Bot, chat_id: int, text: str, keyboard: Keyboard | None) -> int:
        sent = await call(
            bot,
            "sendMessage",
            chat_id=chat_id,
            text=text,
            parse_mode=ParseMode.HTML.value,
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
        return int(sent["message_id"])


async def _send_file(
    bot: Bot, chat_id: int, kind: str, file: InputFile | str, text: str, keyboard: Any
) -> int:
    """A file as its kind is shown: a photo, a voice note, or a document; new, or one that Telegram has."""
    how: dict[str, Any] = {"caption": text, "parse_mode": ParseMode.HTML, "reply_markup": keyboard}
    match kind:
        case "photo":
            sent = await bot.send_photo(chat_id, file, **how)
        case "voice":
            sent = await bot.send_voice(chat_id, file, **how)
        case _:
            sent = await bot.send_document(chat_id, file, **how)
    return sent.message_id


def png_of(picture: Picture, locale: str) -> bytes:
    return to_png(svg_of(picture, locale))


def svg_of(picture: Picture, locale: str) -> str:
    title, mirrored = plain(picture.title, locale), is_right_to_left(locale)
    about: dict[str, Any] = dict(picture.about)
    match picture.kind:
        case "path":
            return path_picture(
                about["position"], title=title, skip_training=about["skip_training"], right_to_left=mirrored
            )
        case "stages":
            return stages_picture(title=title, right_to_left=mirrored)
        case "domains":
            return domains_picture(about["results"], title=title, right_to_left=mirrored)
        case "week":
            return _week(about, locale, title, mirrored)
    raise ValueError(f"no such picture: {picture.kind}")


def _one_key(label: str, asks_for: str, locale: str) -> Keyboard:
    """The button by which Telegram shares something of one's own."""
    key = {"text": plain(line(label), locale), asks_for: True}
    return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}


def _week(about: Mapping[str, Any], locale: str, title: str, mirrored: bool) -> str:
    monday, today = date.fromisoformat(about["monday"]), date.fromisoformat(about["today"])
    marks = [
        SessionMark(datetime.fromisoformat(begins), datetime.fromisoformat(ends), domain)
        for begins, ends, domain in about["sessions"]
    ]
    names = [day_name(monday + timedelta(days=n), locale) for n in range(7)]
    return week_picture(marks, monday, today, names, title=title, right_to_left=mirrored)


def _unescaped(label: str) -> str:
    return label.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
