"""Booking and moving by hand: who, what, when; what stands in the way is shown before anything is booked."""

from dataclasses import dataclass
from datetime import date, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from aiohttp import web

from services.bundle import Services
from services.candidates.service import Candidate
from services.console.fields import (
    Given,
    choice_in,
    clock_in,
    day_in,
    instant,
    number_in,
    text_in,
)
from services.console.visit import CONSOLE, VISIT, Visit
from services.dossiers.facts import Appointment, Site
from services.scheduling.by_hand import (
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    ByHandWish,
    Conflict,
    Conflicts,
    InTheWay,
)
from services.scheduling.models import Kind, Mode
from services.scheduling.refusals import AlreadyBooked, AppointmentOver, SlotNotOffered, SlotTaken
from services.scheduling.slots import Slot
from services.staff.service import StaffMember

FOUND_MOST = 12

USUAL_MINUTES = {Kind.INTERVIEW: 45, Kind.ASSESSMENT: 90, Kind.FINAL_ASSESSMENT: 90}


@dataclass(frozen=True, slots=True)
class Draft:
    """The form as it was filled in, whole or not."""

    q: str
    candidate_id: int | None
    moving_id: int | None
    kind: Kind
    site_id: int | None
    staff_id: int | None
    on: date | None
    at: time | None
    minutes: int
    mode: Mode

    def wish(self, zone: str) -> ByHandWish | None:
        """What is wished for, once nothing is missing."""
        if not (self.candidate_id and self.site_id and self.staff_id and self.on and self.at):
            return None
        if not SHORTEST_MINUTES <= self.minutes <= LONGEST_MINUTES:
            return None
        starts_at = instant(self.on, self.at, zone)
        about = self.site_id, self.staff_id, starts_at, self.minutes, self.mode, self.moving_id
        return ByHandWish(self.candidate_id, self.kind, *about)

    def address(self, **changes: object) -> str:
        """The form again, with something else in it."""
        given: dict[str, object] = {
            "candidate": self.candidate_id, "move": self.moving_id, "kind": self.kind.value, "site": self.site_id,
            "adviser": self.staff_id, "on": self.on, "at": self.at and f"{self.at:%H:%M}",
            "minutes": self.minutes, "mode": self.mode.value,
        }  # fmt: skip
        query = {name: value for name, value in (given | changes).items() if value}
        return f"/console/agenda/book?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class Form:
    """All that the page shows."""

    draft: Draft
    candidate: Candidate | None
    found: list[Candidate]
    moving: Appointment | None
    sites: list[Site]
    advisers: list[StaffMember]
    zone: str
    wish: ByHandWish | None
    conflicts: list[Conflict]
    nearest: list[Slot]
    names: dict[int, str]

    @property
    def is_refused(self) -> bool:
        return any(conflict.is_refused for conflict in self.conflicts)


async def show(request: web.Request) -> web.Response:
    visit = request[VISIT]
    form = await visit.read(lambda services: form_of(services, request.query))
    was_quicker = bool(request.query.get("quicker")) and not form.is_refused
    return _page(visit, form, was_quicker=was_quicker)


async def book(request: web.Request) -> web.StreamResponse:
    """Books what nothing stands in the way of; else leads to what does. A warning that was read is booked over."""
    visit, given = request[VISIT], await request.post()
    form = await visit.read(lambda services: form_of(services, given))
    wish = form.wish
    if wish is None:
        return _page(visit, form, status=422, incomplete=True)
    anyway = text_in(given, "anyway") == wish.fingerprint
    try:
        booked = await visit.run(lambda services: services.desk.book_by_hand(wish, anyway=anyway))
    except Conflicts:
        raise web.HTTPSeeOther(form.draft.address()) from None
    except (SlotTaken, SlotNotOffered, AlreadyBooked, AppointmentOver):
        raise web.HTTPSeeOther(form.draft.address(quicker=1)) from None
    request.app[CONSOLE].wake()
    done = "moved" if wish.moving_id else "booked"
    raise web.HTTPSeeOther(f"/console/appointments/{booked.id}?flash={done}")


def form_of(services: Services, given: Given) -> Form:
    """Raises NotFound for what is another body's."""
    moving_id = number_in(given, "move")
    moving = services.scheduling.appointment(moving_id) if moving_id else None
    draft = _draft(services, given, moving)
    sites = services.scheduling.sites()
    site = next((site for site in sites if site.id == draft.site_id), None)
    zone = site.zone if site else services.staff.zone_of_body()
    wish = draft.wish(zone)
    conflicts = services.desk.conflicts(wish) if wish else []
    crowded = wish if wish and any(one.what is not InTheWay.HAS_ONE for one in conflicts) else None
    return Form(
        draft=draft,
        candidate=services.candidates.candidate(draft.candidate_id) if draft.candidate_id else None,
        found=_found(services, draft),
        moving=moving,
        sites=sites,
        advisers=services.staff.members(services.body_id),
        zone=zone,
        wish=wish,
        conflicts=conflicts,
        nearest=services.scheduling.nearest(crowded.kind, crowded.starts_at, site_id=crowded.site_id)
        if crowded
        else [],
        names=services.staff.names(),
    )


def _draft(services: Services, given: Given, moving: Appointment | None) -> Draft:
    """What was given; for the rest, what is likely: the candidate's own adviser and site, or what is to be moved."""
    candidate_id = moving.candidate_id if moving else number_in(given, "candidate")
    candidate = services.candidates.candidate(candidate_id) if candidate_id else None
    kind = moving.kind if moving else choice_in(given, "kind", Kind) or Kind.INTERVIEW
    likely_site = moving.site.id if moving else candidate.site_id if candidate else None
    likely_adviser = moving.staff_id if moving else candidate.adviser_id if candidate else None
    length = (moving.ends_at - moving.starts_at).seconds // 60 if moving else USUAL_MINUTES[kind]
    local = moving and moving.starts_at.astimezone(ZoneInfo(moving.site.zone))
    return Draft(
        q=text_in(given, "q", 40),
        candidate_id=candidate_id,
        moving_id=moving.id if moving else None,
        kind=kind,
        site_id=number_in(given, "site") or likely_site,
        staff_id=number_in(given, "adviser") or likely_adviser,
        on=day_in(given, "on") or (local.date() if local else None),
        at=clock_in(given, "at") or (local.time() if local and not text_in(given, "on") else None),
        minutes=number_in(given, "minutes") or length,
        mode=choice_in(given, "mode", Mode) or (moving.mode if moving else Mode.CENTRE),
    )


def _found(services: Services, draft: Draft) -> list[Candidate]:
    if draft.candidate_id or not draft.q:
        return []
    return [candidate for candidate, _ in services.candidates.page(q=draft.q, limit=FOUND_MOST)]


def _page(
    visit: Visit, form: Form, *, status: int = 200, incomplete: bool = False, was_quicker: bool = False
) -> web.Response:
    return visit.page(
        "book.html",
        status=status,
        form=form,
        draft=form.draft,
        incomplete=incomplete,
        was_quicker=was_quicker,
        kinds=list(Kind),
        modes=list(Mode),
        ways=InTheWay,
        local=lambda slot: slot.starts_at.astimezone(ZoneInfo(form.zone)),
        shortest=SHORTEST_MINUTES,
        longest=LONGEST_MINUTES,
    )
