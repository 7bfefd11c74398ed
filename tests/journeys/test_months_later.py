"""People who come back: an old question must not stand in the way of what they say now."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.house import Phone, Town
from tests.journeys.conftest import introduced

PARIS = ZoneInfo("Europe/Paris")


async def test_an_answer_to_the_adviser_reaches_them_whatever_question_is_open(here: Town, phone: Phone):
    await introduced(phone)
    await phone.say("/rendezvous")
    await here.advance(minutes=1)
    await here.api.post("/candidates/1/messages", {"text": "Bonjour, avez-vous une question ?"})
    await here.settled()

    await phone.say("ok merci, a quelle heure")

    thread = (await here.api.get("/threads/1"))["items"]
    assert [message["text"] for message in thread][-1] == "ok merci, a quelle heure"


async def test_a_question_of_months_ago_is_let_go(here: Town, phone: Phone):
    await introduced(phone)
    await phone.say("/rendezvous")
    await here.advance(days=120)

    await phone.say("/aide")

    assert "Continuer" not in phone.buttons


async def test_a_question_in_ones_own_words_is_answered_in_the_middle_of_a_booking(here: Town, phone: Phone):
    await introduced(phone)
    await phone.say("/rendezvous")
    await phone.tap("Centre Guillotière")

    await phone.say("sa coute combien ?")

    assert "situation" in phone.last
    await phone.tap("Continuer")
    assert "Quel jour" in phone.last


async def test_an_interview_that_nobody_recorded_is_a_task_and_stands_in_nobodys_way(
    here: Town, phone: Phone
):
    await introduced(phone)
    await _books(phone, "Jeudi 7 janvier")
    await here.until(datetime(2027, 1, 12, 12, 0, tzinfo=PARIS))

    kinds = [task["kind"] for task in (await here.api.get("/tasks"))["items"]]
    await phone.say("/dossier")
    was = phone.last
    await _books(phone, "Jeudi 14 janvier")

    assert kinds == ["record_outcome"]
    assert "était" in was
    assert "jeudi 14 janvier" in "".join(phone.said[-4:])


async def test_in_la_reunion_every_hour_is_the_one_that_was_tapped(here: Town, phone: Phone):
    await introduced(phone)
    await phone.say("/rendezvous")
    await phone.tap("Centre Saint-Denis")
    await phone.tap("Jeudi 7 janvier")
    await phone.tap("8 h 45")
    await phone.tap("Par vidéo")
    await phone.tap("Oui, je réserve")

    await here.until(datetime(2027, 1, 6, 18, 0, tzinfo=ZoneInfo("Indian/Reunion")))

    assert phone.last.startswith("Demain, jeudi 7 janvier à 8 h 45")


async def test_who_stops_the_messages_hears_which_appointment_stays(here: Town, phone: Phone):
    await introduced(phone)
    await _books(phone, "Jeudi 7 janvier")

    await phone.say("stop je veux plus de message")

    assert "Votre rendez-vous reste : jeudi 7 janvier à 9 h 45." in phone.last


async def _books(phone: Phone, day: str) -> None:
    await phone.say("/rendezvous")
    await phone.tap("Centre Guillotière")
    await phone.tap(day)
    await phone.tap("9 h 45")
    await phone.tap("Au centre")
    await phone.tap("Oui, je réserve")


async def test_who_writes_after_weeks_hears_first_where_they_stand(here: Town, phone: Phone):
    await introduced(phone)
    await _books(phone, "Jeudi 7 janvier")
    await here.until(datetime(2027, 2, 15, 12, 0, tzinfo=PARIS))
    heard = len(phone.said)

    await phone.say("bonjour")

    (hello,) = phone.heard_since(heard)
    assert hello.startswith("Bonjour Amina"), "once, though a hello and weeks of absence both ask for it"
    assert "Votre entretien était" in hello


async def test_who_asks_something_after_weeks_is_welcomed_once_and_answered(here: Town, phone: Phone):
    await introduced(phone)
    await here.until(datetime(2027, 2, 15, 12, 0, tzinfo=PARIS))
    heard = len(phone.said)

    await phone.say("sa coute combien ?")
    await phone.say("c koi clea ?")

    assert [said.startswith("Bonjour Amina") for said in phone.heard_since(heard)] == [True, False, False]
