"""What people send that answers nothing: a kind, useful answer, or silence where that is right; no noise in the log."""

import base64
import logging
from collections.abc import Awaitable, Callable

import pytest

from tests.bot.taps import buttons_to, introduced, on_the_way, targets
from tests.house import Phone, Town

PIXEL = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")

Deed = Callable[[Phone], Awaitable[Phone]]

ODD: dict[str, Deed] = {
    "unknown text": lambda phone: phone.say("Blablabla ?"),
    "a very long text": lambda phone: phone.say("a" * 4096),
    "only an emoji": lambda phone: phone.say("👍"),
    "an unknown command": lambda phone: phone.say("/nonsense"),
    "a sticker": lambda phone: phone.do("send_sticker", PIXEL),
    "a photo": lambda phone: phone.do("send_photo", PIXEL),
    "a voice message": lambda phone: phone.do("send_voice", b"OggS", seconds=2),
    "a document": lambda phone: phone.do("send_document", b"%PDF", "cv.pdf"),
    "a video note": lambda phone: phone.do("send_video_note", b"mp4"),
    "a place on the map": lambda phone: phone.do("send_location", 45.75, 4.84),
    "one's own number unasked": lambda phone: phone.do("send_contact", "+33612345678"),
    "somebody else's number": lambda phone: phone.do("send_contact", "+33612345678", "Boris"),
}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


@pytest.mark.parametrize("odd", ODD)
async def test_a_stranger_gets_an_answer_with_a_next_step(on_sqlite: Town, odd: str, log):
    phone = on_sqlite.phone()

    await ODD[odd](phone)

    assert len(phone.said) == 1
    assert targets(phone.messages[-1])
    assert_at_most_a_line(log)


@pytest.mark.parametrize("odd", ODD)
async def test_a_candidate_gets_an_answer_with_a_next_step(on_sqlite: Town, odd: str, log):
    phone = await introduced(on_sqlite.phone())
    before = len(phone.said)
    log.clear()

    await ODD[odd](phone)

    assert len(phone.heard_since(before)) == 1
    assert targets(phone.messages[-1])
    assert_at_most_a_line(log)


# What is answered on the side; the open question stays one tap away.
ON_THE_SIDE = {
    "an unknown command": "resume",
    "a photo": "handover.file",
    "a voice message": "handover.file",
    "a document": "handover.file",
    "a video note": "handover.file",
    "a place on the map": "booking.site",
}


@pytest.mark.parametrize("odd", ODD)
async def test_in_the_middle_of_a_question_it_is_answered_or_the_question_asked_again(
    on_sqlite: Town, odd: str, log
):
    phone = await on_the_way(await introduced(on_sqlite.phone()), "booking.day")
    log.clear()

    await ODD[odd](phone)

    assert ON_THE_SIDE.get(odd, "booking.day") in targets(phone.messages[-1])
    assert_at_most_a_line(log)


async def test_what_is_edited_after_it_was_sent_changes_nothing(on_sqlite: Town, log):
    phone = await introduced(on_sqlite.phone())
    await phone.say("/help")
    said, mine = phone.said, [m for m in phone.person.messages if not m["from"]["is_bot"]][-1]

    await phone.do("edit", mine["message_id"], "/book")

    assert phone.said == said
    assert_at_most_a_line(log)


async def test_a_group_is_left_in_peace_unless_it_calls(on_sqlite: Town, log):
    phone = on_sqlite.phone()
    group = on_sqlite.sandbox.group(-42, "Nous", [phone.person])

    for text in ("Bonjour", "/book", "On va au centre ?"):
        await phone.do("say", text, chat=group)
    assert _bots_words(on_sqlite, -42) == []
    await phone.do("say", "/start", chat=group)

    assert len(_bots_words(on_sqlite, -42)) == 1
    assert phone.said == []
    assert_at_most_a_line(log)


async def test_a_button_three_weeks_old_asks_its_question_again(on_sqlite: Town, log):
    phone = await on_the_way(await introduced(on_sqlite.phone()), "booking.day")
    message_id, button = buttons_to(phone, "booking.day")[0]
    await phone.say("/book")
    await on_sqlite.advance(weeks=3)
    before = len(phone.said)
    log.clear()

    await phone.do("press", message_id, button["callback_data"])

    assert 1 <= len(phone.heard_since(before)) <= 2
    assert targets(phone.messages[-1]) & {"booking.site", "booking.day"}
    assert (await on_sqlite.api.get("/candidates"))["items"][0]["stage"] == "discovering"
    assert_at_most_a_line(log)


async def test_a_reminders_button_is_told_kindly_to_be_over(on_sqlite: Town, log):
    phone = await on_the_way(await introduced(on_sqlite.phone()), "")
    await on_sqlite.advance(days=2)
    message_id, button = buttons_to(phone, "attendance.answer")[0]
    await on_sqlite.advance(weeks=3)
    before = len(phone.said)

    await phone.do("press", message_id, button["callback_data"])

    assert len(phone.heard_since(before)) == 1
    assert "timetable" in targets(phone.messages[-1])
    assert_at_most_a_line(log)


@pytest.mark.parametrize("words", ["oui je viens", "oui"])
async def test_a_reminder_may_be_answered_in_words(on_sqlite: Town, words: str):
    phone = await on_the_way(await introduced(on_sqlite.phone()), "")
    await on_sqlite.advance(hours=12)
    assert buttons_to(phone, "attendance.answer")

    await phone.say(words)

    one = (await on_sqlite.api.get("/candidates"))["items"][0]["id"]
    appointment = (await on_sqlite.api.get(f"/candidates/{one}"))["appointments"][0]
    assert appointment["coming"] is True, (appointment, phone.messages[-1])


async def test_a_yes_that_may_mean_something_else_is_asked_what_it_means(on_sqlite: Town):
    phone = await on_the_way(await introduced(on_sqlite.phone()), "")
    await on_sqlite.advance(hours=12)
    await phone.say("/dossier")

    await phone.say("oui")

    assert "attendance.answer" in targets(phone.messages[-1])
    one = (await on_sqlite.api.get("/candidates"))["items"][0]["id"]
    assert (await on_sqlite.api.get(f"/candidates/{one}"))["appointments"][0]["coming"] is None


async def test_a_forged_button_gets_the_menu(on_sqlite: Town, log):
    phone = await introduced(on_sqlite.phone())

    await phone.do("press", phone.messages[-1]["message_id"], "erasure.sure:yes~AAAAAAAA")

    assert "path" in targets(phone.messages[-1])
    assert len((await on_sqlite.api.get("/candidates"))["items"]) == 1
    assert_at_most_a_line(log)


async def test_another_persons_button_gets_the_menu(on_sqlite: Town):
    """A press is signed for one chat: what is copied from another leads nowhere."""
    amina = await on_the_way(await introduced(on_sqlite.phone()), "booking.day")
    boris = await introduced(on_sqlite.phone(2, "Boris"))
    _, button = buttons_to(amina, "booking.day")[0]

    await boris.do("press", boris.messages[-1]["message_id"], button["callback_data"])

    assert "booking" in targets(boris.messages[-1])


async def test_who_blocks_the_bot_is_not_written_to_and_who_comes_back_is(on_sqlite: Town, log):
    phone = await introduced(on_sqlite.phone())
    await phone.do("block")
    (candidate,) = (await on_sqlite.api.get("/candidates"))["items"]
    assert candidate["reachable"] is False

    await phone.do("unblock")

    (candidate,) = (await on_sqlite.api.get("/candidates"))["items"]
    assert candidate["reachable"] is True
    assert_at_most_a_line(log)


async def test_a_name_full_of_signs_is_a_name(on_sqlite: Town, log):
    phone = await introduced(on_sqlite.phone(3, "<b>A&B</b> {x}"))

    assert any("<b>A&B</b> {x}" in said for said in phone.said)
    assert_at_most_a_line(log)


def _bots_words(town: Town, chat_id: int) -> list[str]:
    return [m["text"] for m in town.sandbox.messages(chat_id) if m["from"]["is_bot"]]


def assert_at_most_a_line(log: pytest.LogCaptureFixture) -> None:
    ours = [
        record
        for record in log.records
        if record.name.partition(".")[0] in ("bot", "dialogues", "services", "telegram")
    ]
    assert len(ours) <= 1, [record.getMessage() for record in ours]
    assert not any(record.exc_info for record in ours)
