"""Facts, read from the tables: for one candidate or for a page of them, in the same nine queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from services.candidates.models import CandidateRow
from services.dossiers import facts
from services.dossiers.models import AssessmentResultRow, AssessmentRow, InterviewOutcomeRow, ObjectiveRow
from services.errors import NotFound
from services.jury.models import JuryDossierRow, JurySessionRow
from services.scheduling.models import AppointmentRow
from services.staff.models import SiteRow, StaffRow
from services.training.models import ProgressCheckRow, TrainingSessionRow

T = TypeVar("T")

AT_ONCE = 1000
"""Candidates in one query: databases take only so many values."""


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
    ids = list(candidate_ids)
    candidates = session.exec(select(CandidateRow).where(col(CandidateRow.id).in_(ids))).all()
    appointments = _grouped(_appointments(session, ids), lambda a: a.candidate_id)
    outcomes = _rows(session, InterviewOutcomeRow, ids, _outcome)
    assessments = _assessments(session, ids)
    objectives = _rows(session, ObjectiveRow, ids, _objective)
    sessions = _rows(session, TrainingSessionRow, ids, training_session)
    checks = _rows(session, ProgressCheckRow, ids, _check)
    juries = _juries(session, ids)
    by_id = {
        one: facts.Facts(
            candidate_id=one,
            body_id=row.body_id,
            first_name=row.first_name,
            locale=row.locale,
            zone=row.timezone,
            appointments=tuple(sorted(appointments[one], key=lambda a: a.starts_at)),
            outcomes=tuple(outcomes[one]),
            assessments=tuple(assessments[one]),
            objectives=tuple(sorted(objectives[one], key=lambda o: o.domain)),
            sessions=tuple(sorted(sessions[one], key=lambda s: (s.starts_at, s.id))),
            checks=tuple(checks[one]),
            juries=tuple(juries[one]),
            paused_until=row.paused_until,
        )
        for row in candidates
        if (one := row.id) is not None
    }
    return {one: by_id[one] for one in ids if one in by_id}


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
        adviser=f"{staff.first_name} {staff.last_name}",
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
    )


def training_session(row: TrainingSessionRow) -> facts.TrainingSession:
    assert row.id is not None
    return facts.TrainingSession(
        id=row.id,
        domain=row.domain,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        trainer_id=row.trainer_id,
        version=row.version,
        planned_at=row.planned_at,
        changed_at=row.changed_at,
        cancelled_at=row.cancelled_at,
        coming=row.coming,
        attended=row.attended,
        attendance_at=row.attendance_at,
    )


def _appointments(session: Session, ids: list[int]) -> Iterable[facts.Appointment]:
    query = (
        select(AppointmentRow, SiteRow, StaffRow)
        .join(SiteRow, col(AppointmentRow.site_id) == SiteRow.id)
        .join(StaffRow, col(AppointmentRow.staff_id) == StaffRow.id)
        .where(col(AppointmentRow.candidate_id).in_(ids))
    )
    return [appointment_of(row, site, staff) for row, site, staff in session.exec(query)]


def _assessments(session: Session, ids: list[int]) -> dict[int, list[facts.Assessment]]:
    rows = session.exec(
        select(AssessmentRow).where(col(AssessmentRow.candidate_id).in_(ids)).order_by(col(AssessmentRow.id))
    ).all()
    results: dict[int, dict[Any, Any]] = defaultdict(dict)
    said = select(AssessmentResultRow).where(
        col(AssessmentResultRow.assessment_id).in_([row.id for row in rows])
    )
    for result in session.exec(said) if rows else ():
        results[result.assessment_id][result.domain] = result.result
    grouped: dict[int, list[facts.Assessment]] = defaultdict(list)
    for row in rows:
        assert row.id is not None
        grouped[row.candidate_id].append(
            facts.Assessment(row.id, row.kind, row.held_on, row.recorded_at, results[row.id])
        )
    return grouped


def _juries(session: Session, ids: list[int]) -> dict[int, list[facts.JuryPassage]]:
    query = (
        select(JuryDossierRow, JurySessionRow)
        .join(JurySessionRow, col(JuryDossierRow.jury_session_id) == JurySessionRow.id)
        .where(col(JuryDossierRow.candidate_id).in_(ids))
    )
    grouped: dict[int, list[facts.JuryPassage]] = defaultdict(list)
    for dossier, jury in session.exec(query):
        grouped[dossier.candidate_id].append(
            facts.JuryPassage(
                session_id=dossier.jury_session_id,
                held_on=jury.held_on,
                attached_at=dossier.attached_at,
                decision=dossier.decision,
                published_at=jury.published_at,
            )
        )
    return grouped


def _outcome(row: InterviewOutcomeRow) -> facts.InterviewOutcome:
    return facts.InterviewOutcome(row.outcome, row.recorded_at, row.wants_to_go_on)


def _objective(row: ObjectiveRow) -> facts.Objective:
    return facts.Objective(row.domain, row.due_on, row.set_at)


def _check(row: ProgressCheckRow) -> facts.ProgressCheck:
    assert row.id is not None
    return facts.ProgressCheck(row.id, row.domain, row.checked_on, row.state, row.note, row.recorded_at)


def _rows(session: Session, table: Any, ids: list[int], convert: Callable[[Any], T]) -> dict[int, list[T]]:
    rows = session.exec(select(table).where(col(table.candidate_id).in_(ids)).order_by(col(table.id))).all()
    grouped: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        grouped[row.candidate_id].append(convert(row))
    return grouped


def _grouped(items: Iterable[T], of: Callable[[T], int]) -> dict[int, list[T]]:
    grouped: dict[int, list[T]] = defaultdict(list)
    for item in items:
        grouped[of(item)].append(item)
    return grouped
