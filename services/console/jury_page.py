"""A jury session: who sits in it, the files before it, what was decided of each, and who has been told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from services.bundle import Services
from services.candidates.service import Candidate
from services.console.fields import choice_in, text_in
from services.console.papers import paper
from services.console.visit import VISIT, Visit
from services.dossiers.facts import JuryPassage
from services.errors import NotFound, Refusal
from services.jury.models import Decision, JurySessionRow
from services.jury.publication import Publication
from services.jury.service import DecisionOn
from services.staff.models import Role

NEXT_STEP_MAX = 1000
REASON_MAX = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A file before the jury; `passage` holds no decision where the reader is not to know it yet."""

    candidate: Candidate
    adviser: str
    passage: JuryPassage


@dataclass(frozen=True, slots=True)
class JuryView:
    """All that the page shows of a session; `lines` are the files that concern the reader."""

    row: JurySessionRow
    about: Publication
    lines: list[Line]
    delay: int | None

    @property
    def id(self) -> int:
        return self.row.id or 0

    def is_over(self, today: date) -> bool:
        return self.row.held_on <= today


async def show(request: web.Request) -> web.Response:
    visit = request[VISIT]
    return _page(visit, await viewed(visit, request), flash=request.query.get("flash"))


async def decide(request: web.Request) -> web.StreamResponse:
    """All decisions of the form at once; a file left open says nothing."""
    visit, form = request[VISIT], await request.post()
    jury_session_id = int(request.match_info["id"])

    def work(services: Services) -> None:
        before = services.jury.candidates_before(jury_session_id)
        decisions = [
            DecisionOn(one, said, _next_step(form, one, said)) for one in before if (said := _said(form, one))
        ]
        services.jury.decide(jury_session_id, decisions)

    try:
        await visit.run(work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _again(visit, request, refusal)
    then = "/publish" if form.get("do") == "look" else "?flash=decided"
    raise web.HTTPSeeOther(f"/console/juries/{jury_session_id}{then}")


async def detach(request: web.Request) -> web.StreamResponse:
    """Takes a file from before the jury; a person tells the candidate."""
    visit, form = request[VISIT], await request.post()
    jury_session_id, candidate_id = _both(request)
    reason = text_in(form, "reason", REASON_MAX)
    try:
        await visit.run(lambda services: services.jury.detach(jury_session_id, candidate_id, reason))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _again(visit, request, refusal)
    raise web.HTTPSeeOther(f"/console/juries/{jury_session_id}?flash=detached")


async def tell(request: web.Request) -> web.StreamResponse:
    """Somebody has talked with the candidate: the bot may tell a "not yet" now."""
    visit, (jury_session_id, candidate_id) = request[VISIT], _both(request)
    try:
        await visit.run(lambda services: services.jury.tell(jury_session_id, candidate_id))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _again(visit, request, refusal)
    visit.console.wake()
    raise web.HTTPSeeOther(f"/console/juries/{jury_session_id}?flash=told")


async def list_pdf(request: web.Request) -> web.Response:
    """The files without names, for the jury's table. Drawn in the readers' threads."""
    return await paper(request, lambda services, one: services.documents.jury_list(one))


async def list_csv(request: web.Request) -> web.Response:
    return await paper(request, lambda services, one: services.documents.jury_table(one))


def view_of(services: Services, jury_session_id: int, reader_id: int, role: Role) -> JuryView:
    """Coordinators see every file; advisers theirs and nobody's, and what was decided once it is published.

    Raises NotFound.
    """
    row, about = services.jury.session_of(jury_session_id), services.jury.publication(jury_session_id)
    advisers = services.staff.names()
    open_to_all = role is Role.COORDINATOR
    candidates = services.candidates.several(about.dossiers)
    lines = [
        Line(
            candidates[one],
            advisers.get(candidates[one].adviser_id or 0, ""),
            passage if open_to_all or row.published_at else _undecided(passage),
        )
        for one, passage in about.decided.items()
        if one in candidates and (open_to_all or candidates[one].adviser_id in (None, reader_id))
    ]
    return JuryView(row, about, lines, services.jury.delay())


def _undecided(passage: JuryPassage) -> JuryPassage:
    return JuryPassage(passage.session_id, passage.held_on, passage.attached_at, None, None)


async def viewed(visit: Visit, request: web.Request) -> JuryView:
    """The session that the address names, as the reader may see it. Raises NotFound."""
    one, member = int(request.match_info["id"]), visit.member
    return await visit.read(lambda services: view_of(services, one, member.id, member.role))


async def _again(visit: Visit, request: web.Request, refusal: Refusal) -> web.Response:
    problem = visit.words.candidate_text(refusal.detail)
    return _page(visit, await viewed(visit, request), status=refusal.status, problem=problem)


def _page(
    visit: Visit, view: JuryView, *, status: int = 200, flash: str | None = None, problem: str = ""
) -> web.Response:
    return visit.page(
        "jury.html",
        status=status,
        view=view,
        row=view.row,
        about=view.about,
        may_decide=visit.may("jury_decide") and view.row.published_at is None,
        whole=len(view.lines) == len(view.about.dossiers),
        waits=lambda passage: passage.tell_at is None or passage.tell_at > visit.now,
        next_step_max=NEXT_STEP_MAX,
        reason_max=REASON_MAX,
        problem=problem,
        flash=flash,
    )


def _said(form: Mapping[str, object], candidate_id: int) -> Decision | None:
    return choice_in(form, f"decision_{candidate_id}", Decision)


def _next_step(form: Mapping[str, object], candidate_id: int, said: Decision) -> str:
    """Only a "not yet" has something to do next."""
    return text_in(form, f"next_{candidate_id}", NEXT_STEP_MAX) if said is Decision.NOT_YET else ""


def _both(request: web.Request) -> tuple[int, int]:
    return int(request.match_info["id"]), int(request.match_info["candidate"])
