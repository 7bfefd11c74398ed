"""When one may be written to: wall-clock times, quiet hours, Sundays and public holidays. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.scheduling.public_holidays import is_public_holiday

EVE = time(18)

UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a person's own wall clock in which automatic messages may come.

    Who works at night may choose some that go past midnight (`opens` 18, `closes` 6).
    """

    opens: int = 8
    closes: int = 20

    def holds(self, wall_clock: time) -> bool:
        hour = wall_clock.hour
        if self.opens < self.closes:
            return self.opens <= hour < self.closes
        return hour >= self.opens or hour < self.closes

    def next_opening(self, moment: datetime, zone: str) -> datetime:
        """The first opening after `moment`, on whatever day."""
        local = moment.astimezone(ZoneInfo(zone))
        opening = at(local.date(), time(self.opens), zone)
        return opening if opening > moment else at(local.date() + timedelta(days=1), time(self.opens), zone)


DAYTIME = Hours()


def is_day_off(day: date, zone: str) -> bool:
    """A Sunday or a public holiday where the person lives."""
    return day.weekday() == 6 or is_public_holiday(day, zone)


def at(day: date, wall_clock: time, zone: str) -> datetime:
    """The instant of a wall-clock time; one that the spring change skips is taken an hour later."""
    return datetime.combine(day, wall_clock, ZoneInfo(zone)).astimezone(UTC)


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def midnight_before(moment: datetime, zone: str) -> datetime:
    return at(local_day(moment, zone), time(0), zone)


@lru_cache(maxsize=1024)
def eve_of(day: date, zone: str) -> datetime:
    """18:00 on the day before, or on the last day before it that is no day off."""
    before = day - timedelta(days=1)
    while is_day_off(before, zone):
        before -= timedelta(days=1)
    return at(before, EVE, zone)


def next_allowed(moment: datetime, zone: str, hours: Hours = DAYTIME) -> datetime:
    """`moment` itself where one may be written to, else the next opening on a day that is no day off."""
    local = moment.astimezone(ZoneInfo(zone))
    if hours.holds(local.time()) and not is_day_off(local.date(), zone):
        return moment
    opening = hours.next_opening(moment, zone)
    while is_day_off(local_day(opening, zone), zone):
        opening = hours.next_opening(opening, zone)
    return opening
