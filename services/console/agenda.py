"""The agenda: a week of one adviser or of everybody, or a day with an adviser a column."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from aiohttp import web

from services.bundle import Services
from services.console.fields import day_in, midnight, number_in
from services.console.hours_grid import Block, Frame, Span, blocks_of, frame_of, span
from services.console.visit import VISIT
from services.dossiers.facts import Site
from services.scheduling.agenda import Entry, EntryKind, Shown
from services.scheduling.public_holidays import is_public_holiday
from services.staff.models import Role
from services.staff.service import StaffMember

WEEK, DAY = "week", "day"

SATURDAY = 5

COLUMNS_MOST = 12

Spans = dict[tuple[date, int | None], list[Span[Entry]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `staff_id` 0 is everybody."""

    view: str
    on: date
    staff_id: int
    site_id: int

    def address(self, **changes: object) -> str:
        asked = replace(self, **changes)  # type: ignore[arg-type]
        query = {"view": asked.view, "on": asked.on, "adviser": asked.staff_id, "site": asked.site_id or ""}
        return f"/console/agenda?{urlencode({name: value for name, value in query.items() if value != ''})}"

    @property
    def step(self) -> timedelta:
        return timedelta(days=7 if self.view == WEEK else 1)

    @property
    def days(self) -> list[date]:
        if self.view == DAY:
            return [self.on]
        monday = self.on - timedelta(days=self.on.weekday())
        return [monday + timedelta(days=n) for n in range(7)]


@dataclass(frozen=True, slots=True)
class Column:
    """A day of the week, or an adviser of the day."""

    on: date
    staff_id: int | None
    blocks: list[Block[Entry]]
    lanes: int
    is_holiday: bool


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page shows; its hours are on the clock of `zone`."""

    columns: list[Column]
    frame: Frame
    zone: str
    advisers: list[StaffMember]
    sites: list[Site]
    names: dict[int, str]


async def show(request: web.Request) -> web.Response:
    visit = request[VISIT]
    today = visit.now.astimezone(midnight(visit.now.date(), visit.member.zone).tzinfo).date()

    def gather(services: Services) -> tuple[Asked, Page]:
        asked = _asked(request, visit.member, today, services)
        return asked, page_of(services, asked)

    asked, page = await visit.read(gather)
    return visit.page(
        "agenda.html", asked=asked, page=page, today=today, flash=request.query.get("flash"), step=asked.step
    )


def page_of(services: Services, asked: Asked) -> Page:
    sites = services.scheduling.sites()
    advisers = services.staff.members(services.body_id)
    site = next((site for site in sites if site.id == asked.site_id), None)
    zone = site.zone if site else _zone_of(services, asked, sites)
    days = asked.days
    since, until = midnight(days[0], zone), midnight(days[-1], zone, days=1)
    shown = Shown(asked.staff_id or None, asked.site_id or None)
    entries = services.agenda.entries(since, until, shown)
    if asked.view == WEEK:
        spans: Spans = {(day, None): _spans(entries, day, zone) for day in days}
        cut: Spans = {key: found for key, found in spans.items() if found or key[0].weekday() < SATURDAY}
    else:
        cut = {
            (asked.on, member.id): _spans([e for e in entries if e.staff_id == member.id], asked.on, zone)
            for member in _columns_of_day(advisers, entries, asked)
        }
    frame = frame_of(one for found in cut.values() for one in found if not _is_absence(one))
    columns = [_column(day, staff_id, found, frame, zone) for (day, staff_id), found in cut.items()]
    return Page(columns, frame, zone, advisers, sites, services.staff.names())


def _column(day: date, staff_id: int | None, spans: list[Span[Entry]], frame: Frame, zone: str) -> Column:
    """An absence lies behind everything, over the whole width."""
    absences = [blocks_of([one], frame)[0][0] for one in spans if _is_absence(one)]
    blocks, lanes = blocks_of([one for one in spans if not _is_absence(one)], frame)
    return Column(day, staff_id, [*absences, *blocks], lanes, is_public_holiday(day, zone))


def _is_absence(one: Span[Entry]) -> bool:
    return one.what.what is EntryKind.ABSENCE


def _spans(entries: Sequence[Entry], day: date, zone: str) -> list[Span[Entry]]:
    begins, ends = midnight(day, zone), midnight(day, zone, days=1)
    return [
        span(entry, entry.starts_at, entry.ends_at, begins)
        for entry in entries
        if entry.starts_at < ends and entry.ends_at > begins
    ]


def _columns_of_day(advisers: list[StaffMember], entries: Sequence[Entry], asked: Asked) -> list[StaffMember]:
    """Whoever has something that day, or the one who was asked for."""
    busy = {entry.staff_id for entry in entries} | {asked.staff_id}
    return [member for member in advisers if member.id in busy][:COLUMNS_MOST] or advisers[:1]


def _zone_of(services: Services, asked: Asked, sites: Sequence[Site]) -> str:
    """An adviser's own clock is that of the sites where they receive, if these have one in common."""
    own = {site.id: site.zone for site in sites}
    receives_at = (
        {opening.site_id for opening in services.desk.openings(asked.staff_id)} if asked.staff_id else set()
    )
    zones = {own[site_id] for site_id in receives_at if site_id in own}
    return zones.pop() if len(zones) == 1 else services.staff.zone_of_body()


def _asked(request: web.Request, member: StaffMember, today: date, services: Services) -> Asked:
    """Raises NotFound for an adviser or a site that is not the body's."""
    staff_id = number_in(request.query, "adviser")
    if staff_id is None:
        staff_id = 0 if member.role is Role.COORDINATOR else member.id
    site_id = number_in(request.query, "site") or 0
    if staff_id:
        services.desk.openings(staff_id)
    if site_id:
        services.scheduling.site(site_id)
    view = DAY if request.query.get("view") == DAY else WEEK
    return Asked(view, day_in(request.query, "on") or today, staff_id, site_id)
