"""Absences: who is away; what falls into it is counted before it is called off and offered anew in one go."""

from dataclasses import dataclass
from datetime import date, datetime, time

from aiohttp import web

from services.bundle import Services
from services.candidates.service import Candidate
from services.console.fields import Given, clock_in, day_in, instant, midnight, number_in, text_in
from services.console.visit import CONSOLE, VISIT, Visit
from services.errors import Invalid
from services.scheduling.models import AbsenceRow, AppointmentRow
from services.staff.service import StaffMember

REASON_MAX = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """The form as it was filled in. Without hours, whole days; without a last day, the first alone."""

    staff_id: int | None
    first: date | None
    first_at: time | None
    last: date | None
    last_at: time | None
    reason: str

    def times(self, zone: str) -> tuple[datetime, datetime] | None:
        """From when until when; None where something is missing or the end comes first."""
        if self.first is None:
            return None
        starts_at = instant(self.first, self.first_at or time(0), zone)
        last = self.last or self.first
        ends_at = instant(last, self.last_at, zone) if self.last_at else midnight(last, zone, days=1)
        return (starts_at, ends_at) if starts_at < ends_at else None


@dataclass(frozen=True, slots=True)
class Absences:
    """All that the page shows. `within` is what would be called off, once it is known when and who."""

    draft: Draft
    advisers: list[StaffMember]
    names: dict[int, str]
    absences: list[AbsenceRow]
    times: tuple[datetime, datetime] | None
    within: list[AppointmentRow]
    candidates: dict[int, Candidate]
    zone: str


async def show(request: web.Request) -> web.Response:
    """With who and when in the address: how many appointments it concerns, before anything is done."""
    visit = request[VISIT]
    asked = bool(request.query.get("from"))
    page = await visit.read(lambda services: absences_of(services, request.query))
    return _page(visit, page, asked=asked, flash=request.query.get("flash"), count=request.query.get("count"))


async def add(request: web.Request) -> web.StreamResponse:
    """`appointments=keep` leaves those that fall into it to be moved one by one."""
    visit, form = request[VISIT], await request.post()
    page = await visit.read(lambda services: absences_of(services, form))
    staff_id, times, draft = page.draft.staff_id, page.times, page.draft
    if staff_id is None or times is None:
        return _page(visit, page, asked=True, status=422)
    keeps = text_in(form, "appointments") == "keep"

    def work(services: Services) -> int:
        if keeps:
            services.desk.add_absence(staff_id=staff_id, starts_at=times[0], ends_at=times[1])
            return 0
        return len(services.desk.be_absent(staff_id, *times, draft.reason or None)[1])

    try:
        count = await visit.run(work)
    except Invalid:
        return _page(visit, page, asked=True, status=422)
    request.app[CONSOLE].wake()
    raise web.HTTPSeeOther(f"/console/agenda/absences?flash=absent&count={count}")


async def remove(request: web.Request) -> web.StreamResponse:
    absence_id = int(request.match_info["id"])
    await request[VISIT].run(lambda services: services.desk.remove_absence(absence_id))
    raise web.HTTPSeeOther("/console/agenda/absences?flash=back")


def absences_of(services: Services, given: Given) -> Absences:
    """Raises NotFound for an adviser of another body."""
    draft = Draft(
        staff_id=number_in(given, "adviser"),
        first=day_in(given, "from"),
        first_at=clock_in(given, "from_time"),
        last=day_in(given, "to"),
        last_at=clock_in(given, "to_time"),
        reason=text_in(given, "reason", REASON_MAX),
    )
    zone = services.staff.zone_of_body()
    times = draft.times(zone)
    within = services.desk.booked_within(draft.staff_id, *times) if draft.staff_id and times else []
    return Absences(
        draft=draft,
        advisers=services.staff.members(services.body_id),
        names=services.staff.names(),
        absences=services.desk.absences(),
        times=times,
        within=within,
        candidates=services.candidates.several({row.candidate_id for row in within}),
        zone=zone,
    )


def _page(
    visit: Visit,
    page: Absences,
    *,
    asked: bool,
    status: int = 200,
    flash: str | None = None,
    count: str | None = None,
) -> web.Response:
    number = int(count) if count and count.isascii() and count.isdecimal() and len(count) < 6 else 0
    return visit.page(
        "absences.html",
        status=status,
        page=page,
        draft=page.draft,
        asked=asked,
        longest=REASON_MAX,
        flash=flash,
        count=number,
    )
