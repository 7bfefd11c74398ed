"""What went wrong, as RFC 9457 problem details: one middleware for refusals, wrong input and bugs."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError

from locales import plain
from services.api.field_errors import errors_of
from services.api.languages import language_of
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


class NoSuchAddress(Refusal):
    """There is nothing at this address."""

    code = "not_found"
    status = 404


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


class PreconditionFailed(Refusal):
    """It has changed since you read it: read it again, and decide anew."""

    code = "precondition_failed"
    status = 412


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


_HTTP: dict[int, type[Refusal]] = {404: NoSuchAddress, 405: MethodNotAllowed, 413: TooLarge, 415: NotJson}


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns whatever a handler raises into a problem document."""
    language = language_of(request.headers.get("Accept-Language", ""))
    try:
        return await handler(request)
    except Refusal as refusal:
        return response(problem_of(refusal, language), language, _challenge(refusal))
    except ValidationError as error:
        return response(problem_of(Invalid(), language, _errors(error, language)), language)
    except web.HTTPException as answer:
        if answer.status < 400:
            raise
        return response(_http_problem(answer, language), language, _kept(answer.headers))
    except Exception:  # a bug: recorded here, never shown to a client
        resource = request.match_info.route.resource
        logger.exception("%s %s failed", request.method, resource.canonical if resource else "?")
        return response(problem_of(Internal(), language), language)


def problem_of(refusal: Refusal, language: str = "en", errors: list[FieldError] | None = None) -> Problem:
    detail = plain(refusal.detail, language)
    if errors:
        colon = "\u00a0: " if language == "fr" else ": "
        detail = " ".join(f"{error.field}{colon}{error.message}.".removeprefix(colon) for error in errors[:3])
    return Problem(
        type=f"{PREFIX}/problems/{refusal.code}",
        title=refusal.sentence(language),
        status=refusal.status,
        detail=detail,
        code=refusal.code,
        errors=errors,
        about=refusal.facts or None,
    )


def response(problem: Problem, language: str, headers: Mapping[str, str] | None = None) -> web.Response:
    spoken = {"Content-Language": language, "Vary": "Accept-Language"}
    return web.Response(
        text=problem.model_dump_json(exclude_none=True),
        status=problem.status,
        content_type=CONTENT_TYPE,
        headers={**spoken, **(headers or {})},
    )


def _http_problem(answer: web.HTTPException, language: str) -> Problem:
    known = _HTTP.get(answer.status)
    if known is not None:
        return problem_of(known(), language)
    status = HTTPStatus(answer.status)
    return Problem(
        type="about:blank",
        title=status.phrase,
        status=status,
        detail=status.description or status.phrase,
        code=status.name.lower(),
    )


def _errors(error: ValidationError, language: str) -> list[FieldError]:
    return [FieldError(field=field, message=message) for field, message in errors_of(error, language)]


def _challenge(refusal: Refusal) -> dict[str, str]:
    return {"WWW-Authenticate": 'Bearer realm="clea"'} if refusal.status == HTTPStatus.UNAUTHORIZED else {}


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in ("Allow",) if name in headers}
