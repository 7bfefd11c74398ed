"""The address of a calendar feed: to who knows the secret, and to nobody else."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.calendar import calendar_route
from services.database import Database
from services.scheduling.models import Kind, Mode
from tests.house import StillClock
from tests.services.console.centre import Centre, make_centre
from tests.services.scheduling.calendars import read

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def centre(sqlite_url: str, now: datetime) -> AsyncIterator[Centre]:
    database = Database(sqlite_url)
    yield make_centre(database, now)
    database.close()


@pytest.fixture
async def client(centre: Centre, now: datetime) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes([calendar_route(centre.database, StillClock(now))])
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def amina(centre: Centre) -> int:
    one: int = centre.register("Amina")
    return one


@pytest.fixture
def secret(centre: Centre, amina: int) -> str:
    made: str = centre.candidate(amina, lambda services: services.feeds.new_link(amina))
    return made


async def get(client: Client, secret: str, **headers: str) -> ClientResponse:
    return await client.get(f"/calendar/{secret}.ics", headers=headers)


def book(centre: Centre, one: int, now: datetime) -> None:
    centre.candidate(
        one,
        lambda services: services.scheduling.book(
            one,
            kind=Kind.INTERVIEW,
            site_id=centre.site_id,
            staff_id=centre.adviser_id,
            starts_at=now.replace(day=6, hour=9),
            mode=Mode.CENTRE,
        ),
    )


async def test_who_knows_the_secret_gets_the_calendar(
    client: Client, centre: Centre, amina: int, secret: str, now: datetime
):
    book(centre, amina, now)

    answer = await get(client, secret)

    assert (answer.status, answer.content_type, answer.charset) == (200, "text/calendar", "utf-8")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert len(read(await answer.read()).events) == 1


async def test_what_has_not_changed_is_not_sent_again(
    client: Client, centre: Centre, amina: int, secret: str, now: datetime
):
    etag = (await get(client, secret)).headers["ETag"]

    again = await get(client, secret, **{"If-None-Match": etag})
    assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", etag)

    book(centre, amina, now)
    changed = await get(client, secret, **{"If-None-Match": etag})
    assert changed.status == 200
    assert changed.headers["ETag"] != etag


@pytest.mark.parametrize(
    "wrong", ["x", "a" * 32, "a" * 4000, "%00", "%ff", "é", "..%2f..", "%22%3Cscript%3E", "' OR 1=1 --"]
)
async def test_a_wrong_secret_finds_nothing(client: Client, secret: str, wrong: str):
    answer = await get(client, wrong)

    assert (answer.status, await answer.read()) == (404, b"")
    assert answer.headers["Cache-Control"] == "private, no-cache"


async def test_a_removed_link_and_one_of_an_erased_person_answer_like_a_wrong_one(
    client: Client, centre: Centre, amina: int, secret: str
):
    wrong = await get(client, "x")
    centre.candidate(amina, lambda services: services.feeds.remove_link(amina))
    removed = await get(client, secret)
    erased_secret = centre.candidate(amina, lambda services: services.feeds.new_link(amina))
    assert (await get(client, erased_secret)).status == 200
    centre.candidate(amina, lambda services: services.candidates.erase(amina))
    erased = await get(client, erased_secret)

    def told(answer: ClientResponse) -> dict[str, str]:
        return {name: value for name, value in answer.headers.items() if name != "Date"}

    assert [removed.status, erased.status] == [404, 404]
    assert told(wrong) == told(removed) == told(erased)


async def test_it_is_only_read(client: Client, secret: str):
    assert (await client.post(f"/calendar/{secret}.ics")).status == 405
    assert (await client.head(f"/calendar/{secret}.ics")).status == 200
