"""End to end: due notices out of the outbox to a Bot API server, beside a bare loop of `send_message`.

Both sides speak to the same sandbox, in a process of its own, through PTB and our aiohttp transport, 50 calls
at once; the bare loop sends the same finished text and buttons, and knows nothing of any database.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from sqlmodel import Session
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyKeyboardRemove
from telegram.constants import ParseMode
from telegram.ext import Application

from bot.application import make_application
from bot.buttons import Signer
from bot.channel import TelegramChannel
from bot.rendering import Renderer
from bot.sandbox import DEMO_TOKEN
from dialogues.engine import Button, Reply
from locales import render_lines
from services import Database
from services.notices import outbox
from services.notices.claiming import claim
from services.notices.dispatcher import AT_ONCE, Dispatcher
from tests.benchmarks.figures import Figure, Measure, Speed, Watch, side_by_side
from tests.benchmarks.houses import (
    FIRST_CHAT,
    KINDS,
    NOW,
    Servers,
    Standstill,
    due_messages,
    due_reminders,
    plan_again,
    populate,
)
from tests.benchmarks.sandbox import sandbox

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

NOTICES = 1000

Markup = InlineKeyboardMarkup | ReplyKeyboardRemove

DUE: dict[str, Callable[..., None]] = {
    "an adviser’s messages": due_messages,
    "reminders of the eve": due_reminders,
}


async def measure(servers: Servers) -> list[Figure]:
    figures = []
    async with sandbox(NOTICES) as address:
        application = make_application(DEMO_TOKEN, address)
        async with application:
            for kind in KINDS:
                for name, plan in DUE.items():
                    database = servers.database(kind)
                    database.run_now(lambda session: populate(session, NOTICES))
                    database.run_now(partial(plan, count=NOTICES))
                    ours, peer = our_dispatcher(application, database), bare_loop(application, database)
                    what = f"{kind}: {name} sent · bare send_message"
                    figures.append(await side_by_side(what, ours, peer, goal=0.4))
    return figures


def our_dispatcher(application: Application, database: Database) -> Measure:
    channel = TelegramChannel(application.bot, renderer())

    async def drain() -> Speed:
        await database.run(plan_again)
        dispatcher = Dispatcher(database, channel, Standstill(), messages_per_second=1_000_000)
        watch = Watch()
        handed = await dispatcher.drain()
        speed = watch.speed(NOTICES)
        await dispatcher.stop()
        assert handed == NOTICES, f"{handed} were handed to Telegram"
        assert await database.read(_sent) == NOTICES
        return speed

    return drain


def bare_loop(application: Application, database: Database) -> Measure:
    """Sends what one of the notices says to everybody."""
    bot: Bot = application.bot
    text, keyboard = _finished(database)

    async def loop() -> Speed:
        numbers = iter(range(1, NOTICES + 1))

        async def worker() -> None:
            for number in numbers:
                await bot.send_message(
                    FIRST_CHAT + number,
                    text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard,
                    link_preview_options=NO_PREVIEW,
                )

        watch = Watch()
        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
        return watch.speed(NOTICES)

    return loop


def renderer() -> Renderer:
    return Renderer(Signer(b"a key for measuring"), "http://127.0.0.1")


def _finished(database: Database) -> tuple[str, Markup]:
    """The text and the buttons of the first notice that is due."""

    def first(session: Session) -> tuple[str, Markup]:
        (claimed,), _ = claim(session, NOW, 1, 1_000_000)
        told = claimed.delivery
        buttons = tuple((Button(choice.label, to=choice.to),) for choice in told.wording.choices)
        keyboard = renderer().keyboard(Reply((), buttons), told.chat_id, told.locale)
        markup = InlineKeyboardMarkup.de_json(keyboard) if buttons else ReplyKeyboardRemove()
        return render_lines(told.wording.lines, told.locale), markup

    return database.run_now(first)


def _sent(session: Session) -> int:
    query = outbox.NOTICE.select().where(outbox.NOTICE.c.state == "sent")
    return len(session.connection().execute(query).all())
