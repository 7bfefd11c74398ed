"""A Text in somebody's language: for Telegram (its HTML) or plain."""

import html
import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list

from locales.catalogs import babel_locale, catalog, is_right_to_left
from locales.marks import N_
from locales.text import Day, Hours, Languages, Listed, Moment, Text, TimeOfDay, Value

RLM, LRI, PDI = "\u200f", "\u2066", "\u2069"
"""Of Unicode's bidirectional algorithm: a mark from right to left; the two ends of an isolate from left to right."""

MOST_KEPT = 2000
"""Of our own words and of days: the same are shown to everybody. What people wrote is not kept."""


def render(value: Value, locale: str) -> str:
    """The value as Telegram's HTML: what people typed is escaped, what we wrote keeps its <b>."""
    match value:
        case Text() if not value.values and value.plural is None:
            return _fixed(value.msgid, locale)
        case Text():
            return _message(value, locale).format_map(
                {name: render(inner, locale) for name, inner in value.values.items()}
            )
        case Listed():
            return "\n".join(f"{value.mark} {render(item, locale)}" for item in value.items)
        case Day():
            return _day(value.on, locale, value.with_year)
        case Moment():
            local = value.at.astimezone(ZoneInfo(value.zone))
            pattern = _translated(N_("{day} at {time}"), locale)
            day = _day_without_month(local.date(), locale) if value.short else _day(local.date(), locale)
            return pattern.format(day=day, time=_time(local, locale))
        case TimeOfDay():
            return _time(value.at.astimezone(ZoneInfo(value.zone)), locale)
        case Hours():
            zone = ZoneInfo(value.zone)
            begin, end = value.starts_at.astimezone(zone), value.ends_at.astimezone(zone)
            pattern = _translated(N_("from {begin} to {end}"), locale)
            return pattern.format(begin=_time(begin, locale), end=_time(end, locale))
        case Languages():
            names = (str(babel_locale(locale).languages.get(code, code)) for code in value.codes)
            return html.escape(format_list(sorted(names), locale=babel_locale(locale)), quote=False)
        case _:
            return html.escape(str(value), quote=False)


def plain(value: Value, locale: str) -> str:
    """The same without markup, for the console, the API and calendar files."""
    return html.unescape(re.sub(r"</?[a-z]+>", "", render(value, locale)))


def render_lines(lines: Iterable[Text], locale: str) -> str:
    """The lines of a message, each beginning with a capital, as Telegram's HTML."""
    shown = "\n".join(
        _capitalised(line, render(line, locale), locale)
        if line.values or line.plural
        else _line(line.msgid, locale)
        for line in lines
    )
    return _right_to_left(shown) if is_right_to_left(locale) else shown


def plain_lines(lines: Iterable[Text], locale: str) -> str:
    """The same without markup."""
    return "\n".join(_capitalised(line, plain(line, locale), locale) for line in lines)


def _capitalised(text: Text, shown: str, locale: str) -> str:
    """Lines are put together from pieces ("mardi 12 janvier…"); people's own words stay as they are."""
    if text.msgid == "{text}":
        return shown
    return re.sub(r"^((?:<[a-z]+>|[^\w<&])*)(\w)", lambda m: m[1] + _upper(m[2], locale), shown, count=1)


def _upper(letter: str, locale: str) -> str:
    return "İ" if letter == "i" and locale == "tr" else letter.upper()


@lru_cache(MOST_KEPT)
def _line(msgid: str, locale: str) -> str:
    """A line without values."""
    return _capitalised(Text(msgid), _fixed(msgid, locale), locale)


@lru_cache(MOST_KEPT)
def _fixed(msgid: str, locale: str) -> str:
    """A message without values."""
    return _message(Text(msgid), locale).format_map({})


def _message(text: Text, locale: str) -> str:
    words = catalog(locale)
    if text.plural is not None and text.n is not None:
        return words.ngettext(text.msgid, text.plural, text.n)
    return words.gettext(text.msgid) if text.msgid else ""


def _translated(msgid: str, locale: str) -> str:
    return catalog(locale).gettext(msgid)


@lru_cache(MOST_KEPT)
def day_name(on: date, locale: str) -> str:
    """The weekday as short as the language has it, for a picture."""
    return str(format_date(on, "EEE", locale=babel_locale(locale))).rstrip(".")


@lru_cache(MOST_KEPT)
def _day(on: date, locale: str, with_year: bool = False) -> str:
    shown = format_date(on, _DAYS[locale][with_year], locale=babel_locale(locale))
    # French says "premier" for the first of a month; CLDR leaves the bare digit.
    return re.sub(r"\b1 (?=\D)", "1er ", shown, count=1) if locale == "fr" and on.day == 1 else shown


# Written out: CLDR's own patterns with a weekday but no year shorten its name in most languages ("mar. 12 janv.").
_DAYS = {
    "fr": ("EEEE d MMMM", "EEEE d MMMM y"),
    "en": ("EEEE d MMMM", "EEEE d MMMM y"),
    "ar": ("EEEE d MMMM", "EEEE d MMMM y"),
    "pt": ("EEEE, d 'de' MMMM", "EEEE, d 'de' MMMM 'de' y"),
    "tr": ("d MMMM EEEE", "d MMMM y EEEE"),
    "uk": ("EEEE, d MMMM", "EEEE, d MMMM y 'року'"),
    "fa": ("EEEE d LLLL", "EEEE d MMMM y"),
    "es": ("EEEE, d 'de' MMMM", "EEEE, d 'de' MMMM 'de' y"),
}


@lru_cache(MOST_KEPT)
def _day_without_month(on: date, locale: str) -> str:
    pattern = "d EEEE" if locale == "tr" else "EEEE d"
    return format_date(on, pattern, locale=babel_locale(locale))


def _time(at: datetime, locale: str) -> str:
    if locale == "fr":
        return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"
    return format_time(at.timetz(), "HH:mm", locale=babel_locale(locale))


_LATIN = re.compile(
    r"<[^<>]*>|&\w+;|/?[A-Za-zÀ-ÖØ-öø-ÿœŒ0-9](?:[A-Za-zÀ-ÖØ-öø-ÿœŒ0-9'’.:/@_+ \-]*[A-Za-zÀ-ÖØ-öø-ÿœŒ0-9])?"
)


def _right_to_left(shown: str) -> str:
    """Each line begins on the right, whatever its first letter; French terms and hours inside keep their own order."""
    return "\n".join(f"{RLM}{_LATIN.sub(_isolated, line)}" if line else line for line in shown.split("\n"))


def _isolated(found: re.Match[str]) -> str:
    run = found[0]
    return run if run[0] in "<&" or not any(map(str.isalpha, run)) else f"{LRI}{run}{PDI}"
