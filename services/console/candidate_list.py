"""The list of candidates: found by name and stage, and whoever needs somebody marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from aiohttp import web

from services.bundle import Services
from services.candidates.service import Candidate
from services.console.visit import VISIT, cursor
from services.dossiers.facts import Appointment, Facts, TrainingSession
from services.dossiers.stages import Stage, stage_of
from services.messages.attention import Waiting

PAGE = 40

STAGES = frozenset(stage.value for stage in Stage)


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for in the form above the list."""

    q: str
    stage: Stage | None
    mine: bool
    waiting: bool
    after: int | None

    @property
    def is_everybody(self) -> bool:
        return not (self.q or self.stage or self.mine or self.waiting)

    def address(self, after: int | None = None) -> str:
        """The same search, from after a candidate on."""
        asked = {"q": self.q, "stage": self.stage or "", "after": after or ""}
        asked |= {"mine": "1" if self.mine else "", "waiting": "1" if self.waiting else ""}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"/console/candidates?{query}" if query else "/console/candidates"


@dataclass(frozen=True, slots=True)
class Next:
    """What a candidate comes to next: `what` is the appointment or the training session."""

    at: datetime
    zone: str
    what: Appointment | TrainingSession
    coming: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate in the list."""

    candidate: Candidate
    stage: Stage
    adviser: str | None
    site: str | None
    next: Next | None
    waiting: Waiting
    paused: bool


@dataclass(frozen=True, slots=True)
class Listing:
    lines: list[Line]
    next_after: int | None


async def show(request: web.Request) -> web.Response:
    visit = request[VISIT]
    search = _search(request)
    listing = await visit.read(lambda services: listing_of(services, search, visit.member.id))
    return visit.page(
        "candidates.html",
        search=search,
        listing=listing,
        stages=list(Stage),
        flash=request.query.get("flash"),
    )


def listing_of(services: Services, search: Search, staff_id: int) -> Listing:
    found = services.candidates.page(
        stage=search.stage,
        q=search.q or None,
        adviser_id=staff_id if search.mine else None,
        waiting=search.waiting,
        after=search.after,
        limit=PAGE + 1,
    )
    shown = found[:PAGE]
    return Listing(
        lines=_lines(services, shown),
        next_after=shown[-1][0].id if len(found) > PAGE else None,
    )


def _lines(services: Services, shown: Sequence[tuple[Candidate, Facts]]) -> list[Line]:
    waiting = services.attention.of([candidate.id for candidate, _ in shown])
    advisers = services.staff.names()
    sites = {site.id: site.town for site in services.scheduling.sites()}
    return [
        Line(
            candidate=candidate,
            stage=stage_of(facts),
            adviser=advisers.get(candidate.adviser_id or 0),
            site=sites.get(candidate.site_id or 0),
            next=next_of(facts, services.now),
            waiting=waiting[candidate.id],
            paused=bool(candidate.paused_until and candidate.paused_until > services.now),
        )
        for candidate, facts in shown
    ]


def next_of(facts: Facts, now: datetime) -> Next | None:
    """The appointment or training session that comes next, if there is one."""
    coming = upcoming(facts, now)
    return coming[0] if coming else None


def upcoming(facts: Facts, now: datetime) -> list[Next]:
    """Everything the candidate is expected at, soonest first; appointments on the clock of the adviser's site."""
    appointments = [
        Next(a.starts_at, a.site.zone, a, a.coming)
        for a in facts.appointments
        if a.is_booked and a.ends_at > now
    ]
    sessions = [Next(s.starts_at, facts.zone, s, s.coming) for s in facts.sessions_from(now)]
    return sorted((*appointments, *sessions), key=lambda one: one.at)


def _search(request: web.Request) -> Search:
    """What the address asks for; nonsense in it counts as nothing."""
    stage = request.query.get("stage", "")
    return Search(
        q=request.query.get("q", "").strip().replace("\0", "")[:40],
        stage=Stage(stage) if stage in STAGES else None,
        mine=request.query.get("mine") == "1",
        waiting=request.query.get("waiting") == "1",
        after=cursor(request),
    )
