"""Update -> Event: every kind of thing that people send, and what is none of ours."""

from typing import Any

import pytest

from bot.buttons import Signer
from bot.updates import TEXT_MAX, change_of_reachability, heard_in, is_call_in_group
from dialogues.engine import Attachment, Event, EventKind
from tests.bot.raw import AMINA, GROUP, PRIVATE, member, message, pressed, update

SIGNER = Signer(b"a key")
FILE = {"file_id": "AgAC", "file_unique_id": "x"}
PHOTO = [FILE | {"width": 1, "height": 1, "file_id": "small"}, FILE | {"width": 9, "height": 9}]
VIDEO = FILE | {"width": 1, "height": 1, "duration": 1}

SAID: dict[str, tuple[dict[str, Any], Event]] = {
    "text": ({"text": "Bonjour"}, Event(None, EventKind.TEXT, text="Bonjour")),
    "long text": ({"text": "a" * 5000}, Event(None, EventKind.TEXT, text="a" * TEXT_MAX)),
    "a text that is cut by a NUL in C": ({"text": "a\0b"}, Event(None, EventKind.TEXT, text="ab")),
    "half of an emoji": ({"text": "a\ud83db"}, Event(None, EventKind.TEXT, text="ab")),
    "command": ({"text": "/help"}, Event("help", EventKind.COMMAND)),
    "command of this bot in capitals": ({"text": "/Help@clea_bot"}, Event("help", EventKind.COMMAND)),
    "command with words": ({"text": "/start abc d"}, Event("start", EventKind.COMMAND, text="abc d")),
    "only a slash": ({"text": "/"}, Event("", EventKind.COMMAND)),
    "photo": (
        {"photo": PHOTO, "caption": "Voici"},
        Event(None, EventKind.FILE, text="Voici", attachment=Attachment("photo", "AgAC")),
    ),
    "voice": (
        {"voice": FILE | {"duration": 3}},
        Event(None, EventKind.FILE, attachment=Attachment("voice", "AgAC")),
    ),
    "document": ({"document": FILE}, Event(None, EventKind.FILE, attachment=Attachment("document", "AgAC"))),
    "audio": (
        {"audio": FILE | {"duration": 3}},
        Event(None, EventKind.FILE, attachment=Attachment("audio", "AgAC")),
    ),
    "video": ({"video": VIDEO}, Event(None, EventKind.FILE, attachment=Attachment("video", "AgAC"))),
    "video note": (
        {"video_note": FILE | {"length": 1, "duration": 1}},
        Event(None, EventKind.FILE, attachment=Attachment("video_note", "AgAC")),
    ),
    "own number": (
        {"contact": {"phone_number": "+336", "first_name": "Amina", "user_id": AMINA["id"]}},
        Event(None, EventKind.CONTACT, phone="+336"),
    ),
    "somebody else's number": (
        {"contact": {"phone_number": "+336", "first_name": "Boris", "user_id": 8}},
        Event(None, EventKind.OTHER),
    ),
    "a card without a user": (
        {"contact": {"phone_number": "+336", "first_name": "Amina"}},
        Event(None, EventKind.OTHER),
    ),
    "location": (
        {"location": {"latitude": 1.0, "longitude": 2.0}},
        Event(None, EventKind.LOCATION, latitude=1.0, longitude=2.0),
    ),
    "dice": ({"dice": {"emoji": "🎲", "value": 3}}, Event(None, EventKind.OTHER)),
    "nothing at all": ({}, Event(None, EventKind.OTHER)),
}


@pytest.mark.parametrize("kind", SAID)
def test_what_is_said_in_private_is_heard_as(kind: str):
    content, event = SAID[kind]

    heard = heard_in(update(message(**content)), SIGNER)

    assert heard is not None
    assert heard.event == event
    assert (heard.chat_id, heard.language, heard.name) == (7, "fr", "Amina")


def test_a_button_of_ours_is_heard_with_its_value():
    heard = heard_in(update(pressed(SIGNER.sign(7, "booking.day", "2027-01-05"))), SIGNER)

    assert heard is not None
    assert heard.event == Event("2027-01-05", EventKind.TAP, to="booking.day")


@pytest.mark.parametrize("data", ["booking.day:1~AAAAAAAA", "", None, "~", "\ud800~x"])
def test_a_forged_button_is_heard_as_one_that_leads_nowhere(data: str | None):
    heard = heard_in(update(pressed(data)), SIGNER)

    assert heard is not None
    assert heard.event == Event("", EventKind.TAP, to="")


def test_a_button_so_old_that_telegram_does_not_show_its_message_is_heard():
    old = {"message_id": 4, "date": 0, "chat": PRIVATE}

    heard = heard_in(update(pressed(SIGNER.sign(7, "menu", ""), message=old)), SIGNER)

    assert heard is not None
    assert heard.event.to == "menu"


UNHEARD = {
    "a group's message": message(GROUP, text="Bonjour"),
    "a group's command": message(GROUP, text="/book"),
    "a supergroup's": message({"id": -100, "type": "supergroup", "title": "x"}, text="Bonjour"),
    "a channel's": message({"id": -100, "type": "channel", "title": "x"}, sender=None, text="Bonjour"),
    "another bot's": message(sender={"id": 8, "is_bot": True, "first_name": "Bot"}, text="Bonjour"),
    "nobody's": message(sender=None, text="Bonjour"),
    "an edit": {"update_id": 1, "edited_message": message(text="Bonjour")["message"]},
    "a channel post": {"update_id": 1, "channel_post": message(GROUP, text="x")["message"]},
    "a poll": {"update_id": 1, "poll": None},
    "an empty one": {"update_id": 1},
    "a group's button": pressed(SIGNER.sign(-70, "menu", ""), chat=GROUP),
    "an inline message's button": pressed(SIGNER.sign(7, "menu", ""), message=None),
}


@pytest.mark.parametrize("kind", UNHEARD)
def test_nothing_is_heard_of(kind: str):
    assert heard_in(update(UNHEARD[kind]), SIGNER) is None


@pytest.mark.parametrize(
    ("chat", "text", "called"),
    [
        (GROUP, "/start", True),
        (GROUP, "/help@clea_bot", True),
        (GROUP, "Bonjour", False),
        (PRIVATE, "/start", False),
    ],
)
def test_a_group_is_answered_only_when_it_calls(chat: dict, text: str, called: bool):
    assert is_call_in_group(update(message(chat, text=text))) is called


@pytest.mark.parametrize(
    ("raw", "reachable"),
    [(member("member"), True), (member("kicked"), False), (member("member", GROUP), None)],
)
def test_who_blocks_the_bot_cannot_be_reached(raw: dict, reachable: bool | None):
    change = update(raw).my_chat_member

    assert change is not None
    assert change_of_reachability(change) is reachable
