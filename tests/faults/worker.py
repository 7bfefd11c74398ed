"""A process that dispatches, to be killed: the house's dispatcher, on a clock that runs faster than ours."""

import argparse
import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.buttons import Signer
from bot.channel import TelegramChannel
from bot.house import House
from bot.logs import set_up_logs
from bot.rendering import Renderer
from bot.sandbox import DEMO_TOKEN
from services import Database, Settings
from services.notices.dispatcher import Dispatcher
from tests.faults.crowd import unfinished

LOOK_S = 0.1


@dataclass
class FastClock:
    """At `origin_s` of the machine's clock it was `now`; since then time runs `speed` times as fast."""

    origin_s: float
    start: datetime
    speed: float

    def now(self) -> datetime:
        return self.start + timedelta(seconds=(time.time() - self.origin_s) * self.speed)


async def work(chosen: argparse.Namespace) -> None:
    """Dispatches until everything is finished."""
    settings = Settings(
        bot_token=DEMO_TOKEN, bot_api_url=chosen.bot_api, secret_key="a key for tests", _env_file=None
    )
    database = Database(chosen.database)
    clock = FastClock(chosen.origin, datetime.fromisoformat(chosen.start), chosen.speed)
    house = House(settings, database, clock, public_url=chosen.bot_api)
    channel = TelegramChannel(house.bot, Renderer(Signer(settings.key), chosen.bot_api))
    pace = (chosen.per_second, timedelta())
    house.dispatcher = Dispatcher(database, channel, clock, *pace, timedelta(seconds=chosen.lease))
    async with house.open(["dispatcher"]):
        house.wake()
        while await database.read(unfinished):
            await asyncio.sleep(LOOK_S)
            house.wake()
    database.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--database", "--bot-api", "--start"):
        parser.add_argument(name, required=True)
    for name in ("--origin", "--speed", "--lease"):
        parser.add_argument(name, type=float, required=True)
    parser.add_argument("--per-second", type=int, required=True)
    set_up_logs("text")
    asyncio.run(work(parser.parse_args()))


if __name__ == "__main__":
    main()
