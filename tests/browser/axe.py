"""axe-core on a page: what of WCAG 2.2 AA it finds broken. Pages are looked at as they are, their policy included."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def violations(page: Page) -> list[str]:
    """One line for each: the rule, and where it is broken. Empty is good.

    The script comes through the browser's debugging protocol, which a page's policy does not concern.
    """
    await page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = await page.evaluate(
        "standards => axe.run(document, {runOnly: standards, resultTypes: ['violations']})", STANDARDS
    )
    return [
        f"{page.url}: {one['id']} at {node['target']}: {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
