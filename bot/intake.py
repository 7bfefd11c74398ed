"""Updates in, one after the other for a chat, side by side for different chats; replies out after the commit."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.error import RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes, TypeHandler

from bot.ahead import ReadingAhead
from bot.buttons import Signer
from bot.calls import call
from bot.rendering import Renderer
from bot.request import wait_of
from bot.updates import change_of_reachability, heard_in, is_call_in_group, writable
from dialogues.engine import Reply
from dialogues.flows import stays_on_screen
from dialogues.turn import Turn, reachability_changed, take_turn
from locales import N_, best_locale, line
from services import Clock, Database, Services, chats, system_services

logger = logging.getLogger(__name__)

TRIES = 3
"""So often an update may fail before it is kept aside."""

LONGEST_WAIT_S = 30.0
"""For a reply: told to wait longer, we let it go. The person taps again."""

SORRY = Reply((line(N_("Something went wrong here. Please try again in a moment.")),))
IN_PRIVATE = Reply((line(N_("I speak with one person at a time. Write to me in private.")),))


@dataclass(eq=False, slots=True)
class Arrival:
    """An update on its way; `committed` is done when its effect is in the database."""

    update: Update
    committed: asyncio.Future[None] = field(default_factory=asyncio.Future)

    @property
    def lane(self) -> int:
        """Updates of one lane keep their order: the chat's, or the person's where there is none."""
        chat = self.update.effective_chat
        return chat.id if chat else 0


class Intake:
    """Takes every update through PTB's Application and its one handler, in lanes of our own.

    PTB's own concurrency lets updates of one chat overtake each other, and one flooding chat delay others.
    """

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        database: Database,
        clock: Clock,
        renderer: Renderer,
        signer: Signer,
        zone: str,
        wake: Callable[[], None],
    ) -> None:
        self._application = application
        self._database = database
        self._clock = clock
        self._renderer = renderer
        self._signer = signer
        self._zone = zone
        self._wake = wake
        self._lanes: dict[int, deque[Arrival]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._saying: dict[int, asyncio.Task[None]] = {}
        self._reading = ReadingAhead()
        application.add_handler(TypeHandler(Arrival, self._handle))

    async def accept(self, update: Update) -> None:
        """Returns once the update has had its effect. Raises where even keeping it aside failed."""
        arrival = Arrival(update)
        lane = self._lanes.get(arrival.lane)
        if lane is None:
            self._lanes[arrival.lane] = lane = deque([arrival])
            worker = asyncio.create_task(self._work(arrival.lane, lane))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        else:
            lane.append(arrival)
        await asyncio.shield(arrival.committed)

    async def idle(self) -> None:
        """Returns when everything that was accepted has been answered."""
        while under_way := {*self._workers, *self._saying.values()}:
            await asyncio.wait(under_way)

    async def _work(self, name: int, lane: deque[Arrival]) -> None:
        while lane:
            await self._application.process_update(lane[0])
            lane.popleft()
        del self._lanes[name]

    async def _handle(self, arrival: Arrival, _: ContextTypes.DEFAULT_TYPE) -> None:
        try:
            turn = await self._effect(arrival.update)
        except Exception as error:
            logger.exception("update %s could not be taken or kept", arrival.update.update_id)
            arrival.committed.set_exception(error)
            arrival.committed.exception()  # whoever waits raises it; if nobody does, it has been logged
            return
        arrival.committed.set_result(None)
        self._wake()
        if turn is not None:
            self._say(arrival, turn)

    def _say(self, arrival: Arrival, turn: Turn) -> None:
        """Answers behind the chat's earlier answers: a chat that takes them slowly keeps no update waiting."""
        name = arrival.lane
        answering = asyncio.create_task(self._answer_after(self._saying.get(name), arrival.update, turn))
        self._saying[name] = answering

        def said(_: asyncio.Task[None]) -> None:
            if self._saying.get(name) is answering:
                del self._saying[name]

        answering.add_done_callback(said)

    async def _answer_after(self, earlier: asyncio.Task[None] | None, update: Update, turn: Turn) -> None:
        if earlier is not None:
            await asyncio.wait((earlier,))
        try:
            await self._answer(update, turn)
        except Exception:
            logger.exception("update %s could not be answered", update.update_id)

    async def _effect(self, update: Update) -> Turn | None:
        """Tries three times; what fails each time, be it for what is in it, is kept aside."""
        locale: str | None = None
        for attempt in range(1, TRIES + 1):
            try:
                return await self._tried(update)
            except Exception as error:
                if attempt < TRIES:
                    logger.warning(
                        "update %s failed, trying again: %s", update.update_id, type(error).__name__
                    )
                    continue
                logger.exception("update %s failed %s times and is kept aside", update.update_id, TRIES)
                locale = await self._keep_aside(update, error)
        return _sorry(update, locale)

    async def _tried(self, update: Update) -> Turn | None:
        member = update.my_chat_member
        if member is not None and (reachable := change_of_reachability(member)) is not None:
            await self._database.run(
                lambda session: reachability_changed(
                    self._services(session), update.update_id, member.chat.id, self._clock.now(), reachable
                )
            )
            return None
        if is_call_in_group(update) and update.effective_chat:
            return Turn(update.effective_chat.id, best_locale(None), (IN_PRIVATE,))
        heard = heard_in(update, self._signer)
        if heard is None:
            return None
        if heard.event.text:
            await self._reading.read(heard.event.text, best_locale(heard.language))
        return await self._database.run(lambda session: take_turn(self._services(session), heard, self._zone))

    async def _keep_aside(self, update: Update, error: Exception) -> str | None:
        """Returns the chat's language, if it has chosen one."""
        payload, now = writable(update.to_dict()), self._clock.now()
        name, chat = type(error).__name__, update.effective_chat
        return await self._database.run(
            lambda session: chats.keep_failed(
                session, update.update_id, payload, name, now, chat.id if chat else None
            )
        )

    def _services(self, session: Any) -> Services:
        return system_services(session, self._clock.now())

    async def _answer(self, update: Update, turn: Turn) -> None:
        query = update.callback_query
        if query is not None:
            await self._acknowledge(update)
        for reply in turn.replies:
            await self._send(turn, reply)
        if turn.aloud and (spoken := self._renderer.spoken(turn.replies, turn.locale)) is not None:
            await self._send(turn, spoken)

    async def _send(self, turn: Turn, reply: Reply) -> None:
        """Sends one reply; told to wait a little, it waits. A reply that cannot be sent is logged in one line."""
        bot = self._application.bot
        for attempt in (1, 2):
            try:
                await self._renderer.show(bot, turn.chat_id, turn.locale, reply)
                return
            except RetryAfter as error:
                wait = wait_of(error).total_seconds()
                if attempt == 2 or wait > LONGEST_WAIT_S:
                    logger.warning("reply to chat %s dropped: told to wait %s s", turn.chat_id, wait)
                    return
                await asyncio.sleep(wait)
            except TelegramError as error:
                logger.warning("reply to chat %s not sent: %s", turn.chat_id, type(error).__name__)
                return

    async def _acknowledge(self, update: Update) -> None:
        """Ends the button's waiting mark, and shows what was chosen in place of the buttons."""
        query = update.callback_query
        assert query is not None
        told = self._signer.read(query.message.chat.id, query.data or "") if query.message else None
        await self._quietly("answerCallbackQuery", {"callback_query_id": query.id})
        if isinstance(query.message, Message) and not (told and stays_on_screen(told[0])):
            method, change = _choice_shown(query.message, query.data or "")
            if method:
                where = {"chat_id": query.message.chat.id, "message_id": query.message.message_id}
                await self._quietly(method, where | change)

    async def _quietly(self, method: str, parameters: dict[str, Any]) -> None:
        """What fails is seen by nobody: a press may be too old to be answered, a message to be changed."""
        try:
            await call(self._application.bot, method, **parameters)
        except TelegramError as error:
            logger.info("%s failed: %s", method, type(error).__name__)


def _sorry(update: Update, locale: str | None) -> Turn | None:
    """What is said where an update was kept aside: nothing where nobody waits for an answer."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or chat.type != ChatType.PRIVATE or update.my_chat_member is not None:
        return None
    language = user.language_code if user else None
    return Turn(chat.id, locale or best_locale(language if isinstance(language, str) else None), (SORRY,))


def _choice_shown(message: Message, data: str) -> tuple[str, dict[str, Any]]:
    """Keyboards do not pile up: the answered one goes, and the answer stands where it was. A method, or none."""
    keyboard = message.reply_markup
    buttons = [b for row in keyboard.inline_keyboard for b in row] if keyboard else []
    label = next((b.text for b in buttons if b.callback_data == data), None)
    if label is None:
        return "", {}
    chosen = f"\n\n➜ <i>{_escaped(label)}</i>"
    if message.text:
        return "editMessageText", {"text": f"{message.text_html}{chosen}", "parse_mode": "HTML"}
    if message.photo or message.document:
        caption = f"{message.caption_html or ''}{chosen}"
        return "editMessageCaption", {"caption": caption, "parse_mode": "HTML"}
    return "editMessageReplyMarkup", {}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
