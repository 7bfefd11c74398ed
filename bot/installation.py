"""The first steps of an installation: a body, its sites, its first coordinator, keys for its software."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import TypeVar

from services import Database, Role, Services, SystemClock, load_settings, system_services
from services.staff.models import SiteRow
from services.staff.service import SCOPES

T = TypeVar("T")


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`clea body add`, `clea site add`, `clea staff invite`, `clea token create`."""
    add = _action(commands, "body", "assessing bodies", "add", "add a body")
    add.add_argument("name")
    add.add_argument("--timezone", default="Europe/Paris")
    add.set_defaults(command=_body_add)

    site = _action(commands, "site", "places of a body", "add", "add a place where candidates are received")
    for name in ("body", "name", "address", "postcode", "town"):
        site.add_argument(f"--{name}", required=True)
    for name in ("latitude", "longitude"):
        site.add_argument(f"--{name}", required=True, type=float, help="degrees, as in 45.7549")
    site.add_argument("--timezone", default="Europe/Paris")
    site.add_argument("--phone")
    site.add_argument("--step-free", action="store_true", help="one can get in without steps")
    site.set_defaults(command=_site_add)

    invite = _action(commands, "staff", "people of a body", "invite", "a link by which somebody joins a body")
    invite.add_argument("--body", required=True, help="the body's name")
    invite.add_argument("--role", required=True, choices=[role.value for role in Role])
    invite.set_defaults(command=_staff_invite)

    create = _action(commands, "token", "keys for the API", "create", "a new key, shown once")
    create.add_argument("--body", required=True, help="the body's name")
    create.add_argument("--scope", required=True, action="append", choices=SCOPES)
    create.add_argument("--name", default="command line")
    create.set_defaults(command=_token_create)


def _action(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    noun: str,
    about: str,
    verb: str,
    help_: str,
) -> argparse.ArgumentParser:
    verbs = commands.add_parser(noun, help=about).add_subparsers(required=True, metavar="ACTION")
    return verbs.add_parser(verb, help=help_)


def _body_add(chosen: argparse.Namespace) -> None:
    zone = load_settings(timezone=chosen.timezone).timezone
    _in_database(lambda services: services.staff.add_body(chosen.name, zone))
    sys.stdout.write(
        f"Added. Next: clea site add --body {chosen.name!r} …, "
        f"and clea staff invite --body {chosen.name!r} --role coordinator\n"
    )


def _site_add(chosen: argparse.Namespace) -> None:
    zone = load_settings(timezone=chosen.timezone).timezone

    def add(services: Services) -> int | None:
        site = SiteRow(
            body_id=_body_id(services, chosen.body),
            name=chosen.name,
            address=chosen.address,
            postcode=chosen.postcode,
            town=chosen.town,
            latitude=chosen.latitude,
            longitude=chosen.longitude,
            timezone=zone,
            phone=chosen.phone,
            step_free=chosen.step_free,
        )
        return services.staff.add_site(site).id

    sys.stdout.write(f"Added as site {_in_database(add)}. Openings: POST /api/v1/openings\n")


def _staff_invite(chosen: argparse.Namespace) -> None:
    code = _in_database(
        lambda services: services.staff.invite(_body_id(services, chosen.body), Role(chosen.role))
    )
    bot = os.environ.get("CLEA_BOT_USERNAME", "YOUR_BOT")
    sys.stdout.write(
        "Send this to one person. It works once, for 72 hours:\n"
        f"  https://t.me/{bot}?start={code}\nor, in the chat with the bot:\n  /start {code}\n"
    )


def _token_create(chosen: argparse.Namespace) -> None:
    token = _in_database(
        lambda services: services.staff.create_token(
            _body_id(services, chosen.body), chosen.name, chosen.scope
        )
    )
    sys.stdout.write(f"{token}\n")
    sys.stderr.write("This key is shown once. Keep it safe.\n")


def _body_id(services: Services, name: str) -> int:
    """Raises NotFound."""
    body = services.staff.body_named(name)
    assert body.id is not None
    return body.id


def _in_database(work: Callable[[Services], T]) -> T:
    database = Database(load_settings().database_url)
    try:
        return database.run_now(lambda session: work(system_services(session, SystemClock().now())))
    finally:
        database.close()
