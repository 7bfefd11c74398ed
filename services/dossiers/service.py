"""The candidate's file: what may be recorded, in which order, and what it refuses."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import col, delete, select

from locales import NS_
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import Facts
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.loading import facts_of
from services.dossiers.models import AssessmentResultRow, AssessmentRow, InterviewOutcomeRow, ObjectiveRow
from services.dossiers.stages import Stage, stage_of
from services.errors import Invalid, Refusal
from services.messages.models import TaskKind
from services.messages.tasks import finish_tasks
from services.notices.planner import replan
from services.scheduling.models import Kind, Status
from services.scheduling.service import Scheduling
from services.service import Service


class DossierNotOpened(Refusal):
    """The file is not open yet: record first that the candidate agreed to open it."""

    code = "dossier_not_opened"


class DossierAlreadyOpened(Refusal):
    """The file is open already."""

    code = "dossier_already_opened"


class DomainsMissing(Refusal):
    """An initial assessment says something of each of the seven domains."""

    code = "domains_missing"
    status = 422


class DomainNotTrained(Refusal):
    """A final assessment looks only at the domains of the training plan."""

    code = "domain_not_trained"
    status = 422


class DomainAlreadyAcquired(Refusal):
    """This domain is acquired already and needs no training."""

    code = "domain_already_acquired"
    status = 422


class NotAssessed(Refusal):
    """There is no initial assessment yet."""

    code = "not_assessed"


class InTheFuture(Refusal):
    """This day has not come yet: record what has happened."""

    code = "in_the_future"
    status = 422


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
            )
        )
        finish_tasks(self.session, self.now, TaskKind.CALL, candidate_id, str(self.actor))
        return self._recorded("interview.outcome", candidate_id, outcome=outcome)

    def wants_to_go_on(self, candidate_id: int) -> None:
        """The candidate, asked again after the interview, said yes: a person takes it from here."""
        self.candidate_row(candidate_id, lock=True)
        query = select(InterviewOutcomeRow).where(col(InterviewOutcomeRow.candidate_id) == candidate_id)
        last = self.session.exec(query.order_by(col(InterviewOutcomeRow.id).desc())).first()
        if last is not None and last.outcome is Outcome.DECLINED:
            # They had said no, and changed their mind: they are thinking again, and have thought.
            last = InterviewOutcomeRow(
                candidate_id=candidate_id, outcome=Outcome.THINKING, recorded_at=self.now
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
                candidate_id=candidate_id, outcome=Outcome.DECLINED, recorded_at=self.now
            )
            self.session.add(row)
            self._recorded("interview.declined", candidate_id)

    def record_assessment(
        self, candidate_id: int, kind: AssessmentKind, held_on: date, results: Mapping[Domain, Result]
    ) -> Facts:
        """An assessment's result by domain.

        Raises DossierNotOpened, DomainsMissing (initial), NotAssessed and DomainNotTrained (final), InTheFuture.
        """
        candidate = self.candidate_row(candidate_id, lock=True)
        before = facts_of(self.session, candidate_id)
        if held_on > self.now.astimezone(ZoneInfo(candidate.timezone)).date():
            raise InTheFuture
        if kind is AssessmentKind.INITIAL:
            _may_be_initial(before, results)
            appointment = Kind.ASSESSMENT
        else:
            _may_be_final(before, results)
            appointment = Kind.FINAL_ASSESSMENT
        Scheduling(self.session, self.now, self.actor).close(candidate_id, appointment, Status.HELD)
        row = AssessmentRow(candidate_id=candidate_id, kind=kind, held_on=held_on, recorded_at=self.now)
        self.session.add(row)
        self.session.flush()
        assert row.id is not None
        for domain, result in results.items():
            self.session.add(AssessmentResultRow(assessment_id=row.id, domain=domain, result=result))
        return self._recorded("assessment.recorded", candidate_id, kind=kind, held_on=held_on.isoformat())

    def set_training_plan(self, candidate_id: int, objectives: Sequence[tuple[Domain, date]]) -> Facts:
        """Replaces the objectives: a domain to develop, and the day by which it should be acquired.

        Raises NotAssessed, DomainAlreadyAcquired, Invalid for a domain named twice.
        """
        self.candidate_row(candidate_id, lock=True)
        before = facts_of(self.session, candidate_id)
        if before.initial is None:
            raise NotAssessed
        named = [domain for domain, _ in objectives]
        if len(set(named)) < len(named):
            raise Invalid(NS_("A domain stands twice in the plan."))
        finals = {d for a in before.assessments if a.kind is AssessmentKind.FINAL for d in a.results}
        again = [d for d in named if d in before.acquired and d not in finals]
        if again:
            raise DomainAlreadyAcquired(domains=again)
        self._write_objectives(candidate_id, dict(objectives))
        return self._recorded("training_plan.set", candidate_id, domains=sorted(named))

    def _write_objectives(self, candidate_id: int, wanted: dict[Domain, date]) -> None:
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
            self.session.add(row)

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
