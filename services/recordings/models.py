"""Table: recordings, by the hash of the words and of the voice that says them. The words are not kept."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from services.database import UtcDateTime


class RecordingRow(SQLModel, table=True):
    __tablename__ = "recording"

    key: str = Field(primary_key=True)
    file_id: str
    used_at: datetime = Field(sa_type=UtcDateTime, index=True)
