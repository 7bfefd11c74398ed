"""The REST API as an aiohttp application, to be mounted at /api/v1."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aiohttp import web
from multidict import MultiMapping
from pydantic_core import from_json
from sqlmodel import Session

from services.actor import VISITOR
from services.api import candidates, dossiers, jury, messages, notices, referrers, scheduling, training
from services.api.idempotency import Once, checked, hash_of, once
from services.api.openapi import openapi
from services.api.problems import MalformedJson, NotJson, TooLarge, Unauthorized, problems
from services.api.routing import Route, Scope
from services.api.values import ID_MAX, Query
from services.bundle import Services
from services.clock import Clock
from services.database import Database
from services.errors import Invalid, NotAllowed, NotFound
from services.staff.service import Token

BODY_MAX = 1 << 20

ROUTES: tuple[Route, ...] = tuple(
    route
    for resource in (candidates, scheduling, dossiers, training, jury, messages, notices, referrers)
    for route in resource.routes.all
)

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
) -> web.Application:
    """All routes and the OpenAPI document; `wake` is called after whatever was written.

    `bot_username` gives the bot's name for links, once it is known.
    """
    application = web.Application(middlewares=[problems])
    for route in ROUTES:
        endpoint = _endpoint(route, database, clock, wake, bot_username)
        application.router.add_route(route.method, route.path, endpoint)
    application.router.add_route("GET", "/openapi.json", _describe)
    return application


@cache
def document() -> str:
    """The OpenAPI document, as JSON; made when it is first asked for."""
    return json.dumps(openapi(ROUTES), ensure_ascii=False)


async def _describe(_request: web.Request) -> web.Response:
    return web.json_response(text=document())


@dataclass(frozen=True, slots=True)
class Call:
    """A request, read and checked: what its handler is called with."""

    ids: tuple[int, ...]
    arguments: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    request_hash: str = ""


def _endpoint(
    route: Route,
    database: Database,
    clock: Clock,
    wake: Callable[[], None],
    bot_username: Callable[[], str | None],
) -> Endpoint:
    async def answer(request: web.Request) -> web.Response:
        token = await _authenticated(request, route.scope, database, clock)
        call = await _read(request, route)
        if route.names_bot:
            call.arguments["bot_username"] = bot_username()

        def work(session: Session) -> tuple[dict[str, Any], bool]:
            return _answer(route, call, token, Services(session, clock.now(), token.actor))

        if route.scope == "read":
            body, replayed = await database.read(work)
        else:
            body, replayed = await database.run(work)
            if not replayed:
                wake()
        headers = {"Idempotency-Replayed": "true"} if replayed else None
        return web.json_response(body, status=route.status, headers=headers)

    return answer


def _answer(route: Route, call: Call, token: Token, services: Services) -> tuple[dict[str, Any], bool]:
    def effect() -> dict[str, Any]:
        return route.handler(services, *call.ids, **call.arguments).model_dump(mode="json", by_alias=True)

    if call.key is None:
        return effect(), False
    which = Once(token.id, call.key, call.request_hash)
    return once(services.session, services.now, which, route.status, effect)


async def _authenticated(request: web.Request, scope: Scope, database: Database, clock: Clock) -> Token:
    """Whose token this is; asked of the readers, so that strangers never queue for a writer.

    Raises Unauthorized, NotAllowed.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.isascii():
        raise Unauthorized
    token = await database.read(
        lambda session: Services(session, clock.now(), VISITOR).staff.token(secret.strip())
    )
    if token is None:
        raise Unauthorized
    if scope not in token.scopes:
        raise NotAllowed(f"This token may not do that: it lacks the scope {scope!r}.")
    return token


async def _read(request: web.Request, route: Route) -> Call:
    """Raises NotFound, Invalid, ValidationError, and what is wrong with the body."""
    ids = tuple(_id(request.match_info[name]) for name in route.ids)
    arguments: dict[str, Any] = {}
    query = _query(request.query, route.query)
    if route.query is not Query:
        arguments["query"] = query
    asked: Any = None
    if route.asked is not None:
        raw = await _body(request)
        if raw or route.asked_needed:
            asked = _json(request, raw)
            arguments["asked"] = route.asked.model_validate_json(raw)
    key = request.headers.get("Idempotency-Key") if route.method == "POST" else None
    if key is None:
        return Call(ids, arguments)
    return Call(ids, arguments, checked(key), hash_of(request.method, request.path_qs, asked))


def _id(text: str) -> int:
    """An id of the path. What cannot be one is nobody's. Raises NotFound."""
    if not text.isascii() or not text.isdigit() or len(text) > 10 or not 1 <= int(text) <= ID_MAX:
        raise NotFound
    return int(text)


def _query(given: MultiMapping[str], model: type[Query]) -> Query:
    twice = sorted({name for name in given if len(given.getall(name)) > 1})
    if twice:
        raise Invalid(f"Given twice: {', '.join(twice)}.")
    return model.model_validate(dict(given))


async def _body(request: web.Request) -> bytes:
    """Raises TooLarge, as soon as that is known."""
    raw = bytearray()
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > BODY_MAX:
            raise TooLarge
    return bytes(raw)


def _json(request: web.Request, raw: bytes) -> Any:
    """The body as plain values. Raises NotJson, MalformedJson."""
    if request.content_type != "application/json":
        raise NotJson
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError:
        raise MalformedJson from None
