"""An adviser's hours: each week's on a grid and as forms, dates that are otherwise, and languages."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from services.bundle import Services
from services.console.fields import Given, choice_in, choices_in, clock_in, day_in, number_in
from services.console.hours_grid import Block, Frame, Span, blocks_of, frame_of
from services.console.visit import VISIT, Visit
from services.dossiers.facts import Site
from services.errors import Invalid, NotFound
from services.scheduling.models import (
    HORIZON_DAYS,
    NOTICE_MINUTES,
    Kind,
    Mode,
    OpeningExceptionRow,
    OpeningRow,
)
from services.staff.service import SPOKEN, StaffMember

WEEKDAYS = range(7)


@dataclass(frozen=True, slots=True)
class Hours:
    """All that the page shows of one adviser; `days` are the blocks and lanes of each weekday."""

    adviser: StaffMember
    advisers: list[StaffMember]
    sites: list[Site]
    openings: list[OpeningRow]
    exceptions: list[OpeningExceptionRow]
    frame: Frame
    days: list[tuple[list[Block[OpeningRow]], int]]


async def show(request: web.Request) -> web.Response:
    return await _page(request[VISIT], number_in(request.query, "adviser"), flash=request.query.get("flash"))


async def add(request: web.Request) -> web.StreamResponse:
    visit, form = request[VISIT], await request.post()
    staff_id = number_in(form, "adviser") or 0
    on, weekday = day_in(form, "on"), number_in(form, "weekday")
    from_time, to_time, site_id = clock_in(form, "from"), clock_in(form, "to"), number_in(form, "site")
    kind = choice_in(form, "kind", Kind)
    if from_time is None or to_time is None or site_id is None or kind is None:
        return await _page(visit, staff_id, problem=True)
    about: dict[str, Any] = {
        "staff_id": staff_id, "site_id": site_id, "kind": kind, "from_time": from_time, "to_time": to_time,
        "weekday": None if on else weekday, "on_date": on, "modes": choices_in(form.getall("mode", []), Mode),
        **_terms(form),
    }  # fmt: skip
    return await _done(visit, staff_id, "opened", lambda services: services.desk.open(**about))


async def change(request: web.Request) -> web.StreamResponse:
    """Other hours or another weekday, from the form or from where it was dragged to."""
    visit, form, opening_id = request[VISIT], await request.post(), int(request.match_info["id"])
    from_time, to_time, weekday = clock_in(form, "from"), clock_in(form, "to"), number_in(form, "weekday")
    staff_id = await visit.read(lambda services: _opening(services, opening_id).staff_id)
    if from_time is None or to_time is None or (weekday is not None and weekday not in WEEKDAYS):
        return await _page(visit, staff_id, problem=True)
    return await _done(
        visit,
        staff_id,
        "opening_changed",
        lambda s: s.desk.change_opening(opening_id, from_time=from_time, to_time=to_time, weekday=weekday),
    )


async def remove(request: web.Request) -> web.StreamResponse:
    visit, opening_id = request[VISIT], int(request.match_info["id"])
    staff_id = await visit.read(lambda services: _opening(services, opening_id).staff_id)
    return await _done(visit, staff_id, "opening_removed", lambda s: s.desk.remove_opening(opening_id))


async def add_exception(request: web.Request) -> web.StreamResponse:
    visit, form = request[VISIT], await request.post()
    staff_id, site_id, on = number_in(form, "adviser") or 0, number_in(form, "site"), day_in(form, "on")
    from_time, to_time = clock_in(form, "from"), clock_in(form, "to")
    if on is None or site_id is None or (from_time is None) != (to_time is None):
        return await _page(visit, staff_id, problem=True)
    hours = (from_time, to_time) if from_time and to_time else None
    about: dict[str, Any] = {"staff_id": staff_id, "site_id": site_id, "on_date": on, "hours": hours}
    return await _done(visit, staff_id, "exception_added", lambda services: services.desk.except_on(**about))


async def remove_exception(request: web.Request) -> web.StreamResponse:
    visit, exception_id = request[VISIT], int(request.match_info["id"])
    removed = await visit.run(lambda services: services.desk.remove_exception(exception_id).staff_id)
    raise web.HTTPSeeOther(f"/console/agenda/openings?adviser={removed}&flash=exception_removed")


async def set_languages(request: web.Request) -> web.StreamResponse:
    visit, form, staff_id = request[VISIT], await request.post(), int(request.match_info["id"])
    codes = [code for code in form.getall("language", []) if isinstance(code, str)]
    return await _done(
        visit, staff_id, "languages_set", lambda services: services.staff.set_languages(staff_id, codes)
    )


async def _done(visit: Visit, staff_id: int, flash: str, work: Any) -> web.StreamResponse:
    try:
        await visit.run(work)
    except Invalid:
        return await _page(visit, staff_id, problem=True)
    raise web.HTTPSeeOther(f"/console/agenda/openings?adviser={staff_id}&flash={flash}")


async def _page(
    visit: Visit, staff_id: int | None, *, problem: bool = False, flash: str | None = None
) -> web.Response:
    hours = await visit.read(lambda services: hours_of(services, staff_id or visit.member.id))
    spoken = {code: visit.words.language(code) for code in SPOKEN}
    return visit.page(
        "openings.html",
        status=422 if problem else 200,
        hours=hours,
        problem=problem,
        kinds=list(Kind),
        modes=list(Mode),
        spoken=sorted(spoken.items(), key=lambda one: one[1]),
        notice=NOTICE_MINUTES,
        horizon=HORIZON_DAYS,
        flash=flash,
    )


def hours_of(services: Services, staff_id: int) -> Hours:
    """Raises NotFound."""
    openings = services.desk.openings(staff_id)
    weekly = [_span(row) for row in openings if row.weekday is not None]
    frame = frame_of(weekly)
    days = [[one for one in weekly if one.what.weekday == weekday] for weekday in WEEKDAYS]
    return Hours(
        adviser=services.staff.member(staff_id),
        advisers=services.staff.members(services.body_id),
        sites=services.scheduling.sites(),
        openings=openings,
        exceptions=services.desk.exceptions(staff_id),
        frame=frame,
        days=[blocks_of(spans, frame) for spans in days],
    )


def _span(row: OpeningRow) -> Span[OpeningRow]:
    begins, ends = (clock.hour * 60 + clock.minute for clock in (row.from_time, row.to_time))
    return Span(row, begins, ends)


def _opening(services: Services, opening_id: int) -> OpeningRow:
    """Raises NotFound."""
    row = services.session.get(OpeningRow, opening_id)
    if row is None or row.body_id != services.body_id:
        raise NotFound
    return row


def _terms(form: Given) -> dict[str, int]:
    """What an opening says besides its hours; what was left empty is as usual."""
    usual = {
        "slot_minutes": ("minutes", 45),
        "buffer_before_minutes": ("before", 0),
        "buffer_after_minutes": ("after", 0),
        "notice_minutes": ("notice", NOTICE_MINUTES),
        "horizon_days": ("horizon", HORIZON_DAYS),
        "capacity": ("capacity", 1),
    }
    given = {name: number_in(form, field) for name, (field, _) in usual.items()}
    return {name: usual[name][1] if value is None else value for name, value in given.items()}
