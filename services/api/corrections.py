"""Corrections: what was recorded wrongly is replaced, with the reason; the history stays."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, RootModel

from services.api import answers
from services.api.candidates import dossier_of
from services.api.routing import Routes
from services.api.schemas import PersonIn, Why
from services.api.values import Asked, Day, Id, Note
from services.bundle import Services
from services.dossiers.corrections import FactsFollow, ReasonMissing
from services.dossiers.domains import Domain, Result
from services.dossiers.kinds import Outcome
from services.dossiers.refusals import (
    AssessorIsTrainer,
    DomainNotTrained,
    DomainsMissing,
    InTheFuture,
    NothingAcquired,
)
from services.training.models import Progress
from services.training.service import DomainNotInPlan

routes = Routes("The candidate’s file")


class Wrong(Asked):
    """What is wrong by its id, and why it is corrected."""

    id: Id
    reason: Why


class OutcomeCorrection(Wrong):
    fact: Literal["outcome"]
    outcome: Outcome | None = Field(default=None, description="Null where there was no interview.")


class AssessmentCorrection(Wrong):
    """What is given replaces what was wrong; what is left out stays."""

    fact: Literal["assessment"]
    held_on: Day | None = None
    results: dict[Domain, Result] | None = None
    assessor: PersonIn | None = None
    withdrawn: bool = Field(default=False, description="It never was: nothing takes its place.")


class AttestationCorrection(Wrong):
    fact: Literal["attestation"]
    given_on: Day | None = Field(default=None, description="Null where none was given.")


class CheckCorrection(Wrong):
    """What is given replaces what was wrong; what is left out stays."""

    fact: Literal["progress_check"]
    checked_on: Day | None = None
    state: Progress | None = None
    note: Note | None = None
    withdrawn: bool = Field(default=False, description="It never was: nothing takes its place.")


class AttendanceCorrection(Wrong):
    """`id` is the training session’s."""

    fact: Literal["attendance"]
    attended: bool | None = Field(default=None, description="Null where nobody can say.")


class CorrectionIn(
    RootModel[
        Annotated[
            OutcomeCorrection
            | AssessmentCorrection
            | AttestationCorrection
            | CheckCorrection
            | AttendanceCorrection,
            Field(discriminator="fact"),
        ]
    ]
):
    """By `fact`, what stands in the place of what was wrong."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"fact": "outcome", "id": 3, "outcome": "thinking", "reason": "Erreur de saisie."},
                {"fact": "progress_check", "id": 8, "state": "going_well", "reason": "Erreur de saisie."},
            ]
        }
    )


@routes.post(
    "/candidates/{id}/corrections",
    ReasonMissing,
    FactsFollow,
    DomainsMissing,
    DomainNotTrained,
    DomainNotInPlan,
    AssessorIsTrainer,
    NothingAcquired,
    InTheFuture,
)
def correct(services: Services, candidate_id: int, asked: CorrectionIn) -> answers.Candidate:
    """Correct what was recorded wrongly. The candidate hears of it where they were told wrongly."""
    wrong = asked.root
    match wrong:
        case OutcomeCorrection():
            services.corrections.outcome(candidate_id, wrong.id, wrong.outcome, wrong.reason)
        case AttestationCorrection():
            services.corrections.attestation(candidate_id, wrong.id, wrong.given_on, wrong.reason)
        case AssessmentCorrection():
            services.corrections.assessment(
                candidate_id,
                wrong.id,
                wrong.reason,
                held_on=wrong.held_on,
                results=wrong.results,
                assessor=wrong.assessor.person if wrong.assessor else None,
                withdrawn=wrong.withdrawn,
            )
        case CheckCorrection():
            services.training.correct_check(
                candidate_id,
                wrong.id,
                wrong.reason,
                checked_on=wrong.checked_on,
                state=wrong.state,
                note=wrong.note,
                withdrawn=wrong.withdrawn,
            )
        case AttendanceCorrection():
            services.training.correct_attendance(candidate_id, wrong.id, wrong.attended, wrong.reason)
    return dossier_of(services, candidate_id)
