"""The console in a real Chromium, without a mouse where that matters: sign in, list, file, write."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.browser.install import browser as browser_path
from tests.services.console.people import people

pytestmark = pytest.mark.browser

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Once is enough: what differs between the databases is tested without a browser."""
    return sqlite_url


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        page = await browser.new_page(locale="en-GB", viewport={"width": 360, "height": 740})
        page.set_default_timeout(15_000)
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        assert complaints == []
        await browser.close()


async def test_an_adviser_signs_in_finds_a_candidate_and_writes(page, client, centre):
    one = people(centre)["Rosa"]
    console = client.make_url("/console/")

    await page.goto(str(console.join(console.with_path(f"/console/sign-in/{centre.sign_in_link()}"))))
    await page.get_by_role("button", name="Come in").press("Enter")
    await expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Candidates").press("Enter")
    await expect(page.get_by_role("heading", name="Candidates")).to_be_visible()
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")

    await page.get_by_label("First name").fill("ros")
    await page.get_by_label("First name").press("Enter")
    await page.get_by_role("rowheader").get_by_role("link", name="Rosa").press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Rosa")).to_be_visible()
    await expect(page.get_by_role("img", name="Where Rosa is on the path")).to_be_visible()
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")

    await page.get_by_label("Write to Rosa").fill("Bonjour <b>Rosa</b>, à lundi !")
    await page.get_by_role("button", name="Send", exact=True).press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Your message is on its way.")
    await expect(page.get_by_text("Bonjour <b>Rosa</b>, à lundi !").first).to_be_visible()
    assert centre.staff(lambda services: services.messages.thread(one))[-1].text.startswith("Bonjour <b>")


async def test_the_keyboard_reaches_the_content_first(page, client, centre):
    await page.goto(str(client.make_url("/console/sign-in")))
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Go to the content")).to_be_focused()

    await page.keyboard.press("Enter")

    await expect(page.locator("main")).to_be_focused()
