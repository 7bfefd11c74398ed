"""What becomes of a notice that Telegram refuses: a person hears of it, the others go on, nothing is lost."""

import logging
from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.sandbox import FaultRule
from services.messages.models import TaskKind
from services.notices.dispatcher import AT_ONCE, Dispatcher
from services.notices.models import NoticeState
from tests.faults import crowd
from tests.faults.post import post


def news_for(size: int, now: datetime):
    def prepare(session) -> None:
        crowd.crowd(session, now, size)
        for one in range(1, size + 1):
            crowd.news(session, now, one, f"News {one}.")

    return prepare


async def test_a_refused_token_halts_everything_says_so_and_loses_nothing(
    database_url: str, now: datetime, caplog: pytest.LogCaptureFixture
):
    size = 300
    async with post(database_url, now, news_for(size, now), people=size) as office:
        office.sandbox.faults.add(FaultRule("401"))
        await office.dispatcher.drain()
        calls = len(office.channel.calls)
        await office.dispatcher.drain()
        told = [record for record in caplog.records if record.levelno == logging.CRITICAL]
        halted = await office.database.read(crowd.states)
        assert len(office.channel.calls) == calls  # the second time nobody was called at all

        # Somebody mends the token and starts the service again.
        await office.dispatcher.stop()
        office.sandbox.faults.clear()
        office.dispatcher = Dispatcher(office.database, office.channel, office.clock, 1000, timedelta())
        await office.until(now + timedelta(minutes=10))
        heard = Counter(entry.chat_id for entry in office.sandbox.ledger.entries)

    assert calls <= AT_ONCE
    assert [record.getMessage().partition(":")[0] for record in told] == ["Telegram refuses our token"]
    assert halted == {NoticeState.PLANNED: size}
    assert heard == dict.fromkeys(range(1, size + 1), 1)


async def test_a_message_that_telegram_does_not_take_is_a_task_and_the_others_go_on(
    database_url: str, now: datetime
):
    async with post(database_url, now, news_for(50, now), people=50) as office:
        office.sandbox.faults.add(
            FaultRule("400", chat_id=7, description="Bad Request: can't parse entities")
        )
        await office.dispatcher.drain()
        await office.until(now + timedelta(days=1))
        rows = await office.database.read(crowd.notices)
        tasks = await office.database.read(crowd.tasks)

    assert {row.candidate_id: row.reason for row in rows if row.state is not NoticeState.SENT} == {
        7: "bad_request"
    }
    assert [(task.kind, task.candidate_id) for task in tasks] == [(TaskKind.UNCONFIRMED, 7)]
    assert len(office.channel.calls) == 50  # it is not tried again


@pytest.mark.parametrize(
    ("code", "description", "reason"),
    [
        ("403", "Forbidden: bot was blocked by the user", "blocked"),
        ("403", "Forbidden: user is deactivated", "blocked"),
        ("400", "Bad Request: chat not found", "chat_not_found"),
    ],
)
async def test_who_cannot_be_reached_is_called_by_nobody_for_two_hours(
    database_url: str, now: datetime, code, description: str, reason: str
):
    async with post(database_url, now, news_for(1, now), people=1) as office:
        await office.database.run(lambda session: crowd.news(session, now, 1, "Something else."))
        office.sandbox.faults.add(FaultRule(code, description=description))
        await office.dispatcher.drain()
        await office.until(now + timedelta(days=2))
        rows = await office.database.read(crowd.notices)
        (task,) = await office.database.read(crowd.tasks)

    assert {row.state for row in rows} == {NoticeState.FAILED}
    assert {row.reason for row in rows} <= {reason, "unreachable"}
    assert task.kind is TaskKind.UNREACHABLE
    assert task.not_before == now + timedelta(hours=2)


async def test_a_bug_in_one_message_is_seen_and_the_others_go_on(database_url: str, now: datetime):
    async with post(database_url, now, news_for(20, now), people=20) as office:
        deliver = office.channel.deliver

        async def with_a_bug(delivery):
            if delivery.chat_id == 5:
                raise KeyError("a template without its value")
            return await deliver(delivery)

        office.channel.deliver = with_a_bug  # type: ignore[method-assign]
        await office.dispatcher.drain()
        rows = await office.database.read(crowd.notices)

    assert {
        row.candidate_id: (row.state, row.reason) for row in rows if row.state is not NoticeState.SENT
    } == {5: (NoticeState.UNKNOWN, "KeyError")}


async def test_what_telegram_said_is_kept_while_the_database_is_away(database_url: str, now: datetime):
    size = 30
    async with post(database_url, now, news_for(size, now), people=size) as office:
        run = office.database.run
        away = True

        async def sometimes(work):
            nonlocal away
            if away and office.sandbox.ledger.entries:
                away = False
                raise ConnectionError("the database is away")
            return await run(work)

        office.database.run = sometimes  # type: ignore[method-assign, assignment]
        with pytest.raises(ConnectionError):
            await office.dispatcher.drain()
        await office.dispatcher.drain()
        states = await office.database.read(crowd.states)

    assert not away
    assert states == {NoticeState.SENT: size}
    assert len(office.sandbox.ledger.entries) == size


async def test_a_hundred_messages_for_a_chat_that_waits_do_not_hide_those_of_others(
    database_url: str, now: datetime
):
    def prepare(session) -> None:
        crowd.crowd(session, now, 2)
        for number in range(150):
            crowd.news(session, now, 1, f"News {number}.")
        crowd.news(session, now, 2)

    async with post(database_url, now, prepare, people=2, per_chat=timedelta(seconds=1)) as office:
        office.sandbox.faults.add(FaultRule("429", chat_id=1, retry_after=600))
        await office.dispatcher.drain()

    assert office.heard(2) == ["News"]
