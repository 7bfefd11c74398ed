"""The candidate's file: the interview's outcome, assessments, the training plan."""

from services.api import answers
from services.api.candidates import dossier_of
from services.api.files import PdfFile, TextFile
from services.api.routing import Routes
from services.api.schemas import AssessmentIn, AttestationIn, InterviewOutcomeIn, TrainingPlanIn
from services.bundle import Services
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
from services.dossiers.service import Aim

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
    AssessorIsTrainer,
    InTheFuture,
)
def record_assessment(services: Services, candidate_id: int, asked: AssessmentIn) -> answers.Candidate:
    """Record an assessment, initial or final, by domain."""
    assessor = asked.assessor.person if asked.assessor else None
    services.dossiers.record_assessment(
        candidate_id, asked.kind, asked.held_on, asked.results, assessor=assessor
    )
    return dossier_of(services, candidate_id)


@routes.get("/candidates/{id}/training-plan")
def read_training_plan(services: Services, candidate_id: int) -> answers.TrainingPlan:
    """The training plan: which domains, and by when."""
    return answers.TrainingPlan.of(services.dossiers.facts(candidate_id))


@routes.post("/candidates/{id}/attestations", NotAssessed, NothingAcquired, InTheFuture)
def record_attestation(services: Services, candidate_id: int, asked: AttestationIn) -> answers.Candidate:
    """Record that the body has given its attestation, a paper of its own."""
    services.dossiers.record_attestation(candidate_id, asked.given_on)
    return dossier_of(services, candidate_id)


@routes.put("/candidates/{id}/training-plan", NotAssessed, DomainAlreadyAcquired, TrainerIsAssessor)
def set_training_plan(services: Services, candidate_id: int, asked: TrainingPlanIn) -> answers.Candidate:
    """Set the training plan: which domains, and by when."""
    aims = [
        Aim(one.domain, one.due_on, one.trainer.person if one.trainer else None) for one in asked.objectives
    ]
    services.dossiers.set_training_plan(candidate_id, aims)
    return dossier_of(services, candidate_id)


@routes.get("/candidates/{id}/summary.pdf")
def read_summary(services: Services, candidate_id: int) -> PdfFile:
    """The candidate’s file in plain sentences, in their language and in French."""
    paper = services.documents.summary(candidate_id)
    return PdfFile.made(paper.name, paper.content)


@routes.get("/candidates/{id}/summary.txt")
def read_summary_text(services: Services, candidate_id: int) -> TextFile:
    """The same as plain text."""
    paper = services.documents.summary_text(candidate_id)
    return TextFile.made(paper.name, paper.content)
