"""A message with its values, before anybody chose a language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Day:
    """A date, shown with its weekday and its month in letters; with the year where it could be misread."""

    on: date
    with_year: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as somebody reads it on the clock of `zone` (an IANA name): the day and the hour.

    `short` leaves the month out, for a button below a line that has it.
    """

    at: datetime
    zone: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """The hour alone of an instant, on the clock of `zone`."""

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Hours:
    """From one hour to another on one day, on the clock of `zone`."""

    starts_at: datetime
    ends_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Languages:
    """Languages by their codes, named in the reader's own: "arabe et portugais"."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A message id, its plural and number where it counts something, and its values by name.

    Values are data: they are escaped when shown and never looked at as markup or as a pattern.
    """

    msgid: str
    plural: str | None = None
    n: int | None = None
    values: "Mapping[str, Value]" = field(default_factory=lambda: MappingProxyType({}))

    def given(self, **values: "Value") -> "Text":
        return Text(self.msgid, self.plural, self.n, {**self.values, **values})


@dataclass(frozen=True, slots=True)
class Listed:
    """Several values one under the other, each behind a mark."""

    items: "tuple[Value, ...]"
    mark: str = "•"


GAP = Text("")
"""An empty line, between two ideas of one message."""


def line(msgid: str, **values: "Value") -> Text:
    """A message and its values: `line(N_("See you on {day}."), day=Day(on))`."""
    return Text(msgid, values=values)


def listed(items: Iterable["Value"], mark: str = "•") -> Listed:
    return Listed(tuple(items), mark)


Value = str | int | Day | Moment | TimeOfDay | Hours | Languages | Text | Listed


def pack(value: "Value") -> Any:
    """A value as JSON, for a notice that is said later. `unpack` is its inverse."""
    match value:
        case str() | int():
            return value
        case Day():
            return {"day": value.on.isoformat(), "with_year": value.with_year}
        case Moment():
            return {"moment": value.at.isoformat(), "zone": value.zone, "short": value.short}
        case TimeOfDay():
            return {"time": value.at.isoformat(), "zone": value.zone}
        case Hours():
            return {"from": value.starts_at.isoformat(), "to": value.ends_at.isoformat(), "zone": value.zone}
        case Languages():
            return {"languages": list(value.codes)}
        case Text():
            values = {name: pack(inner) for name, inner in value.values.items()}
            return {"text": value.msgid, "plural": value.plural, "n": value.n, "values": values}
        case Listed():
            return {"list": [pack(item) for item in value.items], "mark": value.mark}


def unpack(packed: Any) -> "Value":
    match packed:
        case str() | int():
            return packed
        case {"day": on, "with_year": with_year}:
            return Day(date.fromisoformat(on), with_year)
        case {"moment": at, "zone": zone}:
            return Moment(datetime.fromisoformat(at), zone, packed.get("short", False))
        case {"time": at, "zone": zone}:
            return TimeOfDay(datetime.fromisoformat(at), zone)
        case {"from": starts, "to": ends, "zone": zone}:
            return Hours(datetime.fromisoformat(starts), datetime.fromisoformat(ends), zone)
        case {"languages": codes}:
            return Languages(tuple(codes))
        case {"text": msgid, "plural": plural, "n": n, "values": values}:
            return Text(msgid, plural, n, {name: unpack(inner) for name, inner in values.items()})
        case {"list": items, "mark": mark}:
            return Listed(tuple(unpack(item) for item in items), mark)
    raise ValueError(f"not a packed value: {packed!r}")
