"""Telegram on a bad day: refusals, broken connections, pages instead of answers, silence. Every notice ends once."""

import re
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.rendering import PERHAPS_AGAIN
from bot.sandbox import FaultRule
from bot.sandbox.faults import Action
from locales import render
from services.notices.models import NoticeState
from tests.faults import crowd
from tests.faults.crowd import HELD, RETRIED
from tests.faults.post import FULL, Post, post, told

SIZE = 2_000 if FULL else 200

CALL_S = 0.3

MIX: dict[Action, float] = {"429": 0.1, "500": 0.1, "502": 0.1, "reset_after": 0.1, "hang": 0.1}

PERHAPS = render(PERHAPS_AGAIN, "en")


async def test_in_a_mix_of_faults_every_notice_ends_in_exactly_one_state(database_url: str, now: datetime):
    began = time.monotonic()
    prepare = lambda session: crowd.two_each(session, now, SIZE // 2)  # noqa: E731
    async with post(database_url, now, prepare, people=SIZE // 2, call_s=CALL_S) as office:
        _spoil(office, MIX)
        await office.dispatcher.drain()
        # Further than any of them makes sense: whatever is left over then would be left over for ever.
        await office.until(now + timedelta(days=8))
        rows = await office.database.read(crowd.notices)
        asked = {task.about["notice_id"] for task in await office.database.read(crowd.tasks)}
    entries = office.sandbox.ledger.entries
    heard = Counter((entry.chat_id, crowd.kind_of(entry.text)) for entry in entries)
    told(
        f"{SIZE} notices, 10 % each of {', '.join(MIX)} ({database_url.partition(':')[0]})",
        [
            *_by_kind_and_state(rows),
            *((f"calls that met {rule.action}", rule.hits) for rule in office.sandbox.faults.rules),
            ("doubles of retried kinds", sum(n - 1 for (_, kind), n in heard.items() if kind == RETRIED)),
            ("doubles of held kinds", sum(n - 1 for (_, kind), n in heard.items() if kind == HELD)),
            ("seconds", f"{time.monotonic() - began:.1f}"),
        ],
    )

    assert len(rows) == SIZE
    assert {row.state for row in rows} <= crowd.FINAL
    for row in rows:
        times = heard[row.candidate_id, row.rule]
        assert times >= (row.state is NoticeState.SENT)
        assert times <= 1 or row.rule == RETRIED
        assert row.state is NoticeState.SENT or (row.reason and row.id in asked)
    assert Counter(row.state for row in rows if row.rule == RETRIED) == {NoticeState.SENT: SIZE // 2}
    assert _that_do_not_say_so(office) == []
    assert all(rule.hits for rule in office.sandbox.faults.rules)


def _spoil(office: Post, mix: dict[Action, float]) -> None:
    """The first rule whose dice fall decides: later ones need a greater share of what is left for them."""
    left = 1.0
    for action, share in mix.items():
        rule = FaultRule(action, share=share / left, seconds=2 * CALL_S, retry_after=1)
        office.sandbox.faults.add(rule)
        left -= share


def _by_kind_and_state(rows) -> list[tuple[str, object]]:
    return [
        (f"{kind}: {state}", count)
        for (kind, state), count in sorted(Counter((row.rule, str(row.state)) for row in rows).items())
    ]


def _that_do_not_say_so(office: Post) -> list[str]:
    """Second messages about one matter that do not begin with the word that says it may be the second."""
    known: set[tuple[int, str]] = set()
    silent = []
    for entry in office.sandbox.ledger.entries:
        key = (entry.chat_id, crowd.kind_of(entry.text))
        if key in known and not entry.text.startswith(PERHAPS):
            silent.append(entry.text)
        known.add(key)
    return silent


@pytest.mark.parametrize(
    ("action", "retried", "held"),
    [
        ("429", NoticeState.SENT, NoticeState.SENT),
        ("500", NoticeState.SENT, NoticeState.UNKNOWN),
        ("502", NoticeState.SENT, NoticeState.UNKNOWN),
        ("reset_before", NoticeState.SENT, NoticeState.UNKNOWN),
        ("reset_after", NoticeState.SENT, NoticeState.UNKNOWN),
        ("hang", NoticeState.SENT, NoticeState.UNKNOWN),
        ("400", NoticeState.FAILED, NoticeState.FAILED),
        ("403", NoticeState.FAILED, NoticeState.FAILED),
    ],
)
async def test_one_fault_has_the_consequence_that_it_should(
    sqlite_url: str, now: datetime, action: Action, retried: NoticeState, held: NoticeState
):
    prepare = lambda session: crowd.two_each(session, now, 1)  # noqa: E731
    async with post(sqlite_url, now, prepare, people=1, call_s=CALL_S) as office:
        for words in ("News", "appointment"):
            rule = FaultRule(action, text=words, count=1, seconds=2 * CALL_S, description="Bad Request: no")
            office.sandbox.faults.add(rule)
        await office.dispatcher.drain()
        await office.until(now + timedelta(hours=2))
        ended = {row.rule: row.state for row in await office.database.read(crowd.notices)}

    assert ended == {RETRIED: retried, HELD: held}


async def test_a_message_that_was_certainly_not_sent_does_not_say_that_it_may_be_the_second(
    sqlite_url: str, now: datetime
):
    prepare = lambda session: crowd.two_each(session, now, 20)  # noqa: E731
    async with post(sqlite_url, now, prepare, people=20) as office:
        office.sandbox.faults.add(FaultRule("429", share=0.5, retry_after=1))
        await office.until(now + timedelta(hours=2))

    assert len(office.sandbox.ledger.entries) == 40
    assert [entry.text for entry in office.sandbox.ledger.entries if re.match(PERHAPS, entry.text)] == []
