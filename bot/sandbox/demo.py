"""`clea demo`: everything on this machine, without a token: sandbox, bot, service, console, and a clock to move."""

import asyncio
import hashlib
import json
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from sqlalchemy.engine import make_url
from sqlmodel import Session, col, update

from bot.house import House, bound, served
from bot.sandbox.clock import DemoClock
from bot.sandbox.flood import FloodLimits
from bot.sandbox.sandbox import DEMO_TOKEN, Sandbox
from bot.sandbox.seed import seed
from services import Database, Settings, ShiftedClock, migrate, system_services
from services.clock import load_offset
from services.console.security import start_session
from services.staff.models import ApiTokenRow
from services.staff.service import SCOPES

FOLDER = Path(".clea")
DATABASE_URL = f"sqlite:///{FOLDER}/demo.db"

MESSAGES_PER_SECOND = 1000
"""The sandbox takes more than Telegram does: moving the clock by a month must not take minutes."""

TOKEN_NAME = "demo"  # noqa: S105 - the name of a token


def demo_settings(
    *, host: str, port: int, database_url: str | None, bot_api_url: str | None, bot_token: str | None
) -> Settings:
    """Settings of a demo, whatever the environment holds; buttons stay good when it is started again."""
    database_url = database_url or DATABASE_URL
    return Settings(
        bot_token=bot_token or DEMO_TOKEN,
        bot_api_url=bot_api_url or "http://sandbox.invalid",
        database_url=database_url,
        public_url=None,
        webhook_secret=None,
        host=host,
        port=port,
        secret_key=hashlib.sha256(f"clea demo {database_url}".encode()).hexdigest(),
        messages_per_second=MESSAGES_PER_SECOND,
    )


@asynccontextmanager
async def demo(settings: Settings, *, own_sandbox: bool) -> AsyncIterator[dict[str, str | None]]:
    """Runs everything until the block ends; gives the addresses as in `clea demo --json`."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(migrate, settings.database_url)
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.callback(database.close)
        clock = ShiftedClock(await database.read(load_offset))
        staff_id, api_token = await database.run(lambda session: _prepare(session, clock))
        door = bound(settings.host, settings.port)
        base = f"http://{_named(settings.host)}:{door.getsockname()[1]}"
        bot_api_url = f"{base}/sandbox" if own_sandbox else settings.bot_api_url
        settings = settings.model_copy(update={"bot_api_url": bot_api_url})
        house = House(settings, database, clock, public_url=base, per_chat=timedelta())
        app = house.web_application()
        if own_sandbox:
            sandbox = Sandbox(
                clock.now,
                _sandbox_store(settings.database_url),
                flood=FloodLimits(burst=None),
                clock_url=f"{base}/demo/clock",
            )
            stack.push_async_callback(sandbox.close)
            app.add_subapp("/sandbox", sandbox.application())
            app.router.add_get("/", _redirect("/sandbox/phone"))
        app.add_routes(DemoClock(clock, database, house.dispatcher).routes("/demo/clock"))
        key = secrets.token_urlsafe(24)
        app.add_routes([_signed_in(f"/demo/console/{key}", database, clock, staff_id)])
        await stack.enter_async_context(served(app, door))
        await stack.enter_async_context(house.open())
        yield {
            "phone_url": f"{base}/sandbox/phone" if own_sandbox else None,
            "console_url": f"{base}/demo/console/{key}",
            "api_url": f"{base}/api/v1",
            "api_token": api_token,
            "bot_api_url": bot_api_url,
            "clock_url": f"{base}/demo/clock",
        }


def announce(addresses: dict[str, str | None], *, as_json: bool) -> None:
    """Says where everything is, once it is ready."""
    if as_json:
        said = json.dumps(addresses)
    else:
        said = (
            "\nThe demo is ready. All in it is fictitious, and stays on this machine.\n\n"
            f"  Phone    {addresses['phone_url'] or addresses['bot_api_url']}\n"
            f"  Console  {addresses['console_url']}\n"
            f"  API      {addresses['api_url']}  (docs: /openapi.json)\n"
            f"           Authorization: Bearer {addresses['api_token']}\n"
            f"  Clock    {addresses['clock_url']}\n\n"
            "Open the phone, and tap Démarrer. Ctrl+C ends the demo; started again, it goes on where it was.\n"
        )
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


def _prepare(session: Session, clock: ShiftedClock) -> tuple[int, str]:
    """The fictitious body, its coordinator's id, and a fresh token for the API."""
    coordinator = seed(session, clock)
    session.exec(
        update(ApiTokenRow).where(col(ApiTokenRow.name) == TOKEN_NAME).values(revoked_at=clock.now())
    )
    staff = system_services(session, clock.now()).staff
    token = staff.create_token(coordinator.body_id, TOKEN_NAME, SCOPES)
    assert coordinator.id is not None
    return coordinator.id, token


def _signed_in(path: str, database: Database, clock: ShiftedClock, staff_id: int) -> web.RouteDef:
    """The console without the bot's link, for whoever knows this process's own address of it."""

    async def open_console(_: web.Request) -> web.Response:
        token = await database.run(
            lambda session: system_services(session, clock.now()).staff.start_session(staff_id)
        )
        response = web.Response(status=303, headers={"Location": "/console/"})
        start_session(response, token, False)
        return response

    return web.get(path, open_console)


def _redirect(to: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def redirect(_: web.Request) -> web.Response:
        return web.Response(status=303, headers={"Location": to})

    return redirect


def _named(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound


def _sandbox_store(database_url: str) -> Path:
    """The chats of a demo beside its database, so that both come back together."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(f"{url.database}.sandbox")
    FOLDER.mkdir(exist_ok=True)
    name = hashlib.sha256(database_url.encode()).hexdigest()[:12]
    return FOLDER / f"sandbox-{name}.db"
