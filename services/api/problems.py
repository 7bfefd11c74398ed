"""What went wrong, as RFC 9457 problem details: one middleware for refusals, wrong input and bugs."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError

from services.errors import Invalid, Refusal

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"

PREFIX = "/api/v1"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class MalformedJson(Refusal):
    """The body is not JSON in UTF-8."""

    code = "malformed_json"
    status = 400


class Unauthorized(Refusal):
    """Say who you are: send the header "Authorization: Bearer …" with a token that has not been revoked."""

    code = "unauthorized"
    status = 401


class MethodNotAllowed(Refusal):
    """This address does not take this method; the header Allow names those that it takes."""

    code = "method_not_allowed"
    status = 405


class TooLarge(Refusal):
    """The body is too large: send at most 1 MiB at a time."""

    code = "too_large"
    status = 413


class NotJson(Refusal):
    """Send the body as JSON, with the header "Content-Type: application/json"."""

    code = "unsupported_media_type"
    status = 415


class Internal(Refusal):
    """Something went wrong on our side. It was recorded; please try again later."""

    code = "internal"
    status = 500


class FieldError(BaseModel):
    field: str = Field(description='Where, with dots: "results.D1", "0.starts_at"; empty for the whole.')
    message: str


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="A relative URI that names the kind of problem.")
    title: str = Field(description="The kind of problem, in a sentence.")
    status: int
    detail: str = Field(description="What happened here, and what to do.")
    code: str = Field(description="The kind of problem, as a stable word for programs.")
    errors: list[FieldError] | None = Field(
        default=None, description="With code invalid: what is wrong where."
    )
    about: dict[str, Any] | None = Field(default=None, description="Facts: which domains, which candidates.")


_HTTP: dict[int, type[Refusal]] = {405: MethodNotAllowed, 413: TooLarge, 415: NotJson}


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns whatever a handler raises into a problem document."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return response(problem_of(refusal), _challenge(refusal))
    except ValidationError as error:
        return response(problem_of(Invalid(), errors=_errors(error)))
    except web.HTTPException as answer:
        if answer.status < 400:
            raise
        return response(_http_problem(answer), _kept(answer.headers))
    except Exception:  # a bug: recorded here, never shown to a client
        resource = request.match_info.route.resource
        logger.exception("%s %s failed", request.method, resource.canonical if resource else "?")
        return response(problem_of(Internal()))


def problem_of(refusal: Refusal, errors: list[FieldError] | None = None) -> Problem:
    detail = refusal.detail
    if errors:
        detail = " ".join(f"{error.field or 'This'}: {error.message}." for error in errors[:3])
    return Problem(
        type=f"{PREFIX}/problems/{refusal.code}",
        title=refusal.sentence(),
        status=refusal.status,
        detail=detail,
        code=refusal.code,
        errors=errors,
        about=refusal.facts or None,
    )


def response(problem: Problem, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        text=problem.model_dump_json(exclude_none=True),
        status=problem.status,
        content_type=CONTENT_TYPE,
        headers=headers,
    )


def _http_problem(answer: web.HTTPException) -> Problem:
    if answer.status == HTTPStatus.NOT_FOUND:
        title = "There is nothing at this address."
        return Problem(
            type=f"{PREFIX}/problems/not_found", title=title, status=404, detail=title, code="not_found"
        )
    known = _HTTP.get(answer.status)
    if known is not None:
        return problem_of(known())
    status = HTTPStatus(answer.status)
    return Problem(
        type="about:blank",
        title=status.phrase,
        status=status,
        detail=status.description or status.phrase,
        code=status.name.lower(),
    )


def _errors(error: ValidationError) -> list[FieldError]:
    return [
        FieldError(field=".".join(map(str, one["loc"])), message=one["msg"].removeprefix("Value error, "))
        for one in error.errors(include_url=False, include_context=False, include_input=False)[:100]
    ]


def _challenge(refusal: Refusal) -> dict[str, str]:
    return {"WWW-Authenticate": 'Bearer realm="clea"'} if refusal.status == HTTPStatus.UNAUTHORIZED else {}


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in ("Allow",) if name in headers}
