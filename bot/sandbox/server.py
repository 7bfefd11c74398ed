"""The Bot API over HTTP: finds the bot and the method, lets faults strike, answers as Telegram does."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.account import Account
from bot.sandbox.faults import FaultRule
from bot.sandbox.methods import METHODS, WAITING_METHODS
from bot.sandbox.refusals import Refused, not_found, too_many_requests, unauthorized
from bot.sandbox.wire import Params, read_params

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

_log = logging.getLogger(__name__)
_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"
)
_TOKEN = re.compile(r"\d+:[^/]+")


class Server:
    """The routes under /bot<token>/ and /file/bot<token>/."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", r"/bot{token:[^/]+}/{method:[^/]+}", self.call),
            web.get(r"/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call of a method. Every way out is in Telegram's shape, but for the faults asked for."""
        if request.method not in {"GET", "POST"}:
            return _answer_refused(Refused(405, "Method Not Allowed"))
        method = request.match_info["method"]
        try:
            account = self._account(request)
            params = await read_params(request)
            text = params.text("text") or params.text("caption")
            rule = self._sandbox.faults.strike(method, params.text("chat_id"), text)
            if rule is not None:
                return await self._suffer(rule, request, account, params)
            return await self._carry_out(account, method, params)
        except Refused as refusal:
            return _answer_refused(refusal)

    def _account(self, request: web.Request) -> Account:
        token = request.match_info["token"]
        if not _TOKEN.fullmatch(token):
            raise not_found()
        return self._sandbox.account(token)

    async def _carry_out(self, account: Account, method: str, params: Params) -> web.Response:
        name = method.lower()
        try:
            if name in WAITING_METHODS:
                result = await WAITING_METHODS[name](account, params)
            elif name in METHODS:
                result = METHODS[name](account, params)
            else:
                raise not_found()
        except Refused as refusal:
            return _answer_refused(refusal)
        except (TypeError, AttributeError, LookupError, ValueError, ArithmeticError):
            # A JSON parameter of a shape nobody sends on purpose; Telegram calls that a bad request.
            _log.exception("the sandbox could not read a call of %s", method)
            return _answer_refused(Refused(400, "Bad Request: can't parse the request"))
        return web.json_response({"ok": True, "result": result})

    async def _suffer(
        self, rule: FaultRule, request: web.Request, account: Account, params: Params
    ) -> web.StreamResponse:
        method = request.match_info["method"]
        if rule.action == "hang":
            answer = await self._carry_out(account, method, params) if rule.effect else None
            await self._sandbox.changes.until(lambda: False, rule.seconds)
            return answer or _cut(request)
        if rule.action == "reset_after":
            await self._carry_out(account, method, params)
        if rule.action in {"reset_before", "reset_after"}:
            return _cut(request)
        if rule.action == "502":
            return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
        return _answer_refused(_refusal_of(rule))

    async def download(self, request: web.Request) -> web.Response:
        try:
            files = self._account(request).files
        except Refused as refusal:
            return _answer_refused(refusal)
        file = files.by_path(request.match_info["path"])
        if file is None:
            return _answer_refused(not_found())
        return web.Response(body=files.content(file), content_type="application/octet-stream")


def _refusal_of(rule: FaultRule) -> Refused:
    if rule.action == "429":
        return too_many_requests(rule.retry_after)
    if rule.action == "401":
        return unauthorized()
    usual = {
        "400": "Bad Request: chat not found",
        "403": "Forbidden: bot was blocked by the user",
        "500": "Internal Server Error",
    }
    return Refused(int(rule.action), rule.description or usual[rule.action])


def _cut(request: web.Request) -> web.StreamResponse:
    """Breaks the connection instead of answering: the caller sees a reset."""
    if isinstance(request.transport, asyncio.Transport):
        request.transport.abort()
    return web.Response()


def _answer_refused(refusal: Refused) -> web.Response:
    return web.json_response(refusal.as_answer(), status=refusal.code)
