"""Voice notes that Telegram has already: a text is spoken once and then known by its `file_id`."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from services.recordings.models import RecordingRow

UNUSED_FOR = timedelta(days=90)

TOUCHED_EVERY = timedelta(days=1)


def find(session: Session, key: str, now: datetime) -> str | None:
    """Telegram's file of a recording, by the hash of what is said in it and by whom."""
    row = session.get(RecordingRow, key)
    if row is None:
        return None
    if now - row.used_at > TOUCHED_EVERY:
        row.used_at = now
        session.add(row)
    return row.file_id


def keep(session: Session, key: str, file_id: str, now: datetime) -> None:
    """Remembers a recording; of two made at the same moment the later one stays."""
    session.merge(RecordingRow(key=key, file_id=file_id, used_at=now))


def forget_unused(session: Session, now: datetime) -> None:
    session.connection().execute(delete(RecordingRow).where(col(RecordingRow.used_at) < now - UNUSED_FOR))
