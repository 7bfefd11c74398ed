"""What staff hear in Telegram of their candidates: somebody wrote; an appointment is over, how did it go?

Each is written when it is claimed: what it says is true then, and the outbox keeps no words of a candidate's
under the name of somebody else.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select, update

from locales import NB_, NS_, Text, TimeOfDay
from services.candidates.models import CandidateRow
from services.messages.models import Author, MessageRow, ThreadRow
from services.notices.models import NoticeRow, NoticeState
from services.notices.planner import plan_one
from services.notices.rule import Wanted
from services.notices.wording import Choice, File, Wording
from services.scheduling.models import AppointmentRow, Status
from services.scheduling.named import KINDS
from services.staff.models import Role, SiteRow, StaffRow

NEWS_FOR = timedelta(days=7)
ASKED_FOR = timedelta(hours=12)
"""How it went is recorded the same day, or from the task."""

WORDS_MOST = 900
"""What is shown of a message beneath its photo or voice note; Telegram takes 1,024 characters."""

SENT_ON = ("photo", "voice", "document")
"""Kinds of files that arrive as what they are; of others only the mark is shown."""

LEFT = "staff_left"

_LATER = Wording((Text(NS_("News of a candidate")),))


def candidate_wrote(session: Session, now: datetime, candidate: CandidateRow, message: MessageRow) -> None:
    """Tells whoever cares for the thread; where nobody does any more, the coordinators."""
    one = Wanted(f"m{message.id}", 1, now, now + NEWS_FOR, _LATER)
    for staff_id in _who_answers(session, candidate):
        plan_one(session, "candidate_wrote", one, now, body_id=candidate.body_id, staff_id=staff_id)


def how_did_it_go(session: Session, now: datetime, row: AppointmentRow) -> None:
    """Asks whoever has the appointment, once it is over."""
    staff = session.get(StaffRow, row.staff_id)
    if staff is None or not staff.active or staff.chat_id is None:
        return
    one = Wanted(f"a{row.id}", row.version, row.ends_at, row.ends_at + ASKED_FOR, _LATER)
    plan_one(session, "how_did_it_go", one, now, body_id=row.body_id, staff_id=row.staff_id)


def take_back_all(session: Session, now: datetime, staff_id: int) -> None:
    """Who has left the centre hears nothing more of it."""
    planned = update(NoticeRow).where(
        col(NoticeRow.staff_id) == staff_id, col(NoticeRow.state) == NoticeState.PLANNED
    )
    session.execute(planned.values(state=NoticeState.CANCELLED, reason=LEFT, ended_at=now))


def compose_what_they_wrote(session: Session, row: Any, _now: datetime) -> Wording | None:
    """None where it was erased, or a colleague has answered meanwhile."""
    message = session.get(MessageRow, _subject(row.key))
    if message is None:
        return None
    thread = session.get(ThreadRow, message.candidate_id)
    if thread is None or thread.last_author is Author.STAFF or thread.closed_at is not None:
        return None
    candidate = session.get_one(CandidateRow, message.candidate_id)
    file = _file(message)
    lines = [
        Text(NS_("✉️ {name} (candidate {id}) writes:")).given(
            name=candidate.first_name, id=message.candidate_id
        )
    ]
    words = message.text if file is None else message.text[:WORDS_MOST]
    if words.strip() or file is None:
        lines.append(Text("{text}").given(text=words.strip() or "📎"))
    choices = (
        Choice(NB_("Answer"), f"answer.to:{message.candidate_id}"),
        Choice(NS_("Conversation"), f"inbox.open:{message.candidate_id}"),
    )
    return Wording(tuple(lines), choices, file=file)


def compose_how_it_went(session: Session, row: Any, _now: datetime) -> Wording | None:
    """None where it was moved or cancelled, or somebody has recorded it."""
    appointment = session.get(AppointmentRow, _subject(row.key))
    if appointment is None or appointment.status is not Status.BOOKED:
        return None
    if row.key.split(":")[2] != str(appointment.version):
        return None
    candidate = session.get_one(CandidateRow, appointment.candidate_id)
    zone = session.get_one(SiteRow, appointment.site_id).timezone
    lines = (
        Text(NS_("{when}: {name}, {what}")).given(
            when=TimeOfDay(appointment.starts_at, zone),
            name=candidate.first_name,
            what=Text(KINDS[appointment.kind]),
        ),
        Text(NS_("Did the person come?")),
    )
    choices = (
        Choice(NS_("Came"), f"agenda.came:{appointment.id}"),
        Choice(NS_("Did not come"), f"agenda.absent:{appointment.id}"),
    )
    return Wording(lines, choices)


def _who_answers(session: Session, candidate: CandidateRow) -> list[int]:
    thread = session.get(ThreadRow, candidate.id)
    carer_id = (thread and thread.assigned_to) or candidate.adviser_id
    carer = session.get(StaffRow, carer_id) if carer_id else None
    if carer is not None and carer.active:
        # Without a chat they find it in the console, where they are told so.
        return [carer.id] if carer.id is not None and carer.chat_id is not None else []
    query = select(StaffRow.id).where(
        col(StaffRow.body_id) == candidate.body_id,
        col(StaffRow.role) == Role.COORDINATOR,
        col(StaffRow.active),
        col(StaffRow.chat_id).is_not(None),
    )
    return [one for one in session.exec(query.order_by(col(StaffRow.id))) if one is not None]


def _subject(key: str) -> int:
    """The number in a key: of message 12 in "candidate_wrote:m12:1:w3"."""
    return int(key.split(":")[1][1:])


def _file(message: MessageRow) -> File | None:
    sent = message.attachment
    if sent is None or sent.get("kind") not in SENT_ON or "file_id" not in sent:
        return None
    return File(sent["kind"], 0, "", sent["file_id"])
