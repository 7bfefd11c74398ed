"""The sandbox in a process of its own, as Telegram is: `python -m tests.benchmarks.sandbox` prints its address."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web

from bot.house import bound, served
from bot.sandbox import FloodLimits, Sandbox
from tests.benchmarks.houses import FIRST_CHAT


@asynccontextmanager
async def sandbox(people: int) -> AsyncIterator[str]:
    """The address of a Bot API server with so many people who have started the bot."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.sandbox", str(people), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


async def _serve(people: int) -> None:
    telegram = Sandbox(lambda: datetime.now(UTC), flood=FloodLimits(burst=None))
    for number in range(1, people + 1):
        telegram.user(FIRST_CHAT + number, first_name=f"Amina {number}").say("/start")
    telegram.bot.inbox.pending.clear()  # nobody here asks for them
    door = bound("127.0.0.1", 0)
    app = web.Application()
    app.add_subapp("/sandbox", telegram.application())
    async with served(app, door):
        print(f"http://127.0.0.1:{door.getsockname()[1]}/sandbox", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
