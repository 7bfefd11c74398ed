"""One candidate, from the first word to the certificate."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from tests.house import Phone, Town
from tests.journeys.conftest import introduced

PARIS = ZoneInfo("Europe/Paris")

FIVE_OF_SEVEN = {f"D{n}": "acquired" for n in range(1, 8)} | {"D1": "to_develop", "D3": "to_develop"}


async def test_a_candidate_goes_from_the_first_word_to_the_certificate(here: Town, phone: Phone):
    await introduced(phone)
    await _discovers(phone)
    await _books(here, phone)
    await _is_reminded_and_answers(here, phone)
    candidate = (await here.api.get("/candidates"))["items"][0]["id"]
    await _thinks_it_over(here, phone, candidate)
    await _is_assessed(here, phone, candidate)
    await _is_trained(here, phone, candidate)
    await _is_assessed_again(here, phone, candidate)
    await _is_certified(here, phone, candidate)


async def _discovers(phone: Phone) -> None:
    await phone.tap("CléA, c’est quoi ?")
    await phone.tap("Les 4 étapes")
    assert "photo" in phone.messages[-1]
    await phone.tap("Comme à l’école ?")
    assert phone.last.startswith("Non")


async def _books(here: Town, phone: Phone) -> None:
    await phone.tap("Prendre rendez-vous")
    await phone.tap("Centre Guillotière")
    await phone.tap("Jeudi 7 janvier")
    await phone.tap("9 h 45")
    await phone.tap("Au centre")
    assert "jeudi 7 janvier à 9 h 45" in phone.last
    await phone.tap("Oui, je réserve")
    booked, venue, file = phone.messages[-3:]
    assert "jeudi 7 janvier à 9 h 45" in booked["text"]
    assert "Claire Dumas" in booked["text"]
    assert venue["venue"]["address"] == "12 rue du Pont-Rose, 69007 Lyon"
    document = here.sandbox.bot.files.by_id(file["document"]["file_id"])
    event = icalendar.Calendar.from_ical(here.sandbox.bot.files.content(document)).events[0]
    assert event.start == datetime(2027, 1, 7, 9, 45, tzinfo=PARIS)
    assert "entretien d’information" in str(event.get("summary"))


async def _is_reminded_and_answers(here: Town, phone: Phone) -> None:
    before = len(phone.said)
    await here.until(datetime(2027, 1, 6, 17, 59, tzinfo=PARIS))
    assert phone.heard_since(before) == []
    await here.until(datetime(2027, 1, 6, 18, 0, tzinfo=PARIS))
    assert phone.last.startswith("Demain, jeudi 7 janvier à 9 h 45 : votre entretien d’information.")
    await phone.tap("Je viens")
    assert phone.last.startswith("Merci")
    appointment = (await here.api.get("/candidates/1"))["appointments"][0]
    assert (appointment["kind"], appointment["status"]) == ("interview", "booked")


async def _thinks_it_over(here: Town, phone: Phone, candidate: int) -> None:
    await here.until(datetime(2027, 1, 7, 10, 30, tzinfo=PARIS))
    await here.api.post(f"/candidates/{candidate}/interview-outcome", {"outcome": "thinking"})
    before = len(phone.said)
    await here.until(datetime(2027, 1, 9, 20, 0, tzinfo=PARIS))
    assert phone.heard_since(before) == []  # two days: they are left to think
    await here.until(datetime(2027, 1, 11, 12, 0, tzinfo=PARIS))
    assert "Voulez-vous continuer ?" in phone.last
    assert "libre" in phone.last
    await phone.tap("Oui, je continue")
    tasks = (await here.api.get("/tasks"))["items"]
    assert [task["kind"] for task in tasks if task["candidate_id"] == candidate] == ["call"]
    await here.api.post(f"/candidates/{candidate}/interview-outcome", {"outcome": "dossier_opened"})
    await here.settled()
    assert phone.last.startswith("Votre dossier est ouvert.")
    before = len(phone.said)
    await here.advance(days=9)
    assert phone.heard_since(before) == []  # who has decided is not asked again


async def _is_assessed(here: Town, phone: Phone, candidate: int) -> None:
    await here.until(datetime(2027, 1, 20, 15, 0, tzinfo=PARIS))
    results = {"kind": "initial", "held_on": "2027-01-20", "results": FIVE_OF_SEVEN}
    await here.api.post(f"/candidates/{candidate}/assessments", results)
    await here.settled()
    said = phone.last
    assert said.index("Compter et calculer") < said.index("Parler, lire et écrire")
    assert "attestation" in said
    assert "mardi 20 janvier 2032" in said
    assert "photo" in phone.messages[-1]


async def _is_trained(here: Town, phone: Phone, candidate: int) -> None:
    objectives = [{"domain": domain, "due_on": "2027-04-30"} for domain in ("D1", "D3")]
    await here.api.put(f"/candidates/{candidate}/training-plan", {"objectives": objectives})
    first = datetime(2027, 1, 28, 9, 0, tzinfo=PARIS)
    sessions = [
        {
            "domain": "D1" if week % 2 else "D3",
            "starts_at": (first + timedelta(weeks=week)).isoformat(),
            "ends_at": (first + timedelta(weeks=week, hours=3)).isoformat(),
            "place": "Centre Guillotière",
        }
        for week in range(8)
    ]
    await here.api.post(f"/candidates/{candidate}/training-sessions", sessions)
    await here.advance(minutes=1)
    assert "Il y a 8 " in phone.last
    before = len(phone.said)
    await here.until(datetime(2027, 1, 27, 18, 0, tzinfo=PARIS))
    (eve,) = phone.heard_since(before)  # one day of training that week: its eve says it all
    assert eve.startswith("Demain, jeudi 28 janvier")
    await phone.tap("Je ne peux pas")
    kinds = [task["kind"] for task in (await here.api.get("/tasks"))["items"]]
    assert "not_coming" in kinds
    check = {"domain": "D1", "checked_on": "2027-01-27", "state": "going_well", "note": "Bravo."}
    await here.api.post(f"/candidates/{candidate}/progress-checks", check)
    await here.advance(days=1)
    assert any("« Parler, lire et écrire » : vous avancez bien" in said for said in phone.said)
    await here.until(datetime(2027, 3, 19, 9, 0, tzinfo=PARIS))
    assert sum(said.startswith("Demain, jeudi") for said in phone.said) == 1 + 8  # the interview's, and eight


async def _is_assessed_again(here: Town, phone: Phone, candidate: int) -> None:
    path = f"/candidates/{candidate}/assessments"
    three = {"D1": "acquired", "D3": "acquired", "D2": "acquired"}
    body = {"kind": "final", "held_on": "2027-03-19"}
    status, problem = await here.api.call("POST", path, body | {"results": three})
    assert (status, problem["code"]) == (422, "domain_not_trained")
    await here.api.post(path, body | {"results": {"D1": "acquired", "D3": "acquired"}})
    await here.settled()
    assert "Votre dossier peut aller au jury." in phone.last
    assert (await here.api.get(f"/candidates/{candidate}"))["stage"] == "complete"


async def _is_certified(here: Town, phone: Phone, candidate: int) -> None:
    members = {"employers": ["Jean", "Sonia"], "employees": ["Ali", "Rose"]}
    jury = (await here.api.post("/jury-sessions", {"held_on": "2027-04-14", "members": members}))["id"]
    await here.api.post(f"/jury-sessions/{jury}/dossiers", {"candidate_ids": [candidate]})
    await here.settled()
    assert "mercredi 14 avril" in phone.last
    before = len(phone.said)
    await here.until(datetime(2027, 4, 14, 9, 0, tzinfo=PARIS))
    week, eve = phone.heard_since(before)
    assert "mercredi 14 avril" in week
    assert "demain, mercredi 14 avril" in eve
    decisions = {"decisions": [{"candidate_id": candidate, "decision": "certified"}]}
    await here.api.post(f"/jury-sessions/{jury}/decisions", decisions)
    before = len(phone.said)
    await here.until(datetime(2027, 4, 15, 10, 0, tzinfo=PARIS))
    assert phone.heard_since(before) == []  # recorded, and told to nobody
    assert (await here.api.get(f"/candidates/{candidate}"))["stage"] == "before_the_jury"
    await here.api.post(f"/jury-sessions/{jury}/publish")
    await here.settled()
    assert "Bravo" in phone.last
    assert (await here.api.get(f"/candidates/{candidate}"))["stage"] == "certified"
    await phone.tap("Et maintenant ?")
    assert "apprendre" in phone.last
