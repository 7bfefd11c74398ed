"""The intake: order in a chat, chats side by side, and updates that fail without blocking anybody."""

import asyncio
import logging
from typing import Any

import pytest
from sqlmodel import Session, select
from telegram import Update

from bot.application import Polling
from bot.intake import SORRY, TRIES
from bot.sandbox.faults import FaultRule
from dialogues import turn as turns
from locales import best_locale, plain
from services.candidates import chats
from services.candidates.models import FailedUpdateRow, SeenUpdateRow
from tests.bot.raw import AMINA, message
from tests.bot.receiver import Receiver
from tests.house import Phone, Town


def hangs(town: Town, phone: Phone) -> None:
    """Telegram does not answer when this person is sent something."""
    town.sandbox.faults.add(FaultRule("hang", "sendMessage", phone.person.id, seconds=30))


async def test_a_chat_that_takes_its_answers_slowly_delays_nobody_else(on_sqlite: Town):
    slow, quick = on_sqlite.phone(1), on_sqlite.phone(2, "Boris")
    hangs(on_sqlite, slow)

    for words in ("/help", "/clea", "/help"):
        slow.person.say(words)
    await on_sqlite.sandbox.drained(5)
    quick.person.say("/help")
    await on_sqlite.sandbox.wait_for(lambda: bool(quick.said), 5)

    assert slow.said == []
    on_sqlite.sandbox.changes.close()


async def test_updates_of_a_chat_keep_their_order_and_so_do_the_answers(on_sqlite: Town):
    phone = on_sqlite.phone()
    commands = ["/help", "/clea", "/help", "/privacy", "/clea", "/stop"]
    for command in commands:
        await phone.say(command)
    one_by_one = phone.said

    for command in commands:
        phone.person.say(command)
    await on_sqlite.settled()

    assert phone.said[len(one_by_one) :] == one_by_one


async def test_an_answer_that_must_wait_is_not_overtaken_by_the_next(on_sqlite: Town):
    phone = on_sqlite.phone()
    on_sqlite.sandbox.faults.add(FaultRule("429", "sendMessage", count=1, retry_after=1))

    phone.person.say("/help")
    phone.person.say("/clea")
    await on_sqlite.settled()
    in_a_hurry = phone.said
    await phone.say("/clea")

    assert len(in_a_hurry) == 2
    assert in_a_hurry[1] == phone.last


async def test_a_tap_and_what_is_typed_after_it_keep_their_order(on_sqlite: Town):
    phone = on_sqlite.phone()
    await phone.say("/book")
    button = phone.messages[-1]["reply_markup"]["inline_keyboard"][0][0]

    phone.person.press(phone.messages[-1]["message_id"], button["callback_data"])
    phone.person.say("Zoé")
    await on_sqlite.settled()

    (candidate,) = (await on_sqlite.api.get("/candidates"))["items"]
    assert candidate["first_name"] == "Zoé"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Dialogues with a bug; counts the turns that were tried."""
    tried: list[int] = []

    def fails(services: Any, heard: turns.Heard, zone: str) -> None:
        tried.append(heard.update_id)
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("bot.intake.take_turn", fails)
    return tried


async def test_an_update_that_keeps_failing_is_kept_acknowledged_and_the_person_told(
    receiver: Receiver, broken
):
    update = message(text="Bonjour")

    assert await receiver.post(update) == 200

    assert broken == [update["update_id"]] * TRIES
    (kept,) = await receiver.failed()
    assert (kept.update_id, kept.error) == (update["update_id"], "ZeroDivisionError")
    assert kept.payload["message"]["text"] == "Bonjour"
    assert len(await receiver.said()) == 1


async def test_who_has_chosen_a_language_is_told_of_a_failure_in_it(receiver: Receiver, broken):
    def chooses(session: Session) -> None:
        chats.chat_of(session, AMINA["id"], receiver.house.clock.now())
        chats.set_locale(session, AMINA["id"], "es")

    await receiver.database.run(chooses)

    await receiver.post(message(text="Bonjour"))

    assert await receiver.said() == [plain(SORRY.lines[0], "es")]


async def test_an_update_that_was_kept_aside_is_not_tried_again(receiver: Receiver, broken, monkeypatch):
    update = message(text="/help")
    await receiver.post(update)
    monkeypatch.setattr("bot.intake.take_turn", turns.take_turn)

    assert await receiver.post(update) == 200

    assert len(await receiver.said()) == 1  # that something went wrong


async def test_an_update_that_fails_once_has_its_effect(receiver_on_sqlite: Receiver, broken, monkeypatch):
    def fails_once(*given: Any) -> Any:
        return turns.take_turn(*given) if broken else broken.append(1) or 1 / 0

    monkeypatch.setattr("bot.intake.take_turn", fails_once)

    assert await receiver_on_sqlite.post(message(text="/help")) == 200
    assert await receiver_on_sqlite.failed() == []
    assert len(await receiver_on_sqlite.said()) == 1


async def test_nothing_is_acknowledged_while_the_database_is_away(receiver_on_sqlite: Receiver, monkeypatch):
    update, database = message(text="/help"), receiver_on_sqlite.house.database

    async def away(_: Any) -> None:
        raise OSError("no database")

    with monkeypatch.context() as outage:
        outage.setattr(database, "run", away)
        assert await receiver_on_sqlite.post(update) == 503

    assert await receiver_on_sqlite.post(update) == 200
    assert len(await receiver_on_sqlite.said()) == 1


async def test_a_reply_that_telegram_refuses_is_one_line_in_the_log(receiver_on_sqlite: Receiver, caplog):
    receiver_on_sqlite.sandbox.faults.add(FaultRule("403", "sendMessage"))

    with caplog.at_level(logging.WARNING):
        assert await receiver_on_sqlite.post(message(text="/help")) == 200
        assert await receiver_on_sqlite.said() == []

    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None


async def test_told_to_wait_a_little_the_reply_waits_and_comes(receiver_on_sqlite: Receiver):
    receiver_on_sqlite.sandbox.faults.add(FaultRule("429", "sendMessage", count=1, retry_after=1))

    await receiver_on_sqlite.post(message(text="/help"))

    assert len(await receiver_on_sqlite.said()) == 1


async def test_told_to_wait_long_the_reply_is_let_go(receiver_on_sqlite: Receiver):
    receiver_on_sqlite.sandbox.faults.add(FaultRule("429", "sendMessage", count=1, retry_after=300))

    await receiver_on_sqlite.post(message(text="/help"))

    assert await receiver_on_sqlite.said() == []


async def test_a_crash_before_the_commit_leaves_the_update_to_come_again(on_sqlite: Town, monkeypatch):
    """Polling confirms an update by the call after its commit: what dies before is fetched again."""
    phone, fetched, intake = on_sqlite.phone(), asyncio.Event(), on_sqlite.house.intake
    accept = intake.accept

    async def dies(update: Update) -> None:
        fetched.set()
        await asyncio.Event().wait()  # for ever: whatever came after it does not happen

    monkeypatch.setattr(intake, "accept", dies)
    phone.person.say("/help")
    await fetched.wait()
    assert await _seen(on_sqlite) == []

    monkeypatch.setattr(intake, "accept", accept)
    polling = asyncio.create_task(Polling(on_sqlite.house.bot, intake).run())
    await on_sqlite.sandbox.wait_for(lambda: bool(phone.said), 10)
    await on_sqlite.settled()
    polling.cancel()

    assert len(phone.said) == 1
    assert len(await _seen(on_sqlite)) == 1


async def test_updates_are_confirmed_after_their_commit_and_not_before(on_sqlite: Town, monkeypatch):
    phone, inbox = on_sqlite.phone(), on_sqlite.sandbox.bot.inbox
    pending: list[int] = []

    def watched(*given: Any) -> Any:
        pending.append(len(inbox.pending))
        return turns.take_turn(*given)

    monkeypatch.setattr("bot.intake.take_turn", watched)
    await phone.say("/help")

    assert pending == [1]
    assert not inbox.pending


async def _seen(town: Town) -> list[int]:
    return await town.house.database.read(lambda session: list(session.exec(select(SeenUpdateRow.update_id))))


async def test_a_kept_update_is_told_of_in_french_where_no_language_is_known(
    receiver_on_sqlite: Receiver, broken
):
    await receiver_on_sqlite.post(message(sender={"id": 7, "is_bot": False, "first_name": "A"}, text="?"))

    assert best_locale(None) == "fr"
    assert len(await receiver_on_sqlite.failed()) == 1
    assert isinstance((await receiver_on_sqlite.failed())[0], FailedUpdateRow)


async def test_a_question_whose_answers_always_fail_does_not_hold_the_person_in(
    receiver: Receiver, broken, monkeypatch
):
    monkeypatch.undo()
    await receiver.post(message(text="/language"))
    assert (await receiver.chat()).places
    monkeypatch.setattr("bot.intake.take_turn", lambda *_: 1 / 0)

    await receiver.post(message(text="Bonjour"))

    assert (await receiver.chat()).places == ()
