"""The command `clea`: the demo, the service, and the first steps of an installation."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from typing import TypeVar

from bot import asking, copies, doctor, importing, installation
from bot.house import PARTS, House, bound, served
from bot.logs import set_up_logs
from bot.sandbox.demo import announce, demo, demo_settings
from services import (
    Database,
    Refusal,
    Settings,
    SettingsError,
    SystemClock,
    load_settings,
    migrate,
)

T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command. Whatever is wrong with settings or words is said in one sentence, and exits with 2."""
    chosen = _parser().parse_args(arguments)
    try:
        status = chosen.command(chosen)
    except (SettingsError, Refusal) as error:
        sys.stderr.write(f"clea: {error}\n")
        status = 2
    except KeyboardInterrupt:
        status = 130
    sys.exit(status or 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="clea", description="A companion for candidates of the CléA certificate."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo_ = commands.add_parser("demo", help="everything on this machine, without a token")
    demo_.add_argument("--host", default="127.0.0.1")
    demo_.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    demo_.add_argument("--bot-api", metavar="URL", help="another Bot API server (token: CLEA_BOT_TOKEN)")
    demo_.add_argument("--database", metavar="URL", help="default: a file in .clea/")
    demo_.add_argument("--json", action="store_true", help="print the addresses as one line of JSON")
    demo_.set_defaults(command=_demo)

    run = commands.add_parser("run", help="the service, with a real bot")
    run.add_argument("--only", metavar="PARTS", default=",".join(PARTS), help="of: web,bot,dispatcher")
    run.set_defaults(command=_run)

    commands.add_parser("migrate", help="create or upgrade the database").set_defaults(command=_migrate)
    commands.add_parser("doctor", help="is everything set up right?").set_defaults(command=_doctor)
    asking.add_command(commands)
    installation.add_commands(commands)
    importing.add_commands(commands)
    copies.add_commands(commands)
    return parser


def _demo(chosen: argparse.Namespace) -> None:
    set_up_logs("text")
    token = load_settings().token if chosen.bot_api else None
    settings = demo_settings(
        host=chosen.host,
        port=chosen.port,
        database_url=chosen.database,
        bot_api_url=chosen.bot_api and chosen.bot_api.rstrip("/"),
        bot_token=token,
    )

    async def serve() -> None:
        stop = _told_to_stop()
        async with demo(settings, own_sandbox=not chosen.bot_api) as addresses:
            announce(addresses, as_json=chosen.json)
            await stop.wait()

    asyncio.run(serve())


def _run(chosen: argparse.Namespace) -> None:
    settings = load_settings()
    parts = [part.strip() for part in chosen.only.split(",") if part.strip()]
    wrong = [part for part in parts if part not in PARTS]
    if wrong or not parts:
        raise SettingsError(f"--only takes some of: {','.join(PARTS)}.")
    set_up_logs(settings.log_format)
    asyncio.run(_serve(settings, parts))


async def _serve(settings: Settings, parts: Sequence[str]) -> None:
    """Runs until the process is told to stop, then finishes what is under way."""
    stop = _told_to_stop()
    database = Database(settings.database_url)
    public_url = settings.public_url or f"http://{settings.host}:{settings.port}"
    try:
        house = House(settings, database, SystemClock(), public_url=public_url)
        async with house.open([part for part in parts if part != "web"]):
            if "web" not in parts:
                await stop.wait()
                return
            async with served(house.web_application(), bound(settings.host, settings.port)):
                await stop.wait()
    finally:
        database.close()


def _told_to_stop() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _migrate(_: argparse.Namespace) -> None:
    settings = load_settings()
    migrate(settings.database_url)
    sys.stdout.write("The database is up to date.\n")


def _doctor(_: argparse.Namespace) -> int:
    return asyncio.run(doctor.examine(load_settings()))
