"""Publishing a jury in a real Chromium: prepared and published by mouse, and by the keyboard alone on a phone."""

from datetime import date

import pytest
from playwright.async_api import Page, expect

from services.dossiers.stages import Stage
from services.jury.models import Decision
from tests.browser.axe import violations
from tests.browser.chromium import DESK, PHONE, browsing
from tests.services.console.centre import Centre
from tests.services.console.juries import complete, joined, planned

pytestmark = pytest.mark.browser


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Once is enough: what differs between the databases is tested without a browser."""
    return sqlite_url


async def enter(page: Page, client, centre: Centre, address: str) -> None:
    token = centre.system(lambda services: services.staff.start_session(centre.coordinator_id))
    await page.context.add_cookies([{"name": "clea", "value": token, "url": str(client.make_url("/"))}])
    await page.goto(str(client.make_url(address)))


def stage(centre: Centre, one: int) -> Stage:
    return centre.staff(lambda services: services.dossiers.stage(one))


async def test_by_mouse_a_jury_is_prepared_decided_looked_at_and_published(client, centre):
    amina, bilal = complete(centre, "Amina"), complete(centre, "Bilal")
    async with browsing(DESK) as page:
        await enter(page, client, centre, "/console/juries")
        await page.get_by_role("link", name="Plan a session").click()
        await page.get_by_label("Date").fill("2027-01-15")
        for side, name in (("Employers", "Anne Petit"), ("Employees", "Zoé Blanc")):
            group = page.get_by_role("group", name=side)
            await group.get_by_label(f"Name 1, {side}").fill(name)
            even = "as many on both sides" if side == "Employees" else "not as many on both sides"
            await expect(page.locator("#parity b")).to_have_text(even)
        await page.get_by_role("button", name="Keep", exact=True).click()
        await page.get_by_role("link", name="Choose files").click()
        await page.get_by_role("checkbox", name="Amina").check()
        await page.get_by_role("checkbox", name="Bilal").check()
        await page.get_by_role("button", name="Put the ticked files before the jury").click()
        await expect(page.get_by_role("status")).to_contain_text("These files go before the jury.")
        await page.get_by_role("group", name="Amina").get_by_label("Certified").check()
        group = page.get_by_role("group", name="Bilal")
        await group.get_by_label("Not yet", exact=True).check()
        await group.get_by_label("what to do next").fill("Revoir le calcul.")
        await page.get_by_role("button", name="Last look before publishing").click()

        await expect(page.get_by_role("heading", name="The bot tells 1 candidate at once")).to_be_visible()
        await expect(page.get_by_text("Claire Moreau calls")).to_be_visible()
        assert await violations(page) == []
        assert stage(centre, amina) is Stage.BEFORE_THE_JURY
        await page.get_by_role("button", name="Publish 2 decisions").click()

        await expect(page.get_by_role("status")).to_contain_text("Published.")
        assert (stage(centre, amina), stage(centre, bilal)) == (Stage.CERTIFIED, Stage.COMPLETE)


async def test_by_keyboard_alone_on_a_phone_decisions_are_entered_and_published(client, centre):
    jury, amina = planned(centre, "Amina")
    bilal = joined(centre, jury, "Bilal")
    async with browsing(PHONE) as page:
        await enter(page, client, centre, f"/console/juries/{jury}")
        await _tab_to(page, f"decision_{amina}")
        await page.keyboard.press("Space")
        await _tab_to(page, f"decision_{bilal}")
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Revoir le calcul.")
        await _tab_to(page, "Last look before publishing")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Last look before publishing")
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        await _tab_to(page, "Publish 2 decisions")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Published.")

    about = centre.staff(lambda services: services.jury.publication(jury))
    assert (about.those(Decision.CERTIFIED), about.those(Decision.NOT_YET)) == ([amina], [bilal])
    assert about.decided[bilal].next_step == "Revoir le calcul."
    assert stage(centre, amina) is Stage.CERTIFIED
    assert about.decided[bilal].held_on == date(2027, 1, 15)


async def _tab_to(page: Page, name: str) -> None:
    """Presses Tab until what is called that, or the field of that name, has the focus."""
    here = "[document.activeElement.textContent.trim(), document.activeElement.name]"
    for _ in range(60):
        await page.keyboard.press("Tab")
        if name in await page.evaluate(here):
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")
