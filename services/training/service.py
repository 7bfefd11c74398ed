"""The training timetable and the trainer's checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from locales import NS_
from services.dossiers.domains import Domain
from services.dossiers.facts import TrainingSession
from services.dossiers.loading import facts_of, training_session
from services.errors import Invalid, NotFound, Refusal
from services.messages.models import TaskKind
from services.messages.tasks import finish_tasks, open_task
from services.notices.planner import replan
from services.service import Service
from services.staff.models import StaffRow
from services.training.models import Progress, ProgressCheckRow, TrainingSessionRow


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


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session to be: instants aware."""

    domain: Domain
    starts_at: datetime
    ends_at: datetime
    place: str
    trainer_id: int | None = None


class Training(Service):
    def plan_sessions(self, candidate_id: int, sessions: Sequence[PlannedSession]) -> list[TrainingSession]:
        """Adds sessions to the timetable; the candidate hears of all of them in one message.

        Raises DomainNotInPlan, Invalid, NotFound (trainer). All or nothing.
        """
        self.candidate_row(candidate_id, lock=True)
        facts = facts_of(self.session, candidate_id)
        besides = sorted({s.domain for s in sessions if s.domain not in facts.trained})
        if besides:
            raise DomainNotInPlan(domains=besides)
        rows = [self._new_row(candidate_id, planned) for planned in sessions]
        self.session.add_all(rows)
        self.session.flush()
        for domain in {row.domain for row in rows}:
            self._found_a_time(candidate_id, domain=domain)
        self.audit("timetable.planned", candidate_id, sessions=[row.id for row in rows])
        replan(self.session, candidate_id, self.now)
        return [training_session(row) for row in rows]

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
        return training_session(row)

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
        return training_session(row)

    def record_attendance(self, session_id: int, attended: bool) -> TrainingSession:
        """Whether the candidate came. Raises SessionOver (cancelled), NotYet, NotFound."""
        row = self._open_row(session_id)
        if row.starts_at > self.now:
            raise NotYet
        row.attended, row.attendance_at = attended, self.now
        self.session.add(row)
        self.session.flush()
        self.audit("session.attended" if attended else "session.missed", row.candidate_id, session_id=row.id)
        replan(self.session, row.candidate_id, self.now)
        return training_session(row)

    def record_check(
        self, candidate_id: int, domain: Domain, checked_on: date, state: Progress, note: str = ""
    ) -> ProgressCheckRow:
        """A trainer's check of how a domain grows. Raises DomainNotInPlan."""
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
        )
        self.session.add(row)
        self.session.flush()
        self.audit("progress.checked", candidate_id, domain=domain, state=state)
        replan(self.session, candidate_id, self.now)
        return row

    def _new_row(self, candidate_id: int, planned: PlannedSession) -> TrainingSessionRow:
        if planned.starts_at >= planned.ends_at:
            raise Invalid(NS_("The session must end after it begins."))
        if planned.trainer_id is not None:
            trainer = self.session.get(StaffRow, planned.trainer_id)
            if trainer is None or trainer.body_id != self.actor.body_id:
                raise NotFound(NS_("There is no such trainer."))
        return TrainingSessionRow(
            candidate_id=candidate_id,
            domain=planned.domain,
            starts_at=planned.starts_at,
            ends_at=planned.ends_at,
            place=planned.place,
            trainer_id=planned.trainer_id,
            planned_at=self.now,
            changed_at=self.now,
        )

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
        return training_session(row)

    def _found_a_time(self, candidate_id: int, **about: Any) -> None:
        """Who could not come has a new time, or comes after all: nobody needs to look for one any more."""
        finish_tasks(self.session, self.now, TaskKind.NOT_COMING, candidate_id, str(self.actor), **about)
