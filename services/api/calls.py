"""A request, read and checked: what its handler is called with."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from multidict import MultiMapping
from pydantic_core import from_json

from locales import NS_, Text
from services.api.conditions import Conditions
from services.api.idempotency import checked, hash_of
from services.api.languages import language_of
from services.api.problems import MalformedJson, NotJson, TooLarge
from services.api.routing import Route
from services.api.values import ID_MAX, Query
from services.errors import Invalid, NotFound

BODY_MAX = 1 << 20


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked, of which things, under which conditions; `key` makes a repetition the same call."""

    ids: tuple[int, ...]
    language: str = "en"
    arguments: dict[str, Any] = field(default_factory=dict)
    conditions: Conditions = field(default_factory=Conditions)
    key: str | None = None
    request_hash: str = ""


async def read(request: web.Request, route: Route) -> Call:
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
    language = language_of(request.headers.get("Accept-Language", ""))
    key = request.headers.get("Idempotency-Key") if route.method == "POST" else None
    if key is None:
        return Call(ids, language, arguments, Conditions.of(request))
    request_hash = hash_of(request.method, request.path_qs, asked)
    return Call(ids, language, arguments, key=checked(key), request_hash=request_hash)


def _id(text: str) -> int:
    """An id of the path. What cannot be one is nobody's. Raises NotFound."""
    if not text.isascii() or not text.isdigit() or len(text) > 10 or not 1 <= int(text) <= ID_MAX:
        raise NotFound
    return int(text)


def _query(given: MultiMapping[str], model: type[Query]) -> Query:
    twice = sorted({name for name in given if len(given.getall(name)) > 1})
    if twice:
        raise Invalid(Text(NS_("Given twice: {names}.")).given(names=", ".join(twice)))
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
