"""The plumbing that every update passes: seen updates, chats, places of dialogue.

Statements that are made once, and executed at the driver's speed (`services.prepared`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from services.candidates.models import CandidateRow, ChatRow, FailedUpdateRow, PlaceRow, SeenUpdateRow
from services.prepared import Prepared
from services.referrers.codes import as_kept
from services.staff.models import StaffRow

SEEN: Any = SeenUpdateRow.__table__  # type: ignore[attr-defined]
CHAT: Any = ChatRow.__table__  # type: ignore[attr-defined]
PLACE: Any = PlaceRow.__table__  # type: ignore[attr-defined]
CANDIDATE: Any = CandidateRow.__table__  # type: ignore[attr-defined]
STAFF: Any = StaffRow.__table__  # type: ignore[attr-defined]
FAILED: Any = FailedUpdateRow.__table__  # type: ignore[attr-defined]

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

NOTE_SEEN = Prepared(
    {
        dialect: insert(SEEN).on_conflict_do_nothing(index_elements=["update_id"])
        for dialect, insert in INSERTS.items()
    }
)
SAVE_PLACES = Prepared(
    {
        dialect: (statement := insert(PLACE)).on_conflict_do_update(
            index_elements=["chat_id"],
            set_={"places": statement.excluded.places, "updated_at": statement.excluded.updated_at},
        )
        for dialect, insert in INSERTS.items()
    }
)


def _standing(beginning: Any, *more: Any) -> Select[Any]:
    """How chats stand, after `more`; `beginning` is where their rows come from."""
    standing: tuple[Any, ...] = (
        *more,
        CHAT.c.locale,
        CHAT.c.candidate_id,
        CANDIDATE.c.timezone,
        CANDIDATE.c.locale.label("candidate_locale"),
        CANDIDATE.c.stopped_at,
        CANDIDATE.c.reachable,
        CANDIDATE.c.last_seen_at,
        CANDIDATE.c.has_voice,
        STAFF.c.id.label("staff_id"),
        STAFF.c.body_id.label("staff_body_id"),
        PLACE.c.places,
        PLACE.c.updated_at.label("places_at"),
    )
    return (
        select(*standing)
        .select_from(beginning)
        .outerjoin(CANDIDATE, CANDIDATE.c.id == CHAT.c.candidate_id)
        .outerjoin(STAFF, (STAFF.c.chat_id == CHAT.c.chat_id) & STAFF.c.active)
        .outerjoin(PLACE, PLACE.c.chat_id == CHAT.c.chat_id)
    )


def _arrived() -> Select[Any]:
    """Notes the update and reads its chat, in one round trip; SQLite, where there is none, has no such statement."""
    noted = (
        postgresql.insert(SEEN)
        .values(update_id=bindparam("update_number"), seen_at=bindparam("now"))
        .on_conflict_do_nothing(index_elements=["update_id"])
        .returning(SEEN.c.update_id)
        .cte("noted")
    )
    always = select(literal(1).label("row")).subquery("always")
    is_new = select(noted.c.update_id).exists().label("is_new")
    joined = always.outerjoin(CHAT, CHAT.c.chat_id == bindparam("chat_id"))
    return _standing(joined, is_new, CHAT.c.chat_id.label("known"))


THE_CHAT = Prepared(_standing(CHAT).where(CHAT.c.chat_id == bindparam("chat_id")))
ARRIVED = Prepared({"postgresql": _arrived()})
SEEN_NOW = Prepared(
    update(CANDIDATE).where(CANDIDATE.c.id == bindparam("who")).values(last_seen_at=bindparam("now"))
)

SEEN_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as it stands when an update comes in: who speaks, in what language, at which places."""

    chat_id: int
    locale: str | None
    candidate_id: int | None
    staff_id: int | None
    staff_body_id: int | None
    zone: str | None
    stopped: bool
    reachable: bool
    places: tuple[Mapping[str, Any], ...]
    places_at: datetime | None = None
    """When they stood there last."""
    last_seen_at: datetime | None = None
    """When the candidate spoke, to the hour."""
    has_voice: bool = False
    """Whether everything is also spoken."""


def first_time(session: Session, update_id: int, now: datetime) -> bool:
    """Notes the update as seen; False where it had its effect before."""
    return bool(NOTE_SEEN.change(session, update_id=update_id, seen_at=now))


def arrived(session: Session, update_id: int, chat_id: int, now: datetime) -> Chat | None:
    """Notes the update as seen and gives its chat (chat_of); None where the update had its effect before."""
    if session.get_bind().dialect.name == "sqlite":
        return chat_of(session, chat_id, now) if first_time(session, update_id, now) else None
    row = ARRIVED.one_or_none(session, update_number=update_id, now=now, chat_id=chat_id)
    if not row.is_new:
        return None
    return _chat(chat_id, row) if row.known is not None else chat_of(session, chat_id, now)


def chat_of(session: Session, chat_id: int, now: datetime) -> Chat:
    """The chat and its places; the first word ever makes its row."""
    row = THE_CHAT.one_or_none(session, chat_id=chat_id)
    if row is None:
        new = _insert(session, CHAT).values(chat_id=chat_id, created_at=now)
        session.connection().execute(new.on_conflict_do_nothing(index_elements=["chat_id"]))
        row = THE_CHAT.one_or_none(session, chat_id=chat_id)
    return _chat(chat_id, row)


def _chat(chat_id: int, row: Any) -> Chat:
    return Chat(
        chat_id=chat_id,
        locale=row.candidate_locale or row.locale,
        candidate_id=row.candidate_id,
        staff_id=row.staff_id,
        staff_body_id=row.staff_body_id,
        zone=row.timezone,
        stopped=row.stopped_at is not None,
        reachable=row.reachable is not False,
        places=tuple(row.places or ()),
        places_at=row.places_at,
        last_seen_at=row.last_seen_at,
        has_voice=bool(row.has_voice),
    )


def save_places(session: Session, chat_id: int, places: Sequence[Mapping[str, Any]], now: datetime) -> None:
    standing = [dict(place) for place in places]
    SAVE_PLACES.change(session, chat_id=chat_id, places=standing, updated_at=now)


def set_locale(session: Session, chat_id: int, locale: str) -> None:
    session.connection().execute(update(CHAT).where(CHAT.c.chat_id == chat_id).values(locale=locale))


def set_code(session: Session, chat_id: int, code: str) -> None:
    """Keeps a referrer's code until there is a candidate to keep it with; one that is closed is not kept."""
    kept = as_kept(session, code)
    if kept is not None:
        session.connection().execute(update(CHAT).where(CHAT.c.chat_id == chat_id).values(code=kept))


def seen_now(session: Session, chat: Chat, now: datetime) -> None:
    """Notes that the candidate is here, once an hour: who taps ten times in a row is noted once."""
    if chat.last_seen_at is not None and now - chat.last_seen_at >= SEEN_EVERY:
        SEEN_NOW.change(session, who=chat.candidate_id, now=now)


def keep_failed(
    session: Session,
    update_id: int,
    payload: Mapping[str, Any],
    error: str,
    now: datetime,
    chat_id: int | None = None,
) -> str | None:
    """Keeps an update that fails as it came, and notes it as seen so that it blocks nobody.

    The chat's places are let go: a question whose answers always fail must not hold the person in.
    Returns the language that the chat has chosen, if any.
    """
    first_time(session, update_id, now)
    if chat_id is not None:
        session.connection().execute(delete(PLACE).where(PLACE.c.chat_id == chat_id))
    values = {"update_id": update_id, "payload": dict(payload), "error": error, "failed_at": now}
    session.connection().execute(
        _insert(session, FAILED).values(values).on_conflict_do_nothing(index_elements=["update_id"])
    )
    return chat_of(session, chat_id, now).locale if chat_id is not None else None


def forget_seen(session: Session, before: datetime) -> None:
    """Telegram repeats an update for 24 hours at the most; older ones need not be known."""
    session.connection().execute(delete(SEEN).where(SEEN.c.seen_at < before))


def _insert(session: Session, table: Any) -> Any:
    return INSERTS[session.get_bind().dialect.name](table)
