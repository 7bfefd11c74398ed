"""`clea doctor`: settings, database, catalogs, Telegram, webhook — one line each, and an exit code."""

import sqlite3
import sys
from collections.abc import Awaitable, Callable

from sqlalchemy import text
from telegram import Bot
from telegram.error import TelegramError

from bot.request import AiohttpRequest
from bot.webhook import PATH
from locales import LOCALES
from locales.catalogs import FOLDER
from services import Database, Settings, SettingsError

WAL_RESET_FIXED = (3, 51, 3)
"""SQLite before it may corrupt a WAL database that several connections check-point at once."""


class Trouble(Exception):
    """What is wrong, and what to do about it, in one sentence."""


async def examine(settings: Settings) -> int:
    """Prints a line for each check. Returns 0 where all is well, 1 where something must be mended."""
    checks: tuple[tuple[str, Callable[[Settings], Awaitable[str]]], ...] = (
        ("settings", _settings),
        ("database", _database),
        ("catalogs", _catalogs),
        ("telegram", _telegram),
    )
    failed = False
    for name, check in checks:
        try:
            said, mark = await check(settings), "ok"
        except (Trouble, SettingsError) as error:
            said, mark, failed = str(error), "NO", True
        sys.stdout.write(f"{mark}  {name}: {said}\n")
    return 1 if failed else 0


async def _settings(settings: Settings) -> str:
    if not (settings.token and settings.key):
        raise Trouble("CLEA_BOT_TOKEN or CLEA_SECRET_KEY is empty.")
    return (
        f"webhook at {settings.public_url}" if settings.public_url else "polling (CLEA_PUBLIC_URL is not set)"
    )


async def _database(settings: Settings) -> str:
    database = Database(settings.database_url)
    try:
        version = await database.read(
            lambda session: (
                session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar()
            )
        )
    except Exception as error:  # noqa: BLE001 - whatever the driver raises
        raise Trouble(f"not ready ({type(error).__name__}): run `clea migrate`.") from None
    finally:
        database.close()
    if not database.is_sqlite:
        return f"PostgreSQL, at {version}"
    old = sqlite3.sqlite_version_info < WAL_RESET_FIXED
    hint = " (before 3.51.3: keep to one process, or use PostgreSQL)" if old else ""
    return f"SQLite {sqlite3.sqlite_version}{hint}, at {version}"


async def _catalogs(_: Settings) -> str:
    missing = [
        locale
        for locale in LOCALES
        if locale != "en" and not (FOLDER / locale / "LC_MESSAGES" / "messages.mo").exists()
    ]
    if missing:
        raise Trouble(f"not compiled for {', '.join(missing)}: run `make setup`.")
    return ", ".join(LOCALES)


async def _telegram(settings: Settings) -> str:
    bot = Bot(
        settings.token,
        base_url=f"{settings.bot_api_url}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=1),
    )
    try:
        async with bot:
            webhook = await bot.get_webhook_info()
    except TelegramError as error:
        raise Trouble(
            f"{settings.bot_api_url} answers {type(error).__name__}: check CLEA_BOT_TOKEN."
        ) from None
    wanted = f"{settings.public_url}{PATH}" if settings.public_url else ""
    if webhook.url != wanted:
        return f"@{bot.username}; its webhook is {webhook.url or 'not set'}, `clea run` sets it"
    if webhook.last_error_message:
        raise Trouble(f"the webhook's last error was: {webhook.last_error_message}")
    return f"@{bot.username}, {webhook.pending_update_count} updates waiting"
