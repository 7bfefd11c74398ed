"""Recording with one click, and taking it back for ten seconds: as long as the candidate has not been told.

What is recorded here is held back for those seconds. Undoing is a correction: the wrong row stays, and the audit
says who recorded it and who took it back.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlmodel import col, select, update

from locales import NS_, Text, plain
from services.actor import ActorKind
from services.deeds.models import UNDO_FOR, DeedKind, DeedRow
from services.dossiers.corrections import Corrections
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import Facts
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.loading import facts_of
from services.dossiers.service import Dossiers
from services.errors import NotAllowed, NotFound, Refusal
from services.messages.models import TaskKind, TaskRow
from services.messages.service import Messages
from services.messages.tasks import finish_tasks
from services.notices.hours import local_day
from services.notices.models import NoticeRow, NoticeState
from services.notices.planner import hold, replan
from services.scheduling.models import AppointmentRow, Kind, Status
from services.scheduling.refusals import AppointmentOver, NotBegun
from services.scheduling.service import Scheduling
from services.service import Service
from services.staff.models import StaffRow
from services.training.models import Progress
from services.training.service import Training

MISSED_ASSESSMENT = "missed_assessment"


class TooLateToUndo(Refusal):
    """The ten seconds are over, or the candidate has been told: correct it instead."""

    code = "too_late_to_undo"


class Deeds(Service):
    def record_outcome(self, candidate_id: int, outcome: Outcome) -> int:
        """How the interview ended; returns the deed's number. Raises like Dossiers.record_outcome."""

        def record() -> dict[str, Any]:
            facts = Dossiers(self.session, self.now, self.actor).record_outcome(candidate_id, outcome)
            return {"fact": facts.outcomes[-1].id}

        return self._do(DeedKind.OUTCOME, candidate_id, record, Kind.INTERVIEW)

    def record_assessment(
        self, candidate_id: int, kind: AssessmentKind, held_on: date, results: Mapping[Domain, Result]
    ) -> int:
        """An assessment, all its domains in one go. Raises like Dossiers.record_assessment."""

        def record() -> dict[str, Any]:
            dossiers = Dossiers(self.session, self.now, self.actor)
            facts = dossiers.record_assessment(candidate_id, kind, held_on, results)
            return {"fact": max(one.id for one in facts.assessments)}

        appointment = Kind.ASSESSMENT if kind is AssessmentKind.INITIAL else Kind.FINAL_ASSESSMENT
        return self._do(DeedKind.ASSESSMENT, candidate_id, record, appointment)

    def record_check(self, candidate_id: int, domain: Domain, state: Progress, note: str = "") -> int:
        """A check of today. Raises DomainNotInPlan."""

        def record() -> dict[str, Any]:
            training = Training(self.session, self.now, self.actor)
            return {
                "fact": training.record_check(candidate_id, domain, self._today(candidate_id), state, note).id
            }

        return self._do(DeedKind.CHECK, candidate_id, record)

    def record_attendance(self, candidate_id: int, session_id: int, attended: bool) -> int:
        """Whether they came to a session of training. Raises NotFound, SessionOver, NotYet."""
        self.candidate_row(candidate_id, lock=True)
        known = [one for one in facts_of(self.session, candidate_id).sessions if one.id == session_id]
        if not known:
            raise NotFound

        def record() -> dict[str, Any]:
            Training(self.session, self.now, self.actor).record_attendance(session_id, attended)
            return {"session": session_id, "attended": known[0].attended}

        return self._do(DeedKind.ATTENDANCE, candidate_id, record)

    def record_absence(self, appointment_id: int) -> int:
        """Nobody came to an appointment that has begun. Raises NotFound, AppointmentOver, NotBegun."""
        scheduling = Scheduling(self.session, self.now, self.actor)
        one = scheduling.appointment(appointment_id)
        if not one.is_booked:
            raise AppointmentOver
        if one.starts_at > self.now:
            raise NotBegun
        if one.kind is Kind.INTERVIEW:
            return self.record_outcome(one.candidate_id, Outcome.ABSENT)

        def record() -> dict[str, Any]:
            scheduling.close(one.candidate_id, one.kind, Status.ABSENT)
            Messages(self.session, self.now, self.actor).ask_to_call(one.candidate_id, MISSED_ASSESSMENT)
            self.audit("appointment.absent", one.candidate_id, appointment_id=one.id)
            replan(self.session, one.candidate_id, self.now)
            return {"fact": one.id}

        return self._do(DeedKind.ABSENCE, one.candidate_id, record, one.kind)

    def undoable(self, candidate_id: int) -> DeedRow | None:
        """The latest deed of the actor's own that can still be taken back. Raises NotFound."""
        self.candidate_row(candidate_id)
        query = select(DeedRow).where(
            col(DeedRow.candidate_id) == candidate_id,
            col(DeedRow.staff_id) == self._staff_id,
            col(DeedRow.undone_at).is_(None),
            col(DeedRow.done_at) > self.now - UNDO_FOR,
        )
        return self.session.exec(query.order_by(col(DeedRow.id).desc()).limit(1)).first()

    def undo(self, candidate_id: int, deed_id: int) -> None:
        """As if it had not been done; the candidate hears nothing. Raises TooLateToUndo, NotFound, FactsFollow."""
        self.candidate_row(candidate_id, lock=True)
        deed = self.session.get(DeedRow, deed_id, with_for_update=True)
        if deed is None or deed.candidate_id != candidate_id:
            raise NotFound
        if deed.undone_at is not None or self.now - deed.done_at >= UNDO_FOR or self._was_told(deed):
            raise TooLateToUndo
        self._take_back(deed)
        self._as_before(deed)
        deed.undone_at = self.now
        self.session.add(deed)
        self.audit("deed.undone", candidate_id, deed_id=deed_id, kind=deed.kind)
        replan(self.session, candidate_id, self.now)

    def _do(
        self, kind: DeedKind, candidate_id: int, record: Callable[[], dict[str, Any]], of: Kind | None = None
    ) -> int:
        """Records, keeps what undoes it, and holds back what would be said."""
        self.candidate_row(candidate_id, lock=True)
        staff_id, tasks = self._staff_id, self._open_tasks(candidate_id)
        booked = facts_of(self.session, candidate_id).booked(of) if of else None
        before = record()
        self.session.flush()
        before["tasks"] = [one for one in tasks if one not in self._open_tasks(candidate_id)]
        before["appointment"] = booked.id if booked else None
        hold(self.session, candidate_id, self.now, self.now + UNDO_FOR)
        row = DeedRow(
            candidate_id=candidate_id, staff_id=staff_id, kind=kind.value, before=before, done_at=self.now
        )
        self.session.add(row)
        self.session.flush()
        assert row.id is not None
        return row.id

    def _take_back(self, deed: DeedRow) -> None:
        reason = plain(Text(NS_("Taken back at once")), self.session.get_one(StaffRow, deed.staff_id).locale)
        corrections = Corrections(self.session, self.now, self.actor)
        training = Training(self.session, self.now, self.actor)
        match DeedKind(deed.kind):
            case DeedKind.OUTCOME:
                corrections.outcome(deed.candidate_id, deed.before["fact"], None, reason)
            case DeedKind.ASSESSMENT:
                corrections.assessment(deed.candidate_id, deed.before["fact"], reason, withdrawn=True)
            case DeedKind.CHECK:
                training.correct_check(deed.candidate_id, deed.before["fact"], reason, withdrawn=True)
            case DeedKind.ATTENDANCE:
                session_id, attended = deed.before["session"], deed.before["attended"]
                training.correct_attendance(deed.candidate_id, session_id, attended, reason)
            case DeedKind.ABSENCE:
                finish_tasks(
                    self.session,
                    self.now,
                    TaskKind.CALL,
                    deed.candidate_id,
                    str(self.actor),
                    why=MISSED_ASSESSMENT,
                )

    def _as_before(self, deed: DeedRow) -> None:
        """The appointment is open again, and so is what it asked somebody to do."""
        row = self.session.get(AppointmentRow, deed.before["appointment"] or 0)
        if row is not None and row.status in (Status.HELD, Status.ABSENT):
            facts: Facts = facts_of(self.session, deed.candidate_id)
            if facts.booked(row.kind) is None:
                row.status = Status.BOOKED
                self.session.add(row)
        again = update(TaskRow).where(col(TaskRow.id).in_(deed.before["tasks"]))
        self.session.exec(again.values(done_at=None, done_by=None))
        self.session.flush()

    def _was_told(self, deed: DeedRow) -> bool:
        """Whether something that was planned since is on its way, or there."""
        query = select(NoticeRow.id).where(
            col(NoticeRow.candidate_id) == deed.candidate_id,
            col(NoticeRow.planned_at) >= deed.done_at,
            col(NoticeRow.rule).not_in(["message", "broadcast"]),
            col(NoticeRow.state).in_([NoticeState.SENDING, NoticeState.SENT, NoticeState.UNKNOWN]),
        )
        return self.session.exec(query.limit(1)).first() is not None

    def _open_tasks(self, candidate_id: int) -> list[int]:
        query = select(TaskRow.id).where(
            col(TaskRow.candidate_id) == candidate_id, col(TaskRow.done_at).is_(None)
        )
        return [one for one in self.session.exec(query) if one is not None]

    def _today(self, candidate_id: int) -> date:
        return local_day(self.now, self.candidate_row(candidate_id).timezone)

    @property
    def _staff_id(self) -> int:
        if self.actor.kind is not ActorKind.STAFF or self.actor.id is None:
            raise NotAllowed
        return self.actor.id
