"""A centre, its console in a test server, and a browser of an adviser's that is signed in."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from services.console import console_application
from services.database import Database
from services.pictures import icon_picture, to_png
from tests.services.console.centre import Centre, make_centre
from tests.services.console.surfing import Surfer


class HandClock:
    """A clock that goes on when it is told to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, **more: float) -> None:
        self.moment += timedelta(**more)


@pytest.fixture
def clock(now: datetime) -> HandClock:
    return HandClock(now)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def centre(database: Database, now: datetime) -> Centre:
    return make_centre(database, now)


@pytest.fixture
def woken() -> list[bool]:
    """One entry for each time that the console asked for something to be sent."""
    return []


@pytest.fixture
async def client(database: Database, clock: HandClock, woken: list[bool]) -> AsyncIterator[TestClient]:
    """A browser without a session."""
    application = web.Application()

    async def fetch_file(_file_id: str) -> bytes | None:
        return to_png(icon_picture(), 64)

    console = console_application(
        database,
        clock,
        secure=False,
        wake=lambda: woken.append(True),
        bot_username=lambda: "CleaBot",
        fetch_file=fetch_file,
    )
    application.add_subapp("/console", console)
    async with TestClient(TestServer(application), headers={"Accept-Language": "en"}) as client:
        yield client


@pytest.fixture
async def surfer(client: TestClient, centre: Centre) -> Surfer:
    """The adviser's browser, signed in."""
    surfer = Surfer(client)
    await surfer.sign_in(centre.sign_in_link())
    return surfer
