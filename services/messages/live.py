"""Marks: small values that differ when what a page of the console shows has changed. Asked for every second."""

from typing import Any

from sqlmodel import col, func, select

from services.audit import AuditRow
from services.messages.models import MessageRow, ThreadRow
from services.messages.threads import HAS_UNREAD
from services.notices.models import NoticeRow
from services.service import Service

Mark = tuple[Any, ...]


def inbox_mark(services: Service) -> Mark:
    """The latest word of the body's threads, and how many have something unread."""
    own = col(ThreadRow.body_id) == services.body_id
    latest = select(func.max(ThreadRow.last_at)).where(own)
    unread = select(func.count()).select_from(ThreadRow).where(own, HAS_UNREAD)
    return services.session.exec(latest).one(), services.session.exec(unread).one()


def thread_mark(services: Service, candidate_id: int) -> Mark:
    """What was said and done about one candidate, and what became of it. Raises NotFound."""
    services.candidate_row(candidate_id)
    latest = select(func.max(MessageRow.id)).where(col(MessageRow.candidate_id) == candidate_id)
    states = (
        select(NoticeRow.state, func.count())
        .where(col(NoticeRow.candidate_id) == candidate_id)
        .group_by(col(NoticeRow.state))
        .order_by(col(NoticeRow.state))
    )
    done = select(func.max(AuditRow.id)).where(col(AuditRow.candidate_id) == candidate_id)
    session = services.session
    return session.exec(latest).one(), tuple(map(tuple, session.exec(states))), session.exec(done).one()


def broadcast_mark(services: Any, broadcast_id: int) -> Mark:
    """How far a broadcast is. Raises NotFound."""
    one = services.broadcasts.broadcast(broadcast_id)
    return one.stopped_at, tuple(sorted(one.states.items()))


def today_mark(services: Any) -> Mark:
    """How much of the body's waits for somebody."""
    counts = services.attention.counts()
    return counts.tasks, counts.unread, inbox_mark(services)
