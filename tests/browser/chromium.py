"""A real Chromium for a test: its page fails the test when it has errors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, ViewportSize, async_playwright

from tests.browser.install import browser

# Without its own errands: on a closed network they are refused, many at a time.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

PHONE = ViewportSize(width=360, height=740)
DESK = ViewportSize(width=1280, height=900)


@asynccontextmanager
async def browsing(viewport: ViewportSize) -> AsyncIterator[Page]:
    """A fresh page of that size; an error in it, or in its console, is a failure at the end."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browser(), args=ARGUMENTS)
        page = await chromium.new_page(viewport=viewport, locale="fr-FR")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.extend([said.text] if said.type == "error" else []))
        yield page
        await chromium.close()
        assert errors == [], errors
