"""Today at a glance: who comes, what is to be done, who wrote, whose time runs out."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from services.bundle import Services
from services.console.task_list import Todo, todos
from services.console.visit import VISIT, Visit
from services.messages.threads import Thread, View
from services.notices.hours import local_day
from services.scheduling.models import Status
from services.staff.day import Lesson, Limit, Meeting
from services.staff.models import Role

THREADS = 5


@dataclass(frozen=True, slots=True)
class Today:
    """`mine`: only one's own appointments and candidates, and what is nobody's."""

    mine: bool
    meetings: list[Meeting]
    lessons: list[Lesson]
    todos: list[Todo]
    by_kind: dict[Any, int]
    threads: list[Thread]
    limits: list[Limit]
    staff: dict[int, str]

    @property
    def open_tasks(self) -> int:
        return sum(self.by_kind.values())


async def from_the_front_door(_: web.Request) -> web.StreamResponse:
    raise web.HTTPSeeOther("/console/")


async def show(request: web.Request) -> web.Response:
    visit = request[VISIT]
    mine = is_mine(request, visit)
    today = await visit.read(lambda services: _gather(services, visit, mine))
    return visit.page(
        "today.html",
        today=today,
        waiting_for_an_outcome=(Status.BOOKED,),
        flash=request.query.get("flash"),
    )


def is_mine(request: web.Request, visit: Visit) -> bool:
    """A coordinator looks at the whole centre, the others at what is theirs; one click shows the other."""
    asked = request.query.get("whose", "")
    return asked == "mine" if asked in ("mine", "all") else visit.member.role is not Role.COORDINATOR


def _gather(services: Services, visit: Visit, mine: bool) -> Today:
    me = visit.member.id
    whose, zone = me if mine else None, visit.member.zone
    day = local_day(visit.now, zone)
    return Today(
        mine=mine,
        meetings=services.day.meetings(day, zone, whose),
        lessons=services.day.lessons(day, zone, me),
        todos=todos(services, services.day.tasks(whose)),
        by_kind=dict(services.day.tasks_by_kind(whose)),
        threads=services.threads.page(View.UNREAD, me, limit=THREADS),
        limits=services.day.limits(day, whose),
        staff=services.staff.names(),
    )
