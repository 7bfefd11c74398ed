"""Recording: what became of a call, written down only by who still holds the claim."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from services.database import database_time
from services.messages.models import TaskKind
from services.messages.tasks import open_task
from services.notices import outbox, pace
from services.notices.channel import Answer, Outcome
from services.notices.claiming import Claimed
from services.notices.models import NoticeState
from services.notices.rule import Doubt
from services.notices.rules import RULES

RETRY_DELAYS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600))

Concluded = tuple[Claimed, Outcome]

UNREACHABLE_FOR = timedelta(hours=2)
"""Who blocks the bot by mistake lets it in again soon; then nobody need call."""


def record(session: Session, concluded: Sequence[Concluded], now: datetime) -> list[int]:
    """Writes down what became of each message.

    Returns the ids of notices that another claimer had taken over: for those, nothing changes.
    """
    late = _record_sent(session, [c for c in concluded if c[1].answer is Answer.SENT], now)
    late |= _record_others(session, [c for c in concluded if c[1].answer is not Answer.SENT], now)
    _hold_back(session, concluded)
    return sorted(late)


def _record_sent(session: Session, concluded: Sequence[Concluded], now: datetime) -> set[int]:
    """All that arrived, in one statement. Returns the ids that are no longer ours."""
    answers = {
        notice_id: (fence, outcome.message_id)
        for claimed, outcome in concluded
        for notice_id, fence in claimed.fences.items()
    }
    sent = outbox.sent_notices(session, answers, now)
    if calls := [notice_id for notice_id, rule in sent.items() if RULES[rule].call]:
        for row in session.connection().execute(outbox.claimed_rows(calls)).all():
            _ask_a_person(session, row, TaskKind.CALL, RULES[row.rule].call, now)
    return answers.keys() - sent.keys()


def _record_others(session: Session, concluded: Sequence[Concluded], now: datetime) -> set[int]:
    """What did not arrive, or nobody knows, notice by notice. Returns the ids that are no longer ours."""
    of_notice = {
        notice_id: (claimed, outcome) for claimed, outcome in concluded for notice_id in claimed.fences
    }
    late = set(of_notice)
    if not late:
        return late
    changes: list[dict[str, Any]] = []
    for row in session.connection().execute(outbox.claimed_rows(late)).all():
        claimed, outcome = of_notice[row.id]
        if row.state == NoticeState.SENDING and row.fence == claimed.fences[row.id]:
            late.discard(row.id)
            changes.append(_conclusion(session, row, outcome, now))
    outbox.set_notices(session, changes)
    return late


def recover(session: Session, now: datetime, limit: int = 500) -> int:
    """Takes up notices whose claimer died: nobody knows whether they were sent."""
    rows = session.connection().execute(outbox.expired_leases(database_time(session), limit)).all()
    died = Outcome(Answer.UNKNOWN, "dispatcher_died")
    outbox.set_notices(session, [_conclusion(session, row, died, now) for row in rows])
    return len(rows)


def _hold_back(session: Session, concluded: Sequence[Concluded]) -> None:
    """A chat that said "later" is left alone so long; if several did, everybody is."""
    told = [(c.delivery.chat_id, o.retry_after) for c, o in concluded if o.retry_after is not None]
    if not told:
        return
    present = database_time(session)
    waits = {chat_id: present + after for chat_id, after in told}
    if len(waits) > pace.SEVERAL:
        waits[pace.EVERYBODY] = present + min(after for _, after in told)
    pace.set_paces(session, waits)


def _conclusion(session: Session, row: Any, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """The change of a row that its outcome asks for; tasks for people come with it."""
    match outcome.answer:
        case Answer.SENT:
            raise ValueError("what was sent is recorded together")
        case Answer.NOT_SENT | Answer.HALT:
            return _later(session, row, outcome, now, perhaps_sent=row.perhaps_sent)
        case Answer.UNKNOWN if RULES[row.rule].doubt is Doubt.RETRY:
            return _later(session, row, outcome, now, perhaps_sent=True)
        case Answer.UNKNOWN:
            _ask_a_person(session, row, TaskKind.UNCONFIRMED, outcome.reason, now)
            return _ended(row, NoticeState.UNKNOWN, outcome.reason, now)
        case Answer.UNREACHABLE:
            _lose(session, row)
            _ask_a_person(session, row, TaskKind.UNREACHABLE, outcome.reason, now)
            return _ended(row, NoticeState.FAILED, outcome.reason, now)
        case Answer.REFUSED:
            _ask_a_person(session, row, TaskKind.UNCONFIRMED, outcome.reason, now)
            return _ended(row, NoticeState.FAILED, outcome.reason, now)


def _later(
    session: Session, row: Any, outcome: Outcome, now: datetime, *, perhaps_sent: bool
) -> dict[str, Any]:
    """Tried again after a while, unless it is pointless by then."""
    delay = RETRY_DELAYS[min(max(row.attempts, 1), len(RETRY_DELAYS)) - 1]
    due_at = now + (delay if outcome.retry_after is None else outcome.retry_after)
    if due_at >= row.pointless_at:
        _ask_a_person(session, row, TaskKind.UNCONFIRMED, outcome.reason, now)
        state = NoticeState.UNKNOWN if perhaps_sent else NoticeState.FAILED
        return _ended(row, state, outcome.reason, now)
    return {
        "id": row.id,
        "state": NoticeState.PLANNED,
        "due_at": due_at,
        "lease_until": None,
        "reason": outcome.reason,
        "perhaps_sent": perhaps_sent,
    }


def _ended(row: Any, state: NoticeState, reason: str | None, now: datetime) -> dict[str, Any]:
    return {"id": row.id, "state": state, "reason": reason, "ended_at": now, "lease_until": None}


def _lose(session: Session, row: Any) -> None:
    if row.candidate_id is not None:
        candidate = outbox.CANDIDATE
        lost = update(candidate).where(candidate.c.id == row.candidate_id).values(reachable=False)
        session.connection().execute(lost)


def _ask_a_person(session: Session, row: Any, kind: TaskKind, reason: str, now: datetime) -> None:
    if row.body_id is None or row.candidate_id is None:
        return
    unreachable = kind is TaskKind.UNREACHABLE
    key = f"{kind}:c{row.candidate_id}:{now:%Y%m%d}" if unreachable else f"{kind}:n{row.id}"
    open_task(
        session,
        now,
        kind,
        key,
        row.body_id,
        row.candidate_id,
        not_before=now + (UNREACHABLE_FOR if unreachable else timedelta()),
        notice_id=row.id,
        why=reason,
    )
