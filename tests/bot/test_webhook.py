"""The webhook: who may post, what is no update, and once per update whatever is thrown at it."""

import asyncio
import copy
import json
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.webhook import PATH, SECRET_HEADER, _parsed
from tests.bot.raw import AMINA, GROUP, member, message, pressed
from tests.bot.receiver import SECRET, Receiver

HUGE = 2**70


@pytest.mark.parametrize("secret", [None, "", "x", SECRET[:-1], SECRET + "x", "é" * 32])
async def test_who_does_not_know_the_secret_is_refused(receiver_on_sqlite: Receiver, secret):
    assert await receiver_on_sqlite.post(message(text="/help"), secret) == 403
    assert await receiver_on_sqlite.said() == []


async def test_a_secret_that_is_no_text_is_refused(receiver_on_sqlite: Receiver):
    host, port = receiver_on_sqlite.base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n{SECRET_HEADER}: "

    writer.write(head.encode() + b"\xff\xfe\r\n\r\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()

    assert answer.split()[1] == b"403"


NO_UPDATES = {
    "nothing": b"",
    "no JSON": b"{",
    "no text": b"\xff\xfe\x00",
    "a list": b"[]",
    "null": b"null",
    "a number": b"7",
    "deep": b"[" * 100_000,
    "no id": b'{"message": {}}',
    "an id that is a word": b'{"update_id": "x"}',
    "an id that is true": b'{"update_id": true}',
    "an id below zero": b'{"update_id": -1}',
    "an id that is no number": b'{"update_id": NaN}',
    "an id that is infinite": b'{"update_id": Infinity}',
    "an id beyond the database": b'{"update_id": %d}' % HUGE,
    "a fraction of an id": b'{"update_id": 1.5}',
    "a message that is none": b'{"update_id": 1, "message": 7}',
    "a chat that is a word": json.dumps(message({"id": "x", "type": "private"}, text="a")).encode(),
    "a chat that is a list": json.dumps(message({"id": [], "type": "private"}, text="a")).encode(),
    "a chat beyond the database": json.dumps(message({"id": HUGE, "type": "private"}, text="a")).encode(),
    "a date far away": json.dumps(message(text="a", date=10**30)).encode(),
}


@pytest.mark.parametrize("kind", NO_UPDATES)
async def test_what_telegram_never_sends_is_refused(receiver_on_sqlite: Receiver, kind: str):
    assert await receiver_on_sqlite.post(NO_UPDATES[kind]) == 400


async def test_an_update_that_comes_twice_has_one_effect(receiver: Receiver):
    update = message(text="/help")

    assert [await receiver.post(update), await receiver.post(update)] == [200, 200]

    assert len(await receiver.said()) == 1


async def test_fifty_copies_at_once_have_one_effect(receiver: Receiver):
    update = message(text="/help")

    statuses = await asyncio.gather(*(receiver.post(update) for _ in range(50)))

    assert set(statuses) == {200}
    assert len(await receiver.said()) == 1
    assert await receiver.count_seen() == 1


async def test_hostile_updates_are_answered_without_an_error_and_nobody_else_notices(receiver: Receiver):
    hostile = list(_hostile(300))

    statuses = [await receiver.post(update) for update in hostile]

    assert set(statuses) <= {200, 400}
    assert await receiver.post(message(text="/help")) == 200
    said = await receiver.said()
    assert said
    assert "/clea" not in said[-1]
    assert "&lt;" not in said[-1]


async def test_ten_thousand_hostile_updates_are_read_in_seconds(receiver_on_sqlite: Receiver):
    bot, began, read = receiver_on_sqlite.house.bot, time.process_time(), 0

    for update in _hostile(10_000):
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        read += _parsed(body, bot) is not None

    assert 2_000 < read < 10_000
    assert time.process_time() - began < 15  # of our own: others may be at work on the machine


async def test_an_update_that_cannot_be_read_further_on_is_kept_aside(receiver: Receiver):
    """The frame is right and the text is no text: PTB lets it through."""
    assert await receiver.post(message(text=7)) == 200

    assert len(await receiver.failed()) == 1
    assert await receiver.post(message(text="/help")) == 200


async def test_what_no_database_takes_is_kept_aside_all_the_same(receiver: Receiver):
    assert await receiver.post(message(text=7, caption="a\0b\ud800")) == 200

    assert len(await receiver.failed()) == 1


def _hostile(count: int) -> Iterator[Any]:
    """Updates that are broken in many ways, the same on every run."""
    dice = random.Random(7)
    for n in range(count):
        update = copy.deepcopy(dice.choice(_FRAMES)())
        update["update_id"] = 1_000_000 + n
        for _ in range(dice.randint(0, 2)):
            _spoil(update, dice)
        body = json.dumps(update).encode()
        yield body[: dice.randrange(len(body))] if dice.random() < 0.1 else body


_FRAMES = [
    lambda: message(text="/start x"),
    lambda: message(text="a\0b\ud800<b>&"),
    lambda: message(GROUP, text="/help"),
    lambda: message(contact={"phone_number": "+336", "first_name": "x", "user_id": AMINA["id"]}),
    lambda: message(photo=[{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]),
    lambda: pressed("booking.day:1~AAAAAAAA"),
    lambda: pressed("\ud800" * 64),
    lambda: member("kicked"),
    lambda: member("member"),
]

_SPOILT: list[Any] = [None, True, -1, HUGE, 1.5, "", "x", "\0", "\ud800", [], {}, [[]], {"id": 1}, "a" * 5000]


def _spoil(value: Any, dice: random.Random) -> None:
    """Puts something wrong in the place of one part, anywhere in the tree, or takes it away."""
    if not isinstance(value, dict) or not value:
        return
    name = dice.choice(sorted(value))
    if isinstance(value[name], dict) and dice.random() < 0.7:
        _spoil(value[name], dice)
    elif dice.random() < 0.2:
        del value[name]
    else:
        value[name] = dice.choice(_SPOILT)
