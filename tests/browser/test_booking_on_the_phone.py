"""A candidate books an interview on the phone page, in a real browser, against the demo as `clea demo` runs it."""

import aiohttp
import pytest
from playwright.async_api import Page, expect

from bot.sandbox.demo import demo, demo_settings
from tests.browser.chromium import PHONE, browsing


@pytest.mark.browser
async def test_a_candidate_books_an_interview_on_the_phone_page(database_url: str):
    settings = demo_settings(
        host="127.0.0.1", port=0, database_url=database_url, bot_api_url=None, bot_token=None
    )
    async with demo(settings, own_sandbox=True) as addresses, browsing(PHONE) as page:
        await page.goto(str(addresses["phone_url"]))
        await _books(page)
        candidates = await _candidates(addresses)
    assert [(c["first_name"], c["locale"], c["stage"]) for c in candidates] == [
        ("Amina", "fr", "interview_booked")
    ]


async def _books(page: Page) -> None:
    log = page.get_by_role("log", name="Conversation")
    await page.get_by_role("button", name="Démarrer").click()
    for label in ("Français", "Oui, d’accord", "Amina", "Prendre rendez-vous", "Centre Guillotière"):
        await log.get_by_role("button", name=label).last.click()
    await log.get_by_role("button", name="D’autres jours").click()
    # The first day of the second page: far enough not to be today.
    await log.get_by_role("button", name="Jeudi").or_(log.get_by_role("button", name="Lundi")).last.click()
    await log.get_by_role("button", name="9 h 45").click()
    await log.get_by_role("button", name="Au centre").click()
    await log.get_by_role("button", name="Oui, je réserve").click()
    await expect(log.get_by_text("C’est réservé")).to_be_visible()
    await expect(log.get_by_text("clea.ics")).to_be_visible()


async def _candidates(addresses: dict[str, str | None]) -> list[dict[str, str]]:
    headers = {"Authorization": f"Bearer {addresses['api_token']}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.get(f"{addresses['api_url']}/candidates") as answer,
    ):
        assert answer.status == 200
        found: list[dict[str, str]] = (await answer.json())["items"]
        return found
