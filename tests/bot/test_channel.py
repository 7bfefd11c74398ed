"""What Telegram's answer means for a notice: not sent, never to be sent, or nobody knows."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channel import meaning_of
from bot.request import NotConnected
from services.notices.channel import Answer

MEANINGS = [
    (RetryAfter(timedelta(seconds=5)), Answer.NOT_SENT),
    (NotConnected("x"), Answer.NOT_SENT),
    (InvalidToken(), Answer.HALT),
    (Forbidden("bot was blocked by the user"), Answer.UNREACHABLE),
    (Forbidden("user is deactivated"), Answer.UNREACHABLE),
    (ChatMigrated(-100), Answer.UNREACHABLE),
    (BadRequest("Chat not found"), Answer.UNREACHABLE),
    (BadRequest("Can't parse entities"), Answer.REFUSED),
    (TimedOut(), Answer.UNKNOWN),
    (NetworkError("Bad Gateway"), Answer.UNKNOWN),
    (NetworkError("ServerDisconnectedError"), Answer.UNKNOWN),
    (Conflict("x"), Answer.UNKNOWN),
    (TelegramError("something new"), Answer.UNKNOWN),
]


@pytest.mark.parametrize(("error", "answer"), MEANINGS, ids=lambda given: repr(given))
def test_an_error_means(error: TelegramError, answer: Answer):
    outcome = meaning_of(error)

    assert outcome.answer is answer
    assert outcome.reason


def test_being_told_to_wait_keeps_how_long():
    assert meaning_of(RetryAfter(timedelta(seconds=5))).retry_after == timedelta(seconds=5)
