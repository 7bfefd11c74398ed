"""The adviser's day without a console: a candidate's words arrive, are answered, and an interview is recorded."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services import Actor, ActorKind, Kind, Mode, Outcome, Role, system_services
from tests.house import Phone, Town
from tests.journeys.conftest import introduced

PARIS = ZoneInfo("Europe/Paris")
CLAIRE, MARIE, BODY = 1, 3, 1
VOICE = b"OggS a voice"


async def run(here: Town, work: Any, staff_id: int = CLAIRE) -> Any:
    def acting(session: Any) -> Any:
        actor = Actor(ActorKind.STAFF, staff_id, BODY)
        return work(system_services(session, here.clock.now()).acting_as(actor))

    done = await here.house.database.run(acting)
    await here.settled()
    return done


async def joins(here: Town, staff_id: int, number: int, name: str) -> Phone:
    code = await run(here, lambda s: s.staff.invite(BODY, Role.ADVISER, staff_id))
    return await here.phone(number=number, name=name).say(f"/start {code}")


@pytest.fixture
async def claire(here: Town) -> Phone:
    return await joins(here, CLAIRE, 50, "Claire")


@pytest.fixture
async def amina(here: Town, phone: Phone, claire: Phone) -> Phone:
    """A candidate of Claire's."""
    await introduced(phone)
    await here.house.database.run(_hers)
    return phone


def _hers(session: Any) -> None:
    row = system_services(session, datetime.now(PARIS)).candidates.candidate_row(1)
    row.body_id, row.adviser_id, row.site_id = BODY, CLAIRE, 1
    session.add(row)


async def writes(phone: Phone, words: str) -> None:
    await phone.say("/conseiller")
    await phone.say(words)


async def test_a_candidates_words_photos_and_voice_are_answered_and_whom_is_said(here: Town, claire, amina):
    await writes(amina, "Je serai en retard, pardon")
    assert claire.last == "✉️ Amina (candidat 1) écrit :\nJe serai en retard, pardon"
    hers = claire.messages[-1]["message_id"]

    await claire.tap("Répondre")
    assert "Que répondez-vous à Amina" in claire.last
    await claire.say("Pas de souci, Amina")
    assert "Envoyé à Amina (candidat 1)" in claire.last
    assert "Pas de souci, Amina" in claire.last
    assert amina.last == "✉️ Claire Dumas vous écrit :\nPas de souci, Amina"
    assert (await here.api.get("/tasks"))["items"] == []

    # A reply in Telegram's own way: the button of her words stays, though it was used.
    await claire.do("say", "À tout à l’heure", reply_to=hers)
    assert "Envoyé à Amina" in claire.last
    assert "À tout à l’heure" in amina.last

    await amina.do("send_voice", VOICE, seconds=3)
    await amina.tap("Oui, envoyez")
    assert "voice" in claire.messages[-1]
    await claire.tap("Répondre")
    await claire.do("send_voice", VOICE, seconds=2)
    assert "🎤" in claire.last
    assert "voice" in amina.messages[-1]

    await claire.tap("Écrire encore")
    await claire.do("send_document", b"%PDF-1.7", "liste.pdf", caption="Voici la liste")
    assert amina.messages[-1]["document"]["file_name"] == "liste.pdf"
    assert amina.last == "✉️ Claire Dumas vous écrit :\nVoici la liste"
    thread = (await here.api.get("/threads/1"))["items"]
    assert [one["attachment"] for one in thread] == [None, None, None, "voice", "voice", "document"]


async def test_at_night_the_adviser_sleeps_and_what_a_colleague_answered_is_no_news(
    here: Town, claire, amina
):
    await here.until(datetime(2027, 1, 4, 22, tzinfo=PARIS))
    heard = len(claire.said)
    await writes(amina, "Je ne dors pas")
    assert claire.said[heard:] == []

    await here.until(datetime(2027, 1, 5, 8, 1, tzinfo=PARIS))
    assert [said for said in claire.said[heard:] if "Je ne dors pas" in said]

    await here.until(datetime(2027, 1, 5, 22, tzinfo=PARIS))
    await writes(amina, "Encore moi")
    await run(here, lambda s: s.messages.to_candidate(1, "Je suis là"), MARIE)
    await here.until(datetime(2027, 1, 6, 8, 1, tzinfo=PARIS))
    assert not [said for said in claire.said if "Encore moi" in said]


async def test_who_has_left_hears_nothing_more_and_the_coordinator_does(here: Town, claire, amina):
    marie = await joins(here, MARIE, 51, "Marie")
    await run(here, lambda s: s.staff.let_go(CLAIRE), MARIE)
    heard = len(claire.said)
    await writes(amina, "Il y a quelqu’un ?")

    assert claire.said[heard:] == []
    assert "Il y a quelqu’un ?" in marie.last
    await claire.say("/inbox")
    assert "Amina" not in " ".join(claire.said[heard:])


async def test_after_the_interview_the_adviser_says_how_it_went_in_two_taps(here: Town, claire, amina):
    starts = datetime(2027, 1, 5, 9, tzinfo=PARIS)
    where: dict[str, Any] = {"site_id": 1, "staff_id": CLAIRE, "kind": Kind.INTERVIEW, "mode": Mode.CENTRE}
    booked = await run(here, lambda s: s.scheduling.book(1, starts_at=starts, **where))
    await run(here, lambda s: s.scheduling.move(booked.id, starts_at=starts + timedelta(days=1)))
    await here.until(datetime(2027, 1, 5, 20, tzinfo=PARIS))
    assert not [said for said in claire.said if "est-elle venue" in said]

    await here.until(datetime(2027, 1, 6, 9, 46, tzinfo=PARIS))
    assert claire.last == "9 h : Amina, Entretien d’information\nLa personne est-elle venue ?"
    await claire.tap("Est venu")
    await claire.tap("Un dossier est ouvert")
    assert "Noté pour Amina" in claire.last

    facts = await run(here, lambda s: s.dossiers.facts(1))
    assert facts.last_outcome.outcome is Outcome.DOSSIER_OPENED
    heard = len(amina.said)
    await here.advance(seconds=20)
    assert [said for said in amina.said[heard:] if "dossier" in said.lower()]


async def test_a_thank_you_asks_nothing_of_anybody(here: Town, claire, amina):
    await writes(amina, "Je peux venir avec mon fils ?")
    await claire.tap("Répondre")
    await claire.say("Oui, bien sûr")
    before = claire.last

    await amina.say("merci beaucoup")

    assert amina.last == "Votre message est envoyé."
    assert claire.last == before
    assert (await here.api.get("/tasks"))["items"] == []
    said = (await here.api.get("/threads/1"))["items"]
    assert said[-1]["text"] == "merci beaucoup"


async def test_a_coordinator_sees_who_waits_in_the_whole_centre(here: Town, claire, amina):
    marie = await joins(here, MARIE, 51, "Marie")
    await writes(amina, "Je peux venir avec mon fils ?")

    await marie.say("/inbox")

    assert "Amina" in marie.last
