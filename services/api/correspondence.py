"""What is answered of messages, notices and tasks."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from locales import plain
from services.api.values import Answer, local
from services.messages.models import Author, TaskKind, TaskRow
from services.messages.service import Message as MessageValue
from services.notices.models import NoticeState
from services.notices.service import Notice as NoticeValue
from services.notices.wording import Wording


class Message(Answer):
    id: int
    author: Author
    staff_id: int | None
    text: str
    attachment: str | None = Field(description="What came with it: photo, voice or document.")
    written_at: datetime
    send_at: datetime
    delivery: NoticeState | None = Field(description="Null for what the candidate wrote.")
    reason: str | None = Field(description="Why it was not delivered, or is held; a stable word.")

    @classmethod
    def of(cls, message: MessageValue, zone: str) -> Self:
        return cls.made_of(
            message,
            attachment=str(message.attachment.get("kind", "document")) if message.attachment else None,
            written_at=local(message.written_at, zone),
            send_at=local(message.send_at, zone),
        )


class Broadcast(Answer):
    id: int
    texts: dict[str, str] = Field(description='By language; the key "" stands for all others.')
    audience: dict[str, Any]
    recipients: int
    written_at: datetime
    send_at: datetime


class Notice(Answer):
    id: int
    rule: str
    candidate_id: int | None = Field(description="Null for what is said to staff.")
    state: NoticeState
    reason: str | None = Field(description="Why it did not go out; a stable word.")
    due_at: datetime
    ended_at: datetime | None
    attempts: int
    text: str

    @classmethod
    def of(cls, notice: NoticeValue, locale: str, zone: str) -> Self:
        return cls.made_of(
            notice,
            due_at=local(notice.due_at, zone),
            ended_at=notice.ended_at and local(notice.ended_at, zone),
            text=text_of(notice.wording, locale),
        )


class Task(Answer):
    id: int
    kind: TaskKind
    candidate_id: int | None
    about: dict[str, Any]
    created_at: datetime
    done_at: datetime | None
    done_by: str | None = Field(description="staff:3, or token:1.")

    @classmethod
    def of(cls, row: TaskRow, zone: str) -> Self:
        return cls.made_of(
            row, created_at=local(row.created_at, zone), done_at=row.done_at and local(row.done_at, zone)
        )


def text_of(wording: Wording, locale: str) -> str:
    """What a notice says, without markup and without its buttons."""
    return "\n".join(plain(line, locale) for line in wording.lines)
