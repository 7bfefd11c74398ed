"""Who writes with difficulty speaks: a voice message reaches the adviser, who can listen to it."""

from aiohttp import ClientSession, CookieJar

from services import system_services
from tests.house import Phone, Town
from tests.journeys.conftest import introduced

VOICE = b"OggS a voice"


async def test_a_voice_message_reaches_the_adviser(here: Town, phone: Phone):
    await introduced(phone)
    await phone.do("send_voice", VOICE, seconds=3)
    await phone.tap("Oui, envoyez")
    message = (await here.api.get("/threads/1"))["items"][-1]

    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        await _sign_in(here, browser)
        page = f"{here.base}/console/candidates/1"
        async with browser.get(page) as file, browser.get(f"{page}/messages/{message['id']}/file") as voice:
            shown, heard = await file.text(), await voice.read()

    assert f"/messages/{message['id']}/file" in shown
    assert (voice.content_type, heard) == ("audio/ogg", VOICE)


async def _sign_in(here: Town, browser: ClientSession) -> None:
    link = await here.house.database.run(
        lambda session: system_services(session, here.clock.now()).staff.sign_in_link(3)
    )
    async with browser.post(f"{here.base}/console/sign-in/{link}", headers={"Origin": here.base}) as answer:
        assert answer.status == 200
