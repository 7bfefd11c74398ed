"""Jury sessions: members, files, decisions, publication."""

from sqlmodel import col, select

from services.api import answers
from services.api.candidates import zone_of
from services.api.files import CsvFile, PdfFile
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.schemas import (
    DecisionCorrectionIn,
    DecisionsIn,
    DossiersIn,
    JuryDelayIn,
    JurySessionChange,
    JurySessionIn,
    Reason,
)
from services.bundle import Services
from services.dossiers.corrections import ReasonMissing
from services.errors import NotFound
from services.jury.models import JurySessionRow
from services.jury.refusals import (
    AlreadyBeforeAJury,
    AlreadyPublished,
    DecisionsMissing,
    DossierIncomplete,
    MemberTied,
    NoParity,
    NothingToTell,
    NotPublished,
)
from services.jury.service import DecisionOn

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
    row = services.jury.create(asked.held_on, asked.place or "", asked.members.seated)
    assert row.id is not None
    return _whole(services, row.id)


@routes.get("/jury-sessions/{id}")
def read_jury_session(services: Services, jury_session_id: int) -> answers.JurySession:
    """A jury session, with its members and the files before it."""
    return _whole(services, jury_session_id)


@routes.patch("/jury-sessions/{id}", AlreadyPublished, MemberTied)
def change_jury_session(
    services: Services, jury_session_id: int, asked: JurySessionChange
) -> answers.JurySession:
    """Change the day (the candidates are told), the place, or who sits in the jury."""
    services.jury.change(
        jury_session_id,
        held_on=asked.held_on,
        place=asked.place,
        members=asked.members.seated if asked.members else None,
    )
    return _whole(services, jury_session_id)


@routes.post(
    "/jury-sessions/{id}/dossiers",
    DossierIncomplete,
    AlreadyBeforeAJury,
    MemberTied,
    AlreadyPublished,
    status=200,
)
def attach_dossiers(services: Services, jury_session_id: int, asked: DossiersIn) -> answers.JurySession:
    """Put files before the jury, all or none; the candidates are told."""
    services.jury.attach(jury_session_id, asked.candidate_ids)
    return _whole(services, jury_session_id)


@routes.get("/jury-sessions/{id}/dossiers/{candidate_id}")
def read_dossier(services: Services, jury_session_id: int, candidate_id: int) -> answers.JuryDossier:
    """A file before a jury, with what was decided of it."""
    found = _whole(services, jury_session_id).dossiers
    dossier = next((one for one in found if one.candidate_id == candidate_id), None)
    if dossier is None:
        raise NotFound
    return dossier


@routes.delete("/jury-sessions/{id}/dossiers/{candidate_id}", AlreadyPublished)
def detach_dossier(
    services: Services, jury_session_id: int, candidate_id: int, asked: Reason | None = None
) -> answers.JurySession:
    """Take a file from before the jury; telling the candidate is a task for a person."""
    services.jury.detach(jury_session_id, candidate_id, asked.reason if asked else "")
    return _whole(services, jury_session_id)


@routes.post("/jury-sessions/{id}/decisions", AlreadyPublished, status=200)
def record_decisions(services: Services, jury_session_id: int, asked: DecisionsIn) -> answers.JurySession:
    """Record what the jury decided; nobody is told before publication."""
    services.jury.decide(jury_session_id, [DecisionOn(**dict(decided)) for decided in asked.decisions])
    return _whole(services, jury_session_id)


@routes.post(
    "/jury-sessions/{id}/publish",
    NoParity,
    MemberTied,
    DecisionsMissing,
    DossierIncomplete,
    AlreadyPublished,
    status=200,
)
def publish_decisions(services: Services, jury_session_id: int) -> answers.JurySession:
    """Publish the decisions: the certified are told; a “not yet” is a task for a person first."""
    services.jury.publish(jury_session_id)
    return _whole(services, jury_session_id)


@routes.post("/jury-sessions/{id}/dossiers/{candidate_id}/tell", NotPublished, NothingToTell, status=200)
def tell_decision(services: Services, jury_session_id: int, candidate_id: int) -> answers.JurySession:
    """Say that the bot may tell a “not yet” now: somebody has talked with the candidate."""
    services.jury.tell(jury_session_id, candidate_id)
    return _whole(services, jury_session_id)


@routes.post(
    "/jury-sessions/{id}/dossiers/{candidate_id}/correction",
    NotPublished,
    DossierIncomplete,
    ReasonMissing,
    status=200,
)
def correct_decision(
    services: Services, jury_session_id: int, candidate_id: int, asked: DecisionCorrectionIn
) -> answers.JurySession:
    """Correct a published decision, or take the certificate back: the decision before stays in the history."""
    decided = DecisionOn(candidate_id, asked.decision, asked.next_step)
    services.jury.correct(jury_session_id, decided, asked.reason)
    return _whole(services, jury_session_id)


@routes.get("/jury-delay")
def read_jury_delay(services: Services) -> answers.JuryDelay:
    """After how many days the bot tells a “not yet” by itself."""
    return answers.JuryDelay(not_yet_after_days=services.jury.delay())


@routes.get("/jury-sessions/{id}/list.pdf")
def jury_list(services: Services, jury_session_id: int) -> PdfFile:
    """The files before the jury, without names, to print."""
    paper = services.documents.jury_list(jury_session_id)
    return PdfFile.made(paper.name, paper.content)


@routes.get("/jury-sessions/{id}/list.csv")
def jury_table(services: Services, jury_session_id: int) -> CsvFile:
    """The files before the jury, without names, as a table."""
    paper = services.documents.jury_table(jury_session_id)
    return CsvFile.made(paper.name, paper.content)


@routes.put("/jury-delay")
def set_jury_delay(services: Services, asked: JuryDelayIn) -> answers.JuryDelay:
    """After how many days the bot tells a “not yet” by itself; null: only when somebody says that it may."""
    services.jury.set_delay(asked.not_yet_after_days)
    return answers.JuryDelay(not_yet_after_days=asked.not_yet_after_days)


def _whole(services: Services, jury_session_id: int) -> answers.JurySession:
    """Raises NotFound."""
    row = services.jury.session_of(jury_session_id)
    members, dossiers = (
        services.jury.seated(jury_session_id),
        services.jury.candidates_before(jury_session_id),
    )
    return answers.JurySession.whole(row, members, dossiers, zone_of(services))
