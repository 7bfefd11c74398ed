"""The phone page in a real browser, with a small bot behind it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import async_playwright, expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
PICTURE = Path(__file__).with_name("path.png")


async def echo(bot):
    """A bot that offers a picture and repeats what it hears."""
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=20):
            offset = update.update_id + 1
            if update.callback_query:
                await update.callback_query.answer("Voici")
                await bot.send_photo(update.effective_chat.id, PICTURE.read_bytes(), caption="Le chemin")
            elif update.message.text == "/start":
                keys = InlineKeyboardMarkup([[InlineKeyboardButton("Voir le chemin", callback_data="path")]])
                await update.message.reply_text("<b>Bonjour</b>", parse_mode="HTML", reply_markup=keys)
            else:
                await update.message.reply_text(f"Vous dites : {update.message.text}")


@pytest.fixture
async def phone(opened):
    return await opened()


@pytest.fixture
def sandbox_of_page(phone):
    return phone[0]


@pytest.fixture
async def page(phone, talking):
    """The phone page at phone size, errors in it failing the test."""
    sandbox, address = phone
    async with talking(sandbox, address) as bot, async_playwright() as playwright:
        answering = asyncio.create_task(echo(bot))
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 360, "height": 740})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.extend([message.text] if message.type == "error" else []))
        await page.goto(f"{address}/phone")
        yield page
        await browser.close()
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        assert errors == []


@pytest.mark.browser
async def test_a_candidate_starts_taps_sees_the_picture_and_writes(page):
    await page.get_by_role("button", name="Démarrer").click()
    log = page.get_by_role("log", name="Conversation")
    await expect(log.get_by_text("Bonjour")).to_be_visible()

    await log.get_by_role("button", name="Voir le chemin").click()
    await expect(page.get_by_role("status")).to_have_text("Voici")
    await expect(log.get_by_role("img", name="Le chemin")).to_be_visible()
    await log.get_by_role("button", name="Agrandir : Le chemin").click()
    await page.get_by_role("dialog", name="Photo agrandie").get_by_role("button", name="Fermer").click()

    await page.get_by_role("textbox", name="Message").fill("merci")
    await page.get_by_role("button", name="Envoyer", exact=True).click()
    await expect(log.get_by_text("Vous dites : merci")).to_be_visible()


@pytest.mark.browser
async def test_nothing_on_the_phone_is_too_small_or_too_wide(page):
    await page.get_by_role("button", name="Démarrer").click()
    await page.get_by_role("button", name="Voir le chemin").click()
    await page.get_by_role("img", name="Le chemin").wait_for()

    small = (
        "[...document.querySelectorAll('button, a.key, summary, select')].filter(e => e.checkVisibility() &&"
    )
    small += " !e.matches('.command, .spoiler')).map(e => [e.textContent, e.getBoundingClientRect()])"
    small += ".filter(([, box]) => box.width < 44 || box.height < 44).map(([name]) => name)"
    assert await page.evaluate(small) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.get_by_role("button", name="Outils de la démo").click()
    assert await page.evaluate(small) == []
    assert await page.evaluate("document.querySelector('.tools').scrollWidth") <= 360


@pytest.mark.browser
async def test_two_candidates_have_two_phones(page):
    await page.get_by_role("button", name="Démarrer").click()
    await page.get_by_text("Bonjour").wait_for()
    await page.get_by_role("button", name="Outils de la démo").click()
    await page.get_by_role("button", name="John").click()

    await expect(page.get_by_role("button", name="Démarrer")).to_be_visible()
    await expect(page.get_by_text("Bonjour")).to_have_count(0)
    assert page.url.endswith("?user=700000002")


@pytest.mark.browser
async def test_a_blocked_bot_can_be_let_in_again(page):
    await page.get_by_role("button", name="Démarrer").click()
    await page.get_by_role("button", name="Outils de la démo").click()
    await page.get_by_role("button", name="Bloquer le bot").click()
    await page.get_by_role("button", name="Fermer les outils").click()

    await page.get_by_label("Téléphone").get_by_role("button", name="Débloquer le bot").click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()


@pytest.mark.browser
async def test_the_clock_strip_moves_the_demo_on(page, sandbox_of_page, serve):
    asked = []

    async def clock(request):
        if request.method == "POST":
            asked.append(await request.json())
        return web.json_response({"now": f"2027-01-1{2 + len(asked)}T13:00:00Z", "next": None})

    application = web.Application()
    application.router.add_route("*", "/clock", clock)
    sandbox_of_page.clock_url = await serve(application) + "/clock"
    await page.reload()
    await page.get_by_role("button", name="Outils de la démo").click()

    await expect(page.get_by_text("mardi 12 janvier, 14:00")).to_be_visible()
    await page.get_by_role("button", name="+1 jour").click()
    await expect(page.get_by_text("mercredi 13 janvier, 14:00")).to_be_visible()
    await page.get_by_role("button", name="Prochain évènement").click()
    await expect(page.get_by_text("jeudi 14 janvier, 14:00")).to_be_visible()
    await page.get_by_label("Aller à (heure de Paris)").fill("2027-07-01T09:30")
    await page.get_by_role("button", name="Aller", exact=True).click()
    await expect(page.get_by_text("vendredi 15 janvier, 14:00")).to_be_visible()
    assert asked == [{"advance_s": 86400}, {"to": "next"}, {"to": "2027-07-01T07:30:00.000Z"}]
