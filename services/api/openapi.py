"""The OpenAPI 3.1 document, made from the declared routes and the models that they name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from services.api.files import File
from services.api.idempotency import KEY_MAX, KeyReused
from services.api.languages import LANGUAGES
from services.api.paging import BadCursor, PageQuery
from services.api.problems import (
    CONTENT_TYPE,
    PREFIX,
    Internal,
    MalformedJson,
    NotJson,
    PreconditionFailed,
    Problem,
    TooLarge,
    Unauthorized,
    problem_of,
)
from services.api.routing import Route, Scope
from services.api.values import ID_MAX, Query
from services.errors import Invalid, NotAllowed, NotFound, Refusal

Json = dict[str, Any]

VERSION = "1"

DESCRIPTION = """\
The scheduling and record service behind CléA Compagnon, for an assessing body’s other software.

Send a token of the body with every request (`Authorization: Bearer …`). It sees its own candidates only.
Lists are `{"items": […], "next": cursor or null}`. Times are RFC 3339 and have an offset. With an
`Idempotency-Key`, a POST sent twice has one effect and one answer, for 24 hours. What is read has an `ETag`:
send it in `If-None-Match` to hear only what is new, and in `If-Match` to change only what you have seen. What is
refused is answered by a problem document (RFC 9457) with a stable `code`, in English or French (`Accept-Language`)."""

SCOPES: dict[Scope, str] = {
    "read": "see candidates, their files, the timetable of the body, messages, notices, tasks",
    "write": "change them",
    "audit": "see who did what to whose file, in the whole body",
    "webhooks": "say where the body’s other software is told of changes",
}

TAG: Json = {"description": "Stands for this state.", "schema": {"type": "string"}}

IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "An ETag, as it was read: the change is made only if that is still the state.",
    "schema": {"type": "string"},
}

IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "An ETag, as it was read: what is still the same is not sent again.",
    "schema": {"type": "string"},
}

KEY_PARAMETER: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and request again: the same answer, and no second effect.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_MAX, "pattern": "^[ -~]+$"},
}


def openapi(routes: Sequence[Route]) -> Json:
    definitions = _schemas(routes)
    paths: dict[str, Json] = defaultdict(dict)
    for route in routes:
        paths[route.path][route.method.lower()] = _operation(route, definitions)
    for query in {route.query.__name__ for route in routes}:
        del definitions[query]  # its parameters stand with the operations
    paths["/openapi.json"] = {"get": _this_document()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "CléA Compagnon", "version": VERSION, "description": DESCRIPTION},
        "servers": [{"url": PREFIX}],
        "tags": [{"name": tag} for tag in dict.fromkeys(route.tag for route in routes)],
        "paths": dict(paths),
        "components": {
            "schemas": definitions,
            "parameters": {
                "IdempotencyKey": KEY_PARAMETER,
                "IfMatch": IF_MATCH,
                "IfNoneMatch": IF_NONE_MATCH,
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "From `clea token create`, with one or more scopes:\n"
                    + "\n".join(f"- `{scope}`: {allows}" for scope, allows in SCOPES.items()),
                }
            },
        },
    }


def refusals_of(route: Route) -> dict[int, list[type[Refusal]]]:
    """Everything that a route may refuse, by status."""
    common: list[type[Refusal]] = [Unauthorized, NotAllowed, Invalid, Internal]
    if route.ids:
        common.append(NotFound)
    if route.asked is not None:
        common += [MalformedJson, TooLarge, NotJson]
    if issubclass(route.query, PageQuery):
        common.append(BadCursor)
    if route.method == "POST":
        common.append(KeyReused)
    elif not route.reads:
        common.append(PreconditionFailed)
    by_status: dict[int, list[type[Refusal]]] = defaultdict(list)
    for refusal in dict.fromkeys([*common, *route.refusals]):
        by_status[refusal.status].append(refusal)
    return dict(sorted(by_status.items()))


def _schemas(routes: Iterable[Route]) -> Json:
    models: dict[tuple[type[BaseModel], Any], None] = {(Problem, "serialization"): None}
    for route in routes:
        if not issubclass(route.answer, File):
            models[route.answer, "serialization"] = None
        models[route.query, "validation"] = None
        if route.asked is not None:
            models[route.asked, "validation"] = None
    _, schema = models_json_schema(list(models), ref_template="#/components/schemas/{model}")
    return {re.sub(r"^Page_(\w+)_$", r"\1Page", name): model for name, model in schema["$defs"].items()}


def _operation(route: Route, definitions: Json) -> Json:
    said = (route.handler.__doc__ or "").strip()
    operation: Json = {
        "operationId": route.name,
        "summary": said.splitlines()[0].rstrip("."),
        "tags": [route.tag],
        "security": [{"token": [route.scope]}],
        "parameters": _parameters(route, definitions),
        "responses": _responses(route),
    }
    if route.asked is not None:
        operation["requestBody"] = {
            "required": route.asked_needed,
            "content": {"application/json": {"schema": _ref(route.asked)}},
        }
    return operation


def _parameters(route: Route, definitions: Json) -> list[Json]:
    schema = {"type": "integer", "minimum": 1, "maximum": ID_MAX}
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": schema} for name in route.ids
    ]
    if route.query is not Query:
        properties: Json = definitions[route.query.__name__]["properties"]
        found += [_query_parameter(name, property_) for name, property_ in properties.items()]
    header = {"POST": "IdempotencyKey", "GET": "IfNoneMatch"}.get(route.method, "IfMatch")
    return [*found, {"$ref": f"#/components/parameters/{header}"}]


def _query_parameter(name: str, schema: Json) -> Json:
    """What pydantic says of a field, as a parameter: absent rather than null."""
    schema = {key: value for key, value in schema.items() if key != "title"}
    description = schema.pop("description", None)
    if schema.get("default", 0) is None:
        del schema["default"]
    choices = [choice for choice in schema.pop("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        schema |= choices[0]
    elif choices:
        schema["anyOf"] = choices
    parameter = {"name": name, "in": "query", "allowEmptyValue": True, "schema": schema}
    return {**parameter, "description": description} if description else parameter


def _responses(route: Route) -> Json:
    good: Json = {
        "description": "Here it is." if route.reads else "Done.",
        "headers": {} if route.method == "POST" else {"ETag": TAG},
        "content": _content(route),
    }
    if route.method == "POST":
        good["headers"] = {
            "Idempotency-Replayed": {
                "description": "true where this answer was given before.",
                "schema": {"const": "true"},
            }
        }
    unchanged = {"304": {"description": "It is still the same.", "headers": {"ETag": TAG}}}
    return {
        str(route.status): good,
        **(unchanged if route.reads else {}),
        **{str(status): _refused(refusals) for status, refusals in refusals_of(route).items()},
    }


def _content(route: Route) -> Json:
    if issubclass(route.answer, File):
        return {route.answer.media_type: {"schema": {"type": "string"}}}
    return {"application/json": {"schema": _ref(route.answer)}}


def _refused(refusals: Sequence[type[Refusal]]) -> Json:
    answer: Json = {
        "description": "\n".join(f"- `{refusal.code}`: {refusal.sentence()}" for refusal in refusals),
        "content": {
            CONTENT_TYPE: {
                "schema": _ref(Problem),
                "examples": {
                    refusal.code: {"value": problem_of(refusal()).model_dump(mode="json", exclude_none=True)}
                    for refusal in refusals
                },
            }
        },
    }
    answer["headers"] = {"Content-Language": {"schema": {"enum": list(LANGUAGES)}}}
    if refusals[0].status == Unauthorized.status:
        answer["headers"]["WWW-Authenticate"] = {"schema": {"type": "string"}}
    return answer


def _this_document() -> Json:
    return {
        "operationId": "describe",
        "summary": "This document",
        "security": [],
        "responses": {
            "200": {
                "description": "Here it is.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        },
    }


def _ref(model: type[BaseModel]) -> Json:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
