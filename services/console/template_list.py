"""The centre's templates: what is written again and again, in each language."""

from aiohttp import web

from locales import LOCALES, NS_, best_locale
from services.bundle import Services
from services.console.composing import SHOWN_AT_MOST, text_of
from services.console.hints import Preview, preview_of
from services.console.rendering import page
from services.console.visit import VISIT, Visit
from services.errors import Invalid
from services.messages.broadcasts import broadcast_wording
from services.messages.models import TemplateRow
from services.messages.service import MESSAGE_MAX, TooLong, message_wording
from services.messages.templates import FIRST_NAME, TITLE_MAX, filled


async def show(request: web.Request) -> web.Response:
    return await _page(request)


async def edit(request: web.Request) -> web.Response:
    template_id = int(request.match_info["id"])
    row = await request[VISIT].read(lambda services: services.templates.template(template_id))
    return await _page(request, editing=template_id, title=row.title, texts=row.texts)


async def save(request: web.Request) -> web.StreamResponse:
    """A new template, or another wording of a known one."""
    visit, form = request[VISIT], await request.post()
    known = request.match_info.get("id")
    template_id = int(known) if known else None
    title, texts = text_of(form, "title"), {locale: text_of(form, f"text_{locale}") for locale in LOCALES}
    if form.get("do") == "preview":
        return await _page(request, editing=template_id, title=title, texts=texts)
    try:
        await visit.run(lambda services: services.templates.save(template_id, title, texts))
    except (Invalid, TooLong) as refusal:
        words = visit.words
        problem = (
            words.say(NS_("The message is too long: at most {n} characters."), n=MESSAGE_MAX)
            if isinstance(refusal, TooLong)
            else words.say(NS_("A template needs a title, and a text in one language at least."))
        )
        return await _page(
            request, editing=template_id, title=title, texts=texts, problem=problem, status=422
        )
    raise web.HTTPSeeOther("/console/templates?flash=template_saved")


async def delete(request: web.Request) -> web.StreamResponse:
    template_id = int(request.match_info["id"])
    await request[VISIT].run(lambda services: services.templates.delete(template_id))
    raise web.HTTPSeeOther("/console/templates?flash=template_deleted")


async def hints(request: web.Request) -> web.Response:
    """While somebody writes a text for several: how it looks to one of them, as a piece of a page."""
    visit, form = request[VISIT], await request.post()
    text, locale = text_of(form)[:SHOWN_AT_MOST], text_of(form, "locale")
    shown = _look(visit, text, locale, broadcast=form.get("kind") == "broadcast")
    return page("preview.html", visit.words, preview=shown)


def _look(visit: Visit, text: str, locale: str, *, broadcast: bool = False) -> Preview:
    """With a word in the place of the first name."""
    said = filled(text, visit.words.say(NS_("First name")))
    member = visit.member
    wording = broadcast_wording(member.body_name, said) if broadcast else message_wording(member.name, said)
    return preview_of(wording, said, best_locale(locale), visit.words)


async def _page(
    request: web.Request,
    *,
    editing: int | None = None,
    title: str = "",
    texts: dict[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> web.Response:
    visit = request[VISIT]

    def gather(services: Services) -> list[TemplateRow]:
        return services.templates.all()

    return visit.page(
        "templates.html",
        status=status,
        templates=await visit.read(gather),
        editing=editing,
        title=title,
        texts=texts or {},
        looks={locale: _look(visit, text, locale) for locale, text in (texts or {}).items() if text},
        problem=problem,
        locales=LOCALES,
        title_max=TITLE_MAX,
        placeholder=FIRST_NAME,
        flash=request.query.get("flash"),
    )
