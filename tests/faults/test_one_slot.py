"""Two hundred people want one hour: one has it, the others are told kindly, on both databases."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from bot.sandbox.seed import seed
from services import (
    Actor,
    ActorKind,
    Database,
    Kind,
    Mode,
    Refusal,
    SlotNotOffered,
    SlotTaken,
    chats,
    system_services,
)
from services.scheduling.models import AppointmentRow
from tests.bot.taps import buttons_to, tap_to, targets
from tests.house import Phone, StillClock, Town, town

MANY = 200
CLAIRE, GUILLOTIERE = 1, 1
HOUR = datetime(2027, 1, 12, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
async def database(database_url: str, now: datetime) -> AsyncIterator[Database]:
    """The demo's body, and two hundred candidates."""
    database = Database(database_url)
    await database.run(lambda session: seed(session, StillClock(now)).id)
    await database.run(lambda session: _two_hundred(session, now))
    yield database
    database.close()


async def test_two_hundred_bookings_of_one_hour_make_one_appointment(database: Database, now: datetime):
    outcomes = await asyncio.gather(*(_booked(database, candidate, now) for candidate in range(1, MANY + 1)))

    count = Counter(outcomes)
    assert count["booked"] == 1
    assert count[SlotTaken.__name__] + count[SlotNotOffered.__name__] == MANY - 1
    assert len(await _appointments(database)) == 1


async def test_one_candidate_who_books_two_hundred_times_has_one_appointment(
    database: Database, now: datetime
):
    outcomes = await asyncio.gather(*(_booked(database, 1, now) for _ in range(MANY)))

    assert Counter(outcomes) == {"booked": 1, "AlreadyBooked": MANY - 1}
    assert len(await _appointments(database)) == 1


async def _booked(database: Database, candidate_id: int, now: datetime) -> str:
    """What came of it: "booked", or the refusal's name. Anything else is raised."""

    def book(session: Session) -> str:
        own = system_services(session, now).acting_as(Actor(ActorKind.CANDIDATE, candidate_id))
        own.scheduling.book(
            candidate_id,
            kind=Kind.INTERVIEW,
            site_id=GUILLOTIERE,
            staff_id=CLAIRE,
            starts_at=HOUR,
            mode=Mode.CENTRE,
        )
        return "booked"

    try:
        return await database.run(book)
    except Refusal as refusal:
        return type(refusal).__name__


@pytest.mark.slow
async def test_two_hundred_phones_that_tap_one_time_make_one_appointment(
    database_url: str, now: datetime, caplog: pytest.LogCaptureFixture
):
    async with town(database_url, now) as here:
        phones = await _asked_for_a_time(here, now)
        for phone in phones:
            message_id, button = buttons_to(phone, "booking.time")[0]
            phone.person.press(message_id, button["callback_data"])
        await here.sandbox.drained(120)
        await here.settled()

        winners = [phone for phone in phones if "booking.confirm" in targets(phone.messages[-1])]
        others = [phone for phone in phones if phone not in winners]
        assert (len(winners), len(others)) == (1, MANY - 1)
        assert all(_is_told_kindly(phone) for phone in others)
        await tap_to(winners[0], "booking.confirm")
        assert "appointment.cancel" in targets(winners[0].messages[-1])
        assert len(await _appointments(here.house.database)) == 1
    assert not [record for record in caplog.records if record.name.startswith("bot.intake")]


def _is_told_kindly(phone: Phone) -> bool:
    """That the time is gone; and below, the three nearest others."""
    buttons = buttons_to(phone, "booking.time")
    latest = [button for at, button in buttons if at == phone.messages[-1]["message_id"]]
    return any("Someone has just taken" in said for said in phone.said[-3:]) and len(latest) == 3 + 1


async def _asked_for_a_time(here: Town, now: datetime) -> list[Phone]:
    """Two hundred candidates who look at the same times of a day on which one meets at the centre only."""
    await here.api.post(
        "/openings",
        {
            "staff_id": CLAIRE,
            "site_id": GUILLOTIERE,
            "kind": "interview",
            "date": "2027-01-16",
            "from": "09:00",
            "to": "12:00",
            "slot_minutes": 45,
            "modes": ["centre"],
        },
    )
    await here.house.database.run(lambda session: _two_hundred(session, now))
    await here.house.database.run(lambda session: _at_the_same_question(session, now))
    phones = [here.phone(number, "Amina", "en") for number in range(1, MANY + 1)]
    for phone in phones:
        phone.person.say("?")
    await here.sandbox.drained(120)
    await here.settled()
    return phones


def _two_hundred(session: Session, now: datetime) -> None:
    candidates = system_services(session, now).candidates
    for number in range(1, MANY + 1):
        chats.chat_of(session, number, now)
        candidates.register(number, f"Amina {number}", "en", "Europe/Paris")


def _at_the_same_question(session: Session, now: datetime) -> None:
    place: dict[str, Any] = {
        "flow": "booking",
        "scene": "time",
        "answers": {"site": GUILLOTIERE, "day": "2027-01-16"},
    }
    for number in range(1, MANY + 1):
        chats.save_places(session, number, [place], now)


async def _appointments(database: Database) -> list[AppointmentRow]:
    return await database.read(lambda session: list(session.exec(select(AppointmentRow))))
