"""Referrers: who sends people to the centre, by what code, how many came; and posters to print."""

from aiohttp import web

from locales import DEFAULT
from services.console import labels
from services.console.visit import CONSOLE, VISIT, Visit, cursor
from services.errors import Invalid, NotFound
from services.pictures import for_print
from services.referrers.codes import link
from services.referrers.models import ReferrerKind
from services.referrers.posters import poster_of
from services.referrers.service import NAME_MAX, Referrer

PAGE = 50


async def show(request: web.Request) -> web.Response:
    return await _list_page(request, flash=request.query.get("flash"))


async def add(request: web.Request) -> web.StreamResponse:
    visit, form = request[VISIT], await request.post()
    kind, name = form.get("kind"), form.get("name")
    name = name if isinstance(name, str) else ""
    if kind not in set(ReferrerKind):
        raise Invalid
    try:
        await visit.run(lambda services: services.referrers.add(ReferrerKind(str(kind)), name))
    except Invalid:
        return await _list_page(request, status=422, nameless=True)
    raise web.HTTPSeeOther("/console/referrers?flash=referrer_added")


async def close(request: web.Request) -> web.StreamResponse:
    referrer_id = int(request.match_info["id"])
    await request[VISIT].run(lambda services: services.referrers.close(referrer_id))
    raise web.HTTPSeeOther("/console/referrers?flash=referrer_closed")


async def poster_svg(request: web.Request) -> web.Response:
    referrer, svg = await _poster(request)
    return _download(referrer, svg.encode(), "image/svg+xml", "svg")


async def poster_png(request: web.Request) -> web.Response:
    """Drawn in the readers' threads: it takes a second, and the event loop has others to serve."""
    referrer, svg = await _poster(request)
    png = await request[VISIT].read(lambda _services: for_print(svg))
    return _download(referrer, png, "image/png", "png")


async def _list_page(
    request: web.Request, *, status: int = 200, flash: str | None = None, nameless: bool = False
) -> web.Response:
    visit, after = request[VISIT], cursor(request)

    found = await visit.read(lambda services: services.referrers.all(after=after, limit=PAGE + 1))
    bot_username = request.app[CONSOLE].bot_username()
    return visit.page(
        "referrers.html",
        status=status,
        referrers=found[:PAGE],
        next_after=found[PAGE - 1].id if len(found) > PAGE else None,
        may_change=visit.may("referrer_add"),
        link=lambda one: link(one.code, bot_username) if bot_username else "",
        kinds=labels.REFERRERS,
        longest=NAME_MAX,
        nameless=nameless,
        flash=flash,
    )


async def _poster(request: web.Request) -> tuple[Referrer, str]:
    """Raises NotFound, also where nobody knows yet what the bot is called."""
    visit: Visit = request[VISIT]
    bot_username = request.app[CONSOLE].bot_username()
    if not bot_username:
        raise NotFound
    referrer_id = int(request.match_info["id"])
    referrer = await visit.read(lambda services: services.referrers.referrer(referrer_id))
    return referrer, poster_of(referrer, visit.member.body_name, bot_username, DEFAULT)


def _download(referrer: Referrer, content: bytes, content_type: str, suffix: str) -> web.Response:
    """Named by its code: a referrer's name may hold anything."""
    name = f"clea-{referrer.code}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return web.Response(body=content, content_type=content_type, headers=headers)
