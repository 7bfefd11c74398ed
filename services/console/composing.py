"""Writing to a candidate: text, file, later; what a form holds, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp.web_request import FileField

from locales import NS_, best_locale
from services.bundle import Services
from services.console.hints import Preview, preview_of
from services.console.rendering import page
from services.console.visit import VISIT, Visit
from services.console.words import Words
from services.errors import Invalid
from services.messages.models import TemplateRow
from services.messages.service import CAPTION_MAX, MESSAGE_MAX, TooLong, message_wording
from services.messages.templates import filled
from services.messages.uploads import EmptyFile, TooLarge, Upload

Form = Mapping[str, Any]

SHOWN_AT_MOST = 4096


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody was writing, why it was not sent, and how it would look."""

    text: str = ""
    send_at: str = ""
    problem: str = ""
    preview: Preview | None = None


def text_of(form: Form, name: str = "text") -> str:
    sent = form.get(name, "")
    return sent.replace("\r\n", "\n").replace("\0", "").strip() if isinstance(sent, str) else ""


def file_of(form: Form) -> tuple[str, bytes] | None:
    """The file that was chosen, if one was: its name and what is in it."""
    sent = form.get("file")
    if not isinstance(sent, FileField) or not sent.filename:
        return None
    return sent.filename, sent.file.read()


def moment_of(form: Form, visit: Visit) -> datetime | None:
    """When to send, as the browser's field has it on the reader's clock; empty: now. Raises Invalid."""
    said = text_of(form, "send_at")
    if not said:
        return None
    try:
        local = datetime.fromisoformat(said)
    except ValueError:
        raise Invalid from None
    moment = local.replace(tzinfo=ZoneInfo(visit.member.zone)) if local.tzinfo is None else local
    if moment <= visit.now:
        raise Invalid
    return moment


async def send(visit: Visit, candidate_id: int, form: Form) -> Draft | None:
    """Sends what the form holds; a draft with its problem where it cannot be sent."""
    text, file = text_of(form), file_of(form)
    try:
        send_at = moment_of(form, visit)
    except Invalid:
        problem = visit.words.say(
            NS_("Choose a moment that is still to come, or leave it empty to send now.")
        )
        return Draft(text, text_of(form, "send_at"), problem)

    def work(services: Services) -> None:
        upload: Upload | None = None
        if file is not None:
            upload = services.uploads.keep(candidate_id, *file)
        name = services.candidates.candidate(candidate_id).first_name
        services.messages.to_candidate(candidate_id, filled(text, name), send_at, upload)

    try:
        await visit.run(work)
    except (TooLong, TooLarge, EmptyFile, Invalid) as refusal:
        return Draft(
            text, text_of(form, "send_at"), _problem(refusal, visit.words, with_file=file is not None)
        )
    visit.console.wake()
    return None


def _problem(refusal: Exception, words: Words, *, with_file: bool) -> str:
    match refusal:
        case TooLong():
            longest = CAPTION_MAX if with_file else MESSAGE_MAX
            return words.say(NS_("The message is too long: at most {n} characters."), n=longest)
        case TooLarge():
            return words.say(NS_("The file is too large: at most 10 megabytes."))
        case EmptyFile():
            return words.say(NS_("The file is empty: choose another one."))
    return words.say(NS_("The message is empty: write something first."))


def preview(visit: Visit, text: str, first_name: str, locale: str) -> Preview:
    said = filled(text, first_name)
    return preview_of(message_wording(visit.member.name, said), said, best_locale(locale), visit.words)


def inserted(template: TemplateRow, text: str, first_name: str, locale: str) -> str:
    """The draft with a template's text behind it: in the candidate's language, or in French, or in any."""
    said = template.texts.get(locale) or template.texts.get("fr") or next(iter(template.texts.values()))
    return f"{text}\n{filled(said, first_name)}".strip()


async def hints(request: web.Request) -> web.Response:
    """While somebody writes: the preview and the hints, as a piece of a page."""
    visit, form = request[VISIT], await request.post()
    candidate_id = int(request.match_info["id"])
    candidate = await visit.read(lambda services: services.candidates.candidate(candidate_id))
    shown = preview(visit, text_of(form)[:SHOWN_AT_MOST], candidate.first_name, candidate.locale)
    return page("preview.html", visit.words, preview=shown)
