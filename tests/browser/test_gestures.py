"""What an adviser does every day, in a real Chromium: with the mouse, and the same with the keyboard alone."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from services import (
    Actor,
    ActorKind,
    AssessmentKind,
    Domain,
    Facts,
    Outcome,
    Result,
    Services,
    system_services,
)
from services.candidates.models import CandidateRow, ChatRow
from tests.browser.chromium import DESK, PHONE, browsing
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.house import Town, town
from tests.journeys.conftest import introduced

pytestmark = pytest.mark.browser

BODY, CLAIRE, MARIE = 1, 1, 3
MANY, FIRST_CHAT = 200, 900_000


@pytest.fixture
async def here(sqlite_url: str, now: datetime) -> AsyncIterator[Town]:
    """Once is enough: what differs between the databases is tested without a browser."""
    async with town(sqlite_url, now) as everything:
        yield everything


HANDS: tuple[type[Mouse] | type[Keyboard], ...] = (Mouse, Keyboard)
"""Each gesture is done twice, in one browser: starting another takes longer than the gesture."""


async def run(here: Town, work: Callable[[Any], Any], staff_id: int = CLAIRE) -> Any:
    def acting(session: Any) -> Any:
        actor = Actor(ActorKind.STAFF, staff_id, BODY)
        return work(system_services(session, here.clock.now()).acting_as(actor))

    return await here.house.database.run(acting)


async def facts(here: Town, one: int) -> Facts:
    found: Facts = await run(here, lambda services: services.dossiers.facts(one))
    return found


def _to_call(one: int, why: str, services: Services) -> None:
    services.messages.ask_to_call(one, why)


def _open_a_file(one: int, services: Services) -> None:
    services.dossiers.record_outcome(one, Outcome.DOSSIER_OPENED)


@asynccontextmanager
async def at_the_desk(here: Town, address: str = "/") -> AsyncIterator[Page]:
    """A page of the console, signed in as Claire."""
    async with browsing(DESK) as page:
        token = await run(here, lambda services: services.staff.start_session(CLAIRE))
        await page.context.add_cookies([{"name": "clea", "value": token, "url": here.base}])
        await page.goto(f"{here.base}/console{address}")
        yield page


def candidates(session: Any, now: datetime, *names: str) -> list[int]:
    """People of Claire's at the first site, each with a chat."""
    made = []
    for n, name in enumerate(names):
        session.add(ChatRow(chat_id=FIRST_CHAT + n, locale="fr", created_at=now))
        session.flush()
        one = system_services(session, now).candidates.register(FIRST_CHAT + n, name, "fr", "Europe/Paris")
        row = session.get_one(CandidateRow, one.id)
        row.body_id, row.site_id, row.adviser_id = BODY, 1, CLAIRE
        made.append(one.id)
    return made


async def registered(here: Town, *names: str) -> list[int]:
    found: list[int] = await here.house.database.run(
        lambda session: candidates(session, here.clock.now(), *names)
    )
    return found


async def test_one_signs_in_by_the_link_and_does_what_today_asks_for(here: Town):
    (amina,) = await registered(here, "Amina")
    async with browsing(PHONE) as page:
        for hand in HANDS:
            await run(here, partial(_to_call, amina, hand.__name__))
            link = await run(here, lambda services: services.staff.sign_in_link(CLAIRE))
            await page.context.clear_cookies()
            await _signs_in_and_does_a_task(page, hand(page), f"{here.base}/console/sign-in/{link}")
            assert await run(here, lambda services: services.messages.tasks()) == []


async def _signs_in_and_does_a_task(page: Page, hand: Hand, link: str) -> None:
    await page.goto(link)
    await hand.press(page.get_by_role("button", name="Entrer"))
    await expect(page.get_by_role("heading", name="Aujourd’hui", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="Appeler Amina")).to_be_visible()
    await hand.press(page.locator("#todos").get_by_role("button").first)
    await expect(page.get_by_role("status").first).to_contain_text("cette tâche est faite")


async def test_a_conflict_is_seen_before_anything_is_booked_and_a_free_time_taken(here: Town):
    amina, *others = await registered(here, "Amina", "Bilal", "Chloé")
    where: dict[str, Any] = {"kind": "interview", "site_id": 1, "staff_id": CLAIRE, "mode": "centre"}
    await here.api.post(
        "/appointments", {**where, "candidate_id": amina, "starts_at": "2027-01-06T09:45:00+01:00"}
    )
    async with at_the_desk(here) as page:
        for hand, one in zip(HANDS, others, strict=True):
            await page.goto(f"{here.base}/console/agenda/book?candidate={one}")
            warning = await _meets_a_conflict(page, hand(page))
            assert (await facts(here, one)).appointments == ()
            await hand(page).press(warning.get_by_role("link").first)
            await hand(page).press(page.get_by_role("button", name="Réserver", exact=True))
            await expect(page.get_by_role("status").first).to_contain_text("C’est réservé")
            (booked,) = (await facts(here, one)).appointments
            assert booked.is_booked


async def _meets_a_conflict(page: Page, hand: Hand) -> Locator:
    await hand.write(page.get_by_label("Date"), "2027-01-06")
    await hand.write(page.get_by_label("Heure"), "10:00")
    await hand.press(page.get_by_role("button", name="Réserver", exact=True))
    warning = page.get_by_role("alert")
    await expect(warning).to_contain_text("Claire Dumas a déjà un rendez-vous avec Amina")
    return warning


async def test_an_assessment_is_recorded_domain_by_domain_and_may_be_taken_back(here: Town):
    people = await registered(here, "Amina", "Bilal")
    async with at_the_desk(here) as page:
        for hand, one in zip(HANDS, people, strict=True):
            await run(here, partial(_open_a_file, one))
            await page.goto(f"{here.base}/console/candidates/{one}")
            await _records_an_assessment(page, hand(page))
            (recorded,) = (await facts(here, one)).assessments
            assert (recorded.kind, dict(recorded.results)) == (AssessmentKind.INITIAL, RESULTS)
            await hand(page).press(page.get_by_role("button", name="Annuler", exact=True))
            await expect(page.get_by_role("status").first).to_contain_text("n’en a rien su")
            assert (await facts(here, one)).assessments == ()


RESULTS = dict.fromkeys(Domain, Result.ACQUIRED) | {Domain.D2: Result.TO_DEVELOP}


async def _records_an_assessment(page: Page, hand: Hand) -> None:
    await hand.press(page.locator("summary", has_text="Évaluation"))
    for domain, result in RESULTS.items():
        await hand.mark(page.locator(f"input[name={domain.value}][value={result.value}]"))
    await hand.press(page.get_by_role("button", name="Noter l’évaluation"))
    await expect(page.get_by_role("button", name="Annuler", exact=True)).to_be_focused()


async def test_a_message_appears_on_the_phone_and_its_answer_in_the_console(here: Town):
    await introduced(here.phone())
    await here.house.database.run(_given_to_claire)
    async with at_the_desk(here, "/messages/1") as page:
        assert page.context.browser is not None
        phone = await page.context.browser.new_page(viewport=PHONE, locale="fr-FR")
        await phone.goto(f"{here.base}/sandbox/phone/")
        for hand in HANDS:
            words = f"Bonjour, {hand.__name__}"
            await hand(page).write(page.get_by_label("Écrire à Amina"), words)
            await hand(page).press(page.get_by_role("button", name="Envoyer", exact=True))
            await expect(page.get_by_role("status").first).to_contain_text("est parti")
            await here.settled()
            await _answers_on_the_phone(phone, hand(phone), words)
            # The console hears of it by itself.
            await expect(page.locator(".thread").get_by_text(f"Merci, {words}")).to_be_visible()


async def _answers_on_the_phone(phone: Page, thumb: Hand, words: str) -> None:
    log = phone.get_by_role("log", name="Conversation")
    await expect(log.get_by_text(words).last).to_be_visible()
    await thumb.press(log.get_by_role("button", name="Répondre").last)
    await expect(log.get_by_text("Écrivez votre message ici").last).to_be_visible()
    await thumb.write(phone.get_by_role("textbox", name="Message"), f"Merci, {words}")
    await thumb.press(phone.get_by_role("button", name="Envoyer"))


def _given_to_claire(session: Any) -> None:
    row = session.get_one(CandidateRow, 1)
    row.body_id, row.site_id, row.adviser_id = BODY, 1, CLAIRE


async def test_two_hundred_are_written_to_and_the_report_says_who_did_not_receive_it(here: Town):
    names = [f"Ana{n}" for n in range(MANY)]
    await registered(here, *names)
    for n, name in enumerate(names):
        here.sandbox.user(FIRST_CHAT + n, first_name=name).chat.started = True
    here.sandbox.user(FIRST_CHAT + 7).block()
    async with at_the_desk(here) as page:
        for hand in HANDS:
            await page.goto(f"{here.base}/console/broadcasts/new")
            await _writes_to_all(page, hand(page), hand.__name__)
            await here.settled()
            await expect(page.get_by_text("199 reçus")).to_be_visible()
            await expect(page.locator("#report").get_by_role("link", name="Ana7", exact=True)).to_be_visible()
    assert [said.partition("\n")[2] for said in here.phone(FIRST_CHAT + 3, "Ana3").said] == [
        "Bonjour Ana3, Mouse",
        "Bonjour Ana3, Keyboard",
    ]


async def _writes_to_all(page: Page, hand: Hand, words: str) -> None:
    await expect(page.get_by_text("200 candidats")).to_be_visible()
    await hand.write(page.get_by_label("français"), f"Bonjour {{prénom}}, {words}")
    await hand.press(page.get_by_role("button", name="Dernier regard"))
    await expect(page.get_by_text(f"Bonjour Prénom, {words}")).to_be_visible()
    await hand.press(page.get_by_role("button", name="Envoyer à 200 candidats"))
    await expect(page.get_by_text("200 destinataires")).to_be_visible()
