"""Every screen that the dialogues show, in every language: within Telegram's limits, with nothing left to fill in."""

import re
from collections.abc import Iterator

import pytest
from telegram.constants import MessageLimit

from bot.buttons import Signer
from bot.rendering import Renderer
from bot.voice.choice import chosen_engine
from bot.voice.reader import Reader
from dialogues.engine import Reply
from dialogues.flows import COMMANDS
from locales import LOCALES, is_right_to_left, plain_language, plain_lines, render_lines
from services import Database, Settings, SystemClock
from tests.dialogues.talk import AMINA, Talk, Tap, odd_events
from tests.dialogues.test_every_scene import QUESTIONS, SCENES

MANY = 120
"""Buttons that one walk taps."""

LABEL_MAX = 40
"""Characters: more is cut on a small phone, whatever it is that a centre or a town is called."""


POINTS = ("•", "▪️", "🔔", "📍", "♿", "🗣")
"""How the points of a list begin, and what is said of each centre."""


@pytest.fixture
def screens(talk: Talk) -> list[Reply]:
    """What strangers and candidates are shown, each screen once."""
    shown: dict[str, Reply] = {}
    for replies in walks(talk):
        shown.update((repr(reply), reply) for reply in replies)
    assert len(shown) > 100, "the walks lead nowhere"
    return list(shown.values())


def walks(talk: Talk) -> Iterator[tuple[Reply, ...]]:
    yield from _as_they_come(talk, "a stranger")
    for scene, reach in QUESTIONS.items():
        with talk.trying(scene):
            reach(talk)
            yield talk.replies
            for name, event in odd_events(scene).items():
                if name.startswith(("a ", "tap: a word", "text: digits")):
                    with talk.trying(name):
                        yield talk.hears(event)
    talk.introduced()
    yield from _as_they_come(talk, "a candidate")
    talk.booked()
    yield talk.replies
    yield from _as_they_come(talk, "booked")


def _as_they_come(talk: Talk, who: str) -> Iterator[tuple[Reply, ...]]:
    """Every command, every scene at once, and then whatever button is on the screen."""
    seen: set[Tap] = set()
    for command in COMMANDS:
        with talk.trying(f"{who}: /{command}"):
            yield talk.say(f"/{command}")
            waiting = talk.taps
            while waiting and len(seen) < MANY:
                tap = waiting.pop(0)
                if tap not in seen:
                    seen.add(tap)
                    yield talk.hears(tap.event)
                    waiting += talk.taps
    for scene in SCENES:
        with talk.trying(f"{who}: {scene}"):
            yield talk.tap(scene)


@pytest.fixture
def renderer(sqlite_url: str) -> Iterator[Renderer]:
    database = Database(sqlite_url)
    engine = chosen_engine(Settings(voice="espeak"))
    assert engine is not None
    yield Renderer(Signer(b"a key"), "https://clea.example.org", Reader(engine, database, SystemClock()))
    database.close()


def test_every_screen_in_every_language(screens: list[Reply], renderer: Renderer):
    for locale in LOCALES:
        for reply in screens:
            text = render_lines(reply.lines, locale)
            assert_it_can_be_sent(reply, text, locale)
            keyboard = renderer.keyboard(reply, AMINA, locale, text)
            assert_it_can_be_tapped(keyboard.get("inline_keyboard", []), locale)


def assert_it_can_be_sent(reply: Reply, text: str, locale: str) -> None:
    captioned = reply.document is not None or reply.picture is not None
    limit = MessageLimit.CAPTION_LENGTH if captioned else MessageLimit.MAX_TEXT_LENGTH
    assert text or reply.speech or reply.point, f"{locale}: an empty message {reply}"
    assert len(text) <= limit, f"{locale}: {len(text)} characters in {text[:80]!r}"
    assert not re.search(r"\{\w*\}|%\(\w+\)|None", text), f"{locale}: not filled in: {text!r}"
    if is_right_to_left(locale):
        assert all(line.startswith("\u200f") for line in text.splitlines() if line), text


def assert_it_can_be_tapped(rows: list[list[dict[str, str]]], locale: str) -> None:
    for row in rows:
        assert 1 <= len(row) <= 4
        for button in row:
            label = re.sub("[\u200f\u2066\u2069]", "", button["text"])
            assert 0 < len(label) <= LABEL_MAX, f"{locale}: {label!r}"
            assert "{" not in label


def test_every_whole_screen_is_plain_french(screens: list[Reply]):
    """The catalog's texts are checked one by one by `make check`; here as they stand together on the screen."""
    found = {
        remark.said: text
        for text in map(_as_read, screens)
        for remark in plain_language.remarks(text)
        if remark.severity == plain_language.FAILS
    }

    assert found == {}


def _as_read(reply: Reply) -> str:
    """Without what a centre wrote itself; the points of a list belong to the sentence before it."""
    ours = [line for line in reply.lines if line.msgid != "{text}"]
    return "\n".join(line for line in plain_lines(ours, "fr").splitlines() if not line.startswith(POINTS))
