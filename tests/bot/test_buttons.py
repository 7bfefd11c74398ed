"""Callback data: signed for one chat, within 64 bytes, and believed only as it was signed."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.buttons import DATA_MAX, SIGNATURE, ButtonTooLong, Signer
from bot.rendering import Keyboard, Renderer
from dialogues.flows import FLOWS
from tests.dialogues.talk import Talk

SIGNER = Signer(b"a key")
CHATS = st.integers(-(2**52), 2**52)
SCENES = st.sampled_from([f"{name}.{scene}" for name, flow in FLOWS.items() for scene in flow.scenes])
VALUES = st.text(st.characters(codec="ascii"), max_size=20)

LONGEST_CHAT_ID = 2**52


@given(chat_id=CHATS, to=SCENES, value=VALUES)
@example(chat_id=1, to="a.b", value="c:d~e:f~")
def test_what_is_signed_is_read_again(chat_id, to, value):
    assert SIGNER.read(chat_id, SIGNER.sign(chat_id, to, value)) == (to, value)


@given(chat_id=CHATS, to=SCENES, value=VALUES, data=st.data())
def test_any_changed_character_is_refused(chat_id, to, value, data):
    signed = SIGNER.sign(chat_id, to, value)
    at = data.draw(st.integers(0, len(signed) - 1))
    other = data.draw(st.characters())
    assume(other != signed[at])

    assert SIGNER.read(chat_id, signed[:at] + other + signed[at + 1 :]) is None


@given(chat_id=CHATS, another=CHATS, to=SCENES, value=VALUES)
def test_another_chats_button_is_refused(chat_id, another, to, value):
    assume(another != chat_id)

    assert SIGNER.read(another, SIGNER.sign(chat_id, to, value)) is None


@given(data=st.text(st.characters(), max_size=64))
@example(data="")
@example(data="~")
@example(data="booking~")
@example(data="\ud800~abcdefgh")
@example(data="booking~\ud800")
def test_what_we_never_signed_is_refused(data):
    assert SIGNER.read(1, data) is None


def test_another_houses_button_is_refused():
    assert Signer(b"another key").read(1, SIGNER.sign(1, "booking.day", "x")) is None


def test_the_same_button_twice_is_the_same_data():
    """Started again with the same key, the buttons in people's chats stay good."""
    assert Signer(b"a key").sign(1, "booking", "") == SIGNER.sign(1, "booking", "")


def test_a_value_that_leaves_no_room_for_the_signature_is_an_error_of_ours():
    room = DATA_MAX - SIGNATURE - len("booking.day:~")
    assert len(SIGNER.sign(1, "booking.day", "v" * room)) == DATA_MAX
    with pytest.raises(ButtonTooLong):
        SIGNER.sign(1, "booking.day", "v" * (room + 1))


def test_bytes_are_counted_not_characters():
    with pytest.raises(ButtonTooLong):
        SIGNER.sign(1, "booking.day", "é" * 25)


def test_the_longest_values_of_ours_fit_with_the_highest_numbers():
    highest = 2**31 - 1
    longest = {
        "attendance.answer": f"a{10**9 - 1}.{10**9 - 1}.yes",
        "booking.time": f"{highest}.{highest}",
        "booking.day": "later:2032-12-31",
        "appointment.cancelled": f"a{highest}",
        "thinking.answer": "later",
    }

    for to, value in longest.items():
        assert len(SIGNER.sign(LONGEST_CHAT_ID, to, value).encode()) <= DATA_MAX


def test_every_button_on_the_way_through_the_flows_fits(talk: Talk):
    renderer = Renderer(SIGNER, "http://127.0.0.1")
    seen = 0
    for does in _ways_through_the_flows(talk):
        does()
        for reply in talk.replies:
            keyboard = renderer.keyboard(reply, talk.chat_id, "fr")
            if "inline_keyboard" in keyboard:
                seen += _checked(keyboard, talk.chat_id)
    assert seen > 60


def _ways_through_the_flows(talk: Talk):
    commands = ("/start", "/help", "/clea", "/book", "/privacy", "/language", "/stop")
    yield from (lambda said=said: talk.say(said) for said in commands)
    yield talk.introduced
    yield from (lambda scene=s: talk.booking_until(scene) for s in ("site", "day", "time", "how"))
    yield talk.booked
    yield from (
        lambda said=said: talk.say(said) for said in (*commands, "/dossier", "/timetable", "/pause", "?")
    )
    yield lambda: talk.choose("erasure") if talk.say("/privacy") else None
    yield lambda: talk.tap("appointment.cancel", "a1")


def _checked(keyboard: Keyboard, chat_id: int) -> int:
    """Every button is one that the house can read, and leads to something that it has."""
    buttons = [button for row in keyboard["inline_keyboard"] for button in row]
    for button in buttons:
        assert len(button["callback_data"].encode()) <= DATA_MAX
        told = SIGNER.read(chat_id, button["callback_data"])
        assert told is not None
        flow, _, scene = told[0].partition(".")
        assert flow == "resume" or not scene or scene in FLOWS[flow].scenes
    return len(buttons)
