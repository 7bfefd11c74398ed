"""The PTB Application: token, transport, and the polling that confirms an update only once it had its effect."""

import asyncio
import logging
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.intake import Intake
from bot.request import AiohttpRequest, wait_of
from bot.updates import ALLOWED_UPDATES

logger = logging.getLogger(__name__)

LONG_POLL_S = 25
LONGEST_PAUSE_S = 30.0

App = Application[Any, Any, Any, Any, Any, Any]


def make_application(token: str, bot_api_url: str) -> App:
    """PTB without its Updater: that one confirms updates before they had their effect."""
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{bot_api_url}/bot")
        .base_file_url(f"{bot_api_url}/file/bot")
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest(connections=1))
        .updater(None)
        .build()
    )


class Polling:
    """Asks for updates. The next call, which confirms them to Telegram, comes after their commit."""

    def __init__(self, bot: Bot, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake
        self._offset: int | None = None

    async def run(self) -> None:
        """Runs until cancelled; errors slow it down and never end it, except a token that is refused."""
        pause = 1.0
        while True:
            try:
                await self._once()
                pause = 1.0
            except InvalidToken:
                logger.critical("Telegram refuses the token: set CLEA_BOT_TOKEN to the one of @BotFather")
                raise
            except RetryAfter as error:
                await asyncio.sleep(wait_of(error).total_seconds())
            except TelegramError as error:
                logger.warning("no updates: %s; next try in %.0f s", type(error).__name__, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
            except Exception as error:  # noqa: BLE001 - the database was away: the updates come again
                logger.warning("updates not taken: %s; next try in %.0f s", type(error).__name__, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _once(self) -> None:
        updates = await self._bot.get_updates(
            offset=self._offset,
            timeout=LONG_POLL_S,
            read_timeout=LONG_POLL_S + 10,
            allowed_updates=ALLOWED_UPDATES,
        )
        await asyncio.gather(*(self._intake.accept(update) for update in updates))
        if updates:
            self._offset = updates[-1].update_id + 1
