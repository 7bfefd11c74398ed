"""Server-sent events: a page that is looked at hears that something on it has changed, and asks for it anew.

What is sent is only "changed": the page itself says what, to whoever may see it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import ClientConnectionResetError, web

from services.bundle import Services, system_services
from services.console.security import HEADERS
from services.console.visit import VISIT, Visit
from services.errors import NotFound
from services.messages.live import broadcast_mark, inbox_mark, thread_mark, today_mark

EVERY_S = 1.0
STILL_HERE = 15
"""After so many looks without news a line says that the connection lives, and the session is looked at again."""

STREAM = {
    **HEADERS,
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}

Mark = Callable[[Services], Any]


STOPPING = web.AppKey("stopping", asyncio.Event)


async def stream(request: web.Request) -> web.StreamResponse:
    """Until the browser goes, the session ends, or the house closes."""
    visit, mark_of = request[VISIT], _watched(request.query.get("watch", ""))
    known = await visit.read(mark_of)
    response = web.StreamResponse(headers=STREAM)
    await response.prepare(request)
    await response.write(b": listening\n\n")
    # The browser may go on while it is being told: then nobody is there any more.
    with suppress(ClientConnectionResetError):
        await _tell(request, response, mark_of, known)
    return response


async def _tell(request: web.Request, response: web.StreamResponse, mark_of: Mark, known: Any) -> None:
    visit, looks = request[VISIT], 0
    while not await _stopping_within(request, EVERY_S):
        looks += 1
        mark = await visit.read(mark_of)
        if mark != known:
            known = mark
            await response.write(b"event: changed\ndata: {}\n\n")
        elif looks % STILL_HERE == 0:
            if not await _is_still_signed_in(visit):
                break
            await response.write(b": still here\n\n")


def prepare(application: web.Application) -> None:
    """Streams end when the application does: nobody waits for them."""

    async def begin(app: web.Application) -> None:
        app[STOPPING] = asyncio.Event()

    async def stop(app: web.Application) -> None:
        app[STOPPING].set()

    application.on_startup.append(begin)
    application.on_shutdown.append(stop)


def _watched(watch: str) -> Mark:
    """What a page looks at: "inbox", "inbox:5", "broadcast:3", "file:5", "today". Raises NotFound for nonsense."""
    what, _, number = watch.partition(":")
    one = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None
    match what, one:
        case "today", _:
            return today_mark
        case "inbox", None:
            return inbox_mark
        case "inbox", int():
            return lambda services: (inbox_mark(services), thread_mark(services, one))
        case "file", int():
            return lambda services: thread_mark(services, one)
        case "broadcast", int():
            return lambda services: broadcast_mark(services, one)
    raise NotFound


async def _stopping_within(request: web.Request, seconds: float) -> bool:
    try:
        await asyncio.wait_for(request.app[STOPPING].wait(), seconds)
    except TimeoutError:
        return False
    return True


async def _is_still_signed_in(visit: Visit) -> bool:
    now = visit.console.clock.now()
    found = await visit.console.database.read(
        lambda session: system_services(session, now).staff.open_session_of(visit.session_token)
    )
    return found is not None
