"""What a person must do: the list, and saying that it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from aiohttp import web

from services.bundle import Services
from services.console.visit import VISIT, cursor
from services.messages.models import TaskKind, TaskRow
from services.scheduling.models import Kind

PAGE = 50
EXCERPT = 140

KINDS = frozenset(kind.value for kind in TaskKind)


@dataclass(frozen=True, slots=True)
class Todo:
    """A task with what is needed to do it; `words` is the candidate's message where it asks for an answer."""

    id: int
    kind: TaskKind
    candidate_id: int | None
    name: str
    created_at: datetime
    words: str
    reason: str
    next_step: str
    starts_at: datetime | None
    what: Kind | None
    where: str
    """The site where no time is free, for appointments of the kind `what`."""


async def show(request: web.Request) -> web.Response:
    visit, after = request[VISIT], cursor(request)
    asked, whose = request.query.get("kind", ""), request.query.get("whose", "")
    kind = TaskKind(asked) if asked in KINDS else None
    staff_id = visit.member.id if whose == "mine" else None
    found = await visit.read(
        lambda services: todos(services, services.day.tasks(staff_id, kind=kind, after=after, limit=PAGE + 1))
    )
    return visit.page(
        "tasks.html",
        todos=found[:PAGE],
        query=urlencode({name: value for name, value in (("kind", kind), ("whose", whose)) if value}),
        kind=kind,
        next_after=found[PAGE - 1].id if len(found) > PAGE else None,
        flash=request.query.get("flash"),
    )


async def finish(request: web.Request) -> web.StreamResponse:
    visit = request[VISIT]
    task_id = int(request.match_info["id"])
    candidate_id = await visit.run(lambda services: services.messages.finish_task(task_id).candidate_id)
    if candidate_id is not None and (await request.post()).get("back") == "candidate":
        raise web.HTTPSeeOther(f"/console/candidates/{candidate_id}?flash=done")
    room = "" if (await request.post()).get("back") == "today" else "tasks"
    raise web.HTTPSeeOther(f"/console/{room}?flash=done")


def todos(services: Services, rows: Sequence[TaskRow]) -> list[Todo]:
    """Tasks as they are shown."""
    ids = {row.candidate_id for row in rows if row.candidate_id is not None}
    names = {one: candidate.first_name for one, candidate in services.candidates.several(ids).items()}
    words = services.attention.words_of(rows)
    sites = {site.id: f"{site.name}, {site.town}" for site in services.scheduling.sites()}
    return [_todo(row, names, words, sites) for row in rows]


def _todo(row: TaskRow, names: dict[int, str], words: dict[int, str], sites: dict[int, str]) -> Todo:
    assert row.id is not None
    starts_at = row.about.get("starts_at")
    said = words.get(row.id, "")
    return Todo(
        id=row.id,
        kind=row.kind,
        candidate_id=row.candidate_id,
        name=names.get(row.candidate_id or 0, "?"),
        created_at=row.created_at,
        words=said if len(said) <= EXCERPT else f"{said[: EXCERPT - 1].rstrip()}…",
        reason=str(row.about.get("reason") or row.about.get("why") or ""),
        next_step=str(row.about.get("next_step") or ""),
        starts_at=datetime.fromisoformat(starts_at) if starts_at else None,
        what=Kind(row.about["what"]) if "what" in row.about else None,
        where=sites.get(row.about.get("site_id", 0), ""),
    )
