"""Who is in a group has its sessions, for the domains of their plan: made to agree, whatever has changed."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from services.dossiers.domains import Domain
from services.training.changes import call_off, write_over
from services.training.lessons import PlannedSession
from services.training.models import GroupMemberRow, TrainingGroupSessionRow, TrainingSessionRow


def follow_groups(session: Session, now: datetime, candidate_id: int, trained: Collection[Domain]) -> bool:
    """Adds, moves and cancels what the candidate's groups ask for. Idempotent; whoever calls it replans.

    A session that was changed for this candidate alone stays so until its group's is changed again.
    Returns whether anything has changed.
    """
    session.flush()
    wanted = _wanted(session, candidate_id, trained)
    query = select(TrainingSessionRow).where(
        TrainingSessionRow.candidate_id == candidate_id, col(TrainingSessionRow.group_session_id).is_not(None)
    )
    known = {row.group_session_id: row for row in session.exec(query)}
    changed = False
    for row in known.values():
        if row.group_session_id not in wanted and row.cancelled_at is None and row.starts_at > now:
            call_off(row, now)
            session.add(row)
            changed = True
    for one in wanted.values():
        changed |= _follow(session, now, candidate_id, one, known.get(one.id))
    session.flush()
    return changed


def _wanted(
    session: Session, candidate_id: int, trained: Collection[Domain]
) -> dict[int | None, TrainingGroupSessionRow]:
    query = (
        select(TrainingGroupSessionRow)
        .join(GroupMemberRow, col(GroupMemberRow.group_id) == TrainingGroupSessionRow.group_id)
        .where(
            col(GroupMemberRow.candidate_id) == candidate_id, col(TrainingGroupSessionRow.domain).in_(trained)
        )
    )
    return {row.id: row for row in session.exec(query.order_by(col(TrainingGroupSessionRow.id)))}


def _follow(
    session: Session,
    now: datetime,
    candidate_id: int,
    one: TrainingGroupSessionRow,
    row: TrainingSessionRow | None,
) -> bool:
    if row is None:
        if one.cancelled_at is not None or one.starts_at <= now:
            return False
        session.add(_of(one, candidate_id, now))
        return True
    if row.group_version == one.version or row.starts_at <= now:
        return False
    row.group_version = one.version
    session.add(row)
    if row.cancelled_at is not None:
        return False
    if one.cancelled_at is not None:
        call_off(row, now)
        return True
    return write_over(row, planned_as(one), now)


def planned_as(one: TrainingGroupSessionRow) -> PlannedSession:
    return PlannedSession(one.domain, one.starts_at, one.ends_at, one.place, one.trainer_id, one.source)


def _of(one: TrainingGroupSessionRow, candidate_id: int, now: datetime) -> TrainingSessionRow:
    return TrainingSessionRow(
        candidate_id=candidate_id,
        domain=one.domain,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        place=one.place,
        trainer_id=one.trainer_id,
        source=one.source,
        group_session_id=one.id,
        group_version=one.version,
        planned_at=now,
        changed_at=now,
    )
