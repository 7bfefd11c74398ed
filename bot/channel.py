"""Delivers a notice through Telegram, and says what its answer means."""

import logging
from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.rendering import Renderer
from bot.request import NotConnected, wait_of
from dialogues.engine import Button, Reply
from services.notices.channel import Answer, Delivery, Outcome

logger = logging.getLogger(__name__)


ContentOf = Callable[[int], Awaitable[bytes | None]]
"""What is in a file that staff send; None where it is not there any more."""


async def nothing_kept(_upload_id: int) -> bytes | None:
    return None


class TelegramChannel:
    """The dispatcher's way out (services.notices.channel.Channel)."""

    def __init__(self, bot: Bot, renderer: Renderer, content_of: ContentOf = nothing_kept) -> None:
        self._bot = bot
        self._renderer = renderer
        self._content_of = content_of

    async def deliver(self, delivery: Delivery) -> Outcome:
        file, content = delivery.wording.file, None
        if (
            file is not None
            and not file.file_id
            and (content := await self._content_of(file.upload_id)) is None
        ):
            return Outcome(Answer.REFUSED, "file_is_gone")
        try:
            message_id = await self._renderer.tell(
                self._bot, delivery.chat_id, delivery.locale, delivery.wording, delivery.perhaps_sent, content
            )
        except TelegramError as error:
            outcome = meaning_of(error)
            logger.warning("notice %s: %s (%s)", delivery.notice_id, outcome.answer, outcome.reason)
            return outcome
        if delivery.aloud:
            await self._speak(delivery)
        return Outcome(Answer.SENT, message_id=message_id)

    async def _speak(self, delivery: Delivery) -> None:
        """The same as a voice note. What was said in writing is said, whatever becomes of the voice."""
        wording = delivery.wording
        buttons = tuple((Button(choice.label, to=choice.to),) for choice in wording.choices)
        spoken = self._renderer.spoken([Reply(wording.lines, buttons)], delivery.locale)
        if spoken is None:
            return
        try:
            await self._renderer.show(self._bot, delivery.chat_id, delivery.locale, spoken)
        except TelegramError as error:
            logger.warning("notice %s was not spoken: %s", delivery.notice_id, type(error).__name__)


def meaning_of(error: TelegramError) -> Outcome:
    """What an error says about the message: not sent, never to be sent, or nobody knows.

    A bare 5xx, a timeout and a broken connection may all mean "delivered".
    """
    match error:
        case RetryAfter():
            return Outcome(Answer.NOT_SENT, "too_many_requests", retry_after=wait_of(error))
        case Forbidden():
            return Outcome(Answer.UNREACHABLE, "blocked")
        case ChatMigrated():
            return Outcome(Answer.UNREACHABLE, "migrated")
        case BadRequest() if "chat not found" in error.message.lower():
            return Outcome(Answer.UNREACHABLE, "chat_not_found")
        case BadRequest():
            return Outcome(Answer.REFUSED, "bad_request")
        case NotConnected():
            return Outcome(Answer.NOT_SENT, "no_connection")
        case InvalidToken():
            return Outcome(Answer.HALT, "token_refused")
        case _:
            return Outcome(Answer.UNKNOWN, "no_answer")
