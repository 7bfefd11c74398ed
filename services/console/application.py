"""The console as an aiohttp application: routes, who may pass, and kind pages where something is wrong."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from services.bundle import system_services
from services.clock import Clock
from services.console import candidate_file, candidate_list, referrer_list, sign_in, task_list
from services.console.assets import by_address
from services.console.rendering import page
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
from services.errors import NotFound, Refusal

logger = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

WITHOUT_SESSION = {"sign_in", "sign_in_link", "static"}
"""Names of the routes that anybody may ask for. Every other one, known or not, asks for a session."""

LARGEST_FORM = 256 * 1024

FOR_GOOD = "public, max-age=31536000, immutable"


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
    application[CONSOLE] = Console(database, clock, secure, wake, bot_username, fetch_file)
    application.add_routes(
        [
            web.get("", _to_the_list),
            web.get("/", candidate_list.show),
            web.get("/candidates/{id:[0-9]{1,18}}", candidate_file.show),
            web.post("/candidates/{id:[0-9]{1,18}}/messages", candidate_file.write),
            web.post(
                "/candidates/{id:[0-9]{1,18}}/notices/{notice:[0-9]{1,18}}/resend", candidate_file.resend
            ),
            web.get(
                "/candidates/{id:[0-9]{1,18}}/messages/{message:[0-9]{1,18}}/file", candidate_file.attachment
            ),
            web.get("/tasks", task_list.show),
            web.post("/tasks/{id:[0-9]{1,18}}/done", task_list.finish),
            web.get("/referrers", referrer_list.show),
            web.post("/referrers", referrer_list.add),
            web.post("/referrers/{id:[0-9]{1,18}}/close", referrer_list.close),
            web.get("/referrers/{id:[0-9]{1,18}}/poster.svg", referrer_list.poster_svg),
            web.get("/referrers/{id:[0-9]{1,18}}/poster.png", referrer_list.poster_png),
            web.get("/sign-in", sign_in.explain, name="sign_in"),
            web.get("/sign-in/{token}", sign_in.show_button, name="sign_in_link"),
            web.post("/sign-in/{token}", sign_in.use_link, name="sign_in_use"),
            web.post("/sign-out", sign_in.leave),
            web.get("/static/{name}", send_asset, name="static"),
        ]
    )
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
        return _error_page(request, refusal.status)
    except web.HTTPRedirection:
        raise
    except web.HTTPException as error:
        return _error_page(request, error.status)
    except Exception:
        logger.exception("a page of the console failed")
        return _error_page(request, 500)


@web.middleware
async def let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Finds out whose session it is; without one, everything but the way in leads to the way in."""
    if request.method not in ("GET", "HEAD"):
        refuse_foreign_request(request)
    visit = await _visit(request)
    if visit is not None:
        request[VISIT] = visit
    elif _name(request) not in WITHOUT_SESSION | {"sign_in_use"}:
        raise web.HTTPSeeOther("/console/sign-in")
    if visit is not None and request.method == "POST" and _name(request) != "sign_in_use":
        refuse_foreign_form(visit.session_token, await _sent_token(request))
    return await handler(request)


async def send_asset(request: web.Request) -> web.Response:
    asset = by_address().get(request.match_info["name"])
    if asset is None:
        raise NotFound
    return web.Response(
        body=asset.content,
        content_type=asset.content_type,
        charset="utf-8",
        headers={"Cache-Control": FOR_GOOD},
    )


async def _to_the_list(_: web.Request) -> web.StreamResponse:
    return await _see_other("/console/")


async def _see_other(address: str) -> web.StreamResponse:
    raise web.HTTPSeeOther(address)


async def _visit(request: web.Request) -> Visit | None:
    console = request.app[CONSOLE]
    token = request.cookies.get(cookie_name(console.secure))
    if not token or _name(request) == "static":
        return None
    now = console.clock.now()
    member = await console.database.run(
        lambda session: system_services(session, now).staff.session_member(token)
    )
    return Visit(console, member, token, now) if member else None


async def _sent_token(request: web.Request) -> object:
    try:
        return (await request.post()).get(FORM_TOKEN)
    except (ValueError, LookupError):  # letters that are none, or an alphabet that nobody knows
        raise web.HTTPBadRequest from None


def _name(request: web.Request) -> str | None:
    return request.match_info.route.name


def _error_page(request: web.Request, status: int) -> web.Response:
    if VISIT in request:
        visit = request[VISIT]
        return visit.page("error.html", status=status, error=status)
    return page("error.html", stranger_words(request), status=status, error=status)
