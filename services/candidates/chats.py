"""The plumbing that every update passes, in Core statements: seen updates, chats, places of dialogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from services.candidates.models import CandidateRow, ChatRow, FailedUpdateRow, PlaceRow, SeenUpdateRow
from services.staff.models import StaffRow

SEEN: Any = SeenUpdateRow.__table__  # type: ignore[attr-defined]
CHAT: Any = ChatRow.__table__  # type: ignore[attr-defined]
PLACE: Any = PlaceRow.__table__  # type: ignore[attr-defined]
CANDIDATE: Any = CandidateRow.__table__  # type: ignore[attr-defined]
STAFF: Any = StaffRow.__table__  # type: ignore[attr-defined]
FAILED: Any = FailedUpdateRow.__table__  # type: ignore[attr-defined]


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


def first_time(session: Session, update_id: int, now: datetime) -> bool:
    """Notes the update as seen; False where it had its effect before."""
    values = {"update_id": update_id, "seen_at": now}
    statement = _insert(session, SEEN).values(values).on_conflict_do_nothing(index_elements=["update_id"])
    # Unasked, SQLAlchemy gives -1 for an insert's rows on PostgreSQL.
    counted = statement.execution_options(preserve_rowcount=True)
    return bool(session.connection().execute(counted).rowcount)


def chat_of(session: Session, chat_id: int, now: datetime) -> Chat:
    """The chat and its places; the first word ever makes its row."""
    query = (
        select(
            CHAT.c.locale,
            CHAT.c.candidate_id,
            CANDIDATE.c.timezone,
            CANDIDATE.c.locale.label("candidate_locale"),
            CANDIDATE.c.stopped_at,
            CANDIDATE.c.reachable,
            STAFF.c.id.label("staff_id"),
            STAFF.c.body_id.label("staff_body_id"),
            PLACE.c.places,
        )
        .select_from(CHAT)
        .outerjoin(CANDIDATE, CANDIDATE.c.id == CHAT.c.candidate_id)
        .outerjoin(STAFF, (STAFF.c.chat_id == CHAT.c.chat_id) & STAFF.c.active)
        .outerjoin(PLACE, PLACE.c.chat_id == CHAT.c.chat_id)
        .where(CHAT.c.chat_id == chat_id)
    )
    row = session.connection().execute(query).one_or_none()
    if row is None:
        new = _insert(session, CHAT).values(chat_id=chat_id, created_at=now)
        session.connection().execute(new.on_conflict_do_nothing(index_elements=["chat_id"]))
        row = session.connection().execute(query).one()
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
    )


def save_places(session: Session, chat_id: int, places: Sequence[Mapping[str, Any]], now: datetime) -> None:
    values = {"chat_id": chat_id, "places": [dict(place) for place in places], "updated_at": now}
    statement = _insert(session, PLACE).values(values)
    statement = statement.on_conflict_do_update(
        index_elements=["chat_id"], set_={"places": statement.excluded.places, "updated_at": now}
    )
    session.connection().execute(statement)


def set_locale(session: Session, chat_id: int, locale: str) -> None:
    session.connection().execute(update(CHAT).where(CHAT.c.chat_id == chat_id).values(locale=locale))


def set_code(session: Session, chat_id: int, code: str) -> None:
    """Keeps a referrer's code until there is a candidate to keep it with."""
    session.connection().execute(update(CHAT).where(CHAT.c.chat_id == chat_id).values(code=code))


def seen_now(session: Session, candidate_id: int, now: datetime) -> None:
    session.connection().execute(
        update(CANDIDATE).where(CANDIDATE.c.id == candidate_id).values(last_seen_at=now)
    )


def keep_failed(
    session: Session,
    update_id: int,
    payload: Mapping[str, Any],
    error: str,
    now: datetime,
    chat_id: int | None = None,
) -> None:
    """Keeps an update that fails as it came, and notes it as seen so that it blocks nobody.

    The chat's places are let go: a question whose answers always fail must not hold the person in.
    """
    first_time(session, update_id, now)
    if chat_id is not None:
        session.connection().execute(delete(PLACE).where(PLACE.c.chat_id == chat_id))
    values = {"update_id": update_id, "payload": dict(payload), "error": error, "failed_at": now}
    session.connection().execute(
        _insert(session, FAILED).values(values).on_conflict_do_nothing(index_elements=["update_id"])
    )


def forget_seen(session: Session, before: datetime) -> None:
    """Telegram repeats an update for 24 hours at the most; older ones need not be known."""
    session.connection().execute(delete(SEEN).where(SEEN.c.seen_at < before))


def _insert(session: Session, table: Any) -> Any:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(table)
