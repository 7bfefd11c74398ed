"""Choosing the files that go before a jury: those with all seven domains; of the others, what they lack."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from services.bundle import Services
from services.candidates.service import Candidate
from services.console.fields import number, text_in
from services.console.visit import VISIT, Visit, cursor
from services.dossiers.domains import Domain
from services.dossiers.facts import Facts
from services.dossiers.stages import Stage
from services.errors import NotFound, Refusal
from services.jury.members import Tie
from services.jury.models import JurySessionRow
from services.jury.publication import missing_domains

PAGE = 30
NOT_READY = 8
AT_ONCE = 500

ON_THE_WAY = (Stage.IN_TRAINING, Stage.ASSESSED)


@dataclass(frozen=True, slots=True)
class Ready:
    """A complete file; with `tie`, a member of this jury may not decide on it."""

    candidate: Candidate
    adviser: str
    tie: Tie | None


@dataclass(frozen=True, slots=True)
class NotReady:
    candidate: Candidate
    stage: Stage
    missing: list[Domain]


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen, and what cannot yet."""

    row: JurySessionRow
    q: str
    ready: list[Ready]
    next_after: int | None
    not_ready: list[NotReady]


async def choose(request: web.Request) -> web.Response:
    visit, one = request[VISIT], int(request.match_info["id"])
    q, after = text_in(request.query, "q", 40), cursor(request)
    choice = await visit.read(lambda services: _choice(services, one, q, after))
    if choice.row.published_at is not None:
        raise web.HTTPSeeOther(f"/console/juries/{one}?flash=published_already")
    return _page(visit, choice, ticked=set())


async def attach(request: web.Request) -> web.StreamResponse:
    """All that were ticked, or none: then the page says which and why."""
    visit, form = request[VISIT], await request.post()
    one = int(request.match_info["id"])
    said = map(number, form.getall("candidate", []))
    ticked = [candidate_id for candidate_id in said if candidate_id is not None][:AT_ONCE]
    if not ticked:
        choice = await visit.read(lambda services: _choice(services, one, "", None))
        return _page(visit, choice, ticked=set(), status=422, nobody=True)
    try:
        await visit.run(lambda services: services.jury.attach(one, ticked))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _refused(visit, one, ticked, refusal)
    visit.console.wake()
    raise web.HTTPSeeOther(f"/console/juries/{one}?flash=attached")


async def _refused(visit: Visit, one: int, ticked: list[int], refusal: Refusal) -> web.Response:
    """What was refused, of whom, and of those who lack something what it is."""

    def gather(services: Services) -> tuple[Choice, dict[int, Candidate]]:
        return _choice(services, one, "", None), services.candidates.several(ticked)

    choice, people = await visit.read(gather)
    lacking: Mapping[int, list[Domain]] = refusal.facts.get("missing", {})
    named = [people[who].first_name for who in refusal.facts.get("candidate_ids", ()) if who in people]
    return _page(
        visit,
        choice,
        ticked=set(ticked),
        status=refusal.status,
        problem=visit.words.candidate_text(refusal.detail),
        about=[*refusal.facts.get("members", ()), *named],
        lacking=[(people[who].first_name, domains) for who, domains in lacking.items() if who in people],
    )


def _choice(services: Services, jury_session_id: int, q: str, after: int | None) -> Choice:
    """Raises NotFound."""
    row = services.jury.session_of(jury_session_id)
    found = services.candidates.page(stage=Stage.COMPLETE, q=q or None, after=after, limit=PAGE + 1)
    members = services.jury.seated(jury_session_id)
    ties = services.jury.ties_between(members, [facts for _, facts in found])
    tied = {tie.candidate_id: tie for tie in ties}
    advisers = services.staff.names()
    ready = [Ready(one, advisers.get(one.adviser_id or 0, ""), tied.get(one.id)) for one, _ in found[:PAGE]]
    next_after = found[PAGE - 1][0].id if len(found) > PAGE else None
    return Choice(row, q, ready, next_after, _not_ready(services, q))


def _not_ready(services: Services, q: str) -> list[NotReady]:
    """The first of those who are on the way; who lacks least stands first."""
    found: list[tuple[Candidate, Facts]] = []
    for stage in ON_THE_WAY:
        found += services.candidates.page(stage=stage, q=q or None, limit=NOT_READY - len(found))
        if len(found) == NOT_READY:
            break
    lines = [NotReady(one, one.stage, missing_domains(facts)) for one, facts in found]
    return sorted(lines, key=lambda line: len(line.missing))


def _page(
    visit: Visit,
    choice: Choice,
    *,
    ticked: set[int],
    status: int = 200,
    nobody: bool = False,
    problem: str = "",
    about: list[str] | None = None,
    lacking: list[tuple[str, list[Domain]]] | None = None,
) -> web.Response:
    return visit.page(
        "jury_files.html",
        status=status,
        choice=choice,
        row=choice.row,
        ticked=ticked,
        nobody=nobody,
        problem=problem,
        about=about or [],
        lacking=lacking or [],
    )
