"""What a person chose is kept: how much, which kinds, at what hours, not now, never; and coming back."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services import About, system_services
from services.notices.models import NoticeState
from tests.faults import crowd
from tests.house import Phone, Town, town
from tests.journeys.conftest import introduced

PARIS = ZoneInfo("Europe/Paris")
AMINA = 1

SEVEN = {f"D{n}": "acquired" for n in range(1, 8)}


@pytest.fixture
async def here(database_url: str, now: datetime) -> AsyncIterator[Town]:
    async with town(database_url, now) as everything:
        yield everything


@pytest.fixture
async def phone(here: Town) -> Phone:
    """A candidate in training; all news of it has been said by Tuesday morning."""
    phone = await introduced(here.phone())
    path = f"/candidates/{AMINA}"
    # Whoever has never booked has no centre yet unless there is but one in the house.
    await here.api.post(f"{path}/interview-outcome", {"outcome": "dossier_opened"})
    results = {**SEVEN, "D1": "to_develop", "D3": "to_develop"}
    await here.api.post(
        f"{path}/assessments", {"kind": "initial", "held_on": "2027-01-04", "results": results}
    )
    objectives = [{"domain": domain, "due_on": "2027-06-30"} for domain in ("D1", "D3")]
    await here.api.put(f"{path}/training-plan", {"objectives": objectives})
    await here.until(at(5, 8))
    return phone


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In January 2027, on the clock of Paris: the 4th is a Monday."""
    return datetime(2027, 1, day, hour, minute, tzinfo=PARIS)


async def checked(here: Town, state: str = "going_well", domain: str = "D1") -> None:
    """The trainer says how it goes: a word of encouragement, one of the gentle kind."""
    body = {"domain": domain, "checked_on": f"{here.clock.now():%Y-%m-%d}", "state": state, "note": ""}
    await here.api.post(f"/candidates/{AMINA}/progress-checks", body)
    await here.settled()


async def planned(here: Town, *starts: datetime) -> list[int]:
    """Sessions of an hour each; the timetable has been announced."""
    sessions = [
        {
            "domain": "D1",
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=1)).isoformat(),
            "place": "Salle 2",
        }
        for start in starts
    ]
    made = await here.api.post(f"/candidates/{AMINA}/training-sessions", sessions)
    await here.advance(minutes=1)
    return [session["id"] for session in made["items"]]


async def booked(here: Town, starts_at: datetime) -> int:
    """The centre books an interview; the candidate has heard of it."""
    body = {
        "candidate_id": AMINA,
        "kind": "interview",
        "site_id": 1,
        "staff_id": 1,
        "starts_at": starts_at.isoformat(),
        "mode": "centre",
    }
    made = await here.api.post("/appointments", body)
    await here.settled()
    return int(made["id"])


async def chooses(here: Town, choose: str, *arguments: object) -> None:
    """A choice of the candidate's, as the dialogues record it."""
    now = here.clock.now()
    await here.house.database.run(
        lambda session: getattr(system_services(session, now).candidates, choose)(AMINA, *arguments)
    )


async def ended(here: Town) -> set[tuple[str, str | None]]:
    """How notices ended that were not sent."""
    rows = await here.house.database.read(crowd.notices)
    return {(str(row.state), row.reason) for row in rows if row.state in crowd.FINAL - {NoticeState.SENT}}


async def test_editing_thirty_sessions_at_once_gives_one_message(here: Town, phone: Phone):
    sessions = await planned(here, *(at(11 + n // 5 * 7 + n % 5, 9) for n in range(15)))
    sessions += await planned(here, *(at(11 + n // 5 * 7 + n % 5, 14) for n in range(15)))
    before = len(phone.said)
    for number, session in enumerate(sessions):
        status, _ = await here.api.call(
            "PATCH", f"/training-sessions/{session}", {"place": f"Salle {number}"}
        )
        assert status == 200
        await here.settled()
    await here.advance(minutes=1)

    assert len(phone.heard_since(before)) == 1
    assert phone.last.endswith("regardez votre planning.")  # thirty are more than anybody reads


async def test_who_edits_without_end_keeps_nobody_waiting_for_ever(here: Town, phone: Phone):
    sessions = await planned(here, *(at(11 + n % 5, 8 + n // 5) for n in range(50)))
    before = len(phone.said)
    for session in sessions:
        await here.api.call("PATCH", f"/training-sessions/{session}", {"place": "Salle 9"})
        await here.advance(seconds=9)

    assert len(phone.heard_since(before)) == 1  # after five minutes; the rest once all is done
    await here.advance(minutes=1)
    assert len(phone.heard_since(before)) == 2


async def test_the_third_gentle_message_of_a_day_waits_and_becomes_one_with_those_after_it(
    here: Town, phone: Phone
):
    before = len(phone.said)
    for hour in (9, 10, 11, 12, 13):
        await here.until(at(5, hour))
        await checked(here, domain="D1" if hour % 2 else "D3")
    await here.until(at(6, 7, 59))
    assert len(phone.heard_since(before)) == 2
    await here.until(at(6, 9))

    assert len(phone.heard_since(before)) == 3
    assert phone.last.count("vous avancez bien") == 3


async def test_what_is_said_of_one_matter_at_one_time_is_one_message(here: Town, phone: Phone):
    before = len(phone.said)
    for domain in ("D1", "D3", "D1", "D3"):
        body = {"domain": domain, "checked_on": "2027-01-05", "state": "going_well", "note": ""}
        await here.api.post(f"/candidates/{AMINA}/progress-checks", body)
    await here.settled()

    assert len(phone.heard_since(before)) == 1


async def test_who_mutes_encouragement_hears_none_and_still_hears_of_changes(here: Town, phone: Phone):
    (session,) = await planned(here, at(7, 9))
    await chooses(here, "turn_over", About.ENCOURAGEMENT)
    before = len(phone.said)
    await checked(here)
    await here.api.call("PATCH", f"/training-sessions/{session}", {"place": "Salle 9"})
    await here.advance(minutes=1)

    assert [("Salle 9" in said) for said in phone.heard_since(before)] == [True]
    assert ("cancelled", "muted") in await ended(here)


async def test_who_takes_a_break_still_hears_of_appointments(here: Town, phone: Phone):
    await chooses(here, "pause", 14)
    before = len(phone.said)
    await booked(here, at(7, 9, 45))
    await checked(here)
    await here.until(at(7, 9))
    heard = phone.heard_since(before)

    assert ["9 h 45" in said for said in heard] == [True, True, True]  # booked, the eve, two hours before
    assert heard[1].startswith("Demain")


async def test_who_said_stop_hears_nothing_and_who_returns_hears_once_what_is_still_to_come(
    here: Town, phone: Phone
):
    await booked(here, at(7, 9, 45))
    await planned(here, at(6, 14))
    await chooses(here, "stop")
    before = len(phone.said)
    await here.until(at(6, 19))
    assert phone.heard_since(before) == []
    assert ("cancelled", "stopped") in await ended(here)
    await chooses(here, "come_back")
    await here.settled()
    await here.until(at(7, 6))

    assert [said.split(" :")[0] for said in phone.heard_since(before)] == ["Demain, jeudi 7 janvier à 9 h 45"]


async def test_a_night_worker_hears_at_night_and_never_by_day(here: Town, phone: Phone):
    await chooses(here, "set_hours", 20, 6)
    before = len(phone.said)
    await here.until(at(5, 10))
    await checked(here)
    await here.until(at(5, 19, 59))
    assert phone.heard_since(before) == []
    await here.until(at(5, 20))

    assert len(phone.heard_since(before)) == 1


async def test_who_blocked_the_bot_is_a_task_after_two_hours_and_returns_to_what_still_matters_once(
    here: Town, phone: Phone
):
    await booked(here, at(11, 9, 45))
    await planned(here, at(7, 14))
    await here.until(at(6, 17))
    phone.person.chat.blocked = True  # Telegram has not told us yet
    before = len(phone.said)
    await here.until(at(6, 19, 59))
    assert await _unreachable(here) == []
    await here.until(at(6, 20, 1))
    assert await _unreachable(here) == [AMINA]
    await here.api.post(f"/candidates/{AMINA}/messages", {"text": "Je vous attends lundi."})
    await here.until(at(9, 19))
    assert phone.heard_since(before) == []
    assert (await here.api.get(f"/candidates/{AMINA}"))["reachable"] is False

    phone.person.chat.blocked = True
    await phone.do("unblock")
    await here.until(at(11, 7))

    heard = phone.heard_since(before)
    assert sum("lundi 11 janvier à 9 h 45 : votre entretien" in said for said in heard) == 1
    assert sum("Je vous attends lundi." in said for said in heard) == 1
    assert len(heard) == 2  # and nothing of Thursday's training, which is over
    assert await _unreachable(here) == []


async def _unreachable(here: Town) -> list[int]:
    tasks = (await here.api.get("/tasks"))["items"]
    return [task["candidate_id"] for task in tasks if task["kind"] == "unreachable"]
