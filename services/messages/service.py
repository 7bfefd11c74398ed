"""Threads between candidates and their centre, broadcasts, and tasks for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from locales import N_, NB_, NS_, Text
from services.actor import ActorKind
from services.candidates.models import CandidateRow
from services.errors import Invalid, NotFound, Refusal
from services.messages.models import Author, MessageRow, TaskKind, TaskRow
from services.messages.tasks import finish_tasks, is_open, open_task
from services.messages.threads import note_read, note_word
from services.messages.uploads import Upload
from services.notices import to_staff
from services.notices.models import NoticeRow, NoticeState
from services.notices.planner import plan_one
from services.notices.rule import Wanted
from services.notices.rules import RULES
from services.notices.wording import Choice, File, Wording
from services.prepared import Prepared
from services.service import Service
from services.staff.models import BodyRow, StaffRow, full_name

MESSAGE_MAX = 3000
"""Telegram takes 4,096 characters; the rest is ours to say who writes."""

CAPTION_MAX = 900
"""The same for what is written beneath a file: Telegram takes 1,024."""

TAKEN_BACK = "taken_back"

STAYS_WORTH_SENDING = timedelta(days=7)


class TooLong(Refusal):
    """The message is too long: write at most 3,000 characters."""

    code = "too_long"
    status = 422


class AlreadySent(Refusal):
    """This message is on its way or has arrived: it cannot be taken back any more."""

    code = "already_sent"


class NobodyThere(Refusal):
    """The candidate has not chosen a centre yet, so there is nobody to write to."""

    code = "nobody_there"


TASK_SENTENCES = {
    TaskKind.ANSWER: NS_("Answer the message of"),
    TaskKind.CALL: NS_("Call"),
    TaskKind.WEBHOOK: NS_("Another software does not hear of changes any more: look at its webhook"),
    TaskKind.NOT_COMING: NS_("Cannot come to training:"),
    TaskKind.UNREACHABLE: NS_("Cannot be reached in Telegram:"),
    TaskKind.UNCONFIRMED: NS_("Perhaps did not receive a message:"),
    TaskKind.RECORD_OUTCOME: NS_("Record how the appointment went with"),
    TaskKind.RECORD_DECISIONS: NS_("Record what the jury decided, a week after its session"),
    TaskKind.COMES_LATE: NS_("Comes late to the appointment:"),
    TaskKind.TELL_DECISION: NS_("Call to tell the jury’s decision to"),
    TaskKind.FIND_TIME: NS_("Find another time with"),
    TaskKind.NO_SLOT: NS_("No free time is left: open hours"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a thread; `delivery` is the state of the notice that carries it to the candidate."""

    id: int
    author: Author
    staff_id: int | None
    text: str
    attachment: Mapping[str, Any] | None
    written_at: datetime
    send_at: datetime
    delivery: NoticeState | None
    reason: str | None


LATEST = Prepared(
    sql_select(col(MessageRow.author), col(MessageRow.send_at))
    .where(
        col(MessageRow.candidate_id) == bindparam("candidate_id"), col(MessageRow.send_at) <= bindparam("now")
    )
    .order_by(col(MessageRow.send_at).desc(), col(MessageRow.id).desc())
    .limit(1)
)
"""The latest word of a thread."""


def message_wording(writer: str, text: str, upload: Upload | None = None) -> Wording:
    """A message of staff as the candidate reads it."""
    lines = [Text(N_("✉️ {name} writes to you:")).given(name=writer)]
    if text.strip():
        lines.append(Text("{text}").given(text=text))
    file = File(upload.kind, upload.id, upload.name, upload.file_id) if upload else None
    return Wording(tuple(lines), (Choice(NB_("Answer"), "handover"),), file=file)


class Messages(Service):
    def thread(self, candidate_id: int, limit: int = 100, *, after: int | None = None) -> list[Message]:
        """The latest messages with a candidate, or those that follow message `after`; oldest first."""
        self.candidate_row(candidate_id)
        query = select(MessageRow).where(col(MessageRow.candidate_id) == candidate_id).limit(limit)
        if after is not None:
            following = query.where(col(MessageRow.id) > after).order_by(col(MessageRow.id))
            return self._with_delivery(self.session.exec(following).all())
        rows = list(self.session.exec(query.order_by(col(MessageRow.id).desc())))[::-1]
        return self._with_delivery(rows)

    def attachment(self, candidate_id: int, message_id: int) -> Mapping[str, Any]:
        """What a candidate sent with a message: {"kind", "file_id"}. Raises NotFound."""
        self.candidate_row(candidate_id)
        row = self.session.get(MessageRow, message_id)
        if row is None or row.candidate_id != candidate_id or row.attachment is None:
            raise NotFound
        return row.attachment

    def from_candidate(
        self,
        candidate_id: int,
        text: str,
        attachment: Mapping[str, Any] | None = None,
        *,
        is_thanks: bool = False,
    ) -> MessageRow:
        """Keeps what a candidate writes, opens a task to answer, and tells the adviser in Telegram.

        A mere thank-you stands in the conversation and asks nothing of anybody. Raises NobodyThere, TooLong.
        """
        candidate = self.candidate_row(candidate_id)
        body_id = self._body_of(candidate)
        row = self._message(candidate_id, Author.CANDIDATE, text, attachment=attachment)
        note_word(self.session, candidate, row, is_thanks=is_thanks)
        if not is_thanks:
            key = f"answer:m{row.id}"
            open_task(self.session, self.now, TaskKind.ANSWER, key, body_id, candidate_id, message_id=row.id)
            to_staff.candidate_wrote(self.session, self.now, candidate, row)
        self.audit("message.received", candidate_id, message_id=row.id)
        return row

    def to_candidate(
        self, candidate_id: int, text: str, send_at: datetime | None = None, upload: Upload | None = None
    ) -> Message:
        """Writes to a candidate, now or later, perhaps with a file. Raises TooLong, Invalid, NotFound."""
        candidate = self.candidate_row(candidate_id)
        if upload is not None and len(text) > CAPTION_MAX:
            raise TooLong(NS_("With a file, a message has at most 900 characters."))
        row = self._message(
            candidate_id,
            Author.STAFF,
            text,
            send_at=send_at,
            staff_id=self._staff_id,
            attachment=_as_attachment(upload) if upload else None,
            read=True,
        )
        wording = message_wording(self._writer(candidate), text, upload)
        self._plan("message", f"m{row.id}", row.send_at, wording, candidate)
        self._answered(candidate_id)
        note_word(self.session, candidate, row)
        self.audit("message.sent", candidate_id, message_id=row.id)
        return self._with_delivery([row])[0]

    def take_back(self, candidate_id: int, message_id: int) -> None:
        """A message that was to be sent later is not sent. Raises AlreadySent, NotFound."""
        self.candidate_row(candidate_id, lock=True)
        key = f"message:m{message_id}:1:c{candidate_id}"
        query = select(NoticeRow).where(col(NoticeRow.key) == key).with_for_update()
        notice = self.session.exec(query).one_or_none()
        if notice is None:
            raise NotFound
        if notice.state is not NoticeState.PLANNED:
            raise AlreadySent
        notice.state, notice.reason, notice.ended_at = NoticeState.CANCELLED, TAKEN_BACK, self.now
        self.session.add(notice)
        self.audit("message.taken_back", candidate_id, message_id=message_id)

    def tasks(self, *, after: int | None = None, limit: int = 50) -> list[TaskRow]:
        """What is to be done, oldest first."""
        query = select(TaskRow).where(
            col(TaskRow.body_id) == self.body_id,
            is_open(self.now),
        )
        if after is not None:
            query = query.where(col(TaskRow.id) > after)
        return list(self.session.exec(query.order_by(col(TaskRow.id)).limit(limit)))

    def finish_task(self, task_id: int) -> TaskRow:
        """Doing a task again changes nothing. Raises NotFound."""
        row = self.session.get(TaskRow, task_id)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        if row.done_at is None:
            row.done_at, row.done_by = self.now, str(self.actor)
            self.session.add(row)
            self.audit("task.done", row.candidate_id, task_id=row.id)
        return row

    def reopen_task(self, task_id: int) -> TaskRow:
        """It was not done after all. An open one stays open. Raises NotFound."""
        row = self.session.get(TaskRow, task_id)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        if row.done_at is not None:
            row.done_at = row.done_by = None
            self.session.add(row)
            self.audit("task.reopened", row.candidate_id, task_id=row.id)
        return row

    def ask_to_call(self, candidate_id: int, why: str) -> None:
        """A person should call this candidate; asked again the same day, it stays one task."""
        body_id = self._body_of(self.candidate_row(candidate_id))
        key = f"call:c{candidate_id}:{why}:{self.now:%Y%m%d}"
        open_task(self.session, self.now, TaskKind.CALL, key, body_id, candidate_id, why=why)

    def thread_is_possible(self, candidate_id: int) -> None:
        """Raises NobodyThere where no centre would read what the candidate writes."""
        self._body_of(self.candidate_row(candidate_id))

    def task_sentence(self, kind: TaskKind) -> str:
        """What a task asks for, as a message id for staff."""
        return TASK_SENTENCES[kind]

    def staff_wrote_last(self, candidate_id: int, within: timedelta) -> bool:
        """Whether the latest word of the thread is the centre's, and recent: then plain text answers it."""
        return self.staff_wrote_since(candidate_id, self.now - within)

    def staff_wrote_since(self, candidate_id: int, moment: datetime) -> bool:
        """Whether the latest word of the thread is the centre's, said after `moment`."""
        last = LATEST.one_or_none(self.session, candidate_id=candidate_id, now=self.now)
        return last is not None and last.author is Author.STAFF and last.send_at > moment

    def _message(
        self,
        candidate_id: int,
        author: Author,
        text: str,
        *,
        send_at: datetime | None = None,
        staff_id: int | None = None,
        attachment: Mapping[str, Any] | None = None,
        read: bool = False,
    ) -> MessageRow:
        if len(text) > MESSAGE_MAX:
            raise TooLong
        if not text.strip() and attachment is None:
            raise Invalid(NS_("The message is empty."))
        row = MessageRow(
            candidate_id=candidate_id,
            author=author,
            staff_id=staff_id,
            text=text,
            attachment=dict(attachment) if attachment else None,
            written_at=self.now,
            send_at=max(send_at or self.now, self.now),
            read_at=self.now if read else None,
        )
        self.session.add(row)
        self.session.flush()
        return row

    def _plan(
        self, rule: str, subject: str, send_at: datetime, wording: Wording, candidate: CandidateRow
    ) -> None:
        one = Wanted(subject, 1, send_at, send_at + STAYS_WORTH_SENDING, wording)
        plan_one(self.session, rule, one, self.now, body_id=candidate.body_id, candidate_id=candidate.id)

    def _answered(self, candidate_id: int) -> None:
        """Writing to somebody does the tasks that asked for an answer."""
        finish_tasks(self.session, self.now, TaskKind.ANSWER, candidate_id, str(self.actor))
        note_read(self.session, candidate_id, self.now)

    def _with_delivery(self, rows: Sequence[MessageRow]) -> list[Message]:
        # By their whole keys, for which there is an index: a thread is read among millions of notices.
        keys = [
            RULES[rule].key(f"m{row.id}", 1, f"c{row.candidate_id}")
            for row in rows
            if row.author is Author.STAFF
            for rule in ("message", "broadcast")
        ]
        query = select(NoticeRow.subject, NoticeRow.state, NoticeRow.reason)
        found = self.session.exec(query.where(col(NoticeRow.key).in_(keys))) if keys else ()
        states = {subject: (NoticeState(state), reason) for subject, state, reason in found}
        messages = []
        for row in rows:
            assert row.id is not None
            delivery, reason = states.get(f"m{row.id}", (None, None))
            messages.append(
                Message(
                    id=row.id,
                    author=row.author,
                    staff_id=row.staff_id,
                    text=row.text,
                    attachment=row.attachment,
                    written_at=row.written_at,
                    send_at=row.send_at,
                    delivery=delivery,
                    reason=reason,
                )
            )
        return messages

    def _writer(self, candidate: CandidateRow) -> str:
        """Who the candidate is told writes: the person if we know them, else the centre."""
        staff = self.session.get(StaffRow, self._staff_id) if self._staff_id else None
        return full_name(staff) if staff else self._body_name(candidate)

    def _body_name(self, candidate: CandidateRow) -> str:
        body = self.session.get(BodyRow, candidate.body_id)
        return body.name if body else ""

    @property
    def _staff_id(self) -> int | None:
        return self.actor.id if self.actor.kind is ActorKind.STAFF else None

    def _body_of(self, candidate: CandidateRow) -> int:
        if candidate.body_id is None:
            raise NobodyThere
        return candidate.body_id


def _as_attachment(upload: Upload) -> dict[str, Any]:
    if upload.file_id:
        return {"kind": upload.kind, "file_id": upload.file_id}
    return {"kind": upload.kind, "upload_id": upload.id, "name": upload.name}
