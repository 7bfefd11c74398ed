"""A served sandbox, python-telegram-bot's own client in front of it, and a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot

from bot.sandbox import Sandbox

AMINA = 5


@dataclass
class StillClock:
    """The sandbox's clock: moves only when told to."""

    now: datetime = field(default_factory=lambda: datetime(2027, 1, 11, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **how: float) -> None:
        self.now += timedelta(**how)


@asynccontextmanager
async def serving(application: web.Application) -> AsyncIterator[str]:
    """Serves an application on a free port; yields its address."""
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def client(sandbox: Sandbox, address: str) -> AsyncIterator[Bot]:
    """PTB's Bot, unchanged but for the address; used without initialize(), as no call needs getMe."""
    bot = Bot(sandbox.token, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot")
    async with bot:
        yield bot


@pytest.fixture(autouse=True)
def _new_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns of its old way to give durations, unless it is told to use the new one."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


Open = Callable[..., Any]


@pytest.fixture
async def opened(clock: StillClock) -> AsyncIterator[Open]:
    """Opens a sandbox with the given options and serves it; returns it with its address."""
    async with AsyncExitStack() as stack:

        async def open_sandbox(store: Path | None = None, **options: Any) -> tuple[Sandbox, str]:
            sandbox = Sandbox(clock, store, webhook_retry_s=0.01, **options)
            stack.push_async_callback(sandbox.close)
            return sandbox, await stack.enter_async_context(serving(sandbox.application()))

        yield open_sandbox


@pytest.fixture
async def served(opened: Open) -> tuple[Sandbox, str]:
    return await opened()


@pytest.fixture
def sandbox(served: tuple[Sandbox, str]) -> Sandbox:
    served[0].user(AMINA, "Amina", "fr").open()
    return served[0]


@pytest.fixture
async def bot(served: tuple[Sandbox, str], sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with client(sandbox, served[1]) as bot:
        yield bot


@pytest.fixture
def talking() -> Callable[..., Any]:
    """PTB's client for a sandbox at an address, as a context."""
    return client


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[web.Application], Any]]:
    """Serves any application until the test ends; returns its address."""
    async with AsyncExitStack() as stack:

        async def serve_it(application: web.Application) -> str:
            return await stack.enter_async_context(serving(application))

        yield serve_it
