"""Telegram says "wait" of one chat: that chat is left alone, and nobody else notices."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import quantiles

from sqlmodel import Session

from bot.sandbox import FaultRule
from services.notices.pace import PER_CHAT
from tests.faults import crowd
from tests.faults.post import Post, eventually, post, told

SLOW, OTHERS = 1, 80

WAIT_S = 7

PER_SECOND = 45
"""Forty notices a second: five are kept for replies."""


async def test_one_chat_that_is_told_to_wait_is_left_alone_and_the_others_hear_as_soon_as_ever(
    database_url: str,
):
    present = datetime.now(UTC)
    async with post(
        database_url,
        present,
        lambda session: crowd.crowd(session, present, OTHERS + 1),
        people=OTHERS + 1,
        per_second=PER_SECOND,
        per_chat=PER_CHAT,
        real_time=True,
    ) as office:
        normal, _ = await _sent(office)
        office.sandbox.faults.add(FaultRule("429", chat_id=SLOW, retry_after=WAIT_S, count=1))
        disturbed, calls = await _sent(office)
    told(
        f"retry_after: {WAIT_S} for one chat of {OTHERS + 1} ({database_url.partition(':')[0]})",
        [
            ("95th percentile of the others, without", f"{normal:.2f} s"),
            ("95th percentile of the others, with", f"{disturbed:.2f} s"),
            ("the ratio", f"{disturbed / normal:.2f}"),
            ("calls to the chat that waits, seconds from the first", " ".join(f"{s:.1f}" for s in calls)),
        ],
    )

    refused, *later = calls
    assert refused == 0.0
    assert len(later) == 3
    assert min(later) >= WAIT_S
    assert disturbed < 1.5 * normal


async def _sent(office: Post) -> tuple[float, Sequence[float]]:
    """Three messages to the slow chat, one to each other; the others' 95th percentile, the slow chat's calls.

    Seconds: of the others from when they were due, of the slow chat from its first call.
    """
    present, began = datetime.now(UTC), time.monotonic()
    calls_before = len(office.channel.calls)
    round_ = f"{began}"

    def plan(session: Session) -> None:
        for number in range(3):
            crowd.news(session, present, SLOW, f"News {round_} {number}")
        for one in range(2, OTHERS + 2):
            crowd.news(session, present, one, f"News {round_}")

    async def finished() -> bool:
        await office.dispatcher.drain()
        return not await office.database.read(crowd.unfinished)

    await office.database.run(plan)
    await eventually(finished)
    arrived = [e.monotonic - began for e in office.sandbox.ledger.entries if e.monotonic > began]
    slow = [at_s for chat_id, at_s in office.channel.calls[calls_before:] if chat_id == SLOW]
    others = [
        e.monotonic - began
        for e in office.sandbox.ledger.entries
        if e.chat_id != SLOW and e.monotonic > began
    ]
    assert len(arrived) == OTHERS + 3
    return quantiles(others, n=20)[-1], [at_s - slow[0] for at_s in slow]
