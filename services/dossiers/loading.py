"""Facts, read from the tables: for one candidate or for a page of them.

A first query says who has anything in which table; the tables that hold nothing of theirs are not asked. Most
candidates have little yet, and every turn and every claimed notice comes by here: the statements are made once.
"""

from collections import defaultdict, namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import BindParameter, bindparam, exists, select
from sqlmodel import Session, SQLModel, col

from services.candidates.models import CandidateRow
from services.dossiers import facts, recorded
from services.dossiers.kinds import FactKind
from services.dossiers.models import (
    AssessmentResultRow,
    AssessmentRow,
    AttestationRow,
    CorrectionRow,
    InterviewOutcomeRow,
    ObjectiveRow,
)
from services.dossiers.recorded import Recorded, Shelf
from services.errors import NotFound
from services.jury.models import JuryDecisionRow, JuryDossierRow, JurySessionRow
from services.prepared import Prepared
from services.scheduling.models import AppointmentRow, EarlierTimeRow
from services.staff.models import SiteRow, StaffRow, full_name
from services.training.models import AttendanceRow, ProgressCheckRow, TrainingSessionRow

T = TypeVar("T")

Having = dict[Any, list[int]]
"""By table: the candidates who have anything in it."""

AT_ONCE = 1000
"""Candidates in one query: databases take only so many values."""

IDS: BindParameter[Any] = bindparam("ids", expanding=True)

TABLES: tuple[Any, ...] = (
    AppointmentRow,
    InterviewOutcomeRow,
    AssessmentRow,
    AttestationRow,
    ObjectiveRow,
    TrainingSessionRow,
    AttendanceRow,
    ProgressCheckRow,
    JuryDossierRow,
    JuryDecisionRow,
    CorrectionRow,
    EarlierTimeRow,
)


def _table(row: type[SQLModel]) -> Any:
    return row.__table__  # type: ignore[attr-defined]


def _all_of(row: Any) -> Prepared:
    """A table's rows of some candidates, oldest first."""
    table = _table(row)
    return Prepared(select(table).where(table.c.candidate_id.in_(IDS)).order_by(table.c.id))


_PERSON = ("id", "body_id", "first_name", "locale", "timezone", "paused_until")

CANDIDATES = Prepared(
    select(
        *(_table(CandidateRow).c[name] for name in _PERSON),
        *(
            exists().where(col(row.candidate_id) == CandidateRow.id).label(row.__tablename__)
            for row in TABLES
        ),
    ).where(col(CandidateRow.id).in_(IDS))
)

_STAFF = ("first_name", "last_name", "video_link")

PARTS: tuple[tuple[Any, ...], ...] = (
    tuple(_table(AppointmentRow).c),
    tuple(_table(SiteRow).c),
    tuple(_table(StaffRow).c[name] for name in _STAFF),
)
"""What a row of APPOINTMENTS is made of: columns of an appointment, of its site, of its adviser."""

APPOINTMENTS = Prepared(
    select(*(column for part in PARTS for column in part))
    .select_from(_table(AppointmentRow))
    .join(SiteRow, col(AppointmentRow.site_id) == SiteRow.id)
    .join(StaffRow, col(AppointmentRow.staff_id) == StaffRow.id)
    .where(col(AppointmentRow.candidate_id).in_(IDS))
)
ALL_OF = {row: _all_of(row) for row in TABLES if row not in (AppointmentRow, JuryDossierRow, EarlierTimeRow)}
EARLIER_TIMES = _all_of(EarlierTimeRow)

RESULTS = Prepared(select(_table(AssessmentResultRow)).where(col(AssessmentResultRow.assessment_id).in_(IDS)))

_OF_THE_SESSION = (
    JurySessionRow.held_on,
    JurySessionRow.published_at,
    JurySessionRow.version,
    JurySessionRow.moved_at,
)
JURIES = Prepared(
    select(_table(JuryDossierRow), *(col(column) for column in _OF_THE_SESSION))
    .join(JurySessionRow, col(JuryDossierRow.jury_session_id) == JurySessionRow.id)
    .where(col(JuryDossierRow.candidate_id).in_(IDS), col(JuryDossierRow.detached_at).is_(None))
)

STAFF = Prepared(
    select(col(StaffRow.id), col(StaffRow.first_name), col(StaffRow.last_name)).where(
        col(StaffRow.id).in_(IDS)
    )
)


def facts_of(session: Session, candidate_id: int) -> facts.Facts:
    """One candidate's facts. Raises NotFound."""
    found = facts_of_many(session, [candidate_id])
    if not found:
        raise NotFound
    return found[candidate_id]


def facts_of_many(session: Session, candidate_ids: Sequence[int]) -> dict[int, facts.Facts]:
    """Facts by candidate id, in the order asked for; ids that do not exist are left out."""
    if len(candidate_ids) > AT_ONCE:
        parts = (candidate_ids[i : i + AT_ONCE] for i in range(0, len(candidate_ids), AT_ONCE))
        return {one: its for part in parts for one, its in facts_of_many(session, part).items()}
    candidates = _all(session, CANDIDATES, candidate_ids)
    having = {table: [row.id for row in candidates if getattr(row, table.__tablename__)] for table in TABLES}
    appointments = _grouped(_appointments(session, having[AppointmentRow]), lambda a: a.candidate_id)
    theirs = _recorded(session, having)
    earlier = _by_candidate(_all(session, EARLIER_TIMES, having[EarlierTimeRow]), earlier_time)
    by_id = {
        one: facts.Facts(
            candidate_id=one,
            body_id=row.body_id,
            first_name=row.first_name,
            locale=row.locale,
            zone=row.timezone,
            appointments=tuple(sorted(appointments[one], key=lambda a: a.starts_at)),
            paused_until=row.paused_until,
            earlier_times=tuple(earlier[one]),
            **theirs.of(one),
        )
        for row in candidates
        if (one := row.id)
    }
    return {one: by_id[one] for one in candidate_ids if one in by_id}


def site_of(row: SiteRow) -> facts.Site:
    assert row.id is not None
    return facts.Site(
        id=row.id,
        name=row.name,
        address=row.address,
        postcode=row.postcode,
        town=row.town,
        latitude=row.latitude,
        longitude=row.longitude,
        zone=row.timezone,
        phone=row.phone,
        step_free=row.step_free,
    )


def appointment_of(row: AppointmentRow, site: SiteRow, staff: StaffRow) -> facts.Appointment:
    assert row.id is not None
    return facts.Appointment(
        id=row.id,
        candidate_id=row.candidate_id,
        staff_id=row.staff_id,
        adviser=full_name(staff),
        site=site_of(site),
        kind=row.kind,
        mode=row.mode,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status=row.status,
        version=row.version,
        booked_at=row.booked_at,
        changed_at=row.changed_at,
        changed_by_candidate=row.changed_by_candidate,
        reason=row.reason,
        coming=row.coming,
        video_link=staff.video_link,
        proposed=None if row.proposed is None else tuple(map(_proposal, row.proposed)),
        in_group=row.group_session_id is not None,
        late_minutes=row.late_minutes,
    )


def _proposal(packed: Mapping[str, Any]) -> facts.Proposal:
    return facts.Proposal(packed["staff_id"], datetime.fromisoformat(packed["starts_at"]))


def _recorded(session: Session, having: Having) -> Recorded:
    rows = {table: _all(session, query, having[table]) for table, query in ALL_OF.items()}
    wrong: dict[FactKind, set[int]] = defaultdict(set)
    for row in rows[CorrectionRow]:
        wrong[row.fact].add(row.wrong_id)
    names = _names(session, rows)
    attendances = Shelf[facts.Attendance](wrong[FactKind.ATTENDANCE]).filled(
        rows[AttendanceRow], recorded.attendance
    )
    decisions = Shelf[facts.JuryDecision](wrong[FactKind.DECISION]).filled(
        rows[JuryDecisionRow], recorded.decision
    )
    results: dict[int, dict[Any, Any]] = defaultdict(dict)
    for result in _all(session, RESULTS, [row.id for row in rows[AssessmentRow]]):
        results[result.assessment_id][result.domain] = result.result
    came = {one.session_id: one for its in attendances.holding.values() for one in its}
    return Recorded(
        outcomes=Shelf[facts.InterviewOutcome](wrong[FactKind.OUTCOME]).filled(
            rows[InterviewOutcomeRow], recorded.outcome
        ),
        assessments=Shelf[facts.Assessment](wrong[FactKind.ASSESSMENT]).filled(
            rows[AssessmentRow], lambda row: recorded.assessment(row, results[row.id], names)
        ),
        attestations=Shelf[facts.Attestation](wrong[FactKind.ATTESTATION]).filled(
            rows[AttestationRow], recorded.attestation
        ),
        objectives=_by_candidate(rows[ObjectiveRow], lambda row: recorded.objective(row, names)),
        sessions=_by_candidate(
            rows[TrainingSessionRow], lambda row: recorded.training_session(row, came.get(row.id), names)
        ),
        attendances=attendances,
        checks=Shelf[facts.ProgressCheck](wrong[FactKind.CHECK]).filled(
            rows[ProgressCheckRow], recorded.check
        ),
        decisions=decisions,
        juries=_juries(session, having[JuryDossierRow], decisions),
        corrections=_by_candidate(rows[CorrectionRow], lambda row: row),
    )


def _names(session: Session, rows: dict[Any, Sequence[Any]]) -> dict[int, str]:
    """Whoever of the staff assesses or trains in these rows, by id."""
    ids = {row.assessor_id for row in rows[AssessmentRow]}
    ids |= {row.trainer_id for table in (ObjectiveRow, TrainingSessionRow) for row in rows[table]}
    found = _all(session, STAFF, sorted(ids - {None}))
    return {row.id: full_name(row) for row in found}


def _juries(
    session: Session, ids: list[int], decisions: Shelf[facts.JuryDecision]
) -> dict[int, list[facts.JuryPassage]]:
    decided = {
        (candidate_id, one.session_id): one for candidate_id, its in decisions.holding.items() for one in its
    }
    rows = _all(session, JURIES, ids)
    return _by_candidate(
        rows, lambda row: recorded.passage(row, decided.get((row.candidate_id, row.jury_session_id)))
    )


def _by_candidate(rows: Iterable[Any], convert: Callable[[Any], T]) -> dict[int, list[T]]:
    grouped: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        grouped[row.candidate_id].append(convert(row))
    return grouped


def _appointments(session: Session, ids: list[int]) -> Iterable[facts.Appointment]:
    for row in _all(session, APPOINTMENTS, ids):
        yield appointment_of(*(make(row[begin:end]) for make, begin, end in _PARTED))


def _parted(parts: Iterable[Sequence[Any]]) -> Iterator[tuple[Callable[[Any], Any], int, int]]:
    """Where in a row each part begins and ends, and what makes a row of its own of it."""
    begin = 0
    for part in parts:
        named: Any = namedtuple  # the type checker knows it with literal names only
        yield named("Part", [column.name for column in part])._make, begin, begin + len(part)
        begin += len(part)


_PARTED = tuple(_parted(PARTS))


def earlier_time(row: EarlierTimeRow) -> facts.EarlierTime:
    assert row.id is not None
    return facts.EarlierTime(
        id=row.id,
        appointment_id=row.appointment_id,
        candidate_id=row.candidate_id,
        staff_id=row.staff_id,
        starts_at=row.starts_at,
        tell_at=row.tell_at,
        pointless_at=row.pointless_at,
        closed_at=row.closed_at,
    )


def _all(session: Session, query: Prepared, ids: Sequence[int]) -> Sequence[Any]:
    return query.all(session, ids=tuple(ids)) if ids else ()


def _grouped(items: Iterable[T], of: Callable[[T], int]) -> dict[int, list[T]]:
    grouped: dict[int, list[T]] = defaultdict(list)
    for item in items:
        grouped[of(item)].append(item)
    return grouped
