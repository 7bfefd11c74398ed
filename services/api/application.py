"""The REST API as an aiohttp application, to be mounted at /api/v1."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from aiohttp import web
from sqlmodel import Session

from locales import NS_, Text
from services.actor import VISITOR
from services.api import (
    audit,
    candidates,
    corrections,
    dossiers,
    jury,
    messages,
    notices,
    questions,
    reference,
    referrers,
    scheduling,
    timetables,
    training,
    webhooks,
)
from services.api.calls import Call, read
from services.api.conditions import tag_of
from services.api.files import File, file_response
from services.api.idempotency import Once, once
from services.api.openapi import openapi
from services.api.problems import PREFIX, PreconditionFailed, Unauthorized, problems
from services.api.routing import Route, Scope
from services.bundle import Services
from services.clock import Clock
from services.database import Database
from services.errors import NotAllowed
from services.staff.service import Token

ROUTES: tuple[Route, ...] = tuple(
    route
    for resource in (
        candidates,
        scheduling,
        dossiers,
        corrections,
        training,
        timetables,
        jury,
        messages,
        notices,
        questions,
        referrers,
        audit,
        webhooks,
    )
    for route in resource.routes.all
)

SHOWN = {route.path: route for route in ROUTES if route.reads}
"""By path: the route that shows what the others there change."""

Endpoint = Callable[[web.Request], Awaitable[web.Response]]


def _nobody() -> None:
    """Nobody waits for news."""


def _unnamed() -> str | None:
    """Nobody knows the bot's name."""
    return None


def api_application(
    database: Database,
    clock: Clock,
    *,
    wake: Callable[[], None] = _nobody,
    bot_username: Callable[[], str | None] = _unnamed,
    private_webhooks: bool = False,
) -> web.Application:
    """All routes and the OpenAPI document; `wake` is called after whatever was written.

    `bot_username` gives the bot's name for links, once it is known. `private_webhooks`: see the setting.
    """
    application = web.Application(middlewares=[problems])
    server = _Server(database, clock, wake, bot_username, private_webhooks)
    for route in ROUTES:
        application.router.add_route(route.method, route.path, server.endpoint(route))
    application.router.add_route("GET", "/openapi.json", _describe)
    application.add_routes(reference.routes(document()))
    return application


@cache
def document() -> str:
    """The OpenAPI document, as JSON; made when it is first asked for."""
    return json.dumps(openapi(ROUTES), ensure_ascii=False)


async def _describe(_request: web.Request) -> web.Response:
    return web.json_response(text=document())


@dataclass(frozen=True, slots=True)
class Answered:
    """What goes back: the JSON, its tag where it is one thing's state, and where a new thing is."""

    body: str
    tag: str | None = None
    location: str | None = None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class _Server:
    database: Database
    clock: Clock
    wake: Callable[[], None]
    bot_username: Callable[[], str | None]
    private_webhooks: bool

    def endpoint(self, route: Route) -> Endpoint:
        async def answer(request: web.Request) -> web.Response:
            token = await self._authenticated(request, route.scope)
            call = await read(request, route)
            answered = await self._answer(route, call, token)
            headers = _headers(answered)
            if route.reads and call.conditions.knows(answered.tag or ""):
                return web.Response(status=304, headers=headers)
            if "language" in route.given:
                headers |= {"Content-Language": call.language, "Vary": "Accept-Language"}
            if issubclass(route.answer, File):
                return file_response(route.answer, answered.body, route.status, headers)
            return web.json_response(text=answered.body, status=route.status, headers=headers)

        return answer

    async def _answer(self, route: Route, call: Call, token: Token) -> Answered:
        def work(session: Session) -> Answered:
            services = Services(session, self.clock.now(), token.actor)
            given = {
                "bot_username": self.bot_username(),
                "language": call.language,
                "private_webhooks": self.private_webhooks,
            }
            return _Turn(services, given).answer(route, call, token)

        if route.reads:
            return await self.database.read(work)
        # Under a condition, a change that somebody else makes meanwhile must not pass unseen.
        answered = await self.database.run(work, snapshot=call.conditions.if_match is not None)
        if not answered.replayed:
            self.wake()
        return answered

    async def _authenticated(self, request: web.Request, scope: Scope) -> Token:
        """Whose token this is; asked of the readers, so that strangers never queue for a writer.

        Raises Unauthorized, NotAllowed.
        """
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.isascii():
            raise Unauthorized
        token = await self.database.read(
            lambda session: Services(session, self.clock.now(), VISITOR).staff.token(secret.strip())
        )
        if token is None:
            raise Unauthorized
        if scope not in token.scopes:
            lacking = NS_("This token may not do that: it lacks the scope “{scope}”.")
            raise NotAllowed(Text(lacking).given(scope=scope))
        return token


@dataclass(frozen=True, slots=True)
class _Turn:
    """One request within its transaction."""

    services: Services
    given: Mapping[str, Any]

    def answer(self, route: Route, call: Call, token: Token) -> Answered:
        """Raises PreconditionFailed, and whatever the handler refuses."""
        if call.key is not None:
            values, replayed = once(
                self.services.session,
                self.services.now,
                Once(token.id, call.key, call.request_hash),
                route.status,
                lambda: self._values(route, call),
                about=call.ids if route.path.startswith("/candidates/") else (),
            )
        else:
            self._check(route, call)
            values, replayed = self._values(route, call), False
        body = _as_text(values)
        return Answered(body, self._tag(route, call, body), _location(route, values), replayed)

    def _values(self, route: Route, call: Call) -> dict[str, Any]:
        told = {name: self.given[name] for name in route.given}
        said = route.handler(self.services, *call.ids, **call.arguments, **told)
        return said.model_dump(mode="json", by_alias=True)

    def _check(self, route: Route, call: Call) -> None:
        if call.conditions.if_match is not None and route.path in SHOWN and not route.reads:
            now = _as_text(self._values(SHOWN[route.path], Call(call.ids, call.language)))
            if not call.conditions.still_hold(tag_of(now)):
                raise PreconditionFailed

    def _tag(self, route: Route, call: Call, body: str) -> str | None:
        """The tag of the state that the path, or what was made there, has now."""
        shown = SHOWN.get(route.path if route.method != "POST" else f"{route.path}/{{id}}")
        if shown is None:
            return None
        if shown.answer is not route.answer:
            if route.method != "PUT":
                return None
            body = _as_text(self._values(shown, Call(call.ids, call.language)))
        return tag_of(body)


def _location(route: Route, values: dict[str, Any]) -> str | None:
    """Where a thing that was just made is shown."""
    shown = SHOWN.get(f"{route.path}/{{id}}") if route.method == "POST" and route.status == 201 else None
    if shown is None or shown.answer is not route.answer or route.ids:
        return None
    return f"{PREFIX}{route.path}/{values['id']}"


def _headers(answered: Answered) -> dict[str, str]:
    headers = {"Cache-Control": "private, no-cache"}
    if answered.tag is not None:
        headers["ETag"] = f'"{answered.tag}"'
    if answered.location is not None:
        headers["Location"] = answered.location
    if answered.replayed:
        headers["Idempotency-Replayed"] = "true"
    return headers


def _as_text(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
