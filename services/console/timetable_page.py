"""The timetable of a candidate or of a group: sessions added, moved, cancelled, imported and taken away."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from services.bundle import Services
from services.console.fields import choice_in, clock_in, day_in, instant, number_in, text_in
from services.console.papers import as_download
from services.console.timetable_view import Timetable, address_of, timetable_of
from services.console.visit import VISIT, Visit
from services.documents.service import Paper
from services.dossiers.domains import Domain
from services.errors import Invalid, NotFound, Refusal
from services.training.csv_file import template
from services.training.recurrence import Weekly
from services.training.timetables import Report, Target, Upload

PLACE_MAX = 120

Form = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says above the timetable: why something was refused, or what a file would do."""

    status: int = 200
    problem: str = ""
    draft: Mapping[str, Any] = field(default_factory=dict)
    report: Report | None = None
    content: str = ""
    """The file that was looked at, in base64."""
    options: Mapping[str, str] = field(default_factory=dict)


def target_of(request: web.Request) -> Target:
    """Whose timetable the address names."""
    about = request.match_info
    return Target(group_id=int(about["group"])) if "group" in about else Target(candidate_id=int(about["id"]))


async def show(request: web.Request) -> web.Response:
    return await page(request)


async def add(request: web.Request) -> web.StreamResponse:
    """Sessions that come back every week, or one."""
    visit, form, target = request[VISIT], await request.post(), target_of(request)
    weekdays = [int(said) for said in form.getall("weekday", []) if said in tuple("0123456")]

    def work(services: Services) -> int:
        domain = choice_in(form, "domain", Domain)
        if domain is None:
            raise Invalid
        place, trainer_id = text_in(form, "place", PLACE_MAX), number_in(form, "trainer")
        rule = _rule(form, weekdays)
        return len(services.timetables.plan_weekly(target, rule, domain, place, trainer_id))

    try:
        planned = await visit.run(work)
    except NotFound:
        raise
    except Refusal as refusal:
        draft = {**form, "weekdays": weekdays}
        return await page(request, Said(refusal.status, _why(visit, refusal), draft))
    visit.console.wake()
    raise web.HTTPSeeOther(f"{address_of(target)}?flash=planned&n={planned}#sessions")


async def change(request: web.Request) -> web.StreamResponse:
    """Another time or place for a session, or none: for a whole group where it is the group's."""
    visit, form, target = request[VISIT], await request.post(), target_of(request)
    session_id, cancelled = int(request.match_info["session"]), form.get("do") == "cancel"
    on, begins, ends = day_in(form, "on"), clock_in(form, "from"), clock_in(form, "to")

    def work(services: Services) -> None:
        zone = _zone(services, target, visit)
        about = {} if cancelled else _moved(on, begins, ends, text_in(form, "place", PLACE_MAX), zone)
        if target.group_id is not None:
            if services.groups.session_of(session_id).group_id != target.group_id:
                raise NotFound
            groups = services.groups
            groups.cancel(session_id) if cancelled else groups.change(session_id, **about)
            return
        facts = services.dossiers.facts(target.candidate_id or 0)
        if session_id not in {one.id for one in facts.sessions}:
            raise NotFound
        training = services.training
        training.cancel(session_id) if cancelled else training.move(session_id, **about)

    try:
        await visit.run(work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await page(request, Said(refusal.status, _why(visit, refusal)))
    visit.console.wake()
    since = f"&since={on.isoformat()}" if on and not cancelled else ""
    raise web.HTTPSeeOther(
        f"{address_of(target)}?flash={'called_off' if cancelled else 'moved'}{since}#sessions"
    )


async def bring(request: web.Request) -> web.StreamResponse:
    """Looks at a file and says what it would do; then, on a second click, does it, all or nothing."""
    visit, form, target = request[VISIT], await request.post(), target_of(request)
    content = _content(form)
    upload = Upload(
        content,
        choice_in(form, "domain", Domain),
        text_in(form, "place", PLACE_MAX),
        number_in(form, "trainer"),
        form.get("whole") == "yes",
    )
    try:
        report = await visit.read(lambda services: services.timetables.read(target, upload))
        if form.get("do") != "import" or report.wrong:
            return await page(request, _looked_at(form, content, report))
        report = await visit.run(lambda services: services.timetables.import_file(target, upload))
    except NotFound:
        raise
    except Refusal as refusal:
        return await page(request, Said(refusal.status, _why(visit, refusal)))
    visit.console.wake()
    changed = report.added + report.moved + report.cancelled
    raise web.HTTPSeeOther(f"{address_of(target)}?flash=imported&n={changed}#sessions")


async def as_csv(request: web.Request) -> web.Response:
    target = target_of(request)
    content = await request[VISIT].read(lambda services: services.timetables.as_csv(target))
    return as_download(Paper("planning.csv", "text/csv", content))


async def as_ics(request: web.Request) -> web.Response:
    target = target_of(request)
    content = await request[VISIT].read(lambda services: services.timetables.as_ics(target))
    return as_download(Paper("planning.ics", "text/calendar", content))


async def empty_csv(_request: web.Request) -> web.Response:
    """A timetable to fill in, with two lines that show how."""
    return as_download(Paper("planning.csv", "text/csv", template()))


async def page(request: web.Request, said: Said = Said()) -> web.Response:
    visit, target = request[VISIT], target_of(request)
    since = day_in(request.query, "since")

    def gather(services: Services) -> tuple[Timetable, list[Any]]:
        view = timetable_of(services, target, since, visit.member.zone)
        known = {one.id for one in view.members}
        may_join = [] if view.group is None else services.trainees.of_body()
        return view, [one for one in may_join if one.id not in known]

    view, may_join = await visit.read(gather)
    return visit.page(
        "timetable.html",
        status=said.status,
        view=view,
        may_join=may_join,
        said=said,
        draft=said.draft,
        place_max=PLACE_MAX,
        flash=request.query.get("flash"),
        n=number_in(request.query, "n") or 0,
    )


def _rule(form: Form, weekdays: list[int]) -> Weekly:
    """Raises Invalid."""
    first_on, begins, ends = day_in(form, "first_on"), clock_in(form, "from"), clock_in(form, "to")
    if first_on is None or begins is None or ends is None:
        raise Invalid
    until, count = day_in(form, "until"), number_in(form, "count")
    return Weekly(
        weekdays=frozenset(weekdays or [first_on.weekday()]),
        begins=begins,
        ends=ends,
        first_on=first_on,
        until=until,
        count=count if until or count else 1,
        every_weeks=number_in(form, "every") or 1,
        without_holidays=form.get("holidays") != "too",
    )


def _moved(on: date | None, begins: time | None, ends: time | None, place: str, zone: str) -> dict[str, Any]:
    """Raises Invalid."""
    if on is None or begins is None or ends is None or not place:
        raise Invalid
    return {"starts_at": instant(on, begins, zone), "ends_at": instant(on, ends, zone), "place": place}


def _content(form: Form) -> bytes:
    """The file that was chosen, or the one that was looked at before. Raises Invalid."""
    sent = form.get("file")
    if isinstance(sent, FileField) and sent.filename:
        return sent.file.read()
    kept = form.get("content")
    try:
        return base64.b64decode(kept, validate=True) if isinstance(kept, str) else b""
    except (binascii.Error, ValueError):
        raise Invalid from None


def _looked_at(form: Form, content: bytes, report: Report) -> Said:
    options = {
        name: said for name in ("domain", "place", "trainer", "whole") if (said := text_in(form, name))
    }
    kept = base64.b64encode(content).decode()
    return Said(422 if report.wrong else 200, report=report, content=kept, options=options)


def _zone(services: Services, target: Target, visit: Visit) -> str:
    """Whose clock the fields are on."""
    if target.candidate_id is None:
        return visit.member.zone
    return services.candidates.candidate(target.candidate_id).zone


def _why(visit: Visit, refusal: Refusal) -> str:
    return visit.words.candidate_text(refusal.detail)
