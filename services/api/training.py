"""The training timetable, and the trainer's checks."""

from services.api import answers
from services.api.paging import Page
from services.api.routing import Routes
from services.api.schemas import ProgressCheckIn, TrainingSessionChange, TrainingSessionsIn
from services.bundle import Services
from services.dossiers.facts import TrainingSession
from services.dossiers.refusals import TrainerIsAssessor
from services.training.lessons import PlannedSession
from services.training.models import TrainingSessionRow
from services.training.service import DomainNotInPlan, NotYet, SessionOver

routes = Routes("Training")


@routes.post("/candidates/{id}/training-sessions", DomainNotInPlan, TrainerIsAssessor)
def plan_sessions(
    services: Services, candidate_id: int, asked: TrainingSessionsIn
) -> Page[answers.TrainingSession]:
    """Add sessions to the timetable, all or none."""
    planned = [PlannedSession(**dict(session)) for session in asked.root]
    sessions = services.training.plan_sessions(candidate_id, planned)
    zone = services.candidates.candidate(candidate_id).zone
    return Page[answers.TrainingSession].whole(
        [answers.TrainingSession.of(session, zone) for session in sessions]
    )


@routes.get("/training-sessions/{id}")
def read_session(services: Services, session_id: int) -> answers.TrainingSession:
    """A session of the timetable."""
    return _answer(services, services.training.training_session(session_id))


@routes.patch("/training-sessions/{id}", SessionOver, NotYet)
def change_session(
    services: Services, session_id: int, asked: TrainingSessionChange
) -> answers.TrainingSession:
    """Move a session or change its place (its reminders follow), or say whether the candidate came."""
    changes = asked.model_dump(exclude={"attended", "reason"}, exclude_none=True)
    if changes:
        session = services.training.move(session_id, **changes)
    if asked.attended is not None:
        session = services.training.record_attendance(session_id, asked.attended, asked.reason)
    return _answer(services, session)


@routes.delete("/training-sessions/{id}", SessionOver)
def cancel_session(services: Services, session_id: int) -> answers.TrainingSession:
    """Cancel a session; the candidate is told."""
    return _answer(services, services.training.cancel(session_id))


@routes.post("/candidates/{id}/progress-checks", DomainNotInPlan)
def record_check(services: Services, candidate_id: int, asked: ProgressCheckIn) -> answers.ProgressCheck:
    """Record how a domain grows; the candidate is encouraged."""
    return answers.ProgressCheck.made_of(services.training.record_check(candidate_id, **dict(asked)))


def _answer(services: Services, session: TrainingSession) -> answers.TrainingSession:
    row = services.session.get_one(TrainingSessionRow, session.id)
    return answers.TrainingSession.of(session, services.candidates.candidate(row.candidate_id).zone)
