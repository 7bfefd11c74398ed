"""Appointments that staff move while their reminders go out: nobody is sent to an hour that is no longer."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session

from services import system_services
from services.notices.models import NoticeState
from services.scheduling.models import AppointmentRow
from tests.faults import crowd
from tests.faults.crowd import NOTICE
from tests.faults.post import FULL, Post, post, told

SIZE = 1_000 if FULL else 200

PARIS = ZoneInfo("Europe/Paris")
EVE = datetime(2027, 1, 4, 18, 0, tzinfo=PARIS)
OLD, NEW = datetime(2027, 1, 5, 9, 0, tzinfo=PARIS), datetime(2027, 1, 6, 11, 0, tzinfo=PARIS)

REMINDED, CORRECTED = "Tomorrow, Tuesday 5 January at 09:00", "Your appointment has a new time."

PER_CHAT = timedelta(milliseconds=100)
"""Messages to one chat keep their order as in life: one waits for the other."""


@dataclass(frozen=True)
class Moved:
    """A move, as it was committed: what was so of the old reminder then, and when that was."""

    candidate_id: int
    reminder: NoticeState
    at_s: float


async def test_no_old_hour_is_sent_after_a_move_and_each_that_was_on_its_way_is_corrected(
    database_url: str, now: datetime
):
    async with post(
        database_url, now, lambda s: _prepared(s, now), people=SIZE, per_second=80, per_chat=PER_CHAT
    ) as office:
        await office.until(EVE - timedelta(minutes=1))
        office.clock.move_to(EVE)
        began = time.monotonic()
        moves = await _moved_while_dispatching(office)
        await office.dispatcher.drain()
        rows = await office.database.read(crowd.notices)
    reminded = {e.chat_id: e for e in office.sandbox.ledger.entries if e.text.startswith(REMINDED)}
    corrected = {e.chat_id: e for e in office.sandbox.ledger.entries if e.text.startswith(CORRECTED)}
    at_the_move = Counter(move.reminder for move in moves)
    told(
        f"{SIZE} appointments moved while dispatching ({database_url.partition(':')[0]})",
        [
            *((f"the reminder was {state} at the move", count) for state, count in at_the_move.items()),
            ("old hours sent though they were taken back", sum(_said_wrongly(m, reminded) for m in moves)),
            ("corrections", len(corrected)),
            ("seconds", f"{time.monotonic() - began:.1f}"),
        ],
    )

    assert reminded
    assert [move for move in moves if _said_wrongly(move, reminded)] == []
    assert len(corrected) == SIZE
    assert Counter(e.text.startswith(CORRECTED) for e in office.sandbox.ledger.entries)[True] == SIZE
    for chat_id, reminder in reminded.items():
        assert reminder.message_id < corrected[chat_id].message_id
    assert set(at_the_move) >= {NoticeState.CANCELLED, NoticeState.SENT}
    for row in rows:
        assert row.state is not NoticeState.CANCELLED or row.reason == "no_longer_true"
        if row.rule == "appointment_eve" and row.version == 1:
            # What the outbox says is what was heard.
            assert (row.state is NoticeState.SENT) is (row.candidate_id in reminded)


def _said_wrongly(move: Moved, reminded: dict[int, Any]) -> bool:
    """The old hour went out though the move had taken it back."""
    return move.reminder is NoticeState.CANCELLED and move.candidate_id in reminded


def _prepared(session: Session, now: datetime) -> None:
    """Everybody has an appointment tomorrow at nine, each with an adviser of their own."""
    everybody = range(1, SIZE + 1)
    crowd.crowd(session, now, SIZE)
    crowd.advisers(session, now, SIZE - 1)
    crowd.open_every_day(session, everybody)
    crowd.appointments(session, now - timedelta(days=1), ((one, one, OLD) for one in everybody))
    crowd.plan_all(session, now, SIZE, "appointment_eve", "appointment_soon")


async def _moved_while_dispatching(office: Post) -> Sequence[Moved]:
    order = list(range(1, SIZE + 1))
    random.Random(11).shuffle(order)
    waiting = iter(order)
    moves: list[Moved] = []

    async def staff() -> None:
        for candidate_id in waiting:
            moved = await office.database.run(partial(_move, candidate_id, office.clock.now()))
            moves.append(Moved(candidate_id, moved, time.monotonic()))

    async def dispatch() -> None:
        while not moving.done():
            await office.dispatcher.drain()

    moving = asyncio.gather(*(staff() for _ in range(3)))
    await asyncio.gather(moving, dispatch())
    return moves


def _move(candidate_id: int, now: datetime, session: Session) -> NoticeState:
    """Moves the appointment; returns what was then so of the old reminder."""
    appointment = session.connection().execute(
        select(AppointmentRow.id).where(AppointmentRow.candidate_id == candidate_id)  # type: ignore[call-overload]
    )
    system_services(session, now).scheduling.move(appointment.scalar_one(), starts_at=NEW)
    reminder = select(NOTICE.c.state).where(
        NOTICE.c.candidate_id == candidate_id, NOTICE.c.rule == "appointment_eve", NOTICE.c.version == 1
    )
    state: NoticeState = session.connection().execute(reminder).scalar_one()
    return state
