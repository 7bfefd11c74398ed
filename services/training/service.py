"""The training timetable and the trainer's checks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from locales import NS_
from services.dossiers.corrections import put_right, why
from services.dossiers.domains import Domain
from services.dossiers.facts import Facts, TrainingSession
from services.dossiers.kinds import FactKind
from services.dossiers.loading import facts_of
from services.dossiers.people import Person
from services.dossiers.refusals import TrainerIsAssessor
from services.errors import Invalid, NotFound, Refusal
from services.messages.models import TaskKind
from services.messages.tasks import finish_tasks, open_task
from services.notices.planner import replan
from services.service import Service
from services.staff.models import StaffRow, full_name
from services.training.lessons import PlannedSession
from services.training.models import AttendanceRow, Progress, ProgressCheckRow, TrainingSessionRow


class DomainNotInPlan(Refusal):
    """This domain is not in the training plan."""

    code = "domain_not_in_plan"
    status = 422


class SessionOver(Refusal):
    """This session was cancelled or moved, or is over."""

    code = "session_over"


class NotYet(Refusal):
    """This session has not begun: record attendance once it has."""

    code = "not_yet"


class Training(Service):
    def plan_sessions(self, candidate_id: int, sessions: Sequence[PlannedSession]) -> list[TrainingSession]:
        """Adds sessions to the timetable; the candidate hears of all of them in one message.

        Raises DomainNotInPlan, TrainerIsAssessor, Invalid, NotFound (trainer). All or nothing.
        """
        self.candidate_row(candidate_id, lock=True)
        facts = facts_of(self.session, candidate_id)
        besides = sorted({s.domain for s in sessions if s.domain not in facts.trained})
        if besides:
            raise DomainNotInPlan(domains=besides)
        for planned in sessions:
            self._may_be(facts, planned)
        rows = [self.new_row(candidate_id, planned) for planned in sessions]
        self.session.add_all(rows)
        self.session.flush()
        for domain in {row.domain for row in rows}:
            self._found_a_time(candidate_id, domain=domain)
        self.audit("timetable.planned", candidate_id, sessions=[row.id for row in rows])
        replan(self.session, candidate_id, self.now)
        return self._sessions(candidate_id, rows)

    def move(
        self,
        session_id: int,
        *,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
        place: str | None = None,
    ) -> TrainingSession:
        """Moves a session; its reminders follow. Raises SessionOver, Invalid, NotFound."""
        row = self._open_row(session_id)
        moved = starts_at is not None and starts_at != row.starts_at
        row.moved_from = row.starts_at if moved else None
        row.starts_at, row.ends_at = starts_at or row.starts_at, ends_at or row.ends_at
        row.place = row.place if place is None else place
        if row.starts_at >= row.ends_at:
            raise Invalid(NS_("The session must end after it begins."))
        row.coming = None
        return self._changed(row, "session.moved")

    def cancel(self, session_id: int) -> TrainingSession:
        """Raises SessionOver, NotFound."""
        row = self._open_row(session_id)
        row.cancelled_at = self.now
        return self._changed(row, "session.cancelled")

    def training_session(self, session_id: int) -> TrainingSession:
        """Raises NotFound."""
        row = self.session.get(TrainingSessionRow, session_id)
        if row is None:
            raise NotFound
        self.candidate_row(row.candidate_id)
        return self._session(row)

    def answer(self, session_id: int, version: int, coming: bool) -> TrainingSession:
        """Keeps the candidate's answer to a reminder; one who cannot come is a task for the centre.

        Raises SessionOver where it was moved or cancelled since.
        """
        row = self._row(session_id)
        if row.version != version or row.cancelled_at or row.ends_at <= self.now:
            raise SessionOver
        row.coming = coming
        self.session.add(row)
        candidate = self.candidate_row(row.candidate_id)
        if not coming and candidate.body_id:
            open_task(
                self.session,
                self.now,
                TaskKind.NOT_COMING,
                f"not_coming:session-{row.id}:{row.version}",
                candidate.body_id,
                row.candidate_id,
                starts_at=row.starts_at.isoformat(),
                session_id=row.id,
                domain=row.domain,
            )
        if coming:
            self._found_a_time(row.candidate_id, session_id=row.id)
        self.audit("session.answered", row.candidate_id, session_id=row.id, coming=coming)
        return self._session(row)

    def record_attendance(self, session_id: int, attended: bool, reason: str = "") -> TrainingSession:
        """Whether the candidate came. Said otherwise before, it is corrected, with the reason if one is given.

        Raises SessionOver (cancelled), NotYet, NotFound.
        """
        row = self._open_row(session_id)
        if row.starts_at > self.now:
            raise NotYet
        known = self._session(row)
        if known.attended == attended:
            return known
        said = AttendanceRow(
            candidate_id=row.candidate_id,
            training_session_id=session_id,
            attended=attended,
            recorded_at=self.now,
            recorded_by=str(self.actor),
        )
        self.session.add(said)
        self.session.flush()
        if known.attended is not None:
            put_right(
                self, FactKind.ATTENDANCE, row.candidate_id, known.attendance_id, said.id, reason.strip()
            )
        self.audit("session.attended" if attended else "session.missed", row.candidate_id, session_id=row.id)
        replan(self.session, row.candidate_id, self.now)
        return self._session(row)

    def correct_attendance(
        self, candidate_id: int, session_id: int, attended: bool | None, reason: str
    ) -> TrainingSession:
        """They came, or not; None: nobody can say. Raises NotFound, ReasonMissing, SessionOver, NotYet."""
        said, row = why(reason), self._row(session_id)
        known = self._session(row)
        if row.candidate_id != candidate_id or known.attended is None:
            raise NotFound
        if attended is not None:
            return self.record_attendance(session_id, attended, said)
        put_right(self, FactKind.ATTENDANCE, candidate_id, known.attendance_id, None, said)
        return self._session(row)

    def record_check(
        self, candidate_id: int, domain: Domain, checked_on: date, state: Progress, note: str = ""
    ) -> ProgressCheckRow:
        """A trainer's check of how a domain grows. Raises DomainNotInPlan."""
        row = self._check(candidate_id, domain, checked_on, state, note)
        self.audit("progress.checked", candidate_id, domain=domain, state=state)
        replan(self.session, candidate_id, self.now)
        return row

    def correct_check(
        self,
        candidate_id: int,
        check_id: int,
        reason: str,
        *,
        checked_on: date | None = None,
        state: Progress | None = None,
        note: str | None = None,
        withdrawn: bool = False,
    ) -> None:
        """What is given replaces what was wrong, the rest stays; `withdrawn`: it never was.

        Raises NotFound, ReasonMissing, DomainNotInPlan.
        """
        self.candidate_row(candidate_id, lock=True)
        found = [c for c in facts_of(self.session, candidate_id).checks if c.id == check_id]
        if not found:
            raise NotFound
        wrong, row = found[0], None
        if not withdrawn:
            row = self._check(
                candidate_id,
                wrong.domain,
                checked_on or wrong.checked_on,
                state or wrong.state,
                wrong.note if note is None else note,
            )
        put_right(self, FactKind.CHECK, candidate_id, check_id, row.id if row else None, why(reason))

    def _check(
        self, candidate_id: int, domain: Domain, checked_on: date, state: Progress, note: str
    ) -> ProgressCheckRow:
        self.candidate_row(candidate_id, lock=True)
        if domain not in facts_of(self.session, candidate_id).trained:
            raise DomainNotInPlan(domains=[domain])
        row = ProgressCheckRow(
            candidate_id=candidate_id,
            domain=domain,
            checked_on=checked_on,
            state=state,
            note=note,
            recorded_at=self.now,
            recorded_by=str(self.actor),
        )
        self.session.add(row)
        self.session.flush()
        return row

    def new_row(self, candidate_id: int, planned: PlannedSession) -> TrainingSessionRow:
        """A session's row; whoever adds it has looked whether it may be."""
        return TrainingSessionRow(
            candidate_id=candidate_id,
            domain=planned.domain,
            starts_at=planned.starts_at,
            ends_at=planned.ends_at,
            place=planned.place,
            trainer_id=planned.trainer_id,
            source=planned.source,
            planned_at=self.now,
            changed_at=self.now,
        )

    def _may_be(self, facts: Facts, planned: PlannedSession) -> None:
        """Raises Invalid, NotFound (trainer), TrainerIsAssessor."""
        if planned.starts_at >= planned.ends_at:
            raise Invalid(NS_("The session must end after it begins."))
        if planned.trainer_id is None:
            return
        trainer = self.session.get(StaffRow, planned.trainer_id)
        if trainer is None or trainer.body_id != self.actor.body_id:
            raise NotFound(NS_("There is no such trainer."))
        who = Person(full_name(trainer), trainer.id)
        if any(who.is_same(assessor) for assessor in facts.assessors):
            raise TrainerIsAssessor(name=who.name)

    def _row(self, session_id: int) -> TrainingSessionRow:
        row = self.session.get(TrainingSessionRow, session_id)
        if row is None:
            raise NotFound
        self.candidate_row(row.candidate_id, lock=True)
        self.session.refresh(row)
        return row

    def _open_row(self, session_id: int) -> TrainingSessionRow:
        row = self._row(session_id)
        if row.cancelled_at:
            raise SessionOver
        return row

    def _changed(self, row: TrainingSessionRow, action: str) -> TrainingSession:
        row.version += 1
        row.changed_at = self.now
        self.session.add(row)
        self.session.flush()
        self._found_a_time(row.candidate_id, session_id=row.id)
        self.audit(action, row.candidate_id, session_id=row.id)
        replan(self.session, row.candidate_id, self.now)
        return self._session(row)

    def _found_a_time(self, candidate_id: int, **about: Any) -> None:
        """Who could not come has a new time, or comes after all: nobody needs to look for one any more."""
        finish_tasks(self.session, self.now, TaskKind.NOT_COMING, candidate_id, str(self.actor), **about)

    def _session(self, row: TrainingSessionRow) -> TrainingSession:
        return self._sessions(row.candidate_id, [row])[0]

    def _sessions(self, candidate_id: int, rows: Sequence[TrainingSessionRow]) -> list[TrainingSession]:
        """As facts, in the order of the rows."""
        known = {one.id: one for one in facts_of(self.session, candidate_id).sessions}
        return [known[row.id] for row in rows if row.id is not None]
