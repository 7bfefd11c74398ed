"""What forms and addresses say, as values: nonsense counts as nothing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

E = TypeVar("E", bound=StrEnum)


Given = Mapping[str, Any]
"""The fields of a form or of an address."""


def text_in(given: Given, name: str, longest: int = 200) -> str:
    return cleaned(given.get(name, ""), longest)


def cleaned(value: Any, longest: int = 200) -> str:
    """One value of a field that may come several times."""
    return value.replace("\0", "").strip()[:longest] if isinstance(value, str) else ""


def number_in(given: Given, name: str) -> int | None:
    return number(given.get(name, ""))


def number(value: Any) -> int | None:
    """A number of ours, or one of minutes: digits, and not more than a column holds."""
    said = cleaned(value)
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def choice_in(given: Given, name: str, choices: type[E]) -> E | None:
    value = text_in(given, name)
    return choices(value) if value in set(choices) else None


def choices_in(values: Iterable[Any], choices: type[E]) -> list[E]:
    """Those that were ticked, in their own order."""
    ticked = {value for value in values if isinstance(value, str)}
    return [choice for choice in choices if choice.value in ticked]


def day_in(given: Given, name: str) -> date | None:
    try:
        found = date.fromisoformat(text_in(given, name))
    except ValueError:
        return None
    return found if 2000 < found.year < 2200 else None


def clock_in(given: Given, name: str) -> time | None:
    try:
        found = time.fromisoformat(text_in(given, name))
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0, tzinfo=None)


def instant(day: date, clock: time, zone: str) -> datetime:
    """A wall clock's time as an instant."""
    return datetime.combine(day, clock, ZoneInfo(zone))


def midnight(day: date, zone: str, days: int = 0) -> datetime:
    return instant(day + timedelta(days=days), time(0), zone)
