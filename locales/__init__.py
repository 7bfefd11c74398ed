"""Words: marked where they are written (N_, NB_, NN_), translated only where they are shown."""

from locales.catalogs import DEFAULT, LOCALES, best_locale, is_right_to_left, own_name
from locales.text import Day, Hours, Listed, Moment, Text, TimeOfDay, Value, pack, unpack
from locales.rendering import plain, render

__all__ = [
    "DEFAULT",
    "LOCALES",
    "NB_",
    "NN_",
    "NS_",
    "N_",
    "Day",
    "Hours",
    "Listed",
    "Moment",
    "Text",
    "TimeOfDay",
    "Value",
    "best_locale",
    "is_right_to_left",
    "own_name",
    "pack",
    "plain",
    "render",
    "unpack",
]


def N_(message: str) -> str:
    """Marks a sentence said to a candidate. Returns it as it is: translation happens when it is shown."""
    return message


def NB_(label: str) -> str:
    """Marks the label of a button: at most 24 characters in every language."""
    return label


def NS_(message: str) -> str:
    """Marks a text for staff (console, API), which the plain-language checks leave alone."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:
    """Marks a sentence with a number in it: `Text(*NN_(...), n=3)`."""
    return singular, plural
