"""The phone page's side of the server: the page, its events, and what its people do."""

from __future__ import annotations

import json
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from aiohttp.helpers import content_disposition_header

from bot.sandbox.deeds import DEEDS
from bot.sandbox.methods.profile import commands_for, words_for
from bot.sandbox.people import Impossible, Person
from bot.sandbox.refusals import JsonObject, Refused
from bot.sandbox.wire import read_params

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

_STATIC = Path(__file__).parent / "static"
_FIRST_PERSON = 700_000_001
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
    " media-src 'self' blob:; connect-src 'self'; form-action 'none'; base-uri 'none'"
)


class Phone:
    """Handlers of everything under /phone/."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def page(self, request: web.Request) -> web.StreamResponse:
        if not request.path.endswith("/"):
            # Relative, so that it holds under any prefix.
            raise web.HTTPFound(f"phone/{'?' + request.query_string if request.query_string else ''}")
        return web.FileResponse(_STATIC / "phone.html", headers={"Content-Security-Policy": _POLICY})

    async def state(self, _: web.Request) -> web.Response:
        """Who is there; two candidates are made when nobody is."""
        sandbox = self._sandbox
        if not sandbox.world.people:
            sandbox.user(_FIRST_PERSON, "Amina", "fr")
            sandbox.user(_FIRST_PERSON + 1, "John", "en")
        people = sorted(sandbox.world.people.values(), key=lambda user: int(user["id"]))
        return web.json_response(
            {"bot": sandbox.bot.user, "people": people, "clock": bool(sandbox.clock_url)}
        )

    async def add_person(self, request: web.Request) -> web.Response:
        _refuse_other_sites(request)
        params = await read_params(request)
        first_name = params.text("first_name").strip()[:64]
        if not first_name:
            return _problem("first_name_missing")
        user_id = max([_FIRST_PERSON - 1, *self._sandbox.world.people]) + 1
        person = self._sandbox.user(user_id, first_name, params.text("language_code", "fr")[:8])
        return web.json_response(person.user, status=201)

    def _person(self, request: web.Request) -> Person:
        user_id = int(request.match_info["id"])
        if user_id not in self._sandbox.world.people:
            raise web.HTTPNotFound
        return Person(self._sandbox.bot, user_id)

    async def chat(self, request: web.Request) -> web.Response:
        """All that a phone shows of one person's chat."""
        return web.json_response(self._view(self._person(request)))

    def _view(self, person: Person) -> JsonObject:
        account, chat = self._sandbox.bot, person.chat
        language = str(person.user.get("language_code", ""))
        return {
            "person": person.user,
            "bot_name": words_for(account, "name", language) or account.user["first_name"],
            "about": words_for(account, "description", language),
            "commands": commands_for(account, person.id, language),
            "messages": person.messages,
            "keyboard": chat.keyboard,
            "started": chat.started,
            "blocked": chat.blocked,
        }

    async def do(self, request: web.Request) -> web.Response:
        """Something a person does with the phone; see deeds.py."""
        _refuse_other_sites(request)
        person = self._person(request)
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            raise web.HTTPNotFound
        try:
            return web.json_response({"result": deed(person, await read_params(request))})
        except Impossible as error:
            return _problem("impossible", str(error))
        except Refused as refusal:
            return _problem("refused", refusal.description)

    async def file(self, request: web.Request) -> web.Response:
        """A file of the chat, by its file_id; documents are downloaded, never opened as pages."""
        files = self._sandbox.bot.files
        try:
            file = files.by_id(request.match_info["file_id"])
        except Refused:
            raise web.HTTPNotFound from None
        shown = file.mime.startswith(
            ("image/png", "image/jpeg", "image/webp", "image/gif", "audio/", "video/")
        )
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=86400"}
        if not shown:
            headers["Content-Disposition"] = content_disposition_header("attachment", filename=file.name)
        mime = file.mime if shown else "application/octet-stream"
        return web.Response(body=files.content(file), content_type=mime, headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: all that changes, for all people of the first bot."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n")
        try:
            async with aclosing(self._sandbox.changes.events()) as events:
                async for event in events:
                    if event.get("bot_id", self._sandbox.bot.id) == self._sandbox.bot.id:
                        await response.write(f"data: {json.dumps(event)}\n\n".encode())
        except ConnectionResetError:
            pass  # The page was closed; nothing is lost, as it asks for the whole chat when it comes back.
        return response

    async def clock(self, request: web.Request) -> web.Response:
        """Passes on to the demo's clock, which may be on another port."""
        if not self._sandbox.clock_url:
            raise web.HTTPNotFound
        _refuse_other_sites(request)
        body = await request.json() if request.method == "POST" else None
        # Moving the clock sends everything due on the way, however long that takes.
        patient = aiohttp.ClientTimeout(total=None)
        try:
            async with self._sandbox.session.request(
                request.method, self._sandbox.clock_url, json=body, timeout=patient
            ) as answer:
                return web.Response(
                    body=await answer.read(), status=answer.status, content_type=answer.content_type
                )
        except aiohttp.ClientError:
            return _problem("clock_unreachable", status=502)


def _refuse_other_sites(request: web.Request) -> None:
    """A page of another site, open in the same browser, must not act for the demo's people."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise web.HTTPForbidden


def _problem(code: str, detail: str = "", *, status: int = 400) -> web.Response:
    """The page has a French sentence for each code; the detail is for the console."""
    return web.json_response({"error": code, "detail": detail}, status=status)


def phone_routes(sandbox: Sandbox) -> list[web.AbstractRouteDef]:
    phone = Phone(sandbox)
    return [
        web.get("/phone", phone.page),
        web.get("/phone/", phone.page),
        web.static("/phone/static", _STATIC),
        web.get("/phone/api/state", phone.state),
        web.get("/phone/api/events", phone.events),
        web.post("/phone/api/people", phone.add_person),
        web.get(r"/phone/api/people/{id:\d+}", phone.chat),
        web.post(r"/phone/api/people/{id:\d+}/{deed}", phone.do),
        web.get("/phone/api/files/{file_id}", phone.file),
        web.route("*", "/phone/api/clock", phone.clock),
    ]
