"""Links that lead out of the chat and into it: a calendar for the phone, and a referrer's poster."""

import re

from aiohttp import ClientSession

from tests.house import Phone, Town
from tests.journeys.conftest import introduced
from tests.services.scheduling.calendars import read


async def fetched(address: str) -> tuple[int, bytes]:
    async with ClientSession() as http, http.get(address) as answer:
        return answer.status, await answer.read()


async def booked(phone: Phone) -> None:
    await phone.say("/rendezvous")
    for label in ("Centre Guillotière", "Jeudi 7 janvier", "9 h 45", "Au centre", "Oui, je réserve"):
        await phone.tap(label)


async def test_a_phone_follows_the_timetable_until_the_link_is_removed(on_sqlite: Town):
    phone = await introduced(on_sqlite.phone())
    await booked(phone)
    await phone.say("/planning")
    await phone.tap("Dans mon téléphone")
    found = re.search(r"http\S+/calendar/\S+\.ics", phone.last)
    assert found
    status, content = await fetched(found[0])
    assert status == 200
    assert len(read(content).events) == 1

    await phone.tap("Enlever le lien")
    assert (await fetched(found[0]))[0] == 404


async def test_who_scans_a_poster_is_welcome_and_counted_without_a_name(here: Town):
    added = await here.api.post("/referrers", {"kind": "employer", "name": "Boulangerie Martin"})
    assert added["link"] == f"https://t.me/clea_compagnon_bot?start={added['code']}"

    async def counts() -> list[int]:
        (one,) = (await here.api.get("/referrers"))["items"]
        return [one[name] for name in ("came", "registered", "booked")]

    phone = here.phone()
    await phone.say(f"/start {added['code']}")
    assert await counts() == [1, 0, 0]
    for label in ("Français", "Oui, d’accord", "Amina"):
        await phone.tap(label)
    await booked(phone)
    assert await counts() == [1, 1, 1]

    await here.api.post(f"/referrers/{added['id']}/close")
    late = here.phone(2, "Bilal")
    await late.say(f"/start {added['code']}")
    assert "Français" in late.buttons
    assert await counts() == [1, 1, 1]
