"""The languages there are, and their compiled catalogs."""

from functools import cache
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path

from babel import Locale

DEFAULT = "fr"
"""CléA is assessed in French: whoever has chosen nothing is spoken to in French."""

LOCALES = ("fr", "en", "ar", "pt", "tr", "uk", "fa", "es")
"""In the order in which they are offered. English is the language of the message ids."""

STAFF_LOCALES = ("fr", "en")
"""Texts for staff are in these; somebody of the staff who chose another language reads them in English."""

FOLDER = Path(__file__).parent

# English for people who live in France: 24 hours, and the day before the month.
_BABEL = {"en": "en_GB"}


@cache
def catalog(locale: str) -> NullTranslations | GNUTranslations:
    return translation("messages", FOLDER, [locale], fallback=locale == "en")


@cache
def babel_locale(locale: str) -> Locale:
    return Locale.parse(_BABEL.get(locale, locale))


@cache
def is_right_to_left(locale: str) -> bool:
    return babel_locale(locale).character_order == "right-to-left"


def own_name(locale: str) -> str:
    """A language as its speakers write it: Français, English, العربية."""
    name = Locale.parse(locale).get_display_name(locale) or locale
    return name[0].upper() + name[1:]


def best_locale(hint: str | None) -> str:
    """The language to begin with, guessed from the phone's (an IETF tag, or nothing)."""
    language = (hint or "").replace("_", "-").split("-")[0].lower()
    return language if language in LOCALES else DEFAULT
