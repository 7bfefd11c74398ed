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
    candidate = (await here.api.get("/candidates"))["items"][0]
    await _thinks_it_over(here, phone, candidate["id"])
    await _is_assessed(here, phone, candidate["id"])
    await _is_trained(here, phone, candidate["id"])
    await _is_assessed_again(here, phone, candidate["id"])
    await _is_certified(here, phone, candidate["id"])


async def _discovers(phone: Phone) -> None:
    await phone.tap("What is CléA?")
    await phone.tap("How does it go?")
    assert "photo" in phone.messages[-1]
    await phone.tap("Is it an exam?")
    assert phone.last.startswith("No.")


async def _books(here: Town, phone: Phone) -> None:
    await phone.tap("Book my interview")
    await phone.tap("Lyon: Centre Guillotière")
    await phone.tap("Thursday 7 January")
    await phone.tap("09:45")
    await phone.tap("At the centre")
    booked, venue, file = phone.messages[-3:]
    assert "Thursday 7 January at 09:45" in booked["text"]
    assert "Claire Dumas" in booked["text"]
    assert venue["venue"]["address"] == "12 rue du Pont-Rose, 69007 Lyon"
    calendar = icalendar.Calendar.from_ical(here.sandbox.bot.files.content(_file(here, file)))
    event = calendar.events[0]
    assert event["dtstart"].dt == datetime(2027, 1, 7, 9, 45, tzinfo=PARIS)
    assert event["summary"] == "CléA: your information interview"


def _file(here: Town, message: dict) -> object:
    return here.sandbox.bot.files.by_id(message["document"]["file_id"])


async def _is_reminded_and_answers(here: Town, phone: Phone) -> None:
    before = len(phone.said)
    await here.until(datetime(2027, 1, 6, 17, 59, tzinfo=PARIS))
    assert phone.heard_since(before) == []
    await here.until(datetime(2027, 1, 6, 18, 0, tzinfo=PARIS))
    assert phone.last.startswith("Tomorrow, Thursday 7 January at 09:45: your information interview.")
    await phone.tap("I’m coming")
    assert phone.last.startswith("Thank you.")
    dossier = (await here.api.get("/candidates"))["items"][0]
    assert dossier["stage"] == "interview_booked"


async def _thinks_it_over(here: Town, phone: Phone, candidate: int) -> None:
    await here.until(datetime(2027, 1, 7, 10, 30, tzinfo=PARIS))
    await here.api.post(f"/candidates/{candidate}/interview-outcome", {"outcome": "thinking"})
    before = len(phone.said)
    await here.until(datetime(2027, 1, 9, 20, 0, tzinfo=PARIS))
    assert phone.heard_since(before) == []  # two days: they are left to think
    await here.until(datetime(2027, 1, 11, 12, 0, tzinfo=PARIS))
    assert "Would you like to go on?" in phone.last
    assert "You are free." in phone.last
    await phone.tap("Yes, I go on")
    tasks = (await here.api.get("/tasks"))["items"]
    assert [task["kind"] for task in tasks if task["candidate_id"] == candidate] == ["call"]
    await here.api.post(f"/candidates/{candidate}/interview-outcome", {"outcome": "dossier_opened"})
    await here.settled()
    assert phone.last.startswith("Your file")
    before = len(phone.said)
    await here.advance(days=9)
    assert phone.heard_since(before) == []  # who has decided is not asked again


async def _is_assessed(here: Town, phone: Phone, candidate: int) -> None:
    await here.until(datetime(2027, 1, 20, 15, 0, tzinfo=PARIS))
    results = {"kind": "initial", "held_on": "2027-01-20", "results": FIVE_OF_SEVEN}
    await here.api.post(f"/candidates/{candidate}/assessments", results)
    await here.settled()
    said = phone.last
    assert said.index("Counting and calculating") < said.index("Speaking, reading and writing")
    assert "attestation" in said
    assert "Tuesday 20 January 2032" in said
    assert "photo" in phone.messages[-1]


async def _is_trained(here: Town, phone: Phone, candidate: int) -> None:
    plan = {
        "objectives": [{"domain": "D1", "due_on": "2027-04-30"}, {"domain": "D3", "due_on": "2027-04-30"}]
    }
    await here.api.put(f"/candidates/{candidate}/training-plan", plan)
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
    await here.settled()
    assert "There are 8 sessions." in phone.last
    before = len(phone.said)
    await here.until(datetime(2027, 1, 27, 18, 0, tzinfo=PARIS))
    assert len(phone.heard_since(before)) == 1
    assert phone.last.startswith("Tomorrow, Thursday 28 January: your training.")
    await phone.tap("I cannot come")
    kinds = [task["kind"] for task in (await here.api.get("/tasks"))["items"]]
    assert "not_coming" in kinds
    check = {"domain": "D1", "checked_on": "2027-01-27", "state": "going_well", "note": "Bravo."}
    await here.api.post(f"/candidates/{candidate}/progress-checks", check)
    await here.advance(days=1)
    assert any("“Speaking, reading and writing”: you are making progress" in said for said in phone.said)
    await here.until(datetime(2027, 3, 19, 9, 0, tzinfo=PARIS))
    assert sum(": your training." in said for said in phone.said) == 8


async def _is_assessed_again(here: Town, phone: Phone, candidate: int) -> None:
    path = f"/candidates/{candidate}/assessments"
    three = {"D1": "acquired", "D3": "acquired", "D2": "acquired"}
    body = {"kind": "final", "held_on": "2027-03-19"}
    status, problem = await here.api.call("POST", path, body | {"results": three})
    assert (status, problem["code"]) == (422, "domain_not_trained")
    await here.api.post(path, body | {"results": {"D1": "acquired", "D3": "acquired"}})
    await here.settled()
    assert "You have all seven domains." in phone.last
    assert (await here.api.get(f"/candidates/{candidate}"))["stage"] == "complete"


async def _is_certified(here: Town, phone: Phone, candidate: int) -> None:
    members = {"employers": ["Jean", "Sonia"], "employees": ["Ali", "Rose"]}
    jury = (await here.api.post("/jury-sessions", {"held_on": "2027-04-14", "members": members}))["id"]
    await here.api.post(f"/jury-sessions/{jury}/dossiers", {"candidate_ids": [candidate]})
    await here.settled()
    assert "The jury meets on Wednesday 14 April." in phone.last
    before = len(phone.said)
    await here.until(datetime(2027, 4, 14, 9, 0, tzinfo=PARIS))
    week, eve = phone.heard_since(before)
    assert week.startswith("In one week the jury")
    assert eve.startswith("Tomorrow, Wednesday 14 April, the jury meets.")
    decisions = {"decisions": [{"candidate_id": candidate, "decision": "certified"}]}
    await here.api.post(f"/jury-sessions/{jury}/decisions", decisions)
    before = len(phone.said)
    await here.until(datetime(2027, 4, 15, 10, 0, tzinfo=PARIS))
    assert phone.heard_since(before) == []  # recorded, and told to nobody
    assert (await here.api.get(f"/candidates/{candidate}"))["stage"] == "before_the_jury"
    await here.api.post(f"/jury-sessions/{jury}/publish")
    await here.settled()
    assert "Congratulations" in phone.last
    assert (await here.api.get(f"/candidates/{candidate}"))["stage"] == "certified"
    await phone.tap("And now?")
    assert "You can go on learning" in phone.last
