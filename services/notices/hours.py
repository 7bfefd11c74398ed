"""When one may be written to: wall-clock times, quiet hours, Sundays and public holidays. Pure."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

OPENS, CLOSES = time(8), time(20)
"""Nothing automatic is said outside of these hours of the recipient's own wall clock."""


EVE = time(18)

# Public holidays that a département or territory has of its own (package holidays' subdivisions of France).
_SUBDIVISIONS = {
    "Indian/Reunion": "974",
    "America/Guadeloupe": "971",
    "America/Martinique": "972",
    "America/Cayenne": "973",
    "Indian/Mayotte": "976",
    "America/Miquelon": "PM",
    "America/St_Barthelemy": "BL",
    "America/Marigot": "MF",
    "Pacific/Noumea": "NC",
    "Pacific/Tahiti": "PF",
    "Pacific/Marquesas": "PF",
    "Pacific/Gambier": "PF",
    "Pacific/Wallis": "WF",
}


@cache
def _holidays(zone: str) -> holidays.HolidayBase:
    subdivision = _SUBDIVISIONS.get(zone)
    known = holidays.list_supported_countries()["FR"]
    return holidays.country_holidays("FR", subdiv=subdivision if subdivision in known else None)


def is_day_off(day: date, zone: str) -> bool:
    """A Sunday or a public holiday where the person lives."""
    return day.weekday() == 6 or day in _holidays(zone)


def at(day: date, wall_clock: time, zone: str) -> datetime:
    """The instant of a wall-clock time; one that the spring change skips is taken an hour later."""
    return datetime.combine(day, wall_clock, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def eve_of(day: date, zone: str) -> datetime:
    """18:00 on the day before, or on the last day before it that is no day off."""
    before = day - timedelta(days=1)
    while is_day_off(before, zone):
        before -= timedelta(days=1)
    return at(before, EVE, zone)


def next_allowed(moment: datetime, zone: str) -> datetime:
    """`moment` itself where one may be written to, else the next opening at 8:00 on a working day."""
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date()
    if not is_day_off(day, zone):
        if OPENS <= local.time() < CLOSES:
            return moment
        if local.time() < OPENS:
            return at(day, OPENS, zone)
    day += timedelta(days=1)
    while is_day_off(day, zone):
        day += timedelta(days=1)
    return at(day, OPENS, zone)
