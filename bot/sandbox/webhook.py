"""Delivers updates to webhooks: in order per chat, different chats side by side, again until a 2xx."""

from __future__ import annotations

import asyncio
import logging

import aiohttp

from bot.sandbox.account import Account
from bot.sandbox.inbox import chat_of
from bot.sandbox.refusals import JsonObject

_log = logging.getLogger(__name__)
_ANSWER_WITHIN_S = 60
_LONGEST_PAUSE_S = 60.0


class Courier:
    """Carries the updates of one bot; lives in its `run` task. `retry_s` is the first pause, then doubled."""

    def __init__(self, account: Account, session: aiohttp.ClientSession, retry_s: float) -> None:
        self._account = account
        self._session = session
        self._retry_s = retry_s
        self._busy: set[int] = set()
        self._failures: dict[int, int] = {}
        self._deliveries: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        changes = self._account.world.changes
        try:
            while await changes.until(lambda: self._next() is not None):
                update = self._next()
                if update is not None:
                    self._start(update)
        finally:
            for delivery in self._deliveries:
                delivery.cancel()
            await asyncio.gather(*self._deliveries, return_exceptions=True)

    def _next(self) -> JsonObject | None:
        """The oldest update of a chat that has none under way and need not wait."""
        inbox = self._account.inbox
        if not inbox.webhook.url or len(self._busy) >= inbox.webhook.max_connections:
            return None
        return next((update for update in inbox.pending.values() if chat_of(update) not in self._busy), None)

    def _start(self, update: JsonObject) -> None:
        chat_id = chat_of(update)
        self._busy.add(chat_id)
        delivery = asyncio.create_task(self._deliver(chat_id, update))
        self._deliveries.add(delivery)
        delivery.add_done_callback(self._deliveries.discard)

    async def _deliver(self, chat_id: int, update: JsonObject) -> None:
        try:
            error = await self._post(update)
            if not error:
                self._failures.pop(chat_id, None)
                self._account.inbox.confirm(update["update_id"])
                return
            self._note(error)
            failures = self._failures[chat_id] = self._failures.get(chat_id, 0) + 1
            pause = min(self._retry_s * 2 ** (failures - 1), _LONGEST_PAUSE_S)
            webhook = self._account.inbox.webhook
            # A webhook that is set anew is tried at once.
            await self._account.world.changes.until(lambda: self._account.inbox.webhook is not webhook, pause)
        finally:
            self._busy.discard(chat_id)
            self._account.world.changes.fire()

    async def _post(self, update: JsonObject) -> str:
        """What went wrong, in Telegram's words; an empty text when the bot took the update."""
        webhook = self._account.inbox.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret_token} if webhook.secret_token else {}
        timeout = aiohttp.ClientTimeout(total=_ANSWER_WITHIN_S)
        try:
            async with self._session.post(
                webhook.url, json=update, headers=headers, timeout=timeout
            ) as answer:
                if 200 <= answer.status < 300:
                    return ""
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError as error:
            return (
                "Connection refused"
                if isinstance(error, aiohttp.ClientConnectorError)
                else "Connection reset by peer"
            )

    def _note(self, error: str) -> None:
        _log.info("the webhook of bot %s did not take an update: %s", self._account.id, error)
        webhook = self._account.inbox.webhook
        webhook.last_error_date, webhook.last_error_message = self._account.world.date(), error
        self._account.inbox.save()
