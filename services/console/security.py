"""Who may come in: the session's cookie, forms that only our own pages may send, what browsers are told."""

import hashlib
import hmac
from urllib.parse import urlsplit

from aiohttp import web

from services.errors import NotAllowed
from services.staff.service import SESSION_MOST

_SECURE_COOKIE = "__Host-clea"
"""Browsers take this prefix over https only, and from this very host."""
_PLAIN_COOKIE = "clea"

FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class ForeignForm(NotAllowed):
    """This form was not sent from a page of the console."""

    code = "foreign_form"


def cookie_name(secure: bool) -> str:
    return _SECURE_COOKIE if secure else _PLAIN_COOKIE


def start_session(response: web.StreamResponse, token: str, secure: bool) -> None:
    """Gives the browser its session (the secret of `services.staff.start_session` or `open_session`).

    `secure` is for https; without it (http on this machine) the cookie goes without the __Host- prefix.
    """
    response.set_cookie(
        cookie_name(secure),
        token,
        max_age=int(SESSION_MOST.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def end_session(response: web.StreamResponse, secure: bool) -> None:
    response.set_cookie(
        cookie_name(secure), "", max_age=0, path="/", secure=secure, httponly=True, samesite="Lax"
    )


def form_token(session_token: str) -> str:
    """What every form carries: it follows from the session, and the session does not follow from it."""
    return hmac.new(session_token.encode(), b"console form", hashlib.sha256).hexdigest()


def refuse_foreign_request(request: web.Request) -> None:
    """Raises ForeignForm for a POST that the browser says comes from another site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise ForeignForm
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise ForeignForm


def refuse_foreign_form(session_token: str, sent: object) -> None:
    """Raises ForeignForm where the form does not carry this session's token."""
    if not isinstance(sent, str) or not hmac.compare_digest(
        sent.encode(), form_token(session_token).encode()
    ):
        raise ForeignForm
