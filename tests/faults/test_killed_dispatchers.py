"""Dispatchers that are killed, stopped and asked to end while thousands of notices go out: nothing is lost silently."""

import os
import random
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text
from sqlmodel import Session

from bot.sandbox import DEMO_TOKEN, FaultRule
from bot.sandbox.ledger import Entry
from services import Database
from services.notices.models import NoticeState
from services.notices.recording import recover
from tests.faults import crowd
from tests.faults.crowd import HELD, RETRIED
from tests.faults.post import FULL, Post, eventually, post, told
from tests.faults.processes import Start, end_of, process

SIZE, KILLS = (10_000, 50) if FULL else (500, 3)

LEASE_S = 2.0

FAST = 20.0
"""So much faster than ours is the workers' clock: nobody waits for the delays between two tries."""


async def test_nothing_is_lost_silently_and_nothing_held_comes_twice_however_often_dispatchers_are_killed(
    database_url: str, now: datetime, tmp_path: Path
):
    began = time.monotonic()
    async with post(
        database_url, now, lambda s: crowd.two_each(s, now, SIZE // 2), people=SIZE // 2
    ) as office:
        prepared = time.monotonic()
        in_flight = await _killed_again_and_again(office, now, tmp_path / "log")
        rows = await office.database.read(crowd.notices)
        asked = {task.about["notice_id"] for task in await office.database.read(crowd.tasks)}
    heard = Counter((entry.chat_id, crowd.kind_of(entry.text)) for entry in office.sandbox.ledger.entries)
    doubles = {kind: sum(n - 1 for (_, of), n in heard.items() if of == kind) for kind in (RETRIED, HELD)}
    never = [row for row in rows if not heard[row.candidate_id, row.rule]]
    _print(database_url, rows, in_flight, doubles, never, prepared - began, time.monotonic() - prepared)

    assert {row.state for row in rows} <= crowd.FINAL
    assert len(rows) == SIZE
    assert [row.id for row in never if row.state is NoticeState.SENT] == []  # what is said to be sent was
    assert [
        row.id for row in never if not row.reason or row.id not in asked
    ] == []  # and what was not is seen
    assert doubles[HELD] == 0
    assert 0 <= doubles[RETRIED] <= sum(in_flight)
    assert sum(in_flight) > 0, "nobody was killed in the middle of anything"
    assert Counter(row.state for row in rows if row.rule == RETRIED) == {NoticeState.SENT: SIZE // 2}


async def _killed_again_and_again(office: Post, now: datetime, log: Path) -> list[int]:
    """How many notices were on their way at each kill; the last dispatcher is left to finish."""
    dice, entries = random.Random(7), office.sandbox.ledger.entries
    start = Start(office.database.url, office.bot_api_url, now, LEASE_S, FAST)
    in_flight = []
    for _ in range(KILLS):
        async with process(start.command, log) as worker:
            aim = len(entries) + dice.randrange(SIZE // KILLS)
            await _reaches(office, entries, aim)
            worker.kill()
        in_flight.append((await office.database.read(crowd.states)).get(NoticeState.SENDING, 0))
    async with process(start.command, log) as worker:
        assert await worker.wait() == 0, end_of(log)
    return in_flight


async def _reaches(office: Post, entries: Sequence[Entry], count: int) -> None:
    """Returns when so many messages were accepted, or everything is finished."""

    async def so_far() -> bool:
        return len(entries) >= count or not await office.database.read(crowd.unfinished)

    await eventually(so_far)


def _print(
    database_url: str,
    rows: Sequence[Any],
    in_flight: Sequence[int],
    doubles: dict[str, int],
    never: Sequence[Any],
    prepared_s: float,
    took_s: float,
) -> None:
    told(
        f"{len(rows)} notices, {KILLS} × kill -9 ({database_url.partition(':')[0]})",
        [
            *((f"{kind}: {state}", count) for (kind, state), count in sorted(
                Counter((row.rule, str(row.state)) for row in rows).items()
            )),
            ("in no final state", sum(row.state not in crowd.FINAL for row in rows)),
            ("said to be sent, never arrived", sum(row.state is NoticeState.SENT for row in never)),
            ("never arrived, and a person was told", len(never)),
            ("on their way at the kills, together", sum(in_flight)),
            ("doubles of retried kinds", doubles[RETRIED]),
            ("doubles of held kinds", doubles[HELD]),
            ("seconds to prepare", f"{prepared_s:.1f}"),
            ("seconds", f"{took_s:.1f}"),
        ],
    )  # fmt: skip


async def test_the_late_acknowledgement_of_a_dispatcher_that_was_stopped_past_its_lease_changes_nothing(
    database_url: str, now: datetime, tmp_path: Path
):
    size, log = 40, tmp_path / "log"
    async with post(database_url, now, lambda s: crowd.two_each(s, now, size), people=size) as office:
        # Accepted at once, acknowledged only while the dispatcher sleeps.
        office.sandbox.faults.add(FaultRule("hang", seconds=1.0, effect=True, count=size))
        start = Start(database_url, office.bot_api_url, now, lease_s=1.0, speed=FAST)
        async with process(start.command, log) as worker:
            await office.sandbox.wait_for(lambda: len(office.sandbox.ledger.entries) >= size, 30)
            await eventually(lambda: _stopped_between_two_transactions(worker, office.database))
            taken_over = await _taken_over(office, now)
            worker.send_signal(signal.SIGCONT)
            await eventually(lambda: _said(log, "a late answer changes nothing"))
            afterwards = {row.id: row for row in await office.database.read(crowd.notices)}
            assert await worker.wait() == 0

    assert len(taken_over) >= size
    for before in taken_over:
        after = afterwards[before.id]
        if before.rule == HELD:
            assert (after.state, after.reason) == (NoticeState.UNKNOWN, "dispatcher_died")
            assert after.message_id is None
        else:
            assert after.perhaps_sent
    heard = Counter((entry.chat_id, crowd.kind_of(entry.text)) for entry in office.sandbox.ledger.entries)
    assert max(times for (_, kind), times in heard.items() if kind == HELD) == 1
    unknown = {row.candidate_id for row in taken_over if row.rule == HELD}
    everybody = set(range(1, size + 1))
    assert {one for one, kind in heard if kind == RETRIED} == everybody
    assert {one for one, kind in heard if kind == HELD} | unknown == everybody


IN_TRANSACTION = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend' AND state <> 'idle'
"""


async def _stopped_between_two_transactions(worker: Process, database: Database) -> bool:
    """Stops the process; not with locks in its hand, which would stop everybody else as well."""
    worker.send_signal(signal.SIGSTOP)
    is_free = _may_write(database.url) if database.is_sqlite else await database.read(_nobody_is_at_work)
    if not is_free:
        worker.send_signal(signal.SIGCONT)
    return is_free


def _may_write(database_url: str) -> bool:
    with closing(
        sqlite3.connect(make_url(database_url).database or "", timeout=0.1, isolation_level=None)
    ) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        connection.execute("ROLLBACK")
        return True


def _nobody_is_at_work(session: Session) -> bool:
    return session.connection().execute(text(IN_TRANSACTION)).scalar_one() == 0


async def _taken_over(office: Post, now: datetime) -> list[Any]:
    """The notices that were on their way, once all their leases have ended and somebody took them up."""

    async def ended() -> bool:
        await office.database.run(lambda session: recover(session, now))
        return not (await office.database.read(crowd.states)).get(NoticeState.SENDING)

    before = {row.id for row in await office.database.read(crowd.notices) if row.state is NoticeState.SENDING}
    await eventually(ended)
    return [row for row in await office.database.read(crowd.notices) if row.id in before]


async def _said(log: Path, words: str) -> bool:
    return words in end_of(log)


async def test_a_dispatcher_that_is_asked_to_end_leaves_nothing_on_its_way(
    database_url: str, now: datetime, tmp_path: Path
):
    size, log = 300, tmp_path / "log"
    present = datetime.now(now.tzinfo)
    async with post(database_url, now, lambda s: _news(s, present, size), people=size) as office:
        async with process(_clea_run(), log, _environment(office)) as clea:
            await office.sandbox.wait_for(lambda: len(office.sandbox.ledger.entries) >= 20, 30)
            clea.send_signal(signal.SIGTERM)
            assert await clea.wait() == 0, end_of(log)
        states = await office.database.read(crowd.states)
    heard = Counter(entry.chat_id for entry in office.sandbox.ledger.entries)

    assert set(states) <= {NoticeState.SENT, NoticeState.PLANNED}
    assert states[NoticeState.SENT] == len(heard) == heard.total()


def _news(session: Any, now: datetime, size: int) -> None:
    crowd.crowd(session, now, size)
    for one in range(1, size + 1):
        crowd.news(session, now - timedelta(minutes=1), one)


def _clea_run() -> Sequence[str]:
    return [str(Path(sys.executable).with_name("clea")), "run", "--only", "dispatcher"]


def _environment(office: Post) -> dict[str, str]:
    return {
        **os.environ,
        "CLEA_BOT_TOKEN": DEMO_TOKEN,
        "CLEA_BOT_API_URL": office.bot_api_url,
        "CLEA_DATABASE_URL": office.database.url,
        "CLEA_SECRET_KEY": "a key for tests",
        "CLEA_MESSAGES_PER_SECOND": "1000",
    }


def test_the_test_s_database_is_the_product_s(database_url: str):
    """Workers get the address as text: it must name the same database for them."""
    assert Database(database_url).url == database_url
