"""What waits for a person: open tasks and unread messages, of the whole body or of one candidate."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlmodel import col, func, or_, select

from services.candidates.models import CandidateRow
from services.messages.models import Author, MessageRow, TaskRow
from services.messages.tasks import is_open
from services.messages.threads import Threads, note_read
from services.service import Service

# Written as the index has it (ix_message_unread): SQLite does not see that a parameter says the same.
_UNREAD: tuple[Any, ...] = (
    col(MessageRow.read_at).is_(None),
    col(MessageRow.author) == literal_column(f"'{Author.CANDIDATE.value}'"),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of a candidate's waits for somebody."""

    tasks: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of the body's waits for somebody: open tasks, and threads with something unread."""

    tasks: int = 0
    unread: int = 0


def unread() -> tuple[Any, ...]:
    """The conditions on a message that nobody of the centre has read."""
    return _UNREAD


class Attention(Service):
    def counts(self) -> Counts:
        return Counts(self.open_tasks(), Threads(self.session, self.now, self.actor).unread())

    def open_tasks(self) -> int:
        """How many tasks of the body are open."""
        query = select(func.count()).select_from(TaskRow)
        return self.session.exec(query.where(col(TaskRow.body_id) == self.body_id, is_open(self.now))).one()

    def of(self, candidate_ids: Collection[int]) -> dict[int, Waiting]:
        """What waits of each of these candidates; other bodies' have nothing."""
        tasks = select(col(TaskRow.candidate_id), func.count()).where(
            col(TaskRow.body_id) == self.body_id,
            col(TaskRow.candidate_id).in_(candidate_ids),
            is_open(self.now),
        )
        unread = (
            select(col(MessageRow.candidate_id), func.count())
            .join(CandidateRow, col(CandidateRow.id) == col(MessageRow.candidate_id))
            .where(
                col(CandidateRow.body_id) == self.body_id,
                col(MessageRow.candidate_id).in_(candidate_ids),
                *_UNREAD,
            )
        )
        open_ = dict(self.session.exec(tasks.group_by(col(TaskRow.candidate_id))).all())
        new = dict(self.session.exec(unread.group_by(col(MessageRow.candidate_id))).all())
        return {one: Waiting(open_.get(one, 0), new.get(one, 0)) for one in candidate_ids}

    def tasks_of(self, candidate_id: int) -> list[TaskRow]:
        """A candidate's open tasks, oldest first. Raises NotFound."""
        self.candidate_row(candidate_id)
        query = select(TaskRow).where(col(TaskRow.candidate_id) == candidate_id, is_open(self.now))
        return list(self.session.exec(query.order_by(col(TaskRow.id))))

    def words_of(self, tasks: Iterable[TaskRow]) -> dict[int, str]:
        """What the candidate wrote, by task id, where a task is about a message."""
        about = {task.about.get("message_id"): task.id for task in tasks}
        query = (
            select(MessageRow.id, MessageRow.text)
            .join(CandidateRow, col(CandidateRow.id) == col(MessageRow.candidate_id))
            .where(
                col(CandidateRow.body_id) == self.body_id,
                col(MessageRow.id).in_([one for one in about if one is not None]),
            )
        )
        return {task: text for one, text in self.session.exec(query) if (task := about[one]) is not None}

    def seen(self, candidate_id: int) -> None:
        """Somebody looked at the thread; what asks for an answer stays a task. Raises NotFound."""
        self.candidate_row(candidate_id)
        note_read(self.session, candidate_id, self.now)


def needs_somebody(body_id: int, now: datetime) -> ColumnElement[bool]:
    """A condition on the body's candidates: there is an open task or an unread message of theirs.

    Sets, and small ones: asking every candidate in turn would take as long as there are candidates.
    """
    tasks = select(TaskRow.candidate_id).where(
        col(TaskRow.body_id) == body_id, is_open(now), col(TaskRow.candidate_id).is_not(None)
    )
    unread = select(MessageRow.candidate_id).where(*_UNREAD)
    return or_(col(CandidateRow.id).in_(tasks), col(CandidateRow.id).in_(unread))
