"""The command `clea`: the demo, the service, and the first steps of an installation."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot import doctor
from bot.house import PARTS, House, bound, served
from bot.logs import set_up_logs
from bot.sandbox.demo import announce, demo, demo_settings
from services import (
    Database,
    Refusal,
    Role,
    Services,
    Settings,
    SettingsError,
    SystemClock,
    load_settings,
    migrate,
    system_services,
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
    _add_installation(commands)
    return parser


def _add_installation(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    body = commands.add_parser("body", help="assessing bodies").add_subparsers(
        required=True, metavar="ACTION"
    )
    add = body.add_parser("add", help="add a body")
    add.add_argument("name")
    add.add_argument("--timezone", default="Europe/Paris")
    add.set_defaults(command=_body_add)

    staff = commands.add_parser("staff", help="people of a body").add_subparsers(
        required=True, metavar="ACTION"
    )
    invite = staff.add_parser("invite", help="a link by which somebody joins a body")
    invite.add_argument("--body", required=True, help="the body's name")
    invite.add_argument("--role", required=True, choices=[role.value for role in Role])
    invite.set_defaults(command=_staff_invite)

    token = commands.add_parser("token", help="keys for the API").add_subparsers(
        required=True, metavar="ACTION"
    )
    create = token.add_parser("create", help="a new key, shown once")
    create.add_argument("--body", required=True, help="the body's name")
    create.add_argument("--scope", required=True, action="append", choices=["read", "write"])
    create.add_argument("--name", default="command line")
    create.set_defaults(command=_token_create)


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


def _body_add(chosen: argparse.Namespace) -> None:
    with_zone = load_settings(timezone=chosen.timezone)
    _in_database(lambda services: services.staff.add_body(chosen.name, with_zone.timezone))
    sys.stdout.write(
        f"Added. Invite its first coordinator: clea staff invite --body {chosen.name!r} --role coordinator\n"
    )


def _staff_invite(chosen: argparse.Namespace) -> None:
    def invite(services: Services) -> str:
        body = services.staff.body_named(chosen.body)
        assert body.id is not None
        return services.staff.invite(body.id, Role(chosen.role))

    code = _in_database(invite)
    bot = os.environ.get("CLEA_BOT_USERNAME", "YOUR_BOT")
    sys.stdout.write(
        f"Send this to one person. It works once, for 72 hours:\n"
        f"  https://t.me/{bot}?start={code}\nor, in the chat with the bot:\n  /start {code}\n"
    )


def _token_create(chosen: argparse.Namespace) -> None:
    def create(services: Services) -> str:
        body = services.staff.body_named(chosen.body)
        assert body.id is not None
        return services.staff.create_token(body.id, chosen.name, chosen.scope)

    sys.stdout.write(f"{_in_database(create)}\n")
    sys.stderr.write("This key is shown once. Keep it safe.\n")


def _in_database(work: Callable[[Services], T]) -> T:
    database = Database(load_settings().database_url)
    try:
        return database.run_now(lambda session: work(system_services(session, SystemClock().now())))
    finally:
        database.close()
