"""Faults on demand: what goes wrong is what was asked for, and the chat tells what took effect."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.sandbox import FaultRule

AMINA = 5


def texts(sandbox):
    return [message["text"] for message in sandbox.messages(AMINA)][1:]


@pytest.mark.parametrize(
    ("action", "error", "effects"),
    [
        ("429", RetryAfter, 0),
        ("500", NetworkError, 0),
        ("502", NetworkError, 0),
        ("reset_before", NetworkError, 0),
        ("reset_after", NetworkError, 1),
        ("400", BadRequest, 0),
        ("403", Forbidden, 0),
    ],
)
async def test_a_fault_strikes_as_often_as_told(sandbox, bot, action, error, effects):
    rule = sandbox.faults.add(FaultRule(action, method="sendMessage", text="A", count=1))

    with pytest.raises(error):
        await bot.send_message(AMINA, "A")
    assert texts(sandbox) == ["A"] * effects
    assert len(sandbox.ledger.entries) == effects

    await bot.send_message(AMINA, "A")
    assert rule.hits == 1
    assert bool(sandbox.ledger.doubles()) is (action == "reset_after")


@pytest.mark.parametrize("effect", [True, False])
async def test_a_call_can_hang_with_or_without_effect(sandbox, bot, effect):
    sandbox.faults.add(FaultRule("hang", chat_id=AMINA, seconds=60, effect=effect))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.send_message(AMINA, "A"), 0.3)
    assert texts(sandbox) == ["A"] * effect


async def test_the_same_seed_gives_the_same_faults(opened):
    async def struck():
        sandbox, _ = await opened(fault_seed=7)
        sandbox.faults.add(FaultRule("500", share=0.3))
        return [sandbox.faults.strike("sendMessage", "1", "") is not None for _ in range(50)]

    first = await struck()
    assert first == await struck()
    assert 5 < sum(first) < 25


async def test_faults_and_ledger_are_there_over_http(served, sandbox, bot):
    async with aiohttp.ClientSession(served[1]) as session:
        rules = {"seed": 3, "rules": [{"action": "400", "method": "sendMessage", "count": 1}]}
        async with session.post("/sandbox/faults", json=rules) as answer:
            assert answer.status == 201
        with pytest.raises(BadRequest):
            await bot.send_message(AMINA, "A")
        await bot.send_message(AMINA, "B")
        async with session.get("/sandbox/ledger") as answer:
            assert [entry["text"] for entry in (await answer.json())["entries"]] == ["B"]
        async with session.post("/sandbox/faults", json={"action": "explode"}) as answer:
            assert answer.status == 400
        async with session.delete("/sandbox/faults") as answer:
            assert (await answer.json()) == {"rules": []}
