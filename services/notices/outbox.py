"""The outbox's rows: which are due, whose they are, and changing them. Core statements only."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select, update
from sqlmodel import Session

from services.candidates.models import CandidateRow, ChatRow
from services.notices.hours import Hours
from services.notices.models import NoticeRow, NoticeState
from services.notices.pace import PACE
from services.notices.verdict import Person
from services.staff.models import StaffRow

NOTICE: Any = NoticeRow.__table__  # type: ignore[attr-defined]
CANDIDATE: Any = CandidateRow.__table__  # type: ignore[attr-defined]
CHAT: Any = ChatRow.__table__  # type: ignore[attr-defined]
STAFF: Any = StaffRow.__table__  # type: ignore[attr-defined]

CLAIMED = tuple(
    NOTICE.c[name]
    for name in (
        "id",
        "rule",
        "body_id",
        "candidate_id",
        "pointless_at",
        "state",
        "attempts",
        "fence",
        "perhaps_sent",
    )
)
"""What of a claimed notice decides what becomes of it; what it says does not, and is not read again."""


def due_notices(now: datetime, limit: int, open_by: datetime) -> Select[Any]:
    """Planned notices whose time has come, oldest first; locked, and skipping those another dispatcher holds.

    Without those to chats that may not be written to by `open_by` (the database's time): a hundred messages
    to one slow chat would hide all others.
    """
    chat_id = func.coalesce(CHAT.c.chat_id, STAFF.c.chat_id)
    waits = select(PACE.c.chat_id).where(PACE.c.chat_id == chat_id, PACE.c.next_at > open_by).exists()
    query = _with_recipients().where(NOTICE.c.state == NoticeState.PLANNED, NOTICE.c.due_at <= now, ~waits)
    return (
        query.order_by(NOTICE.c.due_at, NOTICE.c.id).limit(limit).with_for_update(of=NOTICE, skip_locked=True)
    )


def planned_of(
    candidate_ids: Collection[int],
    rules: Collection[str],
    settling: Collection[str],
    now: datetime,
    known: Collection[int],
) -> Select[Any]:
    """Planned notices of some candidates under some rules: those that are due, and `settling` ones, due or not.

    Without the `known` ones; locked alike.
    """
    query = _with_recipients().where(
        NOTICE.c.state == NoticeState.PLANNED,
        NOTICE.c.candidate_id.in_(candidate_ids),
        NOTICE.c.rule.in_(rules),
        NOTICE.c.id.not_in(known),
        or_(NOTICE.c.due_at <= now, NOTICE.c.rule.in_(settling)),
    )
    return query.order_by(NOTICE.c.due_at, NOTICE.c.id).with_for_update(of=NOTICE, skip_locked=True)


def expired_leases(at: datetime, limit: int) -> Select[Any]:
    """Notices whose claimer has not come back by `at` (the database's time), locked."""
    query = select(*CLAIMED).where(NOTICE.c.state == NoticeState.SENDING, NOTICE.c.lease_until < at)
    # By the index: in the order of ids, SQLite would look through all that was ever planned.
    return query.order_by(NOTICE.c.lease_until).limit(limit).with_for_update(skip_locked=True)


def claimed_rows(ids: Collection[int]) -> Select[Any]:
    """Notices by id, locked; those that are being recorded."""
    return select(*CLAIMED).where(NOTICE.c.id.in_(ids)).order_by(NOTICE.c.id).with_for_update()


def _with_recipients() -> Select[Any]:
    return (
        select(
            NOTICE,
            CANDIDATE.c.locale.label("candidate_locale"),
            CANDIDATE.c.timezone.label("zone"),
            CANDIDATE.c.reachable,
            CANDIDATE.c.paused_until,
            CANDIDATE.c.stopped_at,
            CANDIDATE.c.muted,
            CANDIDATE.c.opens,
            CANDIDATE.c.closes,
            CHAT.c.chat_id.label("candidate_chat"),
            STAFF.c.chat_id.label("staff_chat"),
            STAFF.c.locale.label("staff_locale"),
        )
        .outerjoin(CANDIDATE, CANDIDATE.c.id == NOTICE.c.candidate_id)
        .outerjoin(CHAT, CHAT.c.candidate_id == NOTICE.c.candidate_id)
        .outerjoin(STAFF, STAFF.c.id == NOTICE.c.staff_id)
    )


def person_of(row: Any, heard_today: int = 0) -> Person:
    """The recipient of a row that came with its recipients."""
    if row.staff_id is not None:
        return Person(row.staff_chat, row.staff_locale, "Europe/Paris")
    return Person(
        chat_id=row.candidate_chat,
        locale=row.candidate_locale,
        zone=row.zone,
        reachable=row.reachable,
        paused_until=row.paused_until,
        stopped=row.stopped_at is not None,
        muted=tuple(row.muted or ()),
        hours=Hours(row.opens, row.closes),
        heard_today=heard_today,
    )


def sent_lately(
    session: Session, candidate_ids: Collection[int], rules: Collection[str], since: datetime
) -> Sequence[Any]:
    """Messages that went out to candidates since then: candidate_id, ended_at, one row a message.

    Those on their way count too, with no `ended_at`.
    """
    message = (NOTICE.c.candidate_id, NOTICE.c.message_id, NOTICE.c.lease_until)
    query = (
        select(*message, func.max(NOTICE.c.ended_at).label("ended_at"))
        .where(
            NOTICE.c.candidate_id.in_(candidate_ids),
            or_(
                and_(NOTICE.c.state == NoticeState.SENT, NOTICE.c.ended_at >= since),
                NOTICE.c.state == NoticeState.SENDING,
            ),
            NOTICE.c.rule.in_(rules),
        )
        .group_by(*message)
    )
    return session.connection().execute(query).all()


def set_notices(session: Session, changes: Sequence[dict[str, Any]]) -> None:
    """Changes rows; each change has an `id` and the columns to set. Those with the same columns go together."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in changes:
        by_columns.setdefault(tuple(sorted(change)), []).append(change)
    for columns, alike in by_columns.items():
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns if name != "id"}
        statement = update(NOTICE).where(NOTICE.c.id == bindparam("row_id")).values(**values)
        rows = [
            {"row_id": change["id"], **{f"new_{name}": change[name] for name in columns if name != "id"}}
            for change in alike
        ]
        session.connection().execute(statement, rows)


def next_due_at(session: Session) -> datetime | None:
    """When the next planned notice is due, be it in the past."""
    query = select(func.min(NOTICE.c.due_at)).where(NOTICE.c.state == NoticeState.PLANNED)
    moment: datetime | None = session.connection().execute(query).scalar_one()
    return moment
