"""Every page of the console in a real Chromium, phone and desk: axe-core finds nothing, nothing is cut off."""

import os
from pathlib import Path

import pytest

from services.console.routes import BY_NAME
from tests.browser.axe import violations
from tests.browser.chromium import DESK, PHONE, browsing
from tests.services.console.people import people
from tests.services.console.walk import STEPS, made_for

pytestmark = pytest.mark.browser

PAGES = [
    (name, which, address)
    for name, step in STEPS.items()
    if step.page
    for which, address in (("", step.address), ("-also", step.also))
    if address is not None
]

PICTURES = os.environ.get("CLEA_SCREENSHOTS")
"""A folder to keep a picture of every page in, to look at."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Once is enough: what differs between the databases is tested without a browser."""
    return sqlite_url


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_any_page_and_nothing_is_wider_than_a_phone(client, centre, scheme):
    people(centre)
    made = made_for(centre)
    token = centre.system(lambda services: services.staff.start_session(centre.coordinator_id))
    found: list[str] = []
    async with browsing(PHONE) as page:
        await page.emulate_media(color_scheme=scheme)
        for name, which, address in PAGES:
            signed_in = not BY_NAME[name].is_open
            await page.context.clear_cookies()
            if signed_in:
                await page.context.add_cookies([{"name": "clea", "value": token, "url": _url(client, "/")}])
            await page.goto(_url(client, f"/console{address(made)}"))
            for size in (PHONE, DESK):
                await page.set_viewport_size(size)
                if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found.append(f"{name}{which}: wider than {size['width']}")
                await _keep(page, f"{name}{which}-{size['width']}-{scheme}")
                found += await violations(page)
    assert found == []


def _url(client, path: str) -> str:
    return str(client.make_url(path))


async def _keep(page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
