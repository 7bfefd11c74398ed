"""The route of calendar feeds: phones, and the servers of those who made them, ask for it now and then."""

import hashlib

from aiohttp import web

from services import VISITOR, Clock, Database, NotFound, Services

HEADERS = {
    # One person's own, so no cache on the way may keep it; a phone asks whether it is still the same.
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def calendar_route(database: Database, clock: Clock) -> web.RouteDef:
    async def send(request: web.Request) -> web.Response:
        secret = request.match_info["secret"]
        try:
            content = await database.read(
                lambda session: Services(session, clock.now(), VISITOR).feeds.calendar(secret)
            )
        except NotFound:
            return web.Response(status=404, headers=HEADERS)
        etag = hashlib.sha256(content).hexdigest()[:32]
        headers = {**HEADERS, "ETag": f'"{etag}"', "Content-Disposition": 'inline; filename="clea.ics"'}
        if any(known.value in (etag, "*") for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=headers)

    return web.get("/calendar/{secret}.ics", send)
