"""The whole house for a test: a real Bot API server over HTTP, a real database, a clock that stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientSession

from bot.house import House, bound, served
from bot.sandbox import DEMO_TOKEN, FloodLimits, Person, Sandbox
from bot.sandbox.clock import DemoClock
from bot.sandbox.seed import seed
from services import Database, Settings, system_services
from services.staff.service import SCOPES


class StillClock:
    """A clock that moves only when it is told to."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.offset = timedelta()

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        self._now = max(self._now, moment)


class Phone:
    """A person's phone in a test: what they do is done when the bot has answered it."""

    def __init__(self, town: "Town", person: Person) -> None:
        self._town = town
        self.person = person

    async def say(self, text: str) -> "Phone":
        self.person.say(text)
        return await self._answered()

    async def tap(self, label: str) -> "Phone":
        """Taps the latest button whose label holds `label`."""
        shown = [button for button in reversed(self.person.buttons) if label in _plainly_spaced(button)]
        exact = [button for button in shown if _plainly_spaced(button) == label]
        assert shown, f"no button {label!r} among {self.buttons}"
        self.person.tap((exact or shown)[0])
        return await self._answered()

    async def do(self, deed: str, *arguments: Any, **named: Any) -> "Phone":
        """Something else that the person can do: send_photo, send_sticker, press, edit, block…"""
        getattr(self.person, deed)(*arguments, **named)
        return await self._answered()

    async def _answered(self) -> "Phone":
        await self._town.settled()
        return self

    @property
    def last(self) -> str:
        """What the bot said last."""
        return self.said[-1]

    @property
    def said(self) -> list[str]:
        """All that the bot said, as text, oldest first; a picture's caption counts."""
        return [_plainly_spaced(m.get("text") or m.get("caption") or "") for m in self.messages]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The bot's messages, whole."""
        return [m for m in self.person.messages if m["from"].get("is_bot")]

    @property
    def buttons(self) -> list[str]:
        """The labels that can be tapped now, oldest message first."""
        return [_plainly_spaced(label) for label in self.person.buttons]

    def heard_since(self, count: int) -> list[str]:
        return self.said[count:]


def _plainly_spaced(text: str) -> str:
    """French sets narrow spaces before its signs: tests are easier to read and to write without."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


class Api:
    """The REST API with a token, over HTTP."""

    def __init__(self, http: ClientSession, base: str, token: str) -> None:
        self._http = http
        self._base = f"{base}/api/v1"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and the JSON of the answer."""
        async with self._http.request(method, self._base + path, json=body, headers=self._headers) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> Any:
        status, said = await self.call("GET", path)
        assert status == 200, said
        return said

    async def post(self, path: str, body: Any = None) -> Any:
        status, said = await self.call("POST", path, body)
        assert status in (200, 201), said
        return said

    async def put(self, path: str, body: Any = None) -> Any:
        status, said = await self.call("PUT", path, body)
        assert status == 200, said
        return said


class Town:
    """Everything together: sandbox, house, clock, API."""

    def __init__(
        self, sandbox: Sandbox, house: House, clock: StillClock, mover: DemoClock, api: Api, base: str
    ) -> None:
        self.sandbox = sandbox
        self.house = house
        self.clock = clock
        self.api = api
        self.base = base
        self._mover = mover

    def phone(self, number: int = 1, name: str = "Amina", language: str = "fr") -> Phone:
        return Phone(self, self.sandbox.user(number, first_name=name, language_code=language))

    async def settled(self) -> None:
        """Returns when every update has been answered and everything due has been said."""
        await self.sandbox.drained(60)
        await self.house.intake.idle()
        await self.house.dispatcher.drain()

    async def advance(self, **time: float) -> None:
        await self.until(self.clock.now() + timedelta(**time))

    async def until(self, moment: datetime) -> None:
        """Moves the clock; everything due on the way is said in order."""
        await self._mover.move_to(moment)


@asynccontextmanager
async def town(database_url: str, now: datetime, **sandbox_options: Any) -> AsyncIterator[Town]:
    """The demo's body on a fresh database, with the clock standing at `now`."""
    clock = StillClock(now)
    database = Database(database_url)
    token = await database.run(lambda session: _prepare(session, clock))
    door = bound("127.0.0.1", 0)
    base = f"http://127.0.0.1:{door.getsockname()[1]}"
    sandbox = Sandbox(clock.now, flood=FloodLimits(burst=None), **sandbox_options)
    settings = Settings(
        bot_token=DEMO_TOKEN,
        bot_api_url=f"{base}/sandbox",
        secret_key="a key for tests",
        public_url=None,
        webhook_secret=None,
        messages_per_second=1000,
        _env_file=None,
    )
    house = House(settings, database, clock, public_url=base, per_chat=timedelta())
    app = house.web_application()
    app.add_subapp("/sandbox", sandbox.application())
    mover = DemoClock(clock, database, house.dispatcher)
    try:
        async with (
            served(app, door),
            house.open(["bot"]),
            ClientSession() as http,
        ):
            yield Town(sandbox, house, clock, mover, Api(http, base, token), base)
    finally:
        await sandbox.close()
        database.close()


def _prepare(session: Any, clock: StillClock) -> str:
    coordinator = seed(session, clock)
    staff = system_services(session, clock.now()).staff
    return staff.create_token(coordinator.body_id, "test", SCOPES)
