"""The outbox: claim what is due, record what became of it, take up what a dead dispatcher left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlmodel import Session

from services.candidates.models import CandidateRow, ChatRow
from services.database import database_time
from services.dossiers.loading import facts_of_many
from services.messages.models import TaskKind
from services.messages.tasks import open_task
from services.notices import pace
from services.notices.channel import Answer, Delivery, Outcome
from services.notices.models import NoticeRow, NoticeState
from services.notices.planner import NO_LONGER_TRUE
from services.notices.rule import Doubt, Wanted
from services.notices.rules import RULES, wanted
from services.notices.verdict import End, Person, Postpone, Send, verdict
from services.notices.wording import pack_wording, unpack_wording
from services.staff.models import StaffRow

NOTICE: Any = NoticeRow.__table__  # type: ignore[attr-defined]
CANDIDATE: Any = CandidateRow.__table__  # type: ignore[attr-defined]
CHAT: Any = ChatRow.__table__  # type: ignore[attr-defined]
STAFF: Any = StaffRow.__table__  # type: ignore[attr-defined]

LEASE = timedelta(seconds=60)
"""How long a claimer may take before others hold it for dead; longer than any call may last."""

AHEAD = timedelta(seconds=2)
"""Slots of the pace are given out no further ahead than this."""

RETRY_DELAYS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that is ours to send until its lease ends; `wait` first, so as to keep the pace."""

    delivery: Delivery
    fence: int
    wait: timedelta


def due_notices(now: datetime, limit: int) -> Select[Any]:
    """Planned notices whose time has come, oldest first; locked, and skipping those that another dispatcher holds."""
    return (
        select(
            NOTICE,
            CANDIDATE.c.locale.label("candidate_locale"),
            CANDIDATE.c.timezone.label("zone"),
            CANDIDATE.c.reachable,
            CANDIDATE.c.paused_until,
            CANDIDATE.c.stopped_at,
            CHAT.c.chat_id.label("candidate_chat"),
            STAFF.c.chat_id.label("staff_chat"),
            STAFF.c.locale.label("staff_locale"),
        )
        .outerjoin(CANDIDATE, CANDIDATE.c.id == NOTICE.c.candidate_id)
        .outerjoin(CHAT, CHAT.c.candidate_id == NOTICE.c.candidate_id)
        .outerjoin(STAFF, STAFF.c.id == NOTICE.c.staff_id)
        .where(NOTICE.c.state == NoticeState.PLANNED, NOTICE.c.due_at <= now)
        .order_by(NOTICE.c.due_at, NOTICE.c.id)
        .limit(limit)
        .with_for_update(of=NOTICE, skip_locked=True)
    )


def claim(
    session: Session, now: datetime, limit: int, messages_per_second: int, per_chat: timedelta = pace.PER_CHAT
) -> tuple[list[Claimed], int]:
    """Takes up to `limit` due notices to send, and ends or postpones those that must not go out.

    Returns the claimed ones, and how many were ended or postponed; neither: nothing more can be done now.
    Facts are read again: what is sent is true at the moment of the claim.
    """
    rows = session.connection().execute(due_notices(now, limit)).all()
    if not rows:
        return [], 0
    asked = _asked_now(session, rows, now)
    to_send: list[tuple[Any, Wanted | None]] = []
    for row in rows:
        rule, one = RULES[row.rule], asked.get(row.key)
        if rule.plan is not None and one is None:
            _set(session, row.id, state=NoticeState.CANCELLED, reason=NO_LONGER_TRUE, ended_at=now)
            continue
        match verdict(rule, row.pointless_at, one.event_at if one else None, _person(row), now):
            case End(state, reason):
                _set(session, row.id, state=state, reason=reason, ended_at=now)
            case Postpone(until):
                _set(session, row.id, due_at=until)
            case Send():
                to_send.append((row, one))
    return _lease(session, to_send, pace.interval(messages_per_second), per_chat), len(rows) - len(to_send)


def record(session: Session, claimed: Claimed, outcome: Outcome, now: datetime) -> bool:
    """Writes down what became of it. False, and nothing changes, where another claimer has taken over."""
    row = (
        session.connection()
        .execute(select(NOTICE).where(NOTICE.c.id == claimed.delivery.notice_id).with_for_update())
        .one_or_none()
    )
    if row is None or row.state != NoticeState.SENDING or row.fence != claimed.fence:
        return False
    _conclude(session, row, outcome, now)
    if outcome.retry_after is not None:
        moment = database_time(session) + outcome.retry_after
        pace.set_paces(session, {claimed.delivery.chat_id: moment})
    return True


def recover(session: Session, now: datetime, limit: int = 100) -> int:
    """Takes up notices whose claimer died: nobody knows whether they were sent."""
    query = (
        select(NOTICE)
        .where(NOTICE.c.state == NoticeState.SENDING, NOTICE.c.lease_until < database_time(session))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.connection().execute(query).all()
    for row in rows:
        _conclude(session, row, Outcome(Answer.UNKNOWN, "dispatcher_died"), now)
    return len(rows)


def next_due_at(session: Session) -> datetime | None:
    """When the next planned notice is due, be it in the past."""
    query = select(func.min(NOTICE.c.due_at)).where(NOTICE.c.state == NoticeState.PLANNED)
    moment: datetime | None = session.connection().execute(query).scalar_one()
    return moment


def _asked_now(session: Session, rows: Sequence[Any], now: datetime) -> dict[str, Wanted]:
    ids = {row.candidate_id for row in rows if row.candidate_id and RULES[row.rule].plan is not None}
    facts = facts_of_many(session, sorted(ids))
    return {
        rule.key(one.subject, one.version, f"c{its.candidate_id}"): one
        for its in facts.values()
        for rule, one in wanted(its, now)
    }


def _person(row: Any) -> Person:
    if row.staff_id is not None:
        return Person(row.staff_chat, row.staff_locale, "Europe/Paris")
    return Person(
        chat_id=row.candidate_chat,
        locale=row.candidate_locale,
        zone=row.zone,
        reachable=row.reachable,
        paused_until=row.paused_until,
        stopped=row.stopped_at is not None,
    )


def _lease(
    session: Session, to_send: Sequence[tuple[Any, Wanted | None]], spacing: timedelta, per_chat: timedelta
) -> list[Claimed]:
    """Gives each its moment of the pace, and marks it as ours. What would wait too long stays planned."""
    present = database_time(session)
    chats = {row.id: _person(row).chat_id or 0 for row, _ in to_send}
    next_at = pace.paces(session, chats.values())
    claimed, used = [], {}
    for row, one in to_send:
        chat_id = chats[row.id]
        moment = max(present, next_at.get(pace.EVERYBODY, present), next_at.get(chat_id, present))
        if moment - present > AHEAD:
            continue
        everybody = max(present, next_at.get(pace.EVERYBODY, present)) + spacing
        used[pace.EVERYBODY] = next_at[pace.EVERYBODY] = everybody
        used[chat_id] = next_at[chat_id] = moment + per_chat
        claimed.append(_claimed(session, row, one, chat_id, present, moment - present))
    pace.set_paces(session, used)
    return claimed


def _claimed(
    session: Session, row: Any, one: Wanted | None, chat_id: int, present: datetime, wait: timedelta
) -> Claimed:
    content = pack_wording(one.wording) if one else row.content
    fence = row.fence + 1
    _set(
        session,
        row.id,
        state=NoticeState.SENDING,
        content=content,
        fence=fence,
        attempts=row.attempts + 1,
        lease_until=present + wait + LEASE,
    )
    delivery = Delivery(row.id, chat_id, _person(row).locale, unpack_wording(content), row.perhaps_sent)
    return Claimed(delivery, fence, wait)


def _conclude(session: Session, row: Any, outcome: Outcome, now: datetime) -> None:
    match outcome.answer:
        case Answer.SENT:
            end = {
                "state": NoticeState.SENT,
                "message_id": outcome.message_id,
                "reason": None,
                "ended_at": now,
            }
            _set(session, row.id, lease_until=None, **end)
        case Answer.NOT_SENT:
            _try_again(session, row, now, outcome)
        case Answer.UNKNOWN if RULES[row.rule].doubt is Doubt.RETRY:
            _try_again(session, row, now, outcome, perhaps_sent=True)
        case Answer.UNKNOWN:
            _end(session, row, NoticeState.UNKNOWN, outcome.reason, now, TaskKind.UNCONFIRMED)
        case Answer.UNREACHABLE:
            _end(session, row, NoticeState.FAILED, outcome.reason, now, TaskKind.UNREACHABLE)
            if row.candidate_id is not None:
                unreachable = update(CANDIDATE).where(CANDIDATE.c.id == row.candidate_id)
                session.connection().execute(unreachable.values(reachable=False))
        case Answer.REFUSED:
            _end(session, row, NoticeState.FAILED, outcome.reason, now, TaskKind.UNCONFIRMED)


def _try_again(
    session: Session, row: Any, now: datetime, outcome: Outcome, perhaps_sent: bool = False
) -> None:
    delay = RETRY_DELAYS[min(row.attempts, len(RETRY_DELAYS)) - 1]
    due_at = now + max(delay if outcome.retry_after is None else outcome.retry_after, timedelta())
    if due_at >= row.pointless_at:
        doubt = perhaps_sent or row.perhaps_sent
        state = NoticeState.UNKNOWN if doubt else NoticeState.FAILED
        _end(session, row, state, outcome.reason, now, TaskKind.UNCONFIRMED)
        return
    _set(
        session,
        row.id,
        state=NoticeState.PLANNED,
        due_at=due_at,
        lease_until=None,
        reason=outcome.reason,
        perhaps_sent=perhaps_sent or row.perhaps_sent,
    )


def _end(session: Session, row: Any, state: NoticeState, reason: str, now: datetime, task: TaskKind) -> None:
    _set(session, row.id, state=state, reason=reason, ended_at=now, lease_until=None)
    if row.body_id is not None and row.candidate_id is not None:
        key = f"{task}:c{row.candidate_id}" if task is TaskKind.UNREACHABLE else f"{task}:n{row.id}"
        open_task(session, now, task, key, row.body_id, row.candidate_id, notice_id=row.id, reason=reason)


def _set(session: Session, notice_id: int, **values: Any) -> None:
    session.connection().execute(update(NOTICE).where(NOTICE.c.id == notice_id).values(**values))
