"""The agenda in a real Chromium: a conflict is seen before anything is booked, by mouse and by keyboard alone."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, expect

from services.scheduling.models import Kind, Mode
from tests.browser.axe import violations
from tests.browser.chromium import DESK, PHONE, browsing
from tests.services.console.centre import Centre

pytestmark = pytest.mark.browser


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Once is enough: what differs between the databases is tested without a browser."""
    return sqlite_url


@pytest.fixture
def people(centre: Centre) -> tuple[int, int]:
    """Amina, who has Wednesday at ten, and Bilal, who has nothing yet."""
    amina, bilal = centre.register("Amina"), centre.register("Bilal")
    centre.staff(
        lambda s: s.scheduling.book(
            amina,
            kind=Kind.INTERVIEW,
            site_id=centre.site_id,
            staff_id=centre.adviser_id,
            starts_at=centre.now.replace(day=6, hour=9),
            mode=Mode.CENTRE,
        )
    )
    return amina, bilal


async def enter(page: Page, client, centre: Centre, address: str) -> None:
    token = centre.system(lambda services: services.staff.start_session(centre.adviser_id))
    await page.context.add_cookies([{"name": "clea", "value": token, "url": str(client.make_url("/"))}])
    await page.goto(str(client.make_url(address)))


def booked(centre: Centre, one: int):
    facts = centre.staff(lambda services: services.dossiers.facts(one))
    return [a.starts_at for a in facts.appointments if a.is_booked]


async def test_by_mouse_a_conflict_is_shown_and_a_free_time_taken_instead(client, centre, people):
    async with browsing(DESK) as page:
        await enter(page, client, centre, "/console/agenda?on=2027-01-06")
        await expect(page.get_by_role("link", name="Amina")).to_be_visible()
        await page.get_by_role("link", name="Book by hand").click()
        await page.get_by_label("First name").fill("bil")
        await page.get_by_role("button", name="Search").click()
        await page.get_by_role("link", name="Bilal").click()
        await page.get_by_label("Date").fill("2027-01-06")
        await page.get_by_label("Time").fill("10:30")
        await page.get_by_role("button", name="Book", exact=True).click()

        warning = page.get_by_role("alert")
        await expect(warning).to_contain_text("Claire Moreau has an appointment then with Amina")
        assert booked(centre, people[1]) == []
        assert await violations(page) == []
        await warning.get_by_role("link", name="11:00").click()
        await expect(page.get_by_role("status")).to_contain_text("Nothing stands in the way.")
        await page.get_by_role("button", name="Book", exact=True).click()

        await expect(page.get_by_role("status")).to_contain_text("Booked.")
        assert booked(centre, people[1]) == [centre.now.replace(day=6, hour=10)]


async def test_by_keyboard_alone_on_a_phone_a_warning_is_read_and_booked_over(client, centre, people):
    async with browsing(PHONE) as page:
        await enter(
            page, client, centre, f"/console/agenda/book?candidate={people[1]}&on=2027-01-06&at=19:30"
        )
        await expect(page.get_by_role("alert")).to_contain_text(
            "No opening of Claire Moreau offers this time."
        )
        await _tab_to(page, "Book all the same")
        await page.keyboard.press("Enter")

        await expect(page.get_by_role("status")).to_contain_text("Booked.")
        assert booked(centre, people[1]) == [centre.now.replace(day=6, hour=18, minute=30)]
        await _tab_to(page, "Cancel this appointment")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Cancelled.")
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_an_opening_is_dragged_to_another_day_and_its_edge_to_another_hour(client, centre):
    def hours():
        rows = centre.staff(lambda s: s.desk.openings(centre.adviser_id))
        (row,) = [row for row in rows if row.id == 1]
        return row.weekday, f"{row.from_time:%H:%M}", f"{row.to_time:%H:%M}"

    assert hours() == (0, "09:00", "17:00")
    async with browsing({"width": 1280, "height": 1200}) as page:
        await enter(page, client, centre, "/console/agenda/openings")
        block, saturday = page.locator("[data-opening='1']"), page.locator("[data-weekday='5']")
        box, there = await block.bounding_box(), await saturday.bounding_box()
        assert box is not None
        assert there is not None
        an_hour = box["height"] / 8
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await _drag(page, middle, (there["x"] + there["width"] / 2, middle[1] + an_hour))
        await expect(page.get_by_role("status")).to_contain_text("Changed.")
        assert hours() == (5, "10:00", "18:00")

        box = await page.locator("[data-opening='1']").bounding_box()
        assert box is not None
        foot = box["x"] + box["width"] / 2, box["y"] + box["height"] - 3
        await _drag(page, foot, (foot[0], foot[1] - 2 * an_hour))
        await expect(page.locator("[data-opening='1'] time")).to_have_text("10:00–16:00")
        assert hours() == (5, "10:00", "16:00")
        assert urlsplit(page.url).path == "/console/agenda/openings"


async def test_an_absence_is_counted_before_it_is_confirmed(client, centre, people):
    async with browsing(DESK) as page:
        await enter(page, client, centre, "/console/agenda/absences")
        await page.get_by_label("Adviser").select_option(label="Claire Moreau")
        await page.get_by_label("From").fill("2027-01-06")
        await page.get_by_role("button", name="See what falls into it").click()
        await expect(page.get_by_role("heading", name="1 appointment falls into it")).to_be_visible()
        assert len(booked(centre, people[0])) == 1
        await page.get_by_role("button", name="Absent: offer 1 candidate other times").click()

        await expect(page.get_by_role("status")).to_contain_text("1 candidate is offered other times now.")
        assert booked(centre, people[0]) == []
        tasks = centre.staff(lambda s: s.messages.tasks(), -timedelta(days=2) / timedelta(days=1))
        assert "find_time" in {task.kind.value for task in tasks}


async def _tab_to(page: Page, name: str) -> None:
    """Presses Tab until the button of that name has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


async def _drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    await page.mouse.move(*start)
    await page.mouse.down()
    await page.mouse.move(*end, steps=4)
    await page.mouse.up()
