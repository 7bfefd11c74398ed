"""Corrections: what was recorded wrongly is replaced by another row, with the reason; nothing is overwritten."""

from collections.abc import Mapping
from datetime import date

from locales import NS_, Text
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import Assessment, Facts, InterviewOutcome
from services.dossiers.kinds import AssessmentKind, FactKind, Outcome
from services.dossiers.loading import facts_of
from services.dossiers.models import AttestationRow, CorrectionRow, InterviewOutcomeRow
from services.dossiers.people import Person
from services.dossiers.service import Dossiers, may_be_attested, not_in_the_future
from services.errors import Invalid, NotFound, Refusal
from services.notices.planner import replan
from services.service import Service

REASON_MAX = 1000


class FactsFollow(Refusal):
    """Later steps of the file build on this one: correct those first."""

    code = "facts_follow"


class ReasonMissing(Refusal):
    """Say why it is corrected: the reason is kept with the correction."""

    code = "reason_missing"
    status = 422


def put_right(
    service: Service, fact: FactKind, candidate_id: int, wrong_id: int, right_id: int | None, reason: str
) -> None:
    """Writes down that `right_id` takes the place of `wrong_id`, or nothing does; and replans what is said.

    To be called in the transaction that records the right one, with the candidate's row locked.
    """
    service.session.add(
        CorrectionRow(
            candidate_id=candidate_id,
            fact=fact,
            wrong_id=wrong_id,
            right_id=right_id,
            reason=reason,
            corrected_at=service.now,
            corrected_by=str(service.actor),
        )
    )
    service.session.flush()
    service.audit(
        "fact.corrected", candidate_id, fact=fact, wrong_id=wrong_id, right_id=right_id, reason=reason
    )
    replan(service.session, candidate_id, service.now)


def why(reason: str) -> str:
    """Raises ReasonMissing, Invalid."""
    if not reason.strip():
        raise ReasonMissing
    if len(reason) > REASON_MAX:
        raise Invalid(Text(NS_("The reason is too long: at most {n} characters.")).given(n=REASON_MAX))
    return reason.strip()


class Corrections(Service):
    """Of interviews, assessments and attestations; training and juries correct their own."""

    def outcome(self, candidate_id: int, outcome_id: int, outcome: Outcome | None, reason: str) -> Facts:
        """Another outcome in the place of this one; None where there was no interview.

        Raises NotFound, ReasonMissing, FactsFollow.
        """
        before, wrong = self._before(candidate_id), self._outcome(candidate_id, outcome_id)
        opened = [o for o in before.outcomes if o.outcome is Outcome.DOSSIER_OPENED and o.id != wrong.id]
        closes = wrong.outcome is Outcome.DOSSIER_OPENED and outcome is not Outcome.DOSSIER_OPENED
        if closes and not opened and before.assessments:
            raise FactsFollow
        row = None
        if outcome is not None:
            row = InterviewOutcomeRow(
                candidate_id=candidate_id,
                outcome=outcome,
                recorded_at=self.now,
                recorded_by=str(self.actor),
            )
        return self._replace(FactKind.OUTCOME, candidate_id, outcome_id, row, reason)

    def assessment(
        self,
        candidate_id: int,
        assessment_id: int,
        reason: str,
        *,
        held_on: date | None = None,
        results: Mapping[Domain, Result] | None = None,
        assessor: Person | None = None,
        withdrawn: bool = False,
    ) -> Facts:
        """What is given replaces what was wrong, the rest stays; `withdrawn`: it never was.

        Raises NotFound, ReasonMissing, FactsFollow, and whatever recording it rightly would raise.
        """
        why(reason)
        before, wrong = self._before(candidate_id), self._assessment(candidate_id, assessment_id)
        if withdrawn:
            _nothing_builds_on(wrong, before)
            return self._replace(FactKind.ASSESSMENT, candidate_id, assessment_id, None, reason)
        row = Dossiers(self.session, self.now, self.actor).add_assessment(
            candidate_id,
            wrong.kind,
            held_on or wrong.held_on,
            wrong.results if results is None else results,
            assessor or wrong.assessor,
        )
        put_right(self, FactKind.ASSESSMENT, candidate_id, assessment_id, row.id, why(reason))
        return facts_of(self.session, candidate_id)

    def attestation(
        self, candidate_id: int, attestation_id: int, given_on: date | None, reason: str
    ) -> Facts:
        """Another day, or None where none was given. Raises NotFound, ReasonMissing, InTheFuture."""
        before = self._before(candidate_id)
        if attestation_id not in {a.id for a in before.attestations}:
            raise NotFound
        row = None
        if given_on is not None:
            not_in_the_future(given_on, before.zone, self.now)
            may_be_attested(before)
            row = AttestationRow(
                candidate_id=candidate_id,
                given_on=given_on,
                recorded_at=self.now,
                recorded_by=str(self.actor),
            )
        return self._replace(FactKind.ATTESTATION, candidate_id, attestation_id, row, reason)

    def _replace(
        self,
        fact: FactKind,
        candidate_id: int,
        wrong_id: int,
        row: InterviewOutcomeRow | AttestationRow | None,
        reason: str,
    ) -> Facts:
        said = why(reason)
        if row is not None:
            self.session.add(row)
            self.session.flush()
        put_right(self, fact, candidate_id, wrong_id, row.id if row else None, said)
        return facts_of(self.session, candidate_id)

    def _before(self, candidate_id: int) -> Facts:
        self.candidate_row(candidate_id, lock=True)
        return facts_of(self.session, candidate_id)

    def _outcome(self, candidate_id: int, outcome_id: int) -> InterviewOutcome:
        found = [o for o in self._before(candidate_id).outcomes if o.id == outcome_id]
        if not found:
            raise NotFound
        return found[0]

    def _assessment(self, candidate_id: int, assessment_id: int) -> Assessment:
        found = [a for a in self._before(candidate_id).assessments if a.id == assessment_id]
        if not found:
            raise NotFound
        return found[0]


def _nothing_builds_on(wrong: Assessment, before: Facts) -> None:
    """Raises FactsFollow where the plan, the final assessments or a jury rest on this assessment alone."""
    if any(jury.published_at is None for jury in before.juries):
        raise FactsFollow
    if wrong.kind is not AssessmentKind.INITIAL:
        return
    finals = any(a.kind is AssessmentKind.FINAL for a in before.assessments)
    others = any(a.kind is AssessmentKind.INITIAL and a.id != wrong.id for a in before.assessments)
    if not others and (finals or before.objectives):
        raise FactsFollow
