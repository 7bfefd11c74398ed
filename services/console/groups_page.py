"""Training groups: the list of them, a new one, who joins and who leaves."""

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from services.bundle import Services
from services.console import timetable_page
from services.console.fields import number_in, text_in
from services.console.timetable_page import Said
from services.console.visit import VISIT
from services.errors import NotFound, Refusal
from services.training.groups import Group

NAME_MAX = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A group, how many sessions it has to come, and the next of them."""

    group: Group
    to_come: int
    next_at: datetime | None


async def show(request: web.Request) -> web.Response:
    return await _page(request)


async def add(request: web.Request) -> web.StreamResponse:
    visit, name = request[VISIT], text_in(await request.post(), "name", NAME_MAX)
    if not name:
        return await _page(request, "", 422)
    try:
        made = await visit.run(lambda services: services.groups.create(name))
    except Refusal as refusal:
        return await _page(request, visit.words.candidate_text(refusal.detail), refusal.status)
    raise web.HTTPSeeOther(f"/console/training/{made.id}?flash=made")


async def join(request: web.Request) -> web.StreamResponse:
    """From now on they have the group's sessions, those of their own plan."""
    visit, group_id = request[VISIT], int(request.match_info["group"])
    chosen = number_in(await request.post(), "candidate") or 0
    try:
        await visit.run(lambda services: services.groups.join(group_id, chosen))
    except NotFound:
        raise
    except Refusal as refusal:
        said = Said(refusal.status, visit.words.candidate_text(refusal.detail))
        return await timetable_page.page(request, said)
    visit.console.wake()
    raise web.HTTPSeeOther(f"/console/training/{group_id}?flash=joined")


async def leave(request: web.Request) -> web.StreamResponse:
    visit, group_id = request[VISIT], int(request.match_info["group"])
    candidate_id = int(request.match_info["candidate"])
    await visit.run(lambda services: services.groups.leave(group_id, candidate_id))
    visit.console.wake()
    raise web.HTTPSeeOther(f"/console/training/{group_id}?flash=gone")


async def _page(request: web.Request, problem: str = "", status: int = 200) -> web.Response:
    visit = request[VISIT]
    lines = await visit.read(_lines)
    return visit.page("training.html", status=status, lines=lines, problem=problem, name_max=NAME_MAX)


def _lines(services: Services) -> list[Line]:
    lines = []
    for group in services.groups.all():
        sessions = services.groups.sessions(group.id)
        to_come = [s.starts_at for s in sessions if s.cancelled_at is None and s.ends_at > services.now]
        lines.append(Line(group, len(to_come), to_come[0] if to_come else None))
    return lines
