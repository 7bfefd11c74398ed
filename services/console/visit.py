"""A visit: who asks for a page, when, and how handlers reach the services on their behalf."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from aiohttp import web
from sqlmodel import Session

from locales import DEFAULT, STAFF_LOCALES, best_locale
from services.bundle import Services
from services.clock import Clock
from services.console.rendering import page
from services.console.rooms import ROOMS
from services.console.security import form_token
from services.console.words import Words
from services.database import Database
from services.messages.attention import Counts
from services.staff.models import Role
from services.staff.service import StaffMember

T = TypeVar("T")


FetchFile = Callable[[str], Awaitable[bytes | None]]
"""A file of the candidate's by Telegram's id of it; None where it is not to be had (any more)."""


async def nothing_to_fetch(_file_id: str) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class Console:
    """What the pages stand on. `wake` is called when something is to be sent at once."""

    database: Database
    clock: Clock
    secure: bool
    wake: Callable[[], None]
    bot_username: Callable[[], str | None]
    """The bot's name in links to it; None until Telegram has told it."""
    fetch_file: FetchFile
    may_enter: Callable[[str, Role], bool]
    """Whether there is a route of that name for somebody with that role."""


CONSOLE = web.AppKey("console", Console)


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who is signed in."""

    console: Console
    member: StaffMember
    session_token: str
    now: datetime
    counts: Counts

    async def read(self, work: Callable[[Services], T]) -> T:
        return await self.console.database.read(lambda session: work(self._services(session)))

    async def run(self, work: Callable[[Services], T]) -> T:
        """The same for work that writes: one transaction, committed when this returns."""
        return await self.console.database.run(lambda session: work(self._services(session)))

    @property
    def words(self) -> Words:
        return Words(best_locale(self.member.locale), self.member.zone, self.now)

    def page(self, template: str, *, status: int = 200, **values: object) -> web.Response:
        frame = {
            "member": self.member,
            "form_token": form_token(self.session_token),
            "rooms": [room for room in ROOMS if self.may(room.deed or room.name)],
            "counts": self.counts,
            "may": self.may,
        }
        return page(template, self.words, status=status, **frame, **values)

    def may(self, route: str) -> bool:
        """Whether the reader may take the route of that name: what they may not do is not offered."""
        return self.console.may_enter(route, self.member.role)

    def _services(self, session: Session) -> Services:
        return Services(session, self.now, self.member.actor)


VISIT = web.RequestKey("visit", Visit)


def cursor(request: web.Request) -> int | None:
    """After which row a page begins; nonsense in the address counts as nothing."""
    after = request.query.get("after", "")
    return int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None


def page_number(request: web.Request) -> int:
    """Which page of a list is asked for, from 1; nonsense in the address counts as nothing."""
    number = request.query.get("page", "")
    return max(1, int(number)) if number.isascii() and number.isdecimal() and len(number) < 6 else 1


def stranger_words(request: web.Request) -> Words:
    """The language of a browser that is not signed in: the first of its own that we speak."""
    wishes = (wish.split(";")[0].strip() for wish in request.headers.get("Accept-Language", "").split(","))
    locale = next(
        (best_locale(wish) for wish in wishes if wish.split("-")[0].lower() in STAFF_LOCALES), DEFAULT
    )
    return Words(locale, "Europe/Paris", request.app[CONSOLE].clock.now())
