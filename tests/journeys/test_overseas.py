"""La Réunion and Lyon by video: she reads her own hour, her adviser reads his."""

from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar
from aiohttp import ClientSession, CookieJar
from sqlmodel import Session, col, delete, select

from services import system_services
from services.scheduling.models import OpeningRow
from services.staff.models import SiteRow, StaffRow
from tests.house import Phone, Town
from tests.journeys.conftest import introduced

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")

CLAIRE, CLAIRE_CHAT = 1, 77


async def test_a_candidate_of_la_reunion_reads_her_hour_and_her_adviser_his(here: Town, phone: Phone):
    await here.house.database.run(_only_in_lyon)
    claire = await here.phone(CLAIRE_CHAT, "Claire").say("/start")
    await introduced(phone)
    await phone.tap("Prendre rendez-vous")
    await phone.tap("Près de moi")
    await phone.do("send_location", -20.8823, 55.4504)
    assert "pas encore de centre" in phone.last
    await phone.tap("Par vidéo")
    await phone.tap("Jeudi 7 janvier")
    assert "12 h 45" in phone.buttons  # 9 h 45 in Lyon
    await phone.tap("12 h 45")
    assert "jeudi 7 janvier à 12 h 45" in phone.last
    assert "C’est l’heure de chez vous." in phone.last
    await phone.tap("Oui, je réserve")

    (booked,) = (await here.api.get("/candidates/1"))["appointments"]
    assert booked["starts_at"] == "2027-01-07T09:45:00+01:00"
    assert _hour_in_the_phones_calendar(here, phone) == datetime(2027, 1, 7, 12, 45, tzinfo=REUNION)
    await here.until(datetime(2027, 1, 6, 18, 0, tzinfo=REUNION))
    assert phone.last.startswith("Demain, jeudi 7 janvier à 12 h 45")
    await here.until(datetime(2027, 1, 7, 11, 0, tzinfo=REUNION))

    page = await _console(here)
    assert "jeu. 7 janv., 9 h 45" in page
    assert "jeu. 7 janv., 12 h 45" not in page  # but in what was said to her
    await phone.tap("Je serai en retard")
    await phone.tap("20 minutes")
    assert "20 minutes" in claire.last
    assert "jeudi 7 janvier à 9 h 45" in claire.last


async def _console(here: Town) -> str:
    """Her page, as Claire reads it in the console."""
    secret = await here.house.database.run(
        lambda session: system_services(session, here.clock.now()).staff.sign_in_link(CLAIRE)
    )
    async with ClientSession(here.base, cookie_jar=CookieJar(unsafe=True)) as http:
        async with http.post(f"/console/sign-in/{secret}") as entered:
            assert entered.status == 200
        async with http.get("/console/candidates/1") as page:
            return (await page.text()).replace("\u202f", " ").replace("\u00a0", " ")


def _hour_in_the_phones_calendar(here: Town, phone: Phone) -> object:
    (message,) = [one for one in phone.messages if "document" in one]
    content = here.sandbox.bot.files.content(here.sandbox.bot.files.by_id(message["document"]["file_id"]))
    return icalendar.Calendar.from_ical(content).events[0].start


def _only_in_lyon(session: Session) -> None:
    """No centre in La Réunion; and Claire has joined in Telegram."""
    site = session.exec(select(SiteRow).where(col(SiteRow.town) == "La Réunion")).one()
    session.exec(delete(OpeningRow).where(col(OpeningRow.site_id) == site.id))
    session.delete(site)
    claire = session.exec(select(StaffRow).where(col(StaffRow.first_name) == "Claire")).one()
    claire.chat_id = CLAIRE_CHAT
    session.add(claire)
