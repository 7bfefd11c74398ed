"""To several candidates: who, how many exactly, how it looks in each language, how far it is, and stopping it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from locales import LOCALES, NS_, best_locale
from services.bundle import Services
from services.console.composing import moment_of, text_of
from services.console.fields import choice_in, number_in, text_in
from services.console.hints import Preview, preview_of
from services.console.visit import CONSOLE, VISIT, Visit, cursor
from services.dossiers.facts import Site
from services.dossiers.stages import Stage
from services.errors import Invalid
from services.messages.broadcasts import Audience, AudienceChanged, Reach, broadcast_wording
from services.messages.service import TooLong
from services.messages.templates import FIRST_NAME, filled

PAGE = 20

OTHERS = ""
"""The text for every language that has none of its own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A broadcast that is being written: who it is for, what it says, and when."""

    audience: Audience
    texts: Mapping[str, str] = field(default_factory=dict)
    send_at: str = ""
    problem: str = ""

    @property
    def said(self) -> dict[str, str]:
        """The texts that there are; the French one stands for all languages that have none."""
        written = {locale: text for locale, text in self.texts.items() if text}
        return {**written, OTHERS: written["fr"]} if "fr" in written else written


async def show(request: web.Request) -> web.Response:
    visit, before = request[VISIT], cursor(request)
    found = await visit.read(lambda services: services.broadcasts.page(before=before, limit=PAGE + 1))
    return visit.page(
        "broadcasts.html",
        broadcasts=found[:PAGE],
        next_after=found[PAGE - 1].id if len(found) > PAGE else None,
        names=await visit.read(_names),
        flash=request.query.get("flash"),
    )


async def new(request: web.Request) -> web.Response:
    """Who is it for? The number follows the choice."""
    return await _form_page(request[VISIT], Plan(_audience(request.query)))


async def preview(request: web.Request) -> web.Response:
    """The last look: how many, and how it reads in each of their languages."""
    visit, form = request[VISIT], await request.post()
    plan = _plan(form)
    if form.get("do") == "change":
        return await _form_page(visit, plan)
    return await _last_look(visit, plan)


async def send(request: web.Request) -> web.StreamResponse:
    visit, form = request[VISIT], await request.post()
    plan, expected = _plan(form), text_of(form, "expected")
    number = int(expected) if expected.isascii() and expected.isdecimal() and len(expected) < 10 else -1
    try:
        send_at = moment_of(form, visit)
        row = await visit.run(
            lambda services: services.broadcasts.send(plan.said, plan.audience, send_at, expected=number)
        )
    except AudienceChanged:
        problem = visit.words.say(NS_("The number has changed meanwhile: look once more."))
        return await _last_look(visit, _with(plan, problem), 409)
    except (Invalid, TooLong) as refusal:
        return await _form_page(visit, _with(plan, _problem(visit, refusal)), 422)
    request.app[CONSOLE].wake()
    raise web.HTTPSeeOther(f"/console/broadcasts/{row.id}")


async def report(request: web.Request) -> web.Response:
    visit, broadcast_id = request[VISIT], int(request.match_info["id"])

    def gather(services: Services) -> dict[str, Any]:
        return {
            "broadcast": services.broadcasts.broadcast(broadcast_id),
            "not_received": services.broadcasts.not_received(broadcast_id),
            "staff": services.staff.names(),
            "names": _names(services),
        }

    return visit.page("broadcast.html", **await visit.read(gather), flash=request.query.get("flash"))


async def stop(request: web.Request) -> web.StreamResponse:
    broadcast_id = int(request.match_info["id"])
    await request[VISIT].run(lambda services: services.broadcasts.stop(broadcast_id))
    raise web.HTTPSeeOther(f"/console/broadcasts/{broadcast_id}?flash=stopped")


async def _form_page(visit: Visit, plan: Plan, status: int = 200) -> web.Response:
    def gather(services: Services) -> tuple[Reach, Names]:
        return services.broadcasts.reach(plan.audience), _names(services)

    reach, names = await visit.read(gather)
    return visit.page(
        "broadcast_new.html",
        status=status,
        plan=plan,
        reach=reach,
        languages=_languages(reach),
        names=names,
        looks={locale: _look(visit, plan, locale) for locale, text in plan.texts.items() if text},
        stages=list(Stage),
        locales=LOCALES,
        placeholder=FIRST_NAME,
    )


async def _last_look(visit: Visit, plan: Plan, status: int = 200) -> web.Response:
    reach = await visit.read(lambda services: services.broadcasts.reach(plan.audience))
    try:
        send_at = moment_of({"send_at": plan.send_at}, visit)
        missing = [one for one in reach.by_locale if one not in plan.said and OTHERS not in plan.said]
        if missing or not reach.recipients:
            raise Invalid
    except Invalid as refusal:
        problem = plan.problem or _problem(visit, refusal, nobody=not reach.recipients)
        return await _form_page(visit, _with(plan, problem), 422)
    return visit.page(
        "broadcast_preview.html",
        status=status,
        plan=plan,
        reach=reach,
        looks=[(locale, reach.by_locale[locale], _look(visit, plan, locale)) for locale in _languages(reach)],
        send_at=send_at,
    )


def _look(visit: Visit, plan: Plan, locale: str) -> Preview:
    text = filled(plan.said.get(locale) or plan.said[OTHERS], visit.words.say(NS_("First name")))
    return preview_of(broadcast_wording(visit.member.body_name, text), text, best_locale(locale), visit.words)


def _languages(reach: Reach) -> list[str]:
    """Those of the recipients, the most spoken first; French in any case."""
    spoken = sorted(reach.by_locale, key=lambda locale: -reach.by_locale[locale])
    return spoken or ["fr"]


def _plan(form: Mapping[str, Any]) -> Plan:
    texts = {locale: text_of(form, f"text_{locale}") for locale in LOCALES}
    return Plan(_audience(form), texts, text_of(form, "send_at"))


def _with(plan: Plan, problem: str) -> Plan:
    return Plan(plan.audience, plan.texts, plan.send_at, problem)


def _audience(chosen: Mapping[str, Any]) -> Audience:
    """As the form or the address has it; nonsense in it counts as nothing."""
    locale = text_in(chosen, "locale")
    return Audience(
        stage=choice_in(chosen, "stage", Stage),
        site_id=number_in(chosen, "site"),
        locale=locale if locale in LOCALES else None,
        group_id=number_in(chosen, "group"),
    )


@dataclass(frozen=True, slots=True)
class Names:
    """What sites and training groups are called, by id."""

    sites: Mapping[int, Site]
    groups: Mapping[int, str]


def _names(services: Services) -> Names:
    sites = {site.id: site for site in services.scheduling.sites()}
    return Names(sites, {group.id: group.name for group in services.groups.all()})


def _problem(visit: Visit, refusal: Exception, *, nobody: bool = False) -> str:
    if isinstance(refusal, TooLong):
        return visit.words.say(NS_("A text is too long."))
    if nobody:
        return visit.words.say(NS_("Nobody fits: choose others."))
    return visit.words.say(NS_("Write a text, and choose a moment that is still to come or none."))
