"""Messages are read before their turns begin, and together where they wait together."""

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest

from bot import ahead
from bot.ahead import ReadingAhead
from dialogues import answers
from dialogues.answers.encoder import Encoder, encoder

SAID = ["c koi le clea", "oui", "je veux parler a quelqu'un de mon rendez-vous", ""]


async def test_what_waits_meanwhile_is_read_together(monkeypatch: pytest.MonkeyPatch):
    read: list[list[tuple[str, str]]] = []
    monkeypatch.setattr(ahead, "read_ahead", lambda messages: read.append([*messages]))
    reading = ReadingAhead()

    await asyncio.gather(*(reading.read(text, "fr") for text in SAID))
    await reading.read("later", "fr")

    assert read == [[(text, "fr") for text in SAID], [("later", "fr")]]


async def test_what_cannot_be_read_ahead_is_left_to_its_turn(monkeypatch: pytest.MonkeyPatch):
    def fails(_: Sequence[tuple[str, str]]) -> None:
        raise ValueError

    monkeypatch.setattr(ahead, "read_ahead", fails)

    await ReadingAhead().read("c koi", "fr")


def test_texts_mean_the_same_together_as_alone():
    alone = np.array([encoder().encode(text) for text in SAID])

    assert np.abs(encoder().encode_all(SAID) - alone).max() < 1e-5


def test_what_was_read_ahead_is_not_encoded_again(monkeypatch: pytest.MonkeyPatch):
    answers.read_ahead([("ki paye la formasion ?", "fr")])
    monkeypatch.setattr(Encoder, "encode_all", lambda *_: pytest.fail("encoded again"))

    assert answers.where_it_leads("ki paye la formasion ?", "fr")
