"""Coming in by the bot's one-time link, and leaving. There are no passwords."""

from aiohttp import web

from services.bundle import system_services
from services.console.browsers import browser_of
from services.console.rendering import page
from services.console.security import end_session, start_session
from services.console.visit import CONSOLE, VISIT, stranger_words
from services.staff.service import LinkUsed


async def explain(request: web.Request) -> web.Response:
    """How to get in; who is in already goes on to the first page."""
    if VISIT in request:
        raise web.HTTPSeeOther("/console/")
    return page("sign_in.html", stranger_words(request), button=False)


async def show_button(request: web.Request) -> web.Response:
    """A page with one button: a messenger that looks at the link for a preview must not use it up."""
    return page("sign_in.html", stranger_words(request), button=True)


async def use_link(request: web.Request) -> web.StreamResponse:
    console = request.app[CONSOLE]
    link, now = request.match_info["token"], console.clock.now()
    browser = browser_of(request.headers.get("User-Agent", ""))
    try:
        token = await console.database.run(
            lambda session: system_services(session, now).staff.open_session(link, browser)
        )
    except LinkUsed as refusal:
        return page("link_used.html", stranger_words(request), status=refusal.status)
    response = web.HTTPSeeOther("/console/")
    start_session(response, token, console.secure)
    raise response


async def leave(request: web.Request) -> web.StreamResponse:
    visit = request[VISIT]
    await visit.run(lambda services: services.staff.close_session(visit.session_token))
    response = web.HTTPSeeOther("/console/sign-in")
    end_session(response, visit.console.secure)
    raise response
