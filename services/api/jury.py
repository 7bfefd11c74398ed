"""Jury sessions: members, files, decisions, publication."""

from sqlmodel import col, select

from services.api import answers
from services.api.candidates import zone_of
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.schemas import DecisionsIn, DossiersIn, JurySessionIn
from services.bundle import Services
from services.jury.models import JurySessionRow, Side
from services.jury.service import (
    AlreadyBeforeAJury,
    AlreadyPublished,
    DecisionOn,
    DecisionsMissing,
    DossierIncomplete,
    NoParity,
)

routes = Routes("Jury")


@routes.get("/jury-sessions")
def list_jury_sessions(services: Services, query: PageQuery) -> Page[answers.JurySessionItem]:
    """The body’s jury sessions, in the order in which they were created."""
    wanted = select(JurySessionRow).where(
        col(JurySessionRow.body_id) == services.body_id, col(JurySessionRow.id) > (query.after or 0)
    )
    rows = services.session.exec(wanted.order_by(col(JurySessionRow.id)).limit(query.limit + 1)).all()
    zone = zone_of(services)
    return Page[answers.JurySessionItem].of(
        rows, query.limit, lambda row: answers.JurySessionItem.of(row, zone), lambda item: item.id
    )


@routes.post("/jury-sessions")
def create_jury_session(services: Services, asked: JurySessionIn) -> answers.JurySession:
    """Plan a jury session with its members."""
    members = {Side.EMPLOYERS: asked.members.employers, Side.EMPLOYEES: asked.members.employees}
    row = services.jury.create(asked.held_on, asked.place or "", members)
    assert row.id is not None
    return _whole(services, row.id)


@routes.get("/jury-sessions/{id}")
def read_jury_session(services: Services, jury_session_id: int) -> answers.JurySession:
    """A jury session, with its members and the files before it."""
    return _whole(services, jury_session_id)


@routes.post(
    "/jury-sessions/{id}/dossiers", DossierIncomplete, AlreadyBeforeAJury, AlreadyPublished, status=200
)
def attach_dossiers(services: Services, jury_session_id: int, asked: DossiersIn) -> answers.JurySession:
    """Put files before the jury, all or none; the candidates are told."""
    services.jury.attach(jury_session_id, asked.candidate_ids)
    return _whole(services, jury_session_id)


@routes.post("/jury-sessions/{id}/decisions", AlreadyPublished, status=200)
def record_decisions(services: Services, jury_session_id: int, asked: DecisionsIn) -> answers.JurySession:
    """Record what the jury decided; nobody is told before publication."""
    services.jury.decide(jury_session_id, [DecisionOn(**dict(decided)) for decided in asked.decisions])
    return _whole(services, jury_session_id)


@routes.post("/jury-sessions/{id}/publish", NoParity, DecisionsMissing, AlreadyPublished, status=200)
def publish_decisions(services: Services, jury_session_id: int) -> answers.JurySession:
    """Publish the decisions: the certified are told; a “not yet” is a task for a person first."""
    services.jury.publish(jury_session_id)
    return _whole(services, jury_session_id)


def _whole(services: Services, jury_session_id: int) -> answers.JurySession:
    """Raises NotFound."""
    row = services.jury.session_of(jury_session_id)
    members, dossiers = services.jury.members(jury_session_id), services.jury.dossiers(jury_session_id)
    return answers.JurySession.whole(row, members, dossiers, zone_of(services))
