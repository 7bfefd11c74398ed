"""How a bot hears of what people do: long polling and webhooks."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict

AMINA = 5
SECRET = "a-secret-that-only-we-know"


async def test_updates_come_until_they_are_confirmed(sandbox, bot):
    sandbox.user(AMINA).say("Bonjour")

    first = await bot.get_updates()
    assert [update.message.text for update in first] == ["/start", "Bonjour"]
    assert await bot.get_updates() == first
    assert len(await bot.get_updates(limit=1)) == 1
    assert [update.message.text for update in await bot.get_updates(offset=-1)] == ["Bonjour"]
    assert await bot.get_updates(offset=first[-1].update_id + 1) == ()
    await sandbox.drained(timeout=0)


async def test_a_long_poll_ends_when_something_happens(sandbox, bot):
    start = (await bot.get_updates())[0]
    poll = asyncio.create_task(bot.get_updates(offset=start.update_id + 1, timeout=20))
    await sandbox.wait_for(lambda: not sandbox.bot.inbox.pending)

    sandbox.user(AMINA).say("enfin")

    assert [update.message.text for update in await asyncio.wait_for(poll, 2)] == ["enfin"]


async def test_what_people_do_arrives_as_telegram_tells_it(sandbox, bot):
    amina = sandbox.user(AMINA)
    place = amina.send_location(48.8, 2.3)
    amina.send_contact("+33600000000")
    amina.send_document(b"x", "cv.pdf")
    amina.send_voice(b"OggS" + b"\0" * 20)
    amina.send_sticker(b"x")
    amina.send_video_note(b"x")
    amina.edit(amina.say("erreur")["message_id"], "juste")
    amina.block()
    amina.open("CODE")

    updates = await bot.get_updates()
    said = [update.effective_message for update in updates if update.message]
    assert said[1].location.latitude == place["location"]["latitude"]
    assert said[2].contact.user_id == AMINA
    assert (said[3].document.mime_type, said[4].voice.duration.seconds) == ("application/pdf", 1)
    assert (said[5].sticker.emoji, said[6].video_note.duration.seconds) == ("👍", 1)
    assert next(update.edited_message.text for update in updates if update.edited_message) == "juste"
    changes = [update.my_chat_member.new_chat_member.status for update in updates if update.my_chat_member]
    assert changes == ["kicked", "member"]
    assert (said[-1].text, said[-1].entities[0].type) == ("/start CODE", "bot_command")


async def test_a_press_carries_its_message_and_data(sandbox, bot):
    keyboard = {"inline_keyboard": [[{"text": "Oui", "callback_data": "yes:1"}]]}
    await bot._post("sendMessage", {"chat_id": AMINA, "text": "D’accord ?", "reply_markup": keyboard})
    sandbox.user(AMINA).tap("Oui")

    query = (await bot.get_updates())[-1].callback_query
    assert (query.data, query.message.text, query.from_user.id) == ("yes:1", "D’accord ?", AMINA)
    assert await query.answer("Bien reçu", show_alert=True)


async def test_only_the_wanted_kinds_of_updates_are_kept(sandbox, bot):
    await bot.get_updates(offset=-1, allowed_updates=["callback_query"])
    sandbox.user(AMINA).say("pas pour vous")
    assert [update.message.text for update in await bot.get_updates()] == ["/start"]


async def test_a_second_poll_ends_the_first(served, sandbox, bot, talking):
    await bot.get_updates(offset=-1)
    first = asyncio.create_task(bot.get_updates(offset=999_999_999, timeout=20))
    await sandbox.wait_for(lambda: sandbox.bot.inbox.polls == 2)
    async with talking(sandbox, served[1]) as another:
        await another.get_updates()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_a_webhook_gets_updates_with_its_secret_and_polling_is_refused(sandbox, bot, hook):
    await bot.set_webhook(hook.url, secret_token=SECRET, max_connections=7)
    await sandbox.drained()

    assert hook.texts == ["/start"]
    assert hook.secrets == [SECRET]
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.pending_update_count) == (hook.url, 7, 0)
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""


async def test_a_failing_webhook_is_tried_again_in_order_and_blocks_its_own_chat_only(sandbox, bot, hook):
    hook.failures = {"deux": 3}
    amina, john = sandbox.user(AMINA), sandbox.user(6, "John")
    for text in ("un", "deux", "trois"):
        amina.say(text)
    john.say("hello")

    await bot.set_webhook(hook.url)
    await sandbox.drained()

    assert [text for text in hook.texts if text != "hello"] == ["/start", "un", "deux", "trois"]
    assert hook.texts.index("hello") < hook.texts.index("trois")
    assert hook.refused == ["deux"] * 3
    assert "500" in (await bot.get_webhook_info()).last_error_message


async def test_pending_updates_can_be_dropped(sandbox, bot, hook):
    await bot.set_webhook(hook.url, drop_pending_updates=True)
    await sandbox.drained(timeout=1)
    assert hook.texts == []


async def test_a_webhook_address_must_be_one(bot):
    with pytest.raises(BadRequest, match=r"(?i)bad webhook"):
        await bot.set_webhook("ftp://x")


class Hook:
    """A bot's webhook: takes updates, or fails as often as told for a text."""

    def __init__(self):
        self.texts, self.secrets, self.refused, self.failures = [], [], [], {}
        self.url = ""

    async def take(self, request):
        text = (await request.json())["message"]["text"]
        if self.failures.get(text):
            self.failures[text] -= 1
            self.refused.append(text)
            raise web.HTTPInternalServerError
        self.texts.append(text)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.Response()


@pytest.fixture
async def hook(serve):
    hook = Hook()
    application = web.Application()
    application.router.add_post("/hook", hook.take)
    hook.url = await serve(application) + "/hook"
    return hook
