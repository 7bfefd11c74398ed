"""A house behind a webhook: updates are posted to it by hand, its answers go to a sandbox."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientSession, web
from sqlmodel import func, select

from bot.house import House, bound, served
from bot.sandbox import DEMO_TOKEN, FloodLimits, Sandbox
from bot.sandbox.seed import seed
from bot.webhook import PATH, SECRET_HEADER
from services import Database, Settings
from services.candidates import chats
from services.candidates.models import FailedUpdateRow, SeenUpdateRow
from tests.bot.raw import AMINA
from tests.house import StillClock

SECRET = "a secret of at least thirty-two characters"


@dataclass
class Receiver:
    house: House
    sandbox: Sandbox
    database: Database
    http: ClientSession
    base: str

    async def post(self, update: Any, secret: str | None = SECRET) -> int:
        """The status that Telegram would see; `update` as JSON, or bytes as they are."""
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with self.http.post(self.base + PATH, data=body, headers=headers) as answer:
            await answer.read()
            return answer.status

    async def said(self, chat_id: int = AMINA["id"]) -> list[str]:
        """What the bot has said in a chat, once all is answered."""
        await self.house.intake.idle()
        return [
            m.get("text") or m.get("caption") or ""
            for m in self.sandbox.messages(chat_id)
            if m["from"]["is_bot"]
        ]

    async def failed(self) -> list[FailedUpdateRow]:
        """Updates that were kept aside."""
        return await self.database.read(lambda session: list(session.exec(select(FailedUpdateRow))))

    async def chat(self, chat_id: int = AMINA["id"]) -> chats.Chat:
        now = self.house.clock.now()
        return await self.database.read(lambda session: chats.chat_of(session, chat_id, now))

    async def count_seen(self) -> int:
        return await self.database.read(
            lambda session: session.exec(select(func.count()).select_from(SeenUpdateRow)).one()
        )


@asynccontextmanager
async def receiving(database_url: str, now: datetime) -> AsyncIterator[Receiver]:
    clock, database = StillClock(now), Database(database_url)
    await database.run(lambda session: seed(session, clock).id)
    door = bound("127.0.0.1", 0)
    base = f"http://127.0.0.1:{door.getsockname()[1]}"
    sandbox = Sandbox(clock.now, flood=FloodLimits(burst=None))
    settings = Settings(
        bot_token=DEMO_TOKEN,
        bot_api_url=f"{base}/sandbox",
        secret_key="a key for tests",
        public_url="https://clea.example.org",
        webhook_secret=SECRET,
        _env_file=None,
    )
    house = House(settings, database, clock, public_url=base, per_chat=timedelta())
    app: web.Application = house.web_application()
    app.add_subapp("/sandbox", sandbox.application())
    try:
        async with served(app, door), house.open([]), ClientSession() as http:
            sandbox.user(AMINA["id"], "Amina", "fr").open()  # so that the bot may write to her
            yield Receiver(house, sandbox, database, http, base)
            await house.intake.idle()
    finally:
        await sandbox.close()
        database.close()
