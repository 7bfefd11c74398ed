"""The pace: so many messages a second in all, one a second for a chat; shared through the database."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session

from services.batches import DIALECTS, among, written
from services.database import UtcDateTime
from services.notices.models import PaceRow
from services.prepared import Prepared

EVERYBODY = 0
"""The row that all chats share. Telegram gives no chat the id 0."""

PER_CHAT = timedelta(seconds=1)

SEVERAL = 3
"""When more chats than this are told to wait at once, it is the bot as a whole that is too fast."""

KEPT_FOR_REPLIES = 5
"""Of the messages a second, so many are left to replies: nobody waits behind a broadcast."""

PACE: Any = PaceRow.__table__  # type: ignore[attr-defined]

_PRESENT = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')", "postgresql": "clock_timestamp()"}

OPENING = Prepared(
    {
        dialect: text(
            f"SELECT {present} AS present, (SELECT next_at FROM pace WHERE chat_id = 0) AS everybody"  # noqa: S608
        ).columns(present=UtcDateTime, everybody=UtcDateTime)
        for dialect, present in _PRESENT.items()
    }
)
LOCKED = Prepared(select(PACE.c.next_at).where(PACE.c.chat_id == EVERYBODY).with_for_update())

OF_CHATS = Prepared(
    {dialect: select(PACE).where(among(PACE.c.chat_id, "chat_ids", dialect)) for dialect in DIALECTS}
)

# "WHERE true" tells SQLite's parser that "ON" does not belong to a join.
_LATER = """
    INSERT INTO pace (chat_id, next_at) SELECT {chat_id}, {moment} FROM {moments} AS moment WHERE true
    ON CONFLICT (chat_id) DO UPDATE SET next_at = {greatest}(pace.next_at, excluded.next_at)
"""
PUT_OFF = Prepared(
    {
        "sqlite": text(
            _LATER.format(
                chat_id="CAST(moment.key AS integer)",
                moment="moment.value",
                moments="json_each(:moments)",
                greatest="max",
            )
        ),
        "postgresql": text(
            _LATER.format(
                chat_id="CAST(moment.key AS bigint)",
                moment="CAST(moment.value AS timestamptz)",
                moments="json_each_text(CAST(:moments AS json))",
                greatest="greatest",
            )
        ),
    }
)


def interval(messages_per_second: int) -> timedelta:
    """The time between two notices, whatever chats they go to."""
    return timedelta(seconds=1) / max(1, messages_per_second - KEPT_FOR_REPLIES)


def opening(session: Session) -> tuple[datetime, datetime]:
    """The database's present, and when anybody may next be written to; the present, if at once. Locks nothing."""
    row = OPENING.one_or_none(session)
    return row.present, max(row.everybody or row.present, row.present)


def paces(session: Session, chat_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of the chats, and everybody, may next be written to. Locks everybody's row.

    Moments are the database's own (database_time). A chat without a row may be written to at once.
    """
    everybody = LOCKED.one_or_none(session)
    # Only now: whoever held the lock may just have put some of them off.
    next_at = {row.chat_id: row.next_at for row in OF_CHATS.all(session, chat_ids=[*chat_ids])}
    return next_at if everybody is None else {EVERYBODY: everybody.next_at, **next_at}


def set_paces(session: Session, next_at: Mapping[int, datetime]) -> None:
    """Puts off the next message of some chats. Never earlier: another process may have been told to wait longer."""
    if next_at:
        # In one order, so that two processes never wait for each other.
        moments = {chat_id: written(moment) for chat_id, moment in sorted(next_at.items())}
        PUT_OFF.change(session, moments=json.dumps(moments))
