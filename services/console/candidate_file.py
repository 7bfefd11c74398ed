"""A candidate's file: where they are, what comes, what was said and will be said, and writing to them."""

from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from locales import NS_, best_locale, plain, plain_lines
from services.audit import AuditRow
from services.bundle import Services
from services.candidates.service import Candidate
from services.console.candidate_list import Next, upcoming
from services.console.rendering import picture
from services.console.task_list import Todo, todos
from services.console.timeline import timeline
from services.console.visit import CONSOLE, VISIT, Visit
from services.console.words import Words
from services.dossiers.domains import Domain
from services.dossiers.facts import Facts, Site
from services.dossiers.stages import Stage, stage_of
from services.errors import Invalid, NotFound
from services.messages.attention import Waiting
from services.messages.service import MESSAGE_MAX, Message, TooLong
from services.notices.models import NoticeState
from services.notices.rules.path import domain_marks, path_picture
from services.notices.service import Notice, NotResendable
from services.pictures import domains_picture
from services.pictures import path_picture as draw_path

RESENDABLE = (NoticeState.FAILED, NoticeState.UNKNOWN)

ORDER = ("acquired", "growing", "to_develop", "")
"""Strong points first, always."""


@dataclass(frozen=True, slots=True)
class File:
    """All that the page shows of a candidate."""

    candidate: Candidate
    facts: Facts
    stage: Stage
    site: Site | None
    adviser: str | None
    todos: list[Todo]
    upcoming: list[Next]
    thread: list[Message]
    next_notices: list[Notice]
    past_notices: list[Notice]
    history: list[AuditRow]
    waiting: Waiting
    staff: dict[int, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody was writing, and why it was not sent."""

    text: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A notice as the candidate reads it."""

    text: str
    choices: list[str]
    picture: str


async def show(request: web.Request) -> web.Response:
    return await _file_page(request, Draft(), flash=request.query.get("flash"))


async def write(request: web.Request) -> web.StreamResponse:
    """Sends a message to the candidate; what cannot be sent comes back with the reason and the text."""
    visit, candidate_id = request[VISIT], int(request.match_info["id"])
    sent = (await request.post()).get("text", "")
    text = sent.replace("\r\n", "\n").replace("\0", "").strip() if isinstance(sent, str) else ""
    try:
        await visit.run(lambda services: services.messages.to_candidate(candidate_id, text))
    except TooLong:
        problem = visit.words.say(NS_("The message is too long: at most {n} characters."), n=MESSAGE_MAX)
        return await _file_page(request, Draft(text, problem), status=422)
    except Invalid:
        problem = visit.words.say(NS_("The message is empty: write something first."))
        return await _file_page(request, Draft(text, problem), status=422)
    request.app[CONSOLE].wake()
    raise web.HTTPSeeOther(f"/console/candidates/{candidate_id}?flash=sent#messages")


ATTACHMENTS = {
    # What a browser may show of a candidate's file; anything else is only downloaded.
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "video_note": "video/mp4",
}


async def attachment(request: web.Request) -> web.StreamResponse:
    """A photo, a voice message or a document that the candidate sent; it stays at Telegram until then."""
    visit, candidate_id = request[VISIT], int(request.match_info["id"])
    message_id = int(request.match_info["message"])
    sent = await visit.read(lambda services: services.messages.attachment(candidate_id, message_id))
    content = await request.app[CONSOLE].fetch_file(str(sent["file_id"]))
    if content is None:
        raise NotFound
    mime_type = ATTACHMENTS.get(str(sent["kind"]), "application/octet-stream")
    headers = {"Content-Disposition": "inline" if str(sent["kind"]) in ATTACHMENTS else "attachment"}
    return web.Response(body=content, content_type=mime_type, headers=headers)


async def resend(request: web.Request) -> web.StreamResponse:
    """Sends again what failed or may not have arrived."""
    visit, candidate_id = request[VISIT], int(request.match_info["id"])
    notice_id = int(request.match_info["notice"])
    try:
        await visit.run(lambda services: services.notices.resend(notice_id))
    except NotResendable:
        raise web.HTTPSeeOther(f"/console/candidates/{candidate_id}?flash=settled#said") from None
    request.app[CONSOLE].wake()
    raise web.HTTPSeeOther(f"/console/candidates/{candidate_id}?flash=resent#said")


async def _file_page(
    request: web.Request, draft: Draft, *, status: int = 200, flash: str | None = None
) -> web.Response:
    visit, candidate_id = request[VISIT], int(request.match_info["id"])
    file = await visit.read(lambda services: file_of(services, candidate_id))
    if file.waiting.unread:
        await visit.run(lambda services: services.attention.seen(candidate_id))
    return _page(visit, file, draft, status, flash)


def _page(visit: Visit, file: File, draft: Draft, status: int, flash: str | None) -> web.Response:
    words, locale = visit.words, best_locale(file.candidate.locale)
    return visit.page(
        "candidate.html",
        status=status,
        file=file,
        candidate=file.candidate,
        their_locale=locale,
        draft=draft,
        flash=flash,
        longest=MESSAGE_MAX,
        path=_path(file, words),
        domains=_domains(file.facts, words),
        marks=_marks(file.facts),
        timeline=timeline(file.facts, words),
        said=lambda notice: _said(notice, locale),
        who=lambda actor: _who(actor, file, words),
        resendable=RESENDABLE,
        zone=file.facts.zone,
    )


def file_of(services: Services, candidate_id: int) -> File:
    """Raises NotFound, for a candidate of another body too."""
    candidate = services.candidates.candidate(candidate_id)
    facts = services.dossiers.facts(candidate_id)
    names = services.staff.names()
    sites = {site.id: site for site in services.scheduling.sites()}
    return File(
        candidate=candidate,
        facts=facts,
        stage=stage_of(facts),
        site=sites.get(candidate.site_id or 0),
        adviser=names.get(candidate.adviser_id or 0),
        todos=todos(services, services.attention.tasks_of(candidate_id)),
        upcoming=upcoming(facts, services.now),
        thread=services.messages.thread(candidate_id),
        next_notices=services.notices.next_of(candidate_id),
        past_notices=services.notices.past_of(candidate_id),
        history=services.candidates.history(candidate_id),
        waiting=services.attention.of([candidate_id])[candidate_id],
        staff=names,
    )


def _path(file: File, words: Words) -> Markup:
    about = path_picture(file.facts).about
    title = words.say(NS_("Where {name} is on the path"), name=file.candidate.first_name)
    return picture(draw_path(**about, title=title))


def _domains(facts: Facts, words: Words) -> Markup:
    title = words.say(NS_("The seven domains; the table beside says the same"))
    return picture(domains_picture(domain_marks(facts), title=title))


def _marks(facts: Facts) -> list[tuple[Domain, str]]:
    """Each domain and its mark, in the order of the picture."""
    marks = domain_marks(facts)
    pairs = [(domain, marks.get(domain) or "") for domain in Domain]
    return sorted(pairs, key=lambda pair: ORDER.index(pair[1]))


def _said(notice: Notice, locale: str) -> Said:
    wording = notice.wording
    return Said(
        text=plain_lines(wording.lines, locale),
        choices=[plain(choice.text, locale) for choice in wording.choices],
        picture=plain(wording.picture.title, locale) if wording.picture else "",
    )


def _who(actor: str, file: File, words: Words) -> str:
    """An actor of the audit ("staff:3") as a person."""
    kind, _, number = actor.partition(":")
    if kind == "staff" and number.isdecimal():
        return file.staff.get(int(number), words.say(NS_("Somebody of the centre")))
    others = {
        "candidate": file.candidate.first_name,
        "token": words.say(NS_("The centre’s software")),
    }
    return others.get(kind, words.say(NS_("The service itself")))
