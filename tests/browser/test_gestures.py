"""What an adviser does every day, in a real Chromium: with the mouse, and the same with the keyboard alone."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from playwright.async_api import Page, expect

from services import Actor, ActorKind, AssessmentKind, Domain, Outcome, Result, system_services
from services.candidates.models import CandidateRow, ChatRow
from tests.browser.chromium import DESK, PHONE, browsing
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.house import Town, town
from tests.journeys.conftest import introduced

pytestmark = pytest.mark.browser

BODY, CLAIRE, MARIE = 1, 1, 3
MANY = 200


@pytest.fixture
async def here(sqlite_url: str, now: datetime) -> AsyncIterator[Town]:
    """Once is enough: what differs between the databases is tested without a browser."""
    async with town(sqlite_url, now) as everything:
        yield everything


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def hand_of(request: pytest.FixtureRequest) -> Callable[[Page], Hand]:
    hand: Callable[[Page], Hand] = request.param
    return hand


async def run(here: Town, work: Callable[[Any], Any], staff_id: int = CLAIRE) -> Any:
    def acting(session: Any) -> Any:
        actor = Actor(ActorKind.STAFF, staff_id, BODY)
        return work(system_services(session, here.clock.now()).acting_as(actor))

    return await here.house.database.run(acting)


@asynccontextmanager
async def at_the_desk(here: Town, address: str, viewport: Any = DESK) -> AsyncIterator[Page]:
    """A page of the console, signed in as Claire."""
    async with browsing(viewport) as page:
        token = await run(here, lambda services: services.staff.start_session(CLAIRE))
        await page.context.add_cookies([{"name": "clea", "value": token, "url": here.base}])
        await page.goto(f"{here.base}/console{address}")
        yield page


def candidates(session: Any, now: datetime, *names: str, first_chat: int = 900_000) -> list[int]:
    """People of Claire's at the first site, each with a chat."""
    made = []
    for n, name in enumerate(names):
        session.add(ChatRow(chat_id=first_chat + n, locale="fr", created_at=now))
        session.flush()
        one = system_services(session, now).candidates.register(first_chat + n, name, "fr", "Europe/Paris")
        row = session.get_one(CandidateRow, one.id)
        row.body_id, row.site_id, row.adviser_id = BODY, 1, CLAIRE
        made.append(one.id)
    return made


async def registered(here: Town, *names: str) -> list[int]:
    found: list[int] = await here.house.database.run(
        lambda session: candidates(session, here.clock.now(), *names)
    )
    return found


async def test_one_signs_in_by_the_link_and_does_what_today_asks_for(here: Town, hand_of):
    (amina,) = await registered(here, "Amina")
    await run(here, lambda services: services.messages.ask_to_call(amina, "silent"))
    link = await run(here, lambda services: services.staff.sign_in_link(CLAIRE))
    async with browsing(PHONE) as page:
        hand = hand_of(page)
        await page.goto(f"{here.base}/console/sign-in/{link}")
        await hand.press(page.get_by_role("button", name="Entrer"))

        await expect(page.get_by_role("heading", name="Aujourd’hui", exact=True)).to_be_visible()
        await expect(page.get_by_role("link", name="Appeler Amina")).to_be_visible()
        await hand.press(page.locator("#todos").get_by_role("button").first)
        await expect(page.get_by_role("status").first).to_contain_text("cette tâche est faite")
    assert await run(here, lambda services: services.messages.tasks()) == []


async def test_a_conflict_is_seen_before_anything_is_booked_and_a_free_time_taken(here: Town, hand_of):
    amina, bilal = await registered(here, "Amina", "Bilal")
    where: dict[str, Any] = {"kind": "interview", "site_id": 1, "staff_id": CLAIRE, "mode": "centre"}
    await here.api.post(
        "/appointments", {**where, "candidate_id": amina, "starts_at": "2027-01-06T09:45:00+01:00"}
    )
    async with at_the_desk(here, f"/agenda/book?candidate={bilal}") as page:
        hand = hand_of(page)
        await hand.write(page.get_by_label("Date"), "2027-01-06")
        await hand.write(page.get_by_label("Heure"), "10:00")
        await hand.press(page.get_by_role("button", name="Réserver", exact=True))

        warning = page.get_by_role("alert")
        await expect(warning).to_contain_text("Claire Dumas a déjà un rendez-vous avec Amina")
        assert (await run(here, lambda services: services.dossiers.facts(bilal))).appointments == ()
        await hand.press(warning.get_by_role("link").first)
        await hand.press(page.get_by_role("button", name="Réserver", exact=True))
        await expect(page.get_by_role("status").first).to_contain_text("C’est réservé")
    (booked,) = (await run(here, lambda services: services.dossiers.facts(bilal))).appointments
    assert booked.is_booked


async def test_an_assessment_is_recorded_domain_by_domain_and_may_be_taken_back(here: Town, hand_of):
    (amina,) = await registered(here, "Amina")
    await run(here, lambda services: services.dossiers.record_outcome(amina, Outcome.DOSSIER_OPENED))
    results = {domain: Result.ACQUIRED for domain in Domain} | {Domain.D2: Result.TO_DEVELOP}
    async with at_the_desk(here, f"/candidates/{amina}") as page:
        hand = hand_of(page)
        await hand.press(page.locator("summary", has_text="Évaluation"))
        for domain, result in results.items():
            await hand.mark(page.locator(f"input[name={domain.value}][value={result.value}]"))
        await hand.press(page.get_by_role("button", name="Noter l’évaluation"))

        await expect(page.get_by_role("button", name="Annuler", exact=True)).to_be_focused()
        (recorded,) = (await run(here, lambda services: services.dossiers.facts(amina))).assessments
        assert (recorded.kind, dict(recorded.results)) == (AssessmentKind.INITIAL, results)
        await hand.press(page.get_by_role("button", name="Annuler", exact=True))
        await expect(page.get_by_role("status").first).to_contain_text("n’en a rien su")
    assert (await run(here, lambda services: services.dossiers.facts(amina))).assessments == ()


async def test_a_message_appears_on_the_phone_and_its_answer_in_the_console(here: Town, hand_of):
    phone = await introduced(here.phone())
    await here.house.database.run(lambda session: _given_to_claire(session))
    async with at_the_desk(here, "/messages/1") as page:
        hand = hand_of(page)
        await hand.write(page.get_by_label("Écrire à Amina"), "Bonjour Amina, à lundi")
        await hand.press(page.get_by_role("button", name="Envoyer", exact=True))
        await expect(page.get_by_role("status").first).to_contain_text("est parti")
        await here.settled()

        assert page.context.browser is not None
        telephone = await page.context.browser.new_page(viewport=PHONE, locale="fr-FR")
        await telephone.goto(f"{here.base}/sandbox/phone/")
        thumb = hand_of(telephone)
        log = telephone.get_by_role("log", name="Conversation")
        await expect(log.get_by_text("Bonjour Amina, à lundi")).to_be_visible()
        await thumb.press(log.get_by_role("button", name="Répondre").last)
        await expect(log.get_by_text("Écrivez votre message ici")).to_be_visible()
        await thumb.write(telephone.get_by_role("textbox", name="Message"), "Merci, je viens")
        await thumb.press(telephone.get_by_role("button", name="Envoyer"))

        # The console hears of it by itself.
        await expect(page.locator(".thread").get_by_text("Merci, je viens")).to_be_visible()
    assert "Votre message est envoyé" in phone.last


def _given_to_claire(session: Any) -> None:
    row = session.get_one(CandidateRow, 1)
    row.body_id, row.site_id, row.adviser_id = BODY, 1, CLAIRE


async def test_two_hundred_are_written_to_and_the_report_says_who_did_not_receive_it(here: Town, hand_of):
    names = [f"Ana{n}" for n in range(MANY)]
    await registered(here, *names)
    for n, name in enumerate(names):
        person = here.sandbox.user(900_000 + n, first_name=name)
        person.chat.started = True
    here.sandbox.user(900_007).block()
    async with at_the_desk(here, "/broadcasts/new") as page:
        hand = hand_of(page)
        await expect(page.get_by_text("200 candidats")).to_be_visible()
        await hand.write(page.get_by_label("français"), "Bonjour {prénom}, le centre est fermé vendredi.")
        await hand.press(page.get_by_role("button", name="Dernier regard"))
        await expect(page.get_by_text("Bonjour Prénom, le centre est fermé vendredi.")).to_be_visible()
        await hand.press(page.get_by_role("button", name="Envoyer à 200 candidats"))
        await expect(page.get_by_text("200 destinataires")).to_be_visible()
        await here.settled()

        await expect(page.get_by_text("199 reçus")).to_be_visible()
        await expect(page.locator("#report").get_by_role("link", name="Ana7", exact=True)).to_be_visible()
    assert [said for said in here.phone(900_003, "Ana3").said if said.endswith("fermé vendredi.")] == [
        "✉️ Passerelle (centre fictif) vous écrit :\nBonjour Ana3, le centre est fermé vendredi."
    ]
