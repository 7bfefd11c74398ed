"""Words: marked where they are written (N_, NB_, NN_), translated only where they are shown."""

from locales.catalogs import DEFAULT, LOCALES, STAFF_LOCALES, best_locale, is_right_to_left, own_name
from locales.marks import N_, NB_, NN_, NS_
from locales.rendering import day_name, plain, plain_lines, render, render_lines
from locales.text import (
    GAP,
    Day,
    Hours,
    Languages,
    Listed,
    Moment,
    Text,
    TimeOfDay,
    Value,
    line,
    listed,
    pack,
    unpack,
)

__all__ = [
    "DEFAULT",
    "GAP",
    "LOCALES",
    "NB_",
    "NN_",
    "NS_",
    "N_",
    "STAFF_LOCALES",
    "Day",
    "Hours",
    "Languages",
    "Listed",
    "Moment",
    "Text",
    "TimeOfDay",
    "Value",
    "best_locale",
    "day_name",
    "is_right_to_left",
    "line",
    "listed",
    "own_name",
    "pack",
    "plain",
    "plain_lines",
    "render",
    "render_lines",
    "unpack",
]
