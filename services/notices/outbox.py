"""The outbox's rows: which are due, whose they are, and changing them.

A whole batch is read, claimed and recorded by one statement each, however many notices it holds.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, cast, func, or_, select, text, type_coerce, update
from sqlalchemy import Text as SqlText
from sqlmodel import Session

from services.batches import DIALECTS, among, written
from services.candidates.models import CandidateRow, ChatRow
from services.database import UtcDateTime
from services.notices.hours import Hours
from services.notices.models import NoticeRow, NoticeState
from services.notices.pace import PACE
from services.notices.verdict import Person
from services.prepared import Prepared
from services.staff.models import BodyRow, StaffRow

NOTICE: Any = NoticeRow.__table__  # type: ignore[attr-defined]
CANDIDATE: Any = CandidateRow.__table__  # type: ignore[attr-defined]
CHAT: Any = ChatRow.__table__  # type: ignore[attr-defined]
STAFF: Any = StaffRow.__table__  # type: ignore[attr-defined]
BODY: Any = BodyRow.__table__  # type: ignore[attr-defined]

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

# Staff read on the clock of their body. Looked up for them alone: candidates have one of their own.
_ZONE_OF_STAFF = select(BODY.c.timezone).where(BODY.c.id == NOTICE.c.body_id).scalar_subquery()

CHAT_ID = func.coalesce(CHAT.c.chat_id, STAFF.c.chat_id)


def _with_recipients(dialect: str) -> Select[Any]:
    """Planned notices with what decides whether they may go out; `content` and `muted` as JSON text."""
    as_text: Any = type_coerce if dialect == "sqlite" else cast
    decisive = ("id", "key", "rule", "candidate_id", "staff_id", "due_at", "pointless_at", "planned_at")
    return (
        select(
            *(NOTICE.c[name] for name in (*decisive, "fence", "perhaps_sent", "held_over")),
            as_text(NOTICE.c.content, SqlText).label("content"),
            CHAT_ID.label("chat_id"),
            func.coalesce(CANDIDATE.c.locale, STAFF.c.locale).label("locale"),
            func.coalesce(CANDIDATE.c.timezone, _ZONE_OF_STAFF).label("zone"),
            CANDIDATE.c.reachable,
            CANDIDATE.c.paused_until,
            CANDIDATE.c.stopped_at,
            as_text(CANDIDATE.c.muted, SqlText).label("muted"),
            CANDIDATE.c.has_voice,
            CANDIDATE.c.opens,
            CANDIDATE.c.closes,
        )
        .outerjoin(CANDIDATE, CANDIDATE.c.id == NOTICE.c.candidate_id)
        .outerjoin(CHAT, CHAT.c.candidate_id == NOTICE.c.candidate_id)
        .outerjoin(STAFF, STAFF.c.id == NOTICE.c.staff_id)
        .where(NOTICE.c.state == NoticeState.PLANNED)
        .with_for_update(of=NOTICE, skip_locked=True)
    )


def _due(dialect: str) -> Select[Any]:
    waits = select(PACE.c.chat_id).where(PACE.c.chat_id == CHAT_ID, PACE.c.next_at > bindparam("open_by"))
    query = _with_recipients(dialect).where(NOTICE.c.due_at <= bindparam("now"), ~waits.exists())
    # In the index's own order: by id besides, all that is due at one moment would be sorted for each batch of it.
    return query.order_by(NOTICE.c.due_at).limit(bindparam("limit"))


def _siblings(dialect: str) -> Select[Any]:
    query = _with_recipients(dialect).where(
        among(NOTICE.c.candidate_id, "candidate_ids", dialect),
        among(NOTICE.c.rule, "rules", dialect),
        ~among(NOTICE.c.id, "known", dialect),
        or_(NOTICE.c.due_at <= bindparam("now"), among(NOTICE.c.rule, "settling", dialect)),
    )
    return query.order_by(NOTICE.c.due_at, NOTICE.c.id)


def _lately(dialect: str) -> Select[Any]:
    message = (NOTICE.c.candidate_id, NOTICE.c.message_id, NOTICE.c.lease_until)
    sent = and_(NOTICE.c.state == NoticeState.SENT, NOTICE.c.ended_at >= bindparam("since"))
    return (
        select(*message, func.max(NOTICE.c.ended_at).label("ended_at"))
        .where(
            among(NOTICE.c.candidate_id, "candidate_ids", dialect),
            or_(sent, NOTICE.c.state == NoticeState.SENDING),
            among(NOTICE.c.rule, "rules", dialect),
        )
        .group_by(*message)
    )


def _opening() -> Select[Any]:
    # A chat that was never written to may be at once.
    at_once = datetime(2000, 1, 1, tzinfo=UTC)
    return (
        select(func.min(func.coalesce(PACE.c.next_at, at_once), type_=UtcDateTime).label("next_at"))
        .select_from(NOTICE)
        .outerjoin(CHAT, CHAT.c.candidate_id == NOTICE.c.candidate_id)
        .outerjoin(STAFF, STAFF.c.id == NOTICE.c.staff_id)
        .outerjoin(PACE, PACE.c.chat_id == CHAT_ID)
        .where(NOTICE.c.state == NoticeState.PLANNED, NOTICE.c.due_at <= bindparam("now"))
    )


OPENING = Prepared(_opening())
DUE = Prepared({dialect: _due(dialect) for dialect in DIALECTS})
SIBLINGS = Prepared({dialect: _siblings(dialect) for dialect in DIALECTS})
LATELY = Prepared({dialect: _lately(dialect) for dialect in DIALECTS})

_CLAIM = """
    UPDATE notice SET state = 'sending', fence = fence + 1, attempts = attempts + 1, lease_until = {lease}
    FROM {leases} AS lease WHERE notice.id = {id}
"""
CLAIM = Prepared(
    {
        "sqlite": text(_CLAIM.format(leases="json_each(:leases)", lease="lease.value", id="lease.key")),
        "postgresql": text(
            _CLAIM.format(
                leases="json_each_text(CAST(:leases AS json))",
                lease="CAST(lease.value AS timestamptz)",
                id="CAST(lease.key AS bigint)",
            )
        ),
    }
)

_SENT = """
    UPDATE notice
    SET state = 'sent', reason = NULL, ended_at = :now, lease_until = NULL, message_id = {message_id}
    FROM {answers} AS answer
    WHERE notice.id = {id} AND notice.state = 'sending' AND notice.fence = {fence}
    RETURNING notice.id, notice.rule
"""


def _sent(answers: str, id: str, fence: str, message_id: str) -> Any:
    statement = text(_SENT.format(answers=answers, id=id, fence=fence, message_id=message_id))
    return statement.bindparams(bindparam("now", type_=UtcDateTime)).columns(NOTICE.c.id, NOTICE.c.rule)


SENT = Prepared(
    {
        "sqlite": _sent(
            "json_each(:answers)",
            id="answer.key",
            fence="json_extract(answer.value, '$[0]')",
            message_id="json_extract(answer.value, '$[1]')",
        ),
        "postgresql": _sent(
            "json_each(CAST(:answers AS json))",
            id="CAST(answer.key AS bigint)",
            fence="CAST(answer.value->>0 AS integer)",
            message_id="CAST(answer.value->>1 AS bigint)",
        ),
    }
)


def due_notices(session: Session, now: datetime, limit: int, open_by: datetime) -> list[Any]:
    """Planned notices whose time has come, oldest first; locked, and skipping those another dispatcher holds.

    Without those to chats that may not be written to by `open_by` (the database's time): a hundred messages
    to one slow chat would hide all others.
    """
    due = DUE.all(session, now=now, limit=limit, open_by=open_by)
    return sorted(due, key=lambda row: (row.due_at, row.id))


def planned_of(
    session: Session,
    candidate_ids: Collection[int],
    rules: Collection[str],
    settling: Collection[str],
    now: datetime,
    known: Collection[int],
) -> list[Any]:
    """Planned notices of some candidates under some rules: those that are due, and `settling` ones, due or not.

    Without the `known` ones; locked alike.
    """
    return SIBLINGS.all(
        session,
        candidate_ids=[*candidate_ids],
        rules=[*rules],
        settling=[*settling],
        now=now,
        known=[*known],
    )


def expired_leases(at: datetime, limit: int) -> Select[Any]:
    """Notices whose claimer has not come back by `at` (the database's time), locked."""
    query = select(*CLAIMED).where(NOTICE.c.state == NoticeState.SENDING, NOTICE.c.lease_until < at)
    # By the index: in the order of ids, SQLite would look through all that was ever planned.
    return query.order_by(NOTICE.c.lease_until).limit(limit).with_for_update(skip_locked=True)


def claimed_rows(ids: Collection[int]) -> Select[Any]:
    """Notices by id, locked; those that are being recorded."""
    return select(*CLAIMED).where(NOTICE.c.id.in_(ids)).order_by(NOTICE.c.id).with_for_update()


def person_of(row: Any, heard_today: int = 0) -> Person:
    """The recipient of a row that came with its recipients."""
    if row.staff_id is not None:
        return Person(row.chat_id, row.locale, row.zone)
    return Person(
        chat_id=row.chat_id,
        locale=row.locale,
        zone=row.zone,
        reachable=row.reachable,
        paused_until=row.paused_until,
        stopped=row.stopped_at is not None,
        muted=() if row.muted == "[]" else tuple(json.loads(row.muted) or ()),
        hours=Hours(row.opens, row.closes),
        heard_today=heard_today,
        aloud=bool(row.has_voice),
    )


def next_opening(session: Session, now: datetime) -> datetime | None:
    """When the first of the chats to which something is due may be written to, by the database's time."""
    return OPENING.one_or_none(session, now=now).next_at  # type: ignore[no-any-return]


def sent_lately(
    session: Session, candidate_ids: Collection[int], rules: Collection[str], since: datetime
) -> Sequence[Any]:
    """Messages that went out to candidates since then: candidate_id, ended_at, one row a message.

    Those on their way count too, with no `ended_at`.
    """
    return LATELY.all(session, candidate_ids=[*candidate_ids], rules=[*rules], since=since)


def claim_notices(session: Session, leases: Mapping[int, datetime]) -> None:
    """Marks locked notices as on their way, until when each is held; their fences go up by one."""
    if leases:
        CLAIM.change(session, leases=json.dumps({one: written(until) for one, until in leases.items()}))


def sent_notices(
    session: Session, answers: Mapping[int, tuple[int, int | None]], now: datetime
) -> dict[int, str]:
    """Writes down which were sent: by id the fence of the claim, and the message's number.

    Returns the rules by id, of those whose claim still held.
    """
    rows = SENT.all(session, answers=json.dumps(answers), now=now) if answers else ()
    return {row.id: row.rule for row in rows}


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
