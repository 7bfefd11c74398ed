"""Telegram's refusals, in Telegram's words."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

from bot.sandbox import FaultRule, FloodLimits

AMINA = 5


def keyboard(*buttons):
    return InlineKeyboardMarkup([list(buttons)])


def key(data="x", **kind):
    return InlineKeyboardButton("Oui", **(kind or {"callback_data": data}))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("  ", "message text is empty"),
        ("<b> </b>", "message text is empty"),
        ("é" * 4097, "message is too long"),
        ("é<foo>", 'can\'t parse entities: Unsupported start tag "foo" at byte offset 2'),
        ("a < b", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ("<b>a", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<b", "can't parse entities: Unclosed start tag at byte offset 0"),
        ("a</b>", "can't parse entities: Unexpected end tag at byte offset 1"),
        (
            "<b>a</i>",
            'can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("<span>a</span>", 'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_a_text_that_telegram_cannot_take(served, sandbox, text, reason):
    assert (
        await refusal(served, "sendMessage", chat_id=AMINA, text=text, parse_mode="HTML")
        == f"Bad Request: {reason}"
    )


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        (
            "sendMessage",
            {"text": "*a*", "parse_mode": "MarkdownV2"},
            "the sandbox knows parse_mode HTML only, not Markdown",
        ),
        ("sendMessage", {"text": "a", "parse_mode": "bb"}, "unsupported parse_mode"),
        (
            "sendMessage",
            {"text": "a", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        ("sendMessage", {"text": "a", "chat_id": 404}, "chat not found"),
        ("sendMessage", {"text": "a", "chat_id": ""}, "chat_id is empty"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "nothing"}, "wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {"photo": "https://x.fr/a.png"}, "failed to get HTTP URL content"),
        ("editMessageText", {"text": "a", "message_id": 99}, "message to edit not found"),
        ("editMessageText", {"text": "a", "message_id": 1}, "message can't be edited"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("copyMessage", {"message_id": 99, "from_chat_id": AMINA}, "message to copy not found"),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
        ("getFile", {"file_id": "x"}, "invalid file_id"),
        ("setMyCommands", {"commands": [{"command": "Aide !", "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ("sendMessage", {"text": "a", "reply_markup": "{"}, "can't parse reply markup JSON object"),
    ],
)
async def test_a_call_that_telegram_cannot_carry_out(served, sandbox, method, params, reason):
    assert await refusal(served, method, **{"chat_id": AMINA, **params}) == f"Bad Request: {reason}"


async def refusal(served, method, **params):
    sandbox, address = served
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{address}/bot{sandbox.token}/{method}", json=params) as answer,
    ):
        body = await answer.json()
    assert (answer.status, body["ok"], body["error_code"]) == (400, False, 400)
    return body["description"]


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        (key("é" * 33), "Button_data_invalid"),
        (key(""), "Button_data_invalid"),
        (key(url="localhost:8080"), "Inline keyboard button url 'localhost:8080' is invalid"),
        (key(url="javascript://x.fr"), "Inline keyboard button url 'javascript://x.fr' is invalid"),
        (key(copy_text=CopyTextButton("")), "Button_copy_text_invalid"),
        (InlineKeyboardButton("rien"), "text buttons are unallowed in the inline keyboard"),
    ],
)
async def test_a_button_that_telegram_cannot_take(bot, button, reason):
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(AMINA, "a", reply_markup=keyboard(button))
    assert reason.lower() in refused.value.message.lower()


async def test_too_many_buttons(bot):
    rows = InlineKeyboardMarkup([[key()] for _ in range(101)])
    with pytest.raises(BadRequest, match=r"(?i)reply markup is too long"):
        await bot.send_message(AMINA, "a", reply_markup=rows)


async def test_a_caption_is_shorter_than_a_text(bot):
    with pytest.raises(BadRequest, match=r"(?i)message caption is too long"):
        await bot.send_document(AMINA, b"x", caption="é" * 1025)


async def test_what_is_no_image_is_no_photo(bot):
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(AMINA, b"not an image")


async def test_an_edit_must_change_something(bot):
    sent = await bot.send_message(AMINA, "a")
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await sent.edit_text("a")


async def test_old_messages_cannot_be_deleted(bot, clock):
    sent = await bot.send_message(AMINA, "a")
    clock.advance(hours=49)
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted for everyone"):
        await sent.delete()


async def test_a_press_must_be_answered_in_time(sandbox, bot, clock):
    sent = await bot.send_message(AMINA, "a", reply_markup=keyboard(key()))
    query = sandbox.user(AMINA).press(sent.message_id, "x")
    assert await bot.answer_callback_query(query)
    clock.advance(seconds=151)
    for one in (query, "unknown"):
        with pytest.raises(
            BadRequest, match=r"(?i)query is too old and response timeout expired or query id is invalid"
        ):
            await bot.answer_callback_query(one)


async def test_people_who_do_not_want_the_bot_are_left_alone(sandbox, bot):
    stranger = sandbox.user(6, "John", "en")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(6, "a")
    stranger.open()
    await bot.send_message(6, "a")
    stranger.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(6, "a")
    stranger.open()
    assert await bot.send_message(6, "b")
    stranger.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(6, "a")


async def test_a_group_that_moved_says_where(sandbox, bot):
    group = sandbox.group(-70, "Groupe", [sandbox.user(AMINA)])
    assert (await bot.send_message(-70, "a")).chat.title == "Groupe"
    moved = sandbox.upgrade(group)
    with pytest.raises(ChatMigrated) as refused:
        await bot.send_message(-70, "a")
    assert refused.value.new_chat_id == moved.id
    assert (await bot.send_message(moved.id, "a")).chat.type == "supergroup"


async def test_a_flood_to_one_chat_is_stopped_and_others_go_on(sandbox, bot):
    for number in range(20):
        await bot.send_message(AMINA, str(number))
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(AMINA, "one too many")
    wait = refused.value.retry_after
    assert isinstance(wait, timedelta)
    assert timedelta(seconds=1) <= wait <= timedelta(seconds=10)
    sandbox.user(6, "John").open()
    assert await bot.send_message(6, "a")


async def test_all_chats_together_have_a_limit_when_it_is_on(opened):
    sandbox, address = await opened(flood=FloodLimits(per_second=3))
    answers = []
    async with aiohttp.ClientSession() as session:
        for user_id in range(6, 12):
            sandbox.user(user_id, "A").open()
            url = f"{address}/bot{sandbox.token}/sendMessage"
            async with session.post(url, data={"chat_id": user_id, "text": "a"}) as answer:
                answers.append(answer.status)
    assert answers[:3] == [200, 200, 200]
    assert 429 in answers[3:]


async def test_wrong_tokens_and_unknown_methods(served, sandbox):
    async with aiohttp.ClientSession(served[1]) as session:
        for path, expected in (
            ("/bot1:wrong/getMe", {"ok": False, "error_code": 401, "description": "Unauthorized"}),
            ("/botnonsense/getMe", {"ok": False, "error_code": 404, "description": "Not Found"}),
            (f"/bot{sandbox.token}/sendDice", {"ok": False, "error_code": 404, "description": "Not Found"}),
        ):
            async with session.get(path) as answer:
                assert answer.status == expected["error_code"]
                assert await answer.json() == expected


async def test_the_library_understands_a_wrong_token(served, sandbox, bot):
    sandbox.faults.add(FaultRule("401", count=1))
    with pytest.raises(InvalidToken):
        await bot.get_me()
