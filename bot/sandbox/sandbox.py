"""The sandbox: Telegram on this machine. Wires the accounts, the people, the server and the phone page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.sandbox.account import Account
from bot.sandbox.changes import Changes
from bot.sandbox.chat import Chat
from bot.sandbox.control import control_routes
from bot.sandbox.faults import Faults
from bot.sandbox.flood import Flood, FloodLimits
from bot.sandbox.groups import make_group, upgrade
from bot.sandbox.ledger import Ledger
from bot.sandbox.people import Person
from bot.sandbox.phone import phone_routes
from bot.sandbox.refusals import JsonObject, unauthorized
from bot.sandbox.server import Server
from bot.sandbox.store import Store
from bot.sandbox.webhook import Courier
from bot.sandbox.world import World

DEMO_TOKEN = "7000000001:sandbox-only-not-a-secret-of-anybody"  # noqa: S105 (as it says)
_log = logging.getLogger(__name__)
_MAX_UPLOAD = 64 * 1024 * 1024


class Sandbox:
    """A Bot API server with the people who talk to its bots.

    All of it lives on one event loop: call it from that loop only. `tokens` are the bots; `user`, `messages`
    and the phone page are about the first. With `any_token`, others of the right shape are made when first
    used. `store` keeps everything in a file. `clock_url` is where the phone page asks and moves the time.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        store: Path | None = None,
        tokens: Sequence[str] = (DEMO_TOKEN,),
        *,
        bot_username: str = "clea_compagnon_bot",
        flood: FloodLimits | None = None,
        any_token: bool = False,
        fault_seed: int = 0,
        webhook_retry_s: float = 1.0,
        clock_url: str = "",
    ) -> None:
        self.clock_url = clock_url
        self.faults = Faults(fault_seed)
        self.ledger = Ledger(now)
        self._flood = flood or FloodLimits()
        self._any_token = any_token
        self._retry_s = webhook_retry_s
        self._username = bot_username
        self._world = World(now, Store(store), Changes(), self.ledger)
        self._world.load()
        self._accounts: dict[str, Account] = {}
        for token in tokens:
            self._open_account(token)
        self.token = tokens[0]
        self._session: aiohttp.ClientSession | None = None
        self._couriers: dict[int, asyncio.Task[None]] = {}
        self._closed = False

    @property
    def bot(self) -> Account:
        """The account of the first token."""
        return self._accounts[self.token]

    @property
    def changes(self) -> Changes:
        return self._world.changes

    @property
    def world(self) -> World:
        return self._world

    def account(self, token: str) -> Account:
        """The bot of a token; raises Telegram's 401 when there is none."""
        if token in self._accounts:
            return self._accounts[token]
        number, _, secret = token.partition(":")
        if not (self._any_token and number.isdigit() and secret):
            raise unauthorized()
        self._open_account(token)
        self._start_courier(self._accounts[token])
        return self._accounts[token]

    def _open_account(self, token: str) -> None:
        bot_id = int(token.partition(":")[0])
        username = (
            self._username if not self._accounts else f"{self._username.removesuffix('bot')}{bot_id}_bot"
        )
        self._accounts[token] = Account(self._world, bot_id, username, Flood(self._flood))

    def user(
        self,
        user_id: int,
        first_name: str | None = None,
        language_code: str | None = None,
        *,
        last_name: str | None = None,
        username: str | None = None,
        token: str | None = None,
    ) -> Person:
        """The person with that id, made or changed by what is given."""
        given = {
            "first_name": first_name, "last_name": last_name, "username": username,
            "language_code": language_code,
        }  # fmt: skip
        known = self._world.people.get(user_id)
        named = {name: value for name, value in given.items() if value is not None}
        if known is None or named:
            user = known or {"id": user_id, "is_bot": False, "first_name": "Amina", "language_code": "fr"}
            self._world.save_person(user | named)
        return Person(self.account(token or self.token), user_id)

    def group(self, group_id: int, title: str, members: Sequence[Person]) -> Chat:
        """A basic group (id below zero) of these people and the bot."""
        return make_group(self.bot, group_id, title, members)

    def upgrade(self, group: Chat) -> Chat:
        """Makes a supergroup of a group; sends to the old id are refused from then on."""
        return upgrade(self.bot, group)

    def messages(self, chat_id: int) -> list[JsonObject]:
        """The chat as it is seen now, oldest first: edits applied, deleted messages gone."""
        chat = self.bot.chats.get(chat_id)
        return list(chat.messages.values()) if chat else []

    async def drained(self, timeout: float = 10) -> None:  # noqa: ASYNC109 (raises TimeoutError itself)
        """Returns when no bot has an update waiting. Raises TimeoutError."""
        await self.wait_for(
            lambda: not any(account.inbox.pending for account in self._accounts.values()), timeout
        )

    async def wait_for(self, holds: Callable[[], bool], timeout: float = 10) -> None:  # noqa: ASYNC109
        """Returns when `holds()` is true, asked again after every change. Raises TimeoutError."""
        if not await self.changes.until(holds, timeout):
            raise TimeoutError(f"not true within {timeout} s")

    def application(self) -> web.Application:
        """The HTTP side, to be served alone or mounted under a prefix. Made once."""
        app = web.Application(client_max_size=_MAX_UPLOAD)
        app.add_routes(Server(self).routes())
        app.add_routes(control_routes(self))
        app.add_routes(phone_routes(self))
        app.on_startup.append(self._start)
        app.on_shutdown.append(self._stop)
        return app

    @property
    def session(self) -> aiohttp.ClientSession:
        """For webhooks and the clock; there once the application has started."""
        if self._session is None:
            raise RuntimeError("the sandbox's application is not running")
        return self._session

    async def _start(self, _: web.Application) -> None:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        for account in self._accounts.values():
            self._start_courier(account)

    def _start_courier(self, account: Account) -> None:
        if self._session is not None and account.id not in self._couriers:
            courier = Courier(account, self._session, self._retry_s)
            self._couriers[account.id] = asyncio.create_task(courier.run())

    async def _stop(self, _: web.Application) -> None:
        """Ends long polls, event streams and deliveries, so that the server can stop at once."""
        self.changes.close()
        for task in self._couriers.values():
            task.cancel()
        for ended in await asyncio.gather(*self._couriers.values(), return_exceptions=True):
            if isinstance(ended, Exception):
                _log.error("a webhook courier died: %r", ended)
        self._couriers.clear()
        if self._session is not None:
            await self._session.close()

    async def close(self) -> None:
        """Stops everything and closes the store; what was kept there is found again by the next sandbox."""
        if not self._closed:
            self._closed = True
            await self._stop(web.Application())
            self._world.store.close()
