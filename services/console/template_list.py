"""The centre's templates: what is written again and again, in each language."""

from aiohttp import web

from locales import LOCALES, NS_
from services.bundle import Services
from services.console.composing import text_of
from services.console.visit import VISIT
from services.errors import Invalid
from services.messages.models import TemplateRow
from services.messages.service import MESSAGE_MAX, TooLong
from services.messages.templates import FIRST_NAME, TITLE_MAX


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
        problem=problem,
        locales=LOCALES,
        title_max=TITLE_MAX,
        placeholder=FIRST_NAME,
        flash=request.query.get("flash"),
    )
