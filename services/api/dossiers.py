"""The candidate's file: the interview's outcome, assessments, the training plan."""

from services.api import answers
from services.api.candidates import dossier_of
from services.api.routing import Routes
from services.api.schemas import AssessmentIn, InterviewOutcomeIn, TrainingPlanIn
from services.bundle import Services
from services.dossiers.service import (
    DomainAlreadyAcquired,
    DomainNotTrained,
    DomainsMissing,
    DossierAlreadyOpened,
    DossierNotOpened,
    InTheFuture,
    NotAssessed,
)

routes = Routes("The candidate’s file")


@routes.post("/candidates/{id}/interview-outcome", DossierAlreadyOpened)
def record_outcome(services: Services, candidate_id: int, asked: InterviewOutcomeIn) -> answers.Candidate:
    """Record how the information interview ended."""
    services.dossiers.record_outcome(candidate_id, asked.outcome)
    return dossier_of(services, candidate_id)


@routes.post(
    "/candidates/{id}/assessments",
    DossierNotOpened,
    DomainsMissing,
    NotAssessed,
    DomainNotTrained,
    InTheFuture,
)
def record_assessment(services: Services, candidate_id: int, asked: AssessmentIn) -> answers.Candidate:
    """Record an assessment, initial or final, by domain."""
    services.dossiers.record_assessment(candidate_id, **dict(asked))
    return dossier_of(services, candidate_id)


@routes.get("/candidates/{id}/training-plan")
def read_training_plan(services: Services, candidate_id: int) -> answers.TrainingPlan:
    """The training plan: which domains, and by when."""
    return answers.TrainingPlan.of(services.dossiers.facts(candidate_id))


@routes.put("/candidates/{id}/training-plan", NotAssessed, DomainAlreadyAcquired)
def set_training_plan(services: Services, candidate_id: int, asked: TrainingPlanIn) -> answers.Candidate:
    """Set the training plan: which domains, and by when."""
    objectives = [(objective.domain, objective.due_on) for objective in asked.objectives]
    services.dossiers.set_training_plan(candidate_id, objectives)
    return dossier_of(services, candidate_id)
