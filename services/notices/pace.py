"""The pace: so many messages a second in all, one a second for a chat; shared through the database."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from services.notices.models import PaceRow

EVERYBODY = 0
"""The row that all chats share. Telegram gives no chat the id 0."""

PER_CHAT = timedelta(seconds=1)

SEVERAL = 3
"""When more chats than this are told to wait at once, it is the bot as a whole that is too fast."""

KEPT_FOR_REPLIES = 5
"""Of the messages a second, so many are left to replies: nobody waits behind a broadcast."""

PACE: Any = PaceRow.__table__  # type: ignore[attr-defined]


def interval(messages_per_second: int) -> timedelta:
    """The time between two notices, whatever chats they go to."""
    return timedelta(seconds=1) / max(1, messages_per_second - KEPT_FOR_REPLIES)


def paces(session: Session, chat_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of the chats, and everybody, may next be written to. Locks everybody's row.

    Moments are the database's own (database_time). A chat without a row may be written to at once.
    """
    everybody = select(PACE).where(PACE.c.chat_id == EVERYBODY).with_for_update()
    rows = list(session.connection().execute(everybody))
    rows += session.connection().execute(select(PACE).where(PACE.c.chat_id.in_(list(chat_ids))))
    return {row.chat_id: row.next_at for row in rows}


def set_paces(session: Session, next_at: Mapping[int, datetime]) -> None:
    """Puts off the next message of some chats. Never earlier: another process may have been told to wait longer."""
    if not next_at:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = (sqlite.insert if is_sqlite else postgresql.insert)(PACE)
    later_of = func.max if is_sqlite else func.greatest
    later = later_of(PACE.c.next_at, statement.excluded.next_at)
    statement = statement.on_conflict_do_update(index_elements=["chat_id"], set_={"next_at": later})
    rows = [{"chat_id": chat_id, "next_at": moment} for chat_id, moment in sorted(next_at.items())]
    session.connection().execute(statement, rows)
