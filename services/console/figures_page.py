"""Figures of the centre: charts drawn here, each with a table beside it, and the same as files for spreadsheets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from aiohttp import web
from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from locales import NS_
from locales.catalogs import babel_locale
from services.bundle import Services
from services.console import labels
from services.console.fields import number_in, text_in
from services.console.papers import as_download
from services.console.rendering import picture
from services.console.visit import VISIT
from services.console.words import Words
from services.documents.service import Paper
from services.dossiers.facts import Site
from services.errors import NotFound
from services.figures.models import Delivery, Funnel, Month, Pace, Scope, no_show_rate
from services.notices.hours import at
from services.pictures.charts import Bar, bars
from services.spreadsheets import as_csv

PERIODS: dict[str, int | None] = {"quarter": 91, "year": 365, "all": None}
"""Days that a period goes back; nothing: to the beginning."""

USUAL = "year"

_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are looked at; nonsense in an address counts as nothing. Raises NotFound for a foreign site."""

    period: str
    scope: Scope
    site: Site | None
    sites: list[Site]


@dataclass(frozen=True, slots=True)
class Table:
    """Heads, and rows of cells as they are read; `plain` has the same for a spreadsheet, numbers as numbers."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    plain: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and what it shows in words. `key` names it in addresses."""

    key: str
    title: str
    about: str
    chart: Markup | None
    table: Table
    note: str = ""


async def show(request: web.Request) -> web.Response:
    visit = request[VISIT]
    asked, figures = await visit.read(lambda services: _gather(services, request.query, visit.words))
    return visit.page("figures.html", asked=asked, periods=labels.PERIODS, figures=figures)


async def as_file(request: web.Request) -> web.Response:
    """One table, in the reader's language and for their spreadsheet. Raises NotFound."""
    visit, key = request[VISIT], request.match_info["table"]
    if key not in TABLES:
        raise NotFound
    asked, figure = await visit.read(lambda services: _one(services, key, request.query, visit.words))
    site = asked.site.name if asked.site else visit.words.say(NS_("All sites"))
    heads = [visit.words.say(NS_("Site")), visit.words.say(NS_("Period")), *figure.table.heads]
    period = visit.words.say(labels.PERIODS[asked.period])
    rows = [(site, period, *row) for row in figure.table.plain]
    content = as_csv(heads, rows, visit.words.locale).encode("utf-8-sig")
    return as_download(Paper(f"clea-{key}.csv", "text/csv", content))


def _gather(services: Services, given: Mapping[str, Any], words: Words) -> tuple[Asked, list[Figure]]:
    asked = _asked(services, given, words)
    return asked, [make(services, asked, words) for make in TABLES.values()]


def _one(services: Services, key: str, given: Mapping[str, Any], words: Words) -> tuple[Asked, Figure]:
    asked = _asked(services, given, words)
    return asked, TABLES[key](services, asked, words)


def _asked(services: Services, given: Mapping[str, Any], words: Words) -> Asked:
    period = text_in(given, "period")
    period = period if period in PERIODS else USUAL
    days, sites = PERIODS[period], services.scheduling.sites()
    since = None if days is None else at(words.today - timedelta(days=days), _MIDNIGHT, words.zone)
    site_id = number_in(given, "site")
    site = next((one for one in sites if one.id == site_id), None)
    if site_id is not None and site is None:
        raise NotFound
    return Asked(period, Scope(since, site_id), site, sites)


def _stages(services: Services, asked: Asked, words: Words) -> Figure:
    found = services.figures.stages(asked.scope)
    title = words.say(NS_("Where candidates are today"))
    named = {words.say(labels.STAGES[stage]): count for stage, count in found.items()}
    about = words.say(NS_("Everybody who has a file at the centre, whenever they came."))
    return _counted("stages", title, about, words.say(NS_("Stage")), named, words)


def _funnel(services: Services, asked: Asked, words: Words) -> Figure:
    found = services.figures.funnel(asked.scope)
    named = {words.say(NS_("Have come")): found.came}
    named |= {words.say(labels.STEPS[name]): found.reached[name] for name in Funnel.STEPS}
    note = words.say(NS_("Sent by a referrer: {n}."), n=_number(found.by_referrer, words))
    title = words.say(NS_("From the first word to the certificate"))
    about = words.say(NS_("Of those who came in this time: how many have got so far by now."))
    return _counted("path", title, about, words.say(NS_("Step")), named, words, note, share_of=found.came)


def _attendance(services: Services, asked: Asked, words: Words) -> Figure:
    months = services.figures.attendance(asked.scope, words.zone)
    title = words.say(NS_("Appointments to which nobody came"))
    about = words.say(NS_("Absent, among all that took place or were missed; by month."))
    heads = [
        words.say(NS_("Month")),
        words.say(NS_("Took place")),
        words.say(NS_("Absent")),
        words.say(NS_("Share of absences")),
    ]
    drawn = [Bar(_month(one, words, short=True), one.rate, _share(one.rate, words)) for one in months]
    plain = [(f"{one.begins_on:%Y-%m}", one.held, one.absent, _rounded(one.rate)) for one in months]
    rows = [
        (_month(one, words), _number(one.held, words), _number(one.absent, words), _share(one.rate, words))
        for one in months
    ]
    held, absent = sum(one.held for one in months), sum(one.absent for one in months)
    note = (
        ""
        if not held + absent
        else words.say(
            NS_("Altogether: {share} ({absent} of {all})."),
            share=_share(no_show_rate(held, absent), words),
            absent=_number(absent, words),
            all=_number(held + absent, words),
        )
    )
    chart = picture(bars(tuple(drawn), title, "absences")) if held + absent else None
    return Figure("absences", title, about, chart, Table(heads, rows, plain), note)


def _paces(services: Services, asked: Asked, words: Words) -> Figure:
    found = services.figures.paces(asked.scope)
    title = words.say(NS_("Days between two steps"))
    about = words.say(
        NS_(
            "The median: half waited less, half waited longer. Of those who reached the later step in this time."
        )
    )
    heads = [words.say(NS_("From, to")), words.say(NS_("Days (median)")), words.say(NS_("Candidates"))]
    names = [_way(one, words) for one in found]
    drawn = [Bar(name, one.days, _days(one, words)) for name, one in zip(names, found, strict=True)]
    rows = [
        (name, _days(one, words), _number(one.people, words)) for name, one in zip(names, found, strict=True)
    ]
    plain = [
        (name, "" if one.days is None else one.days, one.people)
        for name, one in zip(names, found, strict=True)
    ]
    chart = picture(bars(tuple(drawn), title, "days")) if any(one.people for one in found) else None
    return Figure("days", title, about, chart, Table(heads, rows, plain))


def _delivery(services: Services, asked: Asked, words: Words) -> Figure:
    found: Delivery = services.figures.delivery(asked.scope)
    named = {words.say(labels.NOTICE_STATES[state]): count for state, count in found.by_state.items()}
    title = words.say(NS_("What became of messages"))
    about = words.say(NS_("All that the bot said first: reminders, news, messages of the centre."))
    head = words.say(NS_("State"))
    return _counted("messages", title, about, head, named, words, share_of=found.total)


def _counted(
    key: str,
    title: str,
    about: str,
    head: str,
    named: Mapping[str, int],
    words: Words,
    note: str = "",
    share_of: int | None = None,
) -> Figure:
    """A figure of counts by name, with the share of each among so many where that says something."""
    heads = [head, words.say(NS_("Number"))]
    rows = [[name, _number(count, words)] for name, count in named.items()]
    plain: list[list[object]] = [[name, count] for name, count in named.items()]
    if share_of is not None:
        heads.append(words.say(NS_("Share")))
        shares = [count / share_of if share_of else None for count in named.values()]
        rows = [[*row, _share(share, words)] for row, share in zip(rows, shares, strict=True)]
        plain = [[*row, _rounded(share)] for row, share in zip(plain, shares, strict=True)]
    drawn = [Bar(name, count, _number(count, words)) for name, count in named.items()]
    chart = picture(bars(tuple(drawn), title, key)) if any(named.values()) else None
    return Figure(key, title, about, chart, Table(heads, rows, plain), note)


TABLES: dict[str, Callable[[Services, Asked, Words], Figure]] = {
    "stages": _stages,
    "path": _funnel,
    "absences": _attendance,
    "days": _paces,
    "messages": _delivery,
}


def _way(one: Pace, words: Words) -> str:
    return f"{words.say(labels.STEPS[one.earlier])} → {words.say(labels.STEPS[one.later])}"


def _month(one: Month, words: Words, *, short: bool = False) -> str:
    skeleton = "yMMM" if short else "yMMMM"
    return str(format_skeleton(skeleton, one.begins_on, locale=babel_locale(words.locale)))


def _number(count: float, words: Words) -> str:
    return str(format_decimal(count, locale=babel_locale(words.locale)))


def _days(one: Pace, words: Words) -> str:
    return "–" if one.days is None else _number(one.days, words)


def _share(share: float | None, words: Words) -> str:
    """In whole per cents; a dash where there is nothing to divide."""
    return "–" if share is None else str(format_percent(share, locale=babel_locale(words.locale)))


def _rounded(share: float | None) -> object:
    return "" if share is None else round(share, 4)
