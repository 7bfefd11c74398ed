"""Takes the pictures of README from a demo: `python -m tests.browser.screenshots` writes docs/*.png."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from playwright.async_api import Page

from bot.sandbox.demo import demo, demo_settings
from tests.browser.chromium import DESK, PHONE, browsing

DOCS = Path(__file__).parents[2] / "docs"

BOOKING = (
    "Français",
    "Oui, d’accord",
    "Amina",
    "Prendre rendez-vous",
    "Centre Guillotière",
    "D’autres jours",
)

FIVE_OF_SEVEN = {f"D{n}": "acquired" for n in range(1, 8)} | {"D1": "to_develop", "D3": "to_develop"}


SETTLED_MS = 600
"""A bubble slides in; a picture is taken of it at rest."""


async def main() -> None:
    DOCS.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        settings = demo_settings(
            host="127.0.0.1",
            port=0,
            database_url=f"sqlite:///{folder}/demo.db",
            bot_api_url=None,
            bot_token=None,
        )
        async with demo(settings, own_sandbox=True) as addresses:
            async with browsing(PHONE) as page:
                await _phone(page, addresses)
            async with browsing(DESK) as page:
                await page.goto(f"{addresses['console_url']}")
                await page.goto(f"{addresses['api_url']}".replace("/api/v1", "/console/candidates/1"))
                await page.screenshot(path=DOCS / "console.png")


async def _phone(page: Page, addresses: dict[str, Any]) -> None:
    await page.goto(addresses["phone_url"])
    await page.get_by_role("button", name="Démarrer").click()
    log = page.get_by_role("log", name="Conversation")
    for label in BOOKING:
        await log.get_by_role("button", name=label).last.click()
    await log.get_by_role("button", name="Jeudi").or_(log.get_by_role("button", name="Lundi")).last.click()
    for label in ("9 h 45", "Au centre", "Oui, je réserve"):
        await log.get_by_role("button", name=label).last.click()
    await log.get_by_text("clea.ics").wait_for()
    await _moves(addresses["clock_url"], {"to": "next"})
    await log.get_by_role("button", name="Je viens").click()
    await log.get_by_text("Merci").wait_for()
    await page.wait_for_timeout(SETTLED_MS)
    await page.screenshot(path=DOCS / "reminder.png")
    await _moves(addresses["clock_url"], {"advance_s": 86400})
    async with _api(addresses) as http:
        await _call(http, "interview-outcome", {"outcome": "dossier_opened"})
        today = (await _moves(addresses["clock_url"], {"advance_s": 60}))["now"][:10]
        await _call(http, "assessments", {"kind": "initial", "held_on": today, "results": FIVE_OF_SEVEN})
    await _moves(addresses["clock_url"], {"advance_s": 3 * 86400})
    await log.get_by_text("points forts").last.wait_for()
    await page.wait_for_timeout(SETTLED_MS)
    await page.screenshot(path=DOCS / "strong-points.png")


def _api(addresses: dict[str, Any]) -> aiohttp.ClientSession:
    headers = {"Authorization": f"Bearer {addresses['api_token']}"}
    return aiohttp.ClientSession(base_url=f"{addresses['api_url']}/candidates/1/", headers=headers)


async def _call(http: aiohttp.ClientSession, path: str, body: Any) -> None:
    async with http.post(path, json=body) as answer:
        answer.raise_for_status()


async def _moves(clock_url: str, wish: dict[str, Any]) -> dict[str, str]:
    async with aiohttp.ClientSession() as http, http.post(clock_url, json=wish) as answer:
        told: dict[str, str] = await answer.json()
        return told


if __name__ == "__main__":
    asyncio.run(main())
