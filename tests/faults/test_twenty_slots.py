"""Two hundred people want twenty hours at once: each hour is somebody's, and everybody is answered."""

import asyncio
from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from services import chats, system_services
from services.scheduling.models import AppointmentRow, HoldRow
from tests.bot.taps import buttons_to, targets
from tests.house import Phone, Town, town

MANY = 200
TIMES = 10
"""Of two advisers: twenty slots."""
CLAIRE, MARIE, GUILLOTIERE = 1, 3, 1
SATURDAY = datetime(2027, 1, 16, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.slow
async def test_two_hundred_phones_at_once_over_twenty_slots(
    database_url: str, now: datetime, caplog: pytest.LogCaptureFixture
):
    async with town(database_url, now) as here:
        await _opened(here)
        await here.house.database.run(lambda session: _at_the_same_question(session, now))
        phones = [here.phone(number, "Amina", "en") for number in range(1, MANY + 1)]
        for phone in phones:
            phone.person.say("?")
        await _answered(here)
        for number, phone in enumerate(phones):
            _presses(phone, "booking.time", number % TIMES)
        await _answered(here)

        holds = await here.house.database.read(lambda session: list(session.exec(select(HoldRow))))
        assert _slots(holds) == 2 * TIMES
        winners = [phone for phone in phones if "booking.confirm" in targets(phone.messages[-1])]
        assert len(winners) == 2 * TIMES
        assert all(_is_told_kindly(phone) for phone in phones if phone not in winners)

        for phone in winners:
            _presses(phone, "booking.confirm", 0)
        await _answered(here)

        assert all("appointment.cancel" in targets(phone.messages[-1]) for phone in winners)
        booked = await here.house.database.read(lambda session: list(session.exec(select(AppointmentRow))))
        assert (len(booked), _slots(booked)) == (2 * TIMES, 2 * TIMES)
    assert not [record for record in caplog.records if record.name.startswith("bot.intake")]


async def test_two_hundred_requests_at_once_over_twenty_slots(database_url: str, now: datetime):
    async with town(database_url, now) as here:
        await _opened(here)
        await here.house.database.run(lambda session: _two_hundred(session, now))
        slots = (
            await here.api.get(f"/slots?site={GUILLOTIERE}&kind=interview&from=2027-01-16&to=2027-01-16")
        )["items"]
        assert len(slots) == 2 * TIMES

        said = await asyncio.gather(
            *(
                here.api.call("POST", "/appointments", _wish(one + 1, slots[one % len(slots)]))
                for one in range(MANY)
            )
        )

        outcomes = Counter((status, body.get("code")) for status, body in said)
        assert outcomes == {(201, None): 2 * TIMES, (409, "slot_taken"): MANY - 2 * TIMES}
        booked = await here.house.database.read(lambda session: list(session.exec(select(AppointmentRow))))
        assert (len(booked), _slots(booked)) == (2 * TIMES, 2 * TIMES)


def _wish(candidate_id: int, slot: dict[str, Any]) -> dict[str, Any]:
    which = {name: slot[name] for name in ("kind", "site_id", "staff_id", "starts_at")}
    return {"candidate_id": candidate_id, "mode": "centre", **which}


def _slots(rows: list[Any]) -> int:
    """How many different ones these are."""
    return len({(row.staff_id, row.starts_at) for row in rows})


def _is_told_kindly(phone: Phone) -> bool:
    """Everything is held: other days are shown, or that nothing is free and a person helps."""
    shown = targets(phone.messages[-1])
    return any("Someone has just taken" in said for said in phone.said[-3:]) and bool(
        shown & {"booking.time", "booking.day", "handover"}
    )


def _presses(phone: Phone, target: str, nth: int) -> None:
    found = buttons_to(phone, target)
    newest = [(at, button) for at, button in found if at == found[-1][0]]
    message_id, button = newest[nth]
    phone.person.press(message_id, button["callback_data"])


async def _answered(here: Town) -> None:
    await here.sandbox.drained(120)
    await here.settled()


async def _opened(here: Town) -> None:
    """On a Saturday, when nobody receives otherwise, two advisers at the same times."""
    for staff_id in (CLAIRE, MARIE):
        await here.api.post(
            "/openings",
            {
                "staff_id": staff_id,
                "site_id": GUILLOTIERE,
                "kind": "interview",
                "date": f"{SATURDAY:%Y-%m-%d}",
                "from": "09:00",
                "to": "12:20",
                "slot_minutes": 20,
                "modes": ["centre"],
            },
        )


def _two_hundred(session: Session, now: datetime) -> None:
    candidates = system_services(session, now).candidates
    for number in range(1, MANY + 1):
        chats.chat_of(session, number, now)
        candidates.register(number, f"Amina {number}", "en", "Europe/Paris")


def _at_the_same_question(session: Session, now: datetime) -> None:
    _two_hundred(session, now)
    answers = {"site": GUILLOTIERE, "day": f"{SATURDAY:%Y-%m-%d}"}
    for number in range(1, MANY + 1):
        chats.save_places(session, number, [{"flow": "booking", "scene": "time", "answers": answers}], now)
