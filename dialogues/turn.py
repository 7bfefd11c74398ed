"""One update is one turn, one turn is one transaction: load, hear, save. What is to be said is sent after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogues import answers, path
from dialogues.conversation import Conversation, places_from, rows_from
from dialogues.engine import Event, EventKind, Reply, Who
from locales import best_locale
from services import Actor, ActorKind, Chat, Services, chats

QUESTIONS_STAY_OPEN = timedelta(days=3)
"""Who comes back later has something else in mind than the question of then."""


WEEKS = timedelta(days=14)

START = Event("start", EventKind.COMMAND)

HELLO = "unasked.hello"


@dataclass(frozen=True, slots=True)
class Heard:
    """An update as the dialogues see it. `language` and `name` are what Telegram says of the person."""

    update_id: int
    chat_id: int
    event: Event
    language: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be said, once the transaction is committed."""

    chat_id: int
    locale: str
    replies: tuple[Reply, ...]
    aloud: bool = False
    """Whether the replies are also spoken."""


def take_turn(services: Services, heard: Heard, zone: str) -> Turn | None:
    """Hears an update, once: None where it was heard before, and then nothing has happened."""
    session, now = services.session, services.now
    chat = chats.arrived(session, heard.update_id, heard.chat_id, now)
    if chat is None:
        return None
    who = Who(
        chat_id=chat.chat_id,
        locale=chat.locale or best_locale(heard.language),
        candidate_id=chat.candidate_id,
        staff_id=chat.staff_id,
        body_id=chat.staff_body_id,
        zone=chat.zone or zone,
        name=heard.name,
    )
    places = places_from(chat.places, who) if _still_there(chat, now) else []
    event = START if _is_a_first_hello(chat, heard.event, who.locale) else heard.event
    said = Conversation(who, places, services, chat.places_at, chat.last_seen_at).hear(event)
    rows = rows_from(said.places)
    if rows != list(chat.places):
        chats.save_places(session, chat.chat_id, rows, now)
    chats.seen_now(session, chat, now)
    replies = (*_welcome(chat, event, who.locale, services), *said.replies)
    return Turn(chat.chat_id, said.who.locale, replies, chat.has_voice)


def _welcome(chat: Chat, event: Event, locale: str, services: Services) -> tuple[Reply, ...]:
    """Who writes after weeks hears first where they stand; a tap and a hello have answers of their own."""
    away = services.now - (chat.last_seen_at or services.now)
    if chat.candidate_id is None or away < WEEKS or event.kind in (EventKind.TAP, EventKind.COMMAND):
        return ()
    if event.kind is EventKind.TEXT and answers.where_it_leads(event.text, locale) == HELLO:
        return ()
    actor = Actor(ActorKind.CANDIDATE, chat.candidate_id)
    return (Reply(path.welcome_back(chat.candidate_id, services.acting_as(actor))),)


def _is_a_first_hello(chat: Chat, event: Event, locale: str) -> bool:
    """Whether somebody who never tapped "start" says hello, or what we cannot read: then we say who we are."""
    is_new = chat.locale is None and chat.candidate_id is None and chat.staff_id is None and not chat.places
    return (
        is_new and event.kind is EventKind.TEXT and answers.where_it_leads(event.text, locale) in ("", HELLO)
    )


def _still_there(chat: Chat, now: datetime) -> bool:
    return chat.places_at is not None and now - chat.places_at < QUESTIONS_STAY_OPEN


def reachability_changed(
    services: Services, update_id: int, chat_id: int, now: datetime, reachable: bool
) -> None:
    """The person blocked the bot, or let it in again: then what still matters is planned again."""
    chat = chats.arrived(services.session, update_id, chat_id, now)
    if chat is None or chat.candidate_id is None:
        return
    if reachable:
        services.candidates.come_back(chat.candidate_id)
    else:
        services.candidates.lose(chat.candidate_id)
