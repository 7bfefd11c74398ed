"""The candidate's file: what may be recorded, in which order, and what it refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, delete, select

from locales import NS_
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import Facts
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.loading import facts_of
from services.dossiers.models import (
    AssessmentResultRow,
    AssessmentRow,
    AttestationRow,
    InterviewOutcomeRow,
    ObjectiveRow,
)
from services.dossiers.people import Person
from services.dossiers.refusals import (
    AssessorIsTrainer,
    DomainAlreadyAcquired,
    DomainNotTrained,
    DomainsMissing,
    DossierAlreadyOpened,
    DossierNotOpened,
    InTheFuture,
    NotAssessed,
    NothingAcquired,
    TrainerIsAssessor,
)
from services.dossiers.stages import Stage, stage_of
from services.errors import Invalid, NotFound
from services.messages.models import TaskKind
from services.messages.tasks import finish_tasks, open_task
from services.notices.planner import replan
from services.scheduling.models import Kind, Status
from services.scheduling.service import Scheduling
from services.service import Service
from services.staff.models import StaffRow, full_name
from services.training.following import follow_groups


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective of a training plan to be: a domain, the day by which it should be acquired, and with whom."""

    domain: Domain
    due_on: date
    trainer: Person | None = None


class Dossiers(Service):
    def facts(self, candidate_id: int) -> Facts:
        """Raises NotFound."""
        self.may_see(candidate_id)
        return facts_of(self.session, candidate_id)

    def stage(self, candidate_id: int) -> Stage:
        return stage_of(self.facts(candidate_id))

    def record_outcome(self, candidate_id: int, outcome: Outcome) -> Facts:
        """How the interview ended; it closes the interview's appointment. Raises DossierAlreadyOpened."""
        self.candidate_row(candidate_id, lock=True)
        if facts_of(self.session, candidate_id).dossier_opened_at:
            raise DossierAlreadyOpened
        status = Status.ABSENT if outcome is Outcome.ABSENT else Status.HELD
        closed = Scheduling(self.session, self.now, self.actor).close(candidate_id, Kind.INTERVIEW, status)
        self.session.add(
            InterviewOutcomeRow(
                candidate_id=candidate_id,
                appointment_id=closed.id if closed else None,
                outcome=outcome,
                recorded_at=self.now,
                recorded_by=str(self.actor),
            )
        )
        finish_tasks(self.session, self.now, TaskKind.CALL, candidate_id, str(self.actor))
        self._call_who_was_absent_twice(candidate_id)
        return self._recorded("interview.outcome", candidate_id, outcome=outcome)

    def _call_who_was_absent_twice(self, candidate_id: int) -> None:
        """Once, the bot offers another time; more often, something is in the way that a person should hear of."""
        self.session.flush()
        facts = facts_of(self.session, candidate_id)
        if facts.last_outcome is None or facts.last_outcome.outcome is not Outcome.ABSENT:
            return
        if facts.absences > 1 and facts.body_id is not None:
            key = f"{TaskKind.CALL}:c{candidate_id}:absent:{facts.absences}"
            open_task(
                self.session,
                self.now,
                TaskKind.CALL,
                key,
                facts.body_id,
                candidate_id,
                why="absent_twice",
            )

    def wants_to_go_on(self, candidate_id: int) -> None:
        """The candidate, asked again after the interview, said yes: a person takes it from here."""
        self.candidate_row(candidate_id, lock=True)
        known = facts_of(self.session, candidate_id).last_outcome
        last = self.session.get(InterviewOutcomeRow, known.id) if known else None
        if last is not None and last.outcome is Outcome.DECLINED:
            # They had said no, and changed their mind: they are thinking again, and have thought.
            last = InterviewOutcomeRow(
                candidate_id=candidate_id,
                outcome=Outcome.THINKING,
                recorded_at=self.now,
                recorded_by=str(self.actor),
            )
        if last is not None and last.outcome is Outcome.THINKING:
            last.wants_to_go_on = True
            self.session.add(last)
            self._recorded("interview.wants_to_go_on", candidate_id)

    def leave_in_peace(self, candidate_id: int) -> None:
        """The candidate, asked again after the interview, said no: they are not asked any more."""
        self.candidate_row(candidate_id, lock=True)
        last = facts_of(self.session, candidate_id).last_outcome
        if last is not None and last.outcome is Outcome.THINKING:
            row = InterviewOutcomeRow(
                candidate_id=candidate_id,
                outcome=Outcome.DECLINED,
                recorded_at=self.now,
                recorded_by=str(self.actor),
            )
            self.session.add(row)
            self._recorded("interview.declined", candidate_id)

    def record_assessment(
        self,
        candidate_id: int,
        kind: AssessmentKind,
        held_on: date,
        results: Mapping[Domain, Result],
        assessor: Person | None = None,
    ) -> Facts:
        """An assessment's result by domain. Without `assessor` it is whoever had the appointment for it, if any.

        Raises DossierNotOpened, DomainsMissing (initial), NotAssessed and DomainNotTrained (final), InTheFuture,
        AssessorIsTrainer, NotFound (assessor).
        """
        self.candidate_row(candidate_id, lock=True)
        appointment = Kind.ASSESSMENT if kind is AssessmentKind.INITIAL else Kind.FINAL_ASSESSMENT
        booked = facts_of(self.session, candidate_id).booked(appointment)
        by_appointment = Person(booked.adviser, booked.staff_id) if booked else None
        self.add_assessment(candidate_id, kind, held_on, results, assessor or by_appointment)
        Scheduling(self.session, self.now, self.actor).close(candidate_id, appointment, Status.HELD)
        return self._recorded("assessment.recorded", candidate_id, kind=kind, held_on=held_on.isoformat())

    def add_assessment(
        self,
        candidate_id: int,
        kind: AssessmentKind,
        held_on: date,
        results: Mapping[Domain, Result],
        assessor: Person | None,
    ) -> AssessmentRow:
        """The row alone, checked; whoever adds it says so and replans. Raises like record_assessment."""
        before = facts_of(self.session, candidate_id)
        not_in_the_future(held_on, before.zone, self.now)
        if kind is AssessmentKind.INITIAL:
            _may_be_initial(before, results)
        else:
            _may_be_final(before, results)
        assessor = self._known(assessor)
        if assessor and any(assessor.is_same(trainer) for trainer in before.trainers):
            raise AssessorIsTrainer(name=assessor.name)
        row = AssessmentRow(
            candidate_id=candidate_id,
            kind=kind,
            held_on=held_on,
            assessor_id=assessor.staff_id if assessor else None,
            assessor=assessor.name if assessor and assessor.staff_id is None else "",
            assessor_body=assessor.body if assessor else "",
            recorded_at=self.now,
            recorded_by=str(self.actor),
        )
        self.session.add(row)
        self.session.flush()
        assert row.id is not None
        for domain, result in results.items():
            self.session.add(AssessmentResultRow(assessment_id=row.id, domain=domain, result=result))
        return row

    def record_attestation(self, candidate_id: int, given_on: date) -> Facts:
        """The body has given its attestation. Raises NotAssessed, NothingAcquired, InTheFuture."""
        self.candidate_row(candidate_id, lock=True)
        before = facts_of(self.session, candidate_id)
        not_in_the_future(given_on, before.zone, self.now)
        may_be_attested(before)
        self.session.add(
            AttestationRow(
                candidate_id=candidate_id,
                given_on=given_on,
                recorded_at=self.now,
                recorded_by=str(self.actor),
            )
        )
        return self._recorded("attestation.given", candidate_id, given_on=given_on.isoformat())

    def set_training_plan(self, candidate_id: int, aims: Sequence[Aim]) -> Facts:
        """Replaces the objectives; what they were before stands in the audit.

        Raises NotAssessed, DomainAlreadyAcquired, TrainerIsAssessor, NotFound (trainer), Invalid for a domain named
        twice.
        """
        self.candidate_row(candidate_id, lock=True)
        before = facts_of(self.session, candidate_id)
        if before.initial is None:
            raise NotAssessed
        named = [aim.domain for aim in aims]
        if len(set(named)) < len(named):
            raise Invalid(NS_("A domain stands twice in the plan."))
        finals = {d for a in before.assessments if a.kind is AssessmentKind.FINAL for d in a.results}
        again = [d for d in named if d in before.acquired and d not in finals]
        if again:
            raise DomainAlreadyAcquired(domains=again)
        trainers = {aim.domain: self._known(aim.trainer) for aim in aims}
        for trainer in trainers.values():
            if trainer and any(trainer.is_same(assessor) for assessor in before.assessors):
                raise TrainerIsAssessor(name=trainer.name)
        self._write_objectives(candidate_id, {aim.domain: aim.due_on for aim in aims}, trainers)
        follow_groups(self.session, self.now, candidate_id, named)
        was = {objective.domain: objective.due_on.isoformat() for objective in before.objectives}
        return self._recorded("training_plan.set", candidate_id, domains=sorted(named), before=was)

    def _write_objectives(
        self, candidate_id: int, wanted: dict[Domain, date], trainers: Mapping[Domain, Person | None]
    ) -> None:
        self.session.exec(
            delete(ObjectiveRow).where(
                col(ObjectiveRow.candidate_id) == candidate_id, col(ObjectiveRow.domain).not_in(wanted)
            )
        )
        rows = self.session.exec(select(ObjectiveRow).where(ObjectiveRow.candidate_id == candidate_id))
        known = {row.domain: row for row in rows}
        for domain, due_on in wanted.items():
            row = known.get(domain)
            if row is None:
                row = ObjectiveRow(candidate_id=candidate_id, domain=domain, due_on=due_on, set_at=self.now)
            elif row.due_on != due_on:
                row.due_on, row.set_at = due_on, self.now
            if (trainer := trainers[domain]) is not None:
                row.trainer_id = trainer.staff_id
                row.trainer = trainer.name if trainer.staff_id is None else ""
                row.trainer_body = trainer.body
            self.session.add(row)

    def _known(self, person: Person | None) -> Person | None:
        """Somebody with their own name, where they are of the staff. Raises NotFound for another body's staff."""
        if person is None or person.staff_id is None:
            return person
        row = self.session.get(StaffRow, person.staff_id)
        if row is None or self.actor.body_id not in (None, row.body_id):
            raise NotFound(NS_("There is no such person among the staff."))
        return Person(full_name(row), row.id)

    def _recorded(self, action: str, candidate_id: int, **facts: object) -> Facts:
        self.session.flush()
        self.audit(action, candidate_id, **facts)
        replan(self.session, candidate_id, self.now)
        return facts_of(self.session, candidate_id)


def _may_be_initial(before: Facts, results: Mapping[Domain, Result]) -> None:
    if before.dossier_opened_at is None:
        raise DossierNotOpened
    missing = [domain for domain in Domain if domain not in results]
    if missing:
        raise DomainsMissing(domains=missing)


def _may_be_final(before: Facts, results: Mapping[Domain, Result]) -> None:
    if before.initial is None:
        raise NotAssessed
    if not results:
        raise Invalid(NS_("Name at least one domain and its result."))
    besides = [domain for domain in results if domain not in before.trained]
    if besides:
        raise DomainNotTrained(domains=besides)


def may_be_attested(before: Facts) -> None:
    """Raises NotAssessed, NothingAcquired."""
    if before.initial is None:
        raise NotAssessed
    if not before.acquired:
        raise NothingAcquired


def not_in_the_future(day: date, zone: str, now: datetime) -> None:
    """Raises InTheFuture, by the candidate's own calendar."""
    if day > now.astimezone(ZoneInfo(zone)).date():
        raise InTheFuture
