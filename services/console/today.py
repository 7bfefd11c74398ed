"""Today at a glance: who needs somebody, who comes, who wrote."""

from aiohttp import web

from services.bundle import Services
from services.console.task_list import Todo, todos
from services.console.visit import VISIT

FIRST_TASKS = 6


async def from_the_front_door(_: web.Request) -> web.StreamResponse:
    raise web.HTTPSeeOther("/console/")


async def show(request: web.Request) -> web.Response:
    visit = request[VISIT]

    def gather(services: Services) -> list[Todo]:
        return todos(services, services.messages.tasks(limit=FIRST_TASKS))

    return visit.page("today.html", todos=await visit.read(gather), flash=request.query.get("flash"))
