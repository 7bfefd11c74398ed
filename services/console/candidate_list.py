"""The list of candidates: who needs somebody first, found by name, narrowed by stage, adviser, site and silence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from services.bundle import Services
from services.candidates import finding
from services.candidates.looking import Order
from services.candidates.service import Candidate
from services.console.fields import choice_in, number, number_in, text_in
from services.console.visit import VISIT, page_number
from services.dossiers.facts import Appointment, Facts, Site, TrainingSession
from services.dossiers.stages import Stage, stage_of
from services.messages.attention import Waiting
from services.staff.service import StaffMember

PAGE = 40

SILENT_DAYS = (7, 14, 30, 90)
"""For so long nothing was heard of somebody."""

MINE, NOBODY = "mine", "nobody"
"""Whose candidates, besides those of an adviser by number."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for in the form above the list."""

    q: str = ""
    stage: Stage | None = None
    adviser: str = ""
    """A number, MINE or NOBODY; empty: everybody's."""
    site_id: int | None = None
    silent: int | None = None
    """Days without a sign."""
    waiting: bool = False
    order: Order = Order.NEED
    page: int = 1

    @property
    def is_everybody(self) -> bool:
        return not (self.q or self.filters)

    @property
    def filters(self) -> int:
        """How many are set."""
        chosen = (self.stage, self.adviser, self.site_id, self.silent, self.waiting)
        return sum(bool(one) for one in chosen)

    def address(self, **changes: Any) -> str:
        """The same search with some of it otherwise; from its first page, unless that is what changes."""
        one = replace(self, **({"page": 1} | changes))
        asked = {
            "q": one.q,
            "stage": one.stage or "",
            "adviser": one.adviser,
            "site": one.site_id or "",
            "silent": one.silent or "",
            "waiting": "1" if one.waiting else "",
            "order": one.order if one.order is not Order.NEED else "",
            "page": one.page if one.page > 1 else "",
        }
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
    more: bool
    perhaps: Sequence[str] = ()
    """Names that somebody has, where nobody has the one that was typed."""
    advisers: Sequence[StaffMember] = ()
    sites: Sequence[Site] = ()


async def show(request: web.Request) -> web.Response:
    visit, search = request[VISIT], _search(request)
    listing = await visit.read(lambda services: listing_of(services, search, visit.member.id))
    return visit.page(
        "candidates.html",
        search=search,
        listing=listing,
        stages=list(Stage),
        orders=list(Order),
        silent_days=SILENT_DAYS,
        flash=request.query.get("flash"),
    )


def listing_of(services: Services, search: Search, staff_id: int) -> Listing:
    found = services.looking.listed(
        _wanted(services, search, staff_id), search.order, skip=(search.page - 1) * PAGE, limit=PAGE + 1
    )
    nobody = search.q and not found and search.page == 1
    sites = services.scheduling.sites()
    return Listing(
        lines=_lines(services, found[:PAGE], sites),
        more=len(found) > PAGE,
        perhaps=services.looking.perhaps_meant(search.q) if nobody else (),
        advisers=services.staff.advisers(),
        sites=sites,
    )


def _wanted(services: Services, search: Search, staff_id: int) -> finding.Search:
    adviser_id = staff_id if search.adviser == MINE else number(search.adviser)
    return finding.Search(
        stage=search.stage,
        q=search.q or None,
        adviser_id=adviser_id,
        of_nobody=search.adviser == NOBODY,
        site_id=search.site_id,
        waiting=search.waiting,
        silent_since=services.now - timedelta(days=search.silent) if search.silent else None,
    )


def _lines(services: Services, shown: Sequence[tuple[Candidate, Facts]], sites: Sequence[Site]) -> list[Line]:
    waiting = services.attention.of([candidate.id for candidate, _ in shown])
    advisers = services.staff.names()
    towns = {site.id: site.town for site in sites}
    return [
        Line(
            candidate=candidate,
            stage=stage_of(facts),
            adviser=advisers.get(candidate.adviser_id or 0),
            site=towns.get(candidate.site_id or 0),
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
    asked = request.query
    adviser, silent = text_in(asked, "adviser", 10), number_in(asked, "silent")
    return Search(
        q=text_in(asked, "q", 40),
        stage=choice_in(asked, "stage", Stage),
        adviser=adviser if adviser in (MINE, NOBODY) or number_in(asked, "adviser") else "",
        site_id=number_in(asked, "site"),
        silent=silent if silent in SILENT_DAYS else None,
        waiting=asked.get("waiting") == "1",
        order=choice_in(asked, "order", Order) or Order.NEED,
        page=page_number(request),
    )
