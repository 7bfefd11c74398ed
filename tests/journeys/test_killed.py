"""A demo that is killed in the middle of a chat and started again with the same database goes on where it was."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from tests.bot.taps import target_of

AMINA = 700_000_001
STARTS_WITHIN_S = 30
ANSWERS_WITHIN_S = 15

THE_SIXTH = 5
"""Of the days on show: still to come when the clock has gone on by a day."""

COMMAND = (
    sys.executable,
    "-c",
    "from bot.cli import main; main()",
    "demo",
    "--json",
    "--port",
    "0",
    "--database",
)


@dataclass
class Demo:
    """A running `clea demo`, and one person's phone in it, over HTTP as the page does it."""

    process: asyncio.subprocess.Process
    addresses: dict[str, str]
    http: ClientSession

    async def chat(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self._phone}/people/{AMINA}") as answer:
            return list((await answer.json())["messages"])

    async def say(self, text: str) -> None:
        await self._do("say", text=text)

    async def tap(self, target: str, nth: int = 0) -> None:
        """Taps a button of the newest message that has some to `target`, once it is on show."""
        message_id, data = await self.shown(target, nth)
        await self._do("press", message_id=str(message_id), data=data)

    async def shown(self, target: str, nth: int = 0) -> tuple[int, str]:
        """The n-th button that leads to `target`, and its message: waited for."""
        return _buttons(await self._once(lambda chat: bool(_buttons(chat, target))), target)[nth]

    async def _do(self, deed: str, **given: str) -> None:
        async with self.http.post(f"{self._phone}/people/{AMINA}/{deed}", json=given) as answer:
            assert answer.status == 200, await answer.text()

    async def _once(self, holds: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """The chat as soon as it is so: looked at again whenever the page would hear of a change."""
        async with asyncio.timeout(ANSWERS_WITHIN_S), self.http.get(f"{self._phone}/events") as events:
            while not holds(chat := await self.chat()):
                await events.content.readline()
        return chat

    async def clock(self, **wish: Any) -> datetime:
        """The demo's time; moved before where something is wished."""
        method, body = ("POST", wish) if wish else ("GET", None)
        async with self.http.request(method, self.addresses["clock_url"], json=body) as answer:
            return datetime.fromisoformat((await answer.json())["now"])

    async def candidates(self) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.addresses['api_token']}"}
        async with self.http.get(f"{self.addresses['api_url']}/candidates", headers=headers) as answer:
            return list((await answer.json())["items"])

    async def killed(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    @property
    def _phone(self) -> str:
        return f"{self.addresses['phone_url']}/api"


def _buttons(chat: list[dict[str, Any]], target: str) -> list[tuple[int, str]]:
    """The buttons to `target` of the newest message that has some."""
    for message in reversed(chat):
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        found = [button["callback_data"] for row in rows for button in row if target_of(button) == target]
        if found:
            return [(message["message_id"], data) for data in found]
    return []


@asynccontextmanager
async def started(database_url: str, folder: Path) -> AsyncIterator[Demo]:
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        database_url,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        ready = await asyncio.wait_for(process.stdout.readline(), STARTS_WITHIN_S)
        async with ClientSession(timeout=ClientTimeout(total=60)) as http:
            demo = Demo(process, json.loads(ready), http)
            async with http.get(f"{demo.addresses['phone_url']}/api/state") as answer:
                assert answer.status == 200  # makes Amina, where nobody is there yet
            yield demo
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()  # reads its pipe to the end, else that outlives the loop


async def test_a_killed_demo_goes_on_where_it_was(database_url: str, tmp_path: Path):
    async with started(database_url, tmp_path) as before:
        await _is_asked_for_a_time(before)
        told = await before.clock(advance_s=86_400)
        chat = await before.chat()
        await before.killed()

    async with started(database_url, tmp_path) as after:
        assert await after.chat() == chat
        assert timedelta() <= await after.clock() - told < timedelta(minutes=2)
        await _books_from_there(after)


async def _is_asked_for_a_time(demo: Demo) -> None:
    await demo.say("/start")
    for target in ("welcome.language", "consent.agree", "consent.name", "booking", "booking.site"):
        await demo.tap(target)
    await demo.tap("booking.day", THE_SIXTH)
    await demo.shown("booking.time")


async def _books_from_there(demo: Demo) -> None:
    await demo.tap("booking.time")
    await demo.tap("booking.how")
    await demo.tap("booking.confirm")
    await demo.shown("appointment.cancel")
    assert [candidate["stage"] for candidate in await demo.candidates()] == ["interview_booked"]
