"""A post office for tests: the sandbox over real HTTP, a dispatcher in front of it, a clock that stands still."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.buttons import Signer
from bot.channel import TelegramChannel
from bot.house import bound, served
from bot.rendering import Renderer
from bot.request import AiohttpRequest
from bot.sandbox import DEMO_TOKEN, FloodLimits, Sandbox
from bot.sandbox.clock import DemoClock
from services import Database, SystemClock
from services.notices.channel import Channel, Delivery, Outcome
from services.notices.claiming import LEASE
from services.notices.dispatcher import Dispatcher
from tests.house import StillClock

FULL = os.environ.get("CLEA_FAULTS") == "full"
"""Full size: as much as DESIGN section 4 says, minutes instead of seconds."""

SOON_S = 0.02

ADDRESS = "http://clea.example"


class Impatient(AiohttpRequest):
    """The transport, which waits for an answer as long as the test likes."""

    def __init__(self, call_s: float) -> None:
        super().__init__()
        self._call_s = call_s

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        return await super().do_request(url, method, request_data, self._call_s)


class Watched:
    """A channel that keeps when each chat was called, in real seconds."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.calls: list[tuple[int, float]] = []

    async def deliver(self, delivery: Delivery) -> Outcome:
        self.calls.append((delivery.chat_id, time.monotonic()))
        return await self._channel.deliver(delivery)


@dataclass
class Post:
    """Everything together. `until` moves the clock, and says what is due on the way."""

    sandbox: Sandbox
    bot_api_url: str
    database: Database
    clock: StillClock
    channel: Watched
    dispatcher: Dispatcher

    async def until(self, moment: datetime) -> None:
        await DemoClock(self.clock, self.database, self.dispatcher).move_to(moment)

    def people(self, numbers: Iterable[int]) -> None:
        """Everybody of them has started the bot."""
        for number in numbers:
            self.sandbox.user(number).chat.started = True

    def heard(self, chat_id: int) -> list[str]:
        """What was said in a chat, oldest first."""
        return [entry.text for entry in self.sandbox.ledger.entries if entry.chat_id == chat_id]


@asynccontextmanager
async def post(
    database_url: str,
    now: datetime,
    prepare: Callable[[Any], object] = lambda session: None,
    *,
    people: int = 0,
    call_s: float = 20.0,
    per_second: int = 1000,
    per_chat: timedelta = timedelta(),
    lease: timedelta = LEASE,
    real_time: bool = False,
) -> AsyncIterator[Post]:
    """Opens the post office on a fresh database that `prepare(session)` fills.

    With `real_time` the dispatcher goes by the machine's clock instead of the one that stands still.
    """
    clock, database = StillClock(now), Database(database_url)
    sandbox = Sandbox(clock.now, flood=FloodLimits(burst=None))
    door = bound("127.0.0.1", 0)
    url = f"http://127.0.0.1:{door.getsockname()[1]}/sandbox"
    app = web.Application()
    app.add_subapp("/sandbox", sandbox.application())
    request = Impatient(call_s)
    bot = Bot(DEMO_TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=AiohttpRequest(1))
    channel = Watched(TelegramChannel(bot, Renderer(Signer(b"a key for tests"), ADDRESS)))
    time_of_day = SystemClock() if real_time else clock
    dispatcher = Dispatcher(database, channel, time_of_day, per_second, per_chat, lease)
    office = Post(sandbox, url, database, clock, channel, dispatcher)
    office.people(range(1, people + 1))
    try:
        await database.run(prepare)
        async with served(app, door), bot:
            yield office
            await dispatcher.stop()
    finally:
        await sandbox.close()
        database.close()


async def eventually(holds: Callable[[], Awaitable[bool]], within_s: float = 60) -> None:
    """Returns once `holds()` says so: for what another process does. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not await holds():  # noqa: ASYNC110 - nobody can tell us of it
            await asyncio.sleep(SOON_S)


def told(title: str, rows: Sequence[tuple[str, object]]) -> None:
    """Prints a table, for `pytest -s`; and adds it to the file of CLEA_FAULTS_REPORT."""
    width = max(len(name) for name, _ in rows)
    text = "\n".join([f"\n{title}", *(f"  {name:<{width}}  {value:>8}" for name, value in rows)])
    print(text)
    if (report := os.environ.get("CLEA_FAULTS_REPORT")) is not None:
        with Path(report).open("a") as file:
            file.write(text + "\n")
