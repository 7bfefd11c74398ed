"""The room of messages: threads by who cares for them, one of them opened, and everything one does with it."""

from aiohttp import web

from services.bundle import Services
from services.console import candidate_file, composing
from services.console.composing import Draft
from services.console.conversation import Talk, talk_of
from services.console.visit import CONSOLE, VISIT, page_number
from services.errors import NotFound
from services.messages.service import AlreadySent
from services.messages.threads import Thread, View

PAGE = 30

VIEWS = frozenset(view.value for view in View)

ATTACHMENTS = {
    # What a browser may show of a file; anything else is only downloaded.
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "video_note": "video/mp4",
}

TYPES = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8", "image/jpeg"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)
"""What a file is, seen in itself: an adviser's picture may be a PNG, and a voice an MP3."""


async def show(request: web.Request) -> web.Response:
    return await _page(request, None)


async def thread(request: web.Request) -> web.Response:
    return await _page(request, int(request.match_info["id"]), flash=request.query.get("flash"))


async def send(request: web.Request) -> web.StreamResponse:
    """Sends a message, puts a template into the draft, or shows how the draft would look."""
    visit, candidate_id, form = request[VISIT], int(request.match_info["id"]), await request.post()
    if form.get("do") in ("insert", "preview"):
        return await _back(request, await _looked_at(request), 200)
    problem = await composing.send(visit, candidate_id, form)
    if problem is not None:
        return await _back(request, problem, 422)
    raise web.HTTPSeeOther(f"{_return_to(candidate_id, form.get('back'))}?flash=sent#messages")


async def assign(request: web.Request) -> web.StreamResponse:
    candidate_id, form = int(request.match_info["id"]), await request.post()
    said = composing.text_of(form, "staff")
    staff_id = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None
    await request[VISIT].run(lambda services: services.threads.assign(candidate_id, staff_id))
    raise web.HTTPSeeOther(f"{_return_to(candidate_id, form.get('back'))}?flash=assigned#messages")


async def close(request: web.Request) -> web.StreamResponse:
    candidate_id = int(request.match_info["id"])
    await request[VISIT].run(lambda services: services.threads.close(candidate_id))
    raise web.HTTPSeeOther("/console/messages?flash=closed")


async def reopen(request: web.Request) -> web.StreamResponse:
    candidate_id, form = int(request.match_info["id"]), await request.post()
    await request[VISIT].run(lambda services: services.threads.reopen(candidate_id))
    raise web.HTTPSeeOther(f"{_return_to(candidate_id, form.get('back'))}?flash=reopened#messages")


async def take_back(request: web.Request) -> web.StreamResponse:
    """What was to be sent later is not sent."""
    candidate_id, form = int(request.match_info["id"]), await request.post()
    message_id = int(request.match_info["message"])
    flash = "taken_back"
    try:
        await request[VISIT].run(lambda services: services.messages.take_back(candidate_id, message_id))
    except AlreadySent:
        flash = "too_late"
    raise web.HTTPSeeOther(f"{_return_to(candidate_id, form.get('back'))}?flash={flash}#messages")


async def attachment(request: web.Request) -> web.StreamResponse:
    """A photo, a voice message or a document of either side; the candidate's stays at Telegram until then."""
    visit, candidate_id = request[VISIT], int(request.match_info["id"])
    message_id = int(request.match_info["message"])
    sent = await visit.read(lambda services: services.messages.attachment(candidate_id, message_id))
    if "upload_id" in sent:
        upload_id = int(sent["upload_id"])
        content = await visit.read(lambda services: services.uploads.content(candidate_id, upload_id))
    else:
        fetched = await request.app[CONSOLE].fetch_file(str(sent["file_id"]))
        if fetched is None:
            raise NotFound
        content = fetched
    kind = str(sent["kind"])
    shown = ATTACHMENTS.get(kind, "application/octet-stream")
    if kind in ("photo", "voice"):
        shown = next((mime for mark, mime in TYPES if content.startswith(mark)), shown)
    disposition = "inline" if kind in ATTACHMENTS else "attachment"
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return web.Response(body=content, content_type=shown, headers=headers)


async def _looked_at(request: web.Request) -> Draft:
    """The draft, with a template in it where one was chosen, and how it would look."""
    visit, candidate_id, form = request[VISIT], int(request.match_info["id"]), await request.post()
    text, send_at = composing.text_of(form), composing.text_of(form, "send_at")
    chosen = composing.text_of(form, "template")

    def work(services: Services) -> Draft:
        candidate = services.candidates.candidate(candidate_id)
        written = text
        if form.get("do") == "insert" and chosen.isascii() and chosen.isdecimal() and len(chosen) < 10:
            template = services.templates.template(int(chosen))
            written = composing.inserted(template, text, candidate.first_name, candidate.locale)
        shown = composing.preview(visit, written, candidate.first_name, candidate.locale)
        return Draft(written, send_at, preview=shown)

    return await visit.read(work)


async def _back(request: web.Request, draft: Draft, status: int) -> web.Response:
    """The page that the form came from, with the draft in it."""
    if (await request.post()).get("back") == "messages":
        return await _page(request, int(request.match_info["id"]), draft, status)
    return await candidate_file.file_page(request, draft, status=status)


def _return_to(candidate_id: int, back: object) -> str:
    room = "messages" if back == "messages" else "candidates"
    return f"/console/{room}/{candidate_id}"


async def _page(
    request: web.Request,
    candidate_id: int | None,
    draft: Draft | None = None,
    status: int = 200,
    flash: str | None = None,
) -> web.Response:
    visit, number = request[VISIT], page_number(request)
    asked = request.query.get("view", "")
    view = View(asked) if asked in VIEWS else View.OPEN

    def gather(services: Services) -> tuple[list[Thread], dict[View, int], Talk | None]:
        found = services.threads.page(view, visit.member.id, skip=(number - 1) * PAGE, limit=PAGE + 1)
        counts = {
            one: services.threads.count(one, visit.member.id)
            for one in (View.UNREAD, View.MINE, View.UNASSIGNED)
        }
        return found, counts, talk_of(services, candidate_id) if candidate_id is not None else None

    found, counts, talk = await visit.read(gather)
    if talk is not None and talk.waiting.unread:
        await visit.run(lambda services: services.attention.seen(talk.candidate.id))
    return visit.page(
        "messages.html",
        status=status,
        threads=found[:PAGE],
        view=view,
        views=list(View),
        view_counts=counts,
        number=number,
        more=len(found) > PAGE,
        talk=talk,
        draft=draft or Draft(),
        flash=flash or request.query.get("flash"),
    )
