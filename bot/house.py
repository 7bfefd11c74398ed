"""The house, wired: database, bot, dispatcher and web in one process, or the parts that this process is for.

`clea run` and `clea demo` both live in it; nothing else puts the parts together.
"""

import asyncio
import gc
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram.error import TelegramError

from bot.application import Polling, make_application
from bot.buttons import Signer
from bot.calendar import calendar_route
from bot.channel import TelegramChannel
from bot.commands import set_commands
from bot.health import health_routes
from bot.intake import Intake
from bot.rendering import Renderer
from bot.updates import ALLOWED_UPDATES
from bot.voice.choice import chosen_engine
from bot.voice.reader import Reader
from bot.webhook import PATH, webhook_route
from services import Clock, Database, Settings, SettingsError, chats, recordings
from services.api.application import api_application
from services.api.idempotency import KEPT, forget_answers
from services.console.application import console_application
from services.messages.uploads import content_to_send
from services.notices.digest import plan_digests
from services.notices.dispatcher import Dispatcher
from services.notices.pace import PER_CHAT
from services.questions.service import forget_unanswered
from services.scheduling.shortage import keep_watch
from services.webhooks.sender import Sender
from services.webhooks.telling import forget_deliveries

logger = logging.getLogger(__name__)

PARTS = ("web", "bot", "dispatcher")

TICK_S = 1.0
"""How often the outbox is looked at; whatever is planned for now wakes the dispatcher at once."""

TOLD_FOR = timedelta(days=30)
"""What other software was told can be looked at so long."""

SEEN_FOR = timedelta(hours=48)

SLOTS_WATCHED_MIN = 10


class House:
    """All parts of one process. `public_url` is where browsers reach it, with no slash at its end."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        *,
        public_url: str,
        per_chat: timedelta = PER_CHAT,
    ) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.public_url = public_url
        signer = Signer(settings.key)
        self.application = make_application(settings.token, settings.bot_api_url)
        self.bot = self.application.bot
        engine = chosen_engine(settings)
        self.reader = Reader(engine, database, clock) if engine else None
        renderer = Renderer(signer, public_url, self.reader)
        self.intake = Intake(
            self.application, database, clock, renderer, signer, settings.timezone, self.wake
        )
        self.dispatcher = Dispatcher(
            database,
            TelegramChannel(self.bot, renderer, self.content_of),
            clock,
            settings.messages_per_second,
            per_chat,
        )
        self.sender = Sender(database, clock, private=settings.private_webhooks)
        self._due = asyncio.Event()
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """Something may be due: the dispatcher looks at once instead of at the next tick."""
        self._due.set()
        self._changed.set()

    def bot_username(self) -> str | None:
        """The bot's name in links to it; None until Telegram has told it."""
        try:
            username: str = self.bot.username
        except RuntimeError:  # PTB's word for "not yet initialized"
            return None
        return username

    async def fetch_file(self, file_id: str) -> bytes | None:
        """A file that somebody sent, from Telegram; None where it cannot be had (any more)."""
        try:
            file = await self.bot.get_file(file_id)
            return bytes(await file.download_as_bytearray())
        except TelegramError as error:
            logger.warning("a file could not be fetched: %s", type(error).__name__)
            return None

    async def content_of(self, upload_id: int) -> bytes | None:
        """What is in a file that staff send to a candidate."""
        return await self.database.read(lambda session: content_to_send(session, upload_id))

    def web_application(self) -> web.Application:
        app = web.Application()
        secure = self.public_url.startswith("https://")
        api = api_application(
            self.database,
            self.clock,
            wake=self.wake,
            bot_username=self.bot_username,
            private_webhooks=self.settings.private_webhooks,
        )
        app.add_subapp("/api/v1", api)
        console = console_application(
            self.database,
            self.clock,
            secure=secure,
            wake=self.wake,
            bot_username=self.bot_username,
            fetch_file=self.fetch_file,
        )
        app.add_subapp("/console", console)
        app.add_routes(health_routes(self.database, self.clock))
        app.add_routes([calendar_route(self.database, self.clock)])
        if self.settings.webhook_secret is not None:
            secret = self.settings.webhook_secret.get_secret_value()
            app.add_routes([webhook_route(self.bot, self.intake, secret)])
        return app

    @asynccontextmanager
    async def open(self, parts: Collection[str] = PARTS) -> AsyncIterator[None]:
        """Runs the parts (but for the web server, see `serve`) until the block ends; then all is drained."""
        async with AsyncExitStack() as stack:
            await self.application.initialize()
            stack.push_async_callback(self.application.shutdown)
            if self.reader is not None:
                stack.push_async_callback(self.reader.close)
            if "dispatcher" in parts:
                await stack.enter_async_context(self._dispatching())
            if "bot" in parts:
                await stack.enter_async_context(self._listening())
            # What is loaded by now stays: walking it again at each collection holds everybody up.
            gc.freeze()
            yield

    @asynccontextmanager
    async def _dispatching(self) -> AsyncIterator[None]:
        scheduler = AsyncIOScheduler(job_defaults={"misfire_grace_time": None, "coalesce": True})
        scheduler.add_job(self.wake, "interval", seconds=TICK_S)
        scheduler.add_job(self._tidy, "interval", hours=1)
        scheduler.add_job(self._watch_slots, "interval", minutes=SLOTS_WATCHED_MIN)
        scheduler.start()
        now = self.clock.now()
        await self.database.run(lambda session: plan_digests(session, now))
        dispatching = asyncio.create_task(_forever(self._dispatch_when_due, "dispatcher"))
        telling = asyncio.create_task(_forever(self._tell_when_changed, "webhooks"))
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)
            await self.dispatcher.stop()
            await _cancelled(dispatching)
            await _cancelled(telling)

    async def _dispatch_when_due(self) -> None:
        await self._due.wait()
        self._due.clear()
        await self.dispatcher.drain()

    async def _tell_when_changed(self) -> None:
        await self._changed.wait()
        self._changed.clear()
        await self.sender.drain()

    async def _tidy(self) -> None:
        now = self.clock.now()
        await self.database.run(lambda session: chats.forget_seen(session, now - SEEN_FOR))
        await self.database.run(lambda session: recordings.forget_unused(session, now))
        await self.database.run(lambda session: forget_answers(session, now - KEPT))
        await self.database.run(lambda session: forget_deliveries(session, now - TOLD_FOR))
        await self.database.run(lambda session: plan_digests(session, now))
        await self.database.run(lambda session: forget_unanswered(session, now))

    async def _watch_slots(self) -> None:
        """Bookings use slots up, and every day moves on: whoever opens hours is told in time."""
        now = self.clock.now()
        await self.database.run(lambda session: keep_watch(session, now))

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        """By webhook where there is a public address for it, else by polling."""
        introducing = asyncio.create_task(self._introduce())
        polling: asyncio.Task[None] | None = None
        if self.settings.public_url is None:
            polling = asyncio.create_task(Polling(self.bot, self.intake).run())
        try:
            yield
        finally:
            await _cancelled(introducing)
            if polling is not None:
                await _cancelled(polling)
            await self.intake.idle()

    async def _introduce(self) -> None:
        """Commands and webhook, as soon as Telegram can be reached."""
        pause = 1.0
        while True:
            try:
                await self._set_updates()
                await set_commands(self.bot)
                return
            except Exception as error:  # noqa: BLE001 - talking goes on without, and it is tried again
                logger.warning("Telegram cannot be told our commands yet: %s", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)

    async def _set_updates(self) -> None:
        settings = self.settings
        if settings.public_url is None or settings.webhook_secret is None:
            await self.bot.delete_webhook()
            return
        await self.bot.set_webhook(
            f"{settings.public_url}{PATH}",
            secret_token=settings.webhook_secret.get_secret_value(),
            allowed_updates=ALLOWED_UPDATES,
        )


@asynccontextmanager
async def served(app: web.Application, door: socket.socket) -> AsyncIterator[None]:
    """Serves an application on a bound socket until the block ends.

    Without aiohttp's access log: it prints addresses, and some hold secrets.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    await web.SockSite(runner, door).start()
    try:
        yield
    finally:
        await runner.cleanup()


def bound(host: str, port: int) -> socket.socket:
    """A socket to serve on; port 0 takes a free one. Raises SettingsError where the port is taken."""
    try:
        return socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingsError(f"CLEA_PORT: cannot listen on {host}:{port} ({reason}).") from None


async def _forever(work: Callable[[], Awaitable[None]], name: str) -> None:
    """Repeats a piece of work; one that fails is logged and does not end the others."""
    while True:
        try:
            await work()
        except Exception:
            logger.exception("%s failed and goes on", name)
            await asyncio.sleep(1)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return
    except Exception as error:  # noqa: BLE001 - it ends anyway; what it was is said
        logger.error("ended with %s", type(error).__name__)
