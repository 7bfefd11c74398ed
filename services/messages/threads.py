"""The inbox: one thread a candidate, somebody who cares for it, open or closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, or_, select, true, update

from services.candidates.models import CandidateRow
from services.errors import NotFound
from services.messages.models import Author, MessageRow, ThreadRow
from services.service import Service
from services.staff.models import Role, StaffRow


class View(StrEnum):
    """Which threads of the inbox are looked at."""

    UNREAD = "unread"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as the inbox shows it; `carer_id` is who cares for it: named, or the candidate's own adviser."""

    candidate_id: int
    first_name: str
    carer_id: int | None
    closed_at: datetime | None
    last_at: datetime
    last_author: Author
    words: str
    attachment: str
    unread: int


# Written as the index has it (ix_thread_body_unread): SQLite does not see that a parameter says the same.
HAS_UNREAD: ColumnElement[bool] = col(ThreadRow.unread) > literal_column("0")

CARER = func.coalesce(col(ThreadRow.assigned_to), col(CandidateRow.adviser_id))

SHOWN: tuple[Any, ...] = (ThreadRow, CandidateRow.first_name, CARER, MessageRow.text, MessageRow.attachment)


class Threads(Service):
    def page(self, view: View, staff_id: int, *, skip: int = 0, limit: int = 30) -> list[Thread]:
        """The body's threads of a view, the latest word first."""
        query: Any = (
            sql_select(*SHOWN)
            .join(CandidateRow, col(CandidateRow.id) == col(ThreadRow.candidate_id))
            .outerjoin(MessageRow, col(MessageRow.id) == col(ThreadRow.last_message_id))
            .where(*self._of(view, staff_id))
            .order_by(col(ThreadRow.last_at).desc(), col(ThreadRow.candidate_id))
        )
        rows = self.session.execute(query.offset(skip).limit(limit))
        return [_thread(*row) for row in rows]

    def count(self, view: View, staff_id: int) -> int:
        query = (
            select(func.count())
            .select_from(ThreadRow)
            .join(CandidateRow, col(CandidateRow.id) == col(ThreadRow.candidate_id))
        )
        return self.session.exec(query.where(*self._of(view, staff_id))).one()

    def waiting(
        self, staff_id: int, *, since: datetime | None = None, skip: int = 0, limit: int = 5
    ) -> list[Thread]:
        """Threads whose latest word is the candidate's: one's own and nobody's, a coordinator's all, the longest first.

        `since`: only those whose latest word came after it.
        """
        query: Any = (
            sql_select(*SHOWN)
            .join(CandidateRow, col(CandidateRow.id) == col(ThreadRow.candidate_id))
            .outerjoin(MessageRow, col(MessageRow.id) == col(ThreadRow.last_message_id))
            .where(*self._waits_for(staff_id))
            .order_by(col(ThreadRow.last_at), col(ThreadRow.candidate_id))
        )
        if since is not None:
            query = query.where(col(ThreadRow.last_at) > since)
        return [_thread(*row) for row in self.session.execute(query.offset(skip).limit(limit))]

    def waiting_for(self, staff_id: int) -> int:
        """How many threads wait for somebody."""
        query = (
            select(func.count())
            .select_from(ThreadRow)
            .join(CandidateRow, col(CandidateRow.id) == col(ThreadRow.candidate_id))
        )
        return self.session.exec(query.where(*self._waits_for(staff_id))).one()

    def _waits_for(self, staff_id: int) -> Collection[Any]:
        """A trainer's own, an adviser's also those of nobody who is still there, a coordinator's all of the body."""
        mine: Any = staff_id == CARER
        staff = self.session.get(StaffRow, staff_id)
        if staff is not None and staff.role is Role.COORDINATOR:
            mine = true()
        elif staff is not None and staff.role is not Role.TRAINER:
            there = select(StaffRow.id).where(col(StaffRow.body_id) == self.body_id, col(StaffRow.active))
            mine = or_(mine, CARER.is_(None), CARER.not_in(there))
        return (*self._of(View.OPEN, staff_id), col(ThreadRow.last_author) == Author.CANDIDATE, mine)

    def unread(self) -> int:
        """In how many threads of the body something is unread."""
        query = select(func.count()).select_from(ThreadRow)
        return self.session.exec(query.where(col(ThreadRow.body_id) == self.body_id, HAS_UNREAD)).one()

    def unread_of(self, staff_id: int) -> int:
        """The same among those that somebody cares for, and those that nobody does."""
        query = (
            select(func.count())
            .select_from(ThreadRow)
            .join(CandidateRow, col(CandidateRow.id) == col(ThreadRow.candidate_id))
            .where(
                col(ThreadRow.body_id) == self.body_id,
                HAS_UNREAD,
                func.coalesce(CARER, staff_id) == staff_id,
            )
        )
        return self.session.exec(query).one()

    def carer_of(self, candidate_id: int) -> int | None:
        """Who cares for the thread; nobody where neither it nor the candidate has somebody. Raises NotFound."""
        candidate, row = self.candidate_row(candidate_id), self.session.get(ThreadRow, candidate_id)
        return (row.assigned_to if row else None) or candidate.adviser_id

    def closed_at(self, candidate_id: int) -> datetime | None:
        """Raises NotFound for a candidate of another body."""
        self.candidate_row(candidate_id)
        row = self.session.get(ThreadRow, candidate_id)
        return row.closed_at if row else None

    def assign(self, candidate_id: int, staff_id: int | None) -> None:
        """Somebody of the body cares for the thread now; nobody: the candidate's adviser again. Raises NotFound."""
        row = self._row(candidate_id)
        if staff_id is not None:
            staff = self.session.get(StaffRow, staff_id)
            if staff is None or staff.body_id != self.body_id or not staff.active:
                raise NotFound
        row.assigned_to = staff_id
        self.session.add(row)
        self.audit("thread.assigned", candidate_id, to=staff_id)

    def close(self, candidate_id: int) -> None:
        """Nothing is left to answer. Raises NotFound where there is no thread."""
        row = self._row(candidate_id)
        if row.closed_at is None:
            row.closed_at, row.unread = self.now, 0
            self.session.add(row)
            self.session.exec(_read(candidate_id, self.now))
            self.audit("thread.closed", candidate_id)

    def reopen(self, candidate_id: int) -> None:
        """Raises NotFound where there is no thread."""
        row = self._row(candidate_id)
        if row.closed_at is not None:
            row.closed_at = None
            self.session.add(row)
            self.audit("thread.reopened", candidate_id)

    def _row(self, candidate_id: int) -> ThreadRow:
        self.candidate_row(candidate_id, lock=True)
        row = self.session.get(ThreadRow, candidate_id)
        if row is None:
            raise NotFound
        return row

    def _of(self, view: View, staff_id: int) -> Collection[Any]:
        own = col(ThreadRow.body_id) == self.body_id, col(CandidateRow.body_id) == self.body_id
        is_open = col(ThreadRow.closed_at).is_(None)
        match view:
            case View.UNREAD:
                return (*own, HAS_UNREAD)
            case View.MINE:
                return (*own, is_open, staff_id == CARER)
            case View.UNASSIGNED:
                return (*own, is_open, CARER.is_(None))
            case View.OPEN:
                return (*own, is_open)
            case View.CLOSED:
                return (*own, col(ThreadRow.closed_at).is_not(None))


def note_word(
    session: Session, candidate: CandidateRow, message: MessageRow, *, is_thanks: bool = False
) -> None:
    """The thread has a new word: it is the latest, and opens what was closed; a thank-you waits for no answer."""
    assert candidate.id is not None
    assert message.id is not None
    if candidate.body_id is None:
        return
    row = session.get(ThreadRow, candidate.id)
    if row is None:
        row = ThreadRow(
            candidate_id=candidate.id,
            body_id=candidate.body_id,
            last_at=message.written_at,
            last_message_id=message.id,
            last_author=message.author,
        )
    row.body_id, row.last_at, row.last_message_id = candidate.body_id, message.written_at, message.id
    if not is_thanks:
        row.closed_at, row.last_author = None, message.author
    row.unread = row.unread + 1 if message.author is Author.CANDIDATE else 0
    session.add(row)
    session.flush()


def note_read(session: Session, candidate_id: int, now: datetime) -> None:
    """Somebody of the centre has seen what the candidate wrote."""
    session.exec(_read(candidate_id, now))
    session.exec(update(ThreadRow).where(col(ThreadRow.candidate_id) == candidate_id).values(unread=0))


def _read(candidate_id: int, now: datetime) -> Any:
    unread = update(MessageRow).where(
        col(MessageRow.candidate_id) == candidate_id, col(MessageRow.read_at).is_(None)
    )
    return unread.values(read_at=now)


def _thread(
    row: ThreadRow, first_name: str, carer_id: int | None, text: str | None, attachment: Any
) -> Thread:
    return Thread(
        candidate_id=row.candidate_id,
        first_name=first_name,
        carer_id=carer_id,
        closed_at=row.closed_at,
        last_at=row.last_at,
        last_author=row.last_author,
        words=text or "",
        attachment=str(attachment["kind"]) if attachment else "",
        unread=row.unread,
    )
