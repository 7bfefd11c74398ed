"""The console as an aiohttp application: routes, who may pass, and kind pages where something is wrong."""

import logging
from collections.abc import Callable
from datetime import timedelta

from aiohttp import web
from aiohttp.web_request import FileField
from sqlmodel import Session

from services.bundle import system_services
from services.clock import Clock
from services.console import events
from services.console.rendering import page
from services.console.routes import BY_NAME, ROUTES, Handler, Route
from services.console.security import (
    FORM_TOKEN,
    HEADERS,
    cookie_name,
    refuse_foreign_form,
    refuse_foreign_request,
)
from services.console.visit import (
    CONSOLE,
    VISIT,
    Console,
    FetchFile,
    Visit,
    nothing_to_fetch,
    stranger_words,
)
from services.database import Database
from services.errors import NotAllowed, Refusal
from services.messages.attention import Attention, Counts
from services.messages.uploads import UPLOAD_MAX
from services.staff.models import Role
from services.staff.service import OpenSession

logger = logging.getLogger(__name__)

LARGEST_FORM = 256 * 1024

LARGEST_FORM_WITH_A_FILE = UPLOAD_MAX + LARGEST_FORM

A_CLICK_COUNTS_FOR = timedelta(minutes=1)
"""So often a session's last click is written down: pages only read."""


def console_application(
    database: Database,
    clock: Clock,
    *,
    secure: bool,
    wake: Callable[[], None] = lambda: None,
    bot_username: Callable[[], str | None] = lambda: None,
    fetch_file: FetchFile = nothing_to_fetch,
) -> web.Application:
    """The pages, to be mounted at /console. `secure`: browsers reach it over https.

    `wake` is called (on the event loop) when something is to be sent at once. `bot_username` is the bot's name
    in links to it, None where Telegram has not told it yet. `fetch_file` brings what a candidate sent.
    """
    application = web.Application(
        middlewares=[say_what_browsers_need, explain_errors, let_in], client_max_size=LARGEST_FORM
    )
    application[CONSOLE] = Console(database, clock, secure, wake, bot_username, fetch_file, _may_enter)
    events.prepare(application)
    for route in ROUTES:
        add = application.router.add_get if route.method == "GET" else application.router.add_post
        add(route.path, route.handler, name=route.name)
    return application


@web.middleware
async def say_what_browsers_need(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as redirection:
        redirection.headers.update(HEADERS)
        raise
    response.headers.update(HEADERS)
    return response


@web.middleware
async def explain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals and bugs as kind pages; never a trace."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return _error_page(request, refusal.status, not_for_role=type(refusal) is NotAllowed)
    except web.HTTPRedirection:
        raise
    except web.HTTPException as error:
        return _error_page(request, error.status)
    except Exception:
        logger.exception("a page of the console failed")
        return _error_page(request, 500)


@web.middleware
async def let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Finds out whose session it is; without one, everything but the way in leads to the way in.

    Raises NotAllowed where the table of routes keeps this one for other roles.
    """
    if request.method not in ("GET", "HEAD"):
        refuse_foreign_request(request)
    route = _route(request)
    visit = await _visit(request)
    if visit is not None:
        request[VISIT] = visit
    if visit is not None and route is not None and route.takes_files:
        request = request.clone(client_max_size=LARGEST_FORM_WITH_A_FILE)
    if route is not None and route.is_open:
        return await handler(request)
    if visit is None:
        raise web.HTTPSeeOther("/console/sign-in")
    try:
        if request.method == "POST":
            refuse_foreign_form(visit.session_token, await _sent_token(request))
        if route is not None and not visit.may(route.name):
            raise NotAllowed
        return await handler(request)
    finally:
        await _close_files(request, route)


async def _visit(request: web.Request) -> Visit | None:
    console = request.app[CONSOLE]
    token = request.cookies.get(cookie_name(console.secure))
    route = _route(request)
    if not token or (route is not None and route.name == "static"):
        return None
    now = console.clock.now()

    def look(session: Session) -> tuple[OpenSession | None, Counts]:
        found = system_services(session, now).staff.open_session_of(token)
        return found, Attention(session, now, found.member.actor).counts() if found else Counts()

    found, counts = await console.database.read(look)
    if found is None:
        return None
    # What a page asks for by itself is no click: whoever went away is signed out all the same.
    by_hand = request.headers.get("X-Live") is None and (route is None or route.name != "events")
    if by_hand and now - found.last_seen_at >= A_CLICK_COUNTS_FOR:
        await console.database.run(lambda session: system_services(session, now).staff.touch(token))
    return Visit(console, found.member, token, now, counts)


async def _sent_token(request: web.Request) -> object:
    try:
        return (await request.post()).get(FORM_TOKEN)
    except (ValueError, LookupError):  # letters that are none, or an alphabet that nobody knows
        raise web.HTTPBadRequest from None


async def _close_files(request: web.Request, route: Route | None) -> None:
    """What was uploaded lies in temporary files, whether somebody has looked into them or not."""
    if route is not None and route.takes_files and request.method == "POST":
        try:
            fields = (await request.post()).values()
        except (ValueError, LookupError, web.HTTPException):
            return  # a form that cannot be read, or is too large, left none
        for field in fields:
            if isinstance(field, FileField):
                field.file.close()


def _route(request: web.Request) -> Route | None:
    """The row of the table that was asked for; None where there is none: then it will be not found."""
    return BY_NAME.get(request.match_info.route.name or "")


def _may_enter(name: str, role: Role) -> bool:
    return name in BY_NAME and role in BY_NAME[name].roles


def _error_page(request: web.Request, status: int, *, not_for_role: bool = False) -> web.Response:
    values = {"error": status, "not_for_role": not_for_role}
    if VISIT in request:
        return request[VISIT].page("error.html", status=status, **values)
    return page("error.html", stranger_words(request), status=status, **values)
