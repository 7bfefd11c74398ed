"""What the dispatcher needs of the outside: somebody who delivers, and says what is known of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from services.notices.wording import Wording


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one chat. `perhaps_sent`: an earlier attempt may have arrived. `aloud`: spoken too."""

    notice_id: int
    chat_id: int
    locale: str
    wording: Wording
    perhaps_sent: bool = False
    aloud: bool = False


class Answer(StrEnum):
    """What is known after an attempt."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    """It certainly did not arrive: no connection, or told to wait."""
    REFUSED = "refused"
    """It never will: a message that Telegram does not take."""
    UNREACHABLE = "unreachable"
    """It never will: the person blocked the bot, or the account is gone."""
    HALT = "halt"
    """It did not arrive and nothing will: our own account is refused. Somebody must mend the settings."""
    UNKNOWN = "unknown"
    """Nobody knows: time ran out, the connection broke, the server failed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    answer: Answer
    reason: str = ""
    """A stable word, for the console."""
    message_id: int | None = None
    retry_after: timedelta | None = None


class Channel(Protocol):
    async def deliver(self, delivery: Delivery) -> Outcome:
        """Says it, once. Never raises for what the network or Telegram does."""
