"""What the centre books, moves and cancels reaches the phone, and its calendar by the file that comes along."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.house import Phone, Town
from tests.journeys.conftest import introduced
from tests.services.scheduling.calendars import PhoneCalendar

PARIS = ZoneInfo("Europe/Paris")
TUESDAY, THURSDAY = "2027-01-05T09:00:00+01:00", "2027-01-07T09:45:00+01:00"


def calendar_file(here: Town, message: dict[str, Any]) -> bytes:
    document = here.sandbox.bot.files.by_id(message["document"]["file_id"])
    content: bytes = here.sandbox.bot.files.content(document)
    return content


async def test_booked_moved_and_cancelled_by_the_centre_one_event_in_the_phones_calendar(
    here: Town, phone: Phone
):
    calendar = PhoneCalendar()
    await introduced(phone)
    where = {"candidate_id": 1, "staff_id": 1, "site_id": 1, "kind": "interview", "mode": "centre"}

    booked = await here.api.post("/appointments", {**where, "starts_at": TUESDAY})
    await here.settled()
    assert phone.last.startswith("Votre centre vous propose un rendez-vous")
    calendar.open(calendar_file(here, phone.messages[-1]))
    assert calendar.starts == [datetime(2027, 1, 5, 9, tzinfo=PARIS)]

    await here.api.call("PATCH", f"/appointments/{booked['id']}", {"starts_at": THURSDAY})
    await here.settled()
    calendar.open(calendar_file(here, phone.messages[-1]))
    assert calendar.starts == [datetime(2027, 1, 7, 9, 45, tzinfo=PARIS)]

    reason = {"reason": "Claire est malade."}
    await here.api.call("DELETE", f"/appointments/{booked['id']}", reason)
    await here.settled()
    assert "Claire est malade." in phone.last
    assert "Un autre moment" in phone.buttons
    calendar.open(calendar_file(here, phone.messages[-1]))
    assert calendar.events == {}


async def test_an_adviser_is_ill_and_the_candidate_taps_another_time(here: Town, phone: Phone):
    calendar = PhoneCalendar()
    await introduced(phone)
    where = {"candidate_id": 1, "staff_id": 1, "site_id": 1, "kind": "interview", "mode": "centre"}
    await here.api.post("/appointments", {**where, "starts_at": TUESDAY})
    await here.settled()
    calendar.open(calendar_file(here, phone.messages[-1]))

    ill = {"staff_id": 1, "starts_at": "2027-01-05T00:00:00+01:00", "ends_at": "2027-01-06T00:00:00+01:00"}
    absence = await here.api.post("/absences", ill)
    await here.settled()

    assert absence["appointment_ids"] == []
    assert len(absence["displaced"][0]["proposed"]) == 3
    assert phone.last.startswith("Votre conseiller ne peut pas venir.")
    assert "mardi 5 janvier à 9 h, n’a pas lieu." in phone.last
    calendar.open(calendar_file(here, phone.messages[-1]))
    assert calendar.events == {}

    await phone.tap("Lundi 4 à 11 h 15")
    assert "✅ C’est réservé." in " ".join(phone.said)
    (booked,) = [a for a in (await here.api.get("/candidates/1"))["appointments"] if a["status"] == "booked"]
    assert booked["starts_at"] == "2027-01-04T11:15:00+01:00"
    assert [task["kind"] for task in (await here.api.get("/tasks"))["items"]] == []
