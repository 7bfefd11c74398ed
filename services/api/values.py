"""What is asked and answered is made of: ids, instants, days, texts, and the two kinds of models.

Everything that a client may write is bounded here, so that nothing odd travels as far as the database.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from locales import NS_, Text

ID_MAX = 2**31 - 1
"""The most that an id's column holds."""

YEARS = range(2000, 2200)

# The same for readers of the OpenAPI document, and narrow enough that a tool can make examples of it.
_DAY_PATTERN = "^2[01][0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME_PATTERN = "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])$"
_A_DAY = {"type": "string", "format": "date", "pattern": _DAY_PATTERN + "$"}
_AN_INSTANT = {"type": "string", "format": "date-time", "pattern": _DAY_PATTERN + _TIME_PATTERN}

_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(?P<offset>[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WALL_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

DayOrInstant = TypeVar("DayOrInstant", date, datetime)


def instant(value: object) -> datetime:
    """An RFC 3339 time with its offset, in UTC. Raises ValueError that says what to do."""
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(NS_("must be a time with its offset, such as 2027-01-05T14:00:00+01:00"))
    if not found["offset"]:
        raise ValueError(NS_("has no offset: add one, such as +01:00, or Z for UTC"))
    try:
        moment = datetime.fromisoformat(found.string.upper())
    except ValueError:
        raise ValueError(NS_("is no time of any calendar")) from None
    return _of_our_time(moment).astimezone(UTC)


def day(value: object) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(NS_("must be a date such as 2027-01-05"))
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise ValueError(NS_("is no day of any calendar")) from None
    return _of_our_time(found)


def day_or_instant(value: object) -> date | datetime:
    """For addresses: there a bare + means a space, so one before an offset is taken for the + it was."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return day(value)
    return instant(re.sub(r" (?=\d\d:\d\d$)", "+", value) if isinstance(value, str) else value)


def wall_clock(value: object) -> time:
    if not isinstance(value, str) or not _WALL_CLOCK.fullmatch(value):
        raise ValueError(NS_("must be a time of the day such as 09:30"))
    return time.fromisoformat(value)


def weekday(value: object) -> int:
    if isinstance(value, str) and value.lower() in _WEEKDAYS:
        return _WEEKDAYS.index(value.lower())
    if type(value) is not int or value not in range(7):
        raise ValueError(NS_("must be 0 (Monday) to 6 (Sunday), or a name such as monday"))
    return value


def _of_our_time(value: DayOrInstant) -> DayOrInstant:
    """Further away, adding and taking off days and offsets would leave the calendar."""
    if value.year not in YEARS:
        raise ValueError(
            Text(NS_("must lie between {first} and {last}")).given(first=YEARS[0], last=YEARS[-1])
        )
    return value


def without_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError(NS_("must not hold the character NUL, which no database keeps"))
    return value


def _schema(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema(schema)


Id = Annotated[int, Field(ge=1, le=ID_MAX)]

Instant = Annotated[datetime, PlainValidator(instant), WithJsonSchema(_AN_INSTANT)]

Day = Annotated[date, PlainValidator(day), WithJsonSchema(_A_DAY)]

DayOrTime = Annotated[
    date | datetime,
    PlainValidator(day_or_instant),
    _schema(anyOf=[_A_DAY, _AN_INSTANT]),
]

WallClock = Annotated[
    time,
    PlainValidator(wall_clock),
    _schema(type="string", pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:30"]),
]

Weekday = Annotated[
    int,
    PlainValidator(weekday),
    _schema(
        anyOf=[{"type": "integer", "minimum": 0, "maximum": 6}, {"type": "string", "enum": list(_WEEKDAYS)}]
    ),
]

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(without_nul),
]
"""A name, a place: one line."""

Note = Annotated[str, StringConstraints(max_length=1000), AfterValidator(without_nul)]
"""Some sentences, or nothing."""

Letter = Annotated[
    str,
    StringConstraints(max_length=100_000),
    AfterValidator(without_nul),
    _schema(type="string", minLength=1, maxLength=3000),
]
"""A message. How long one may be is the service's to say (`too_long`)."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class Asked(BaseModel):
    """The body of a request: nothing is guessed from a wrong type, and an unknown field is told."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Query(BaseModel):
    """The parameters of an address, which are all text. An empty one counts as not given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _given(cls, values: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in values.items() if value != ""}


class Answer(BaseModel):
    """The body of an answer."""

    model_config = ConfigDict(frozen=True, validate_by_name=True, validate_by_alias=False)

    @classmethod
    def made_of(cls, value: object, **others: Any) -> Self:
        """From a value of the service that has the same names, but for `others`."""
        same = {name: getattr(value, name) for name in cls.model_fields if name not in others}
        return cls(**same, **others)


def beginning(moment: date | datetime | None, zone: str) -> datetime | None:
    """A day begins at its midnight."""
    return _midnight(moment, zone) if moment is not None else None


def end(moment: date | datetime | None, zone: str) -> datetime | None:
    """The instant before which it must be: the end of a day, or the time itself."""
    if moment is None or isinstance(moment, datetime):
        return moment
    return _midnight(moment + timedelta(days=1), zone)


def _midnight(moment: date | datetime, zone: str) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time(0), ZoneInfo(zone))


def local(moment: datetime, zone: str) -> datetime:
    """An instant as it is answered: with the offset of the place or of the person that it concerns."""
    return moment.astimezone(ZoneInfo(zone))
