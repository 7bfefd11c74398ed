"""Sessions that come back every week, as days: until a date or so many times, without holidays. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from locales import NS_
from services.dossiers.domains import Domain
from services.errors import Invalid
from services.notices.hours import is_day_off
from services.training.lessons import SESSIONS_MOST, PlannedSession

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Weekly:
    """The same hours on some weekdays (0 is Monday), from a day on, every so many weeks.

    It ends with `until` (that day included) or after `count` sessions, one of both. Days in `but_not_on` are left
    out, and public holidays too where `without_holidays`; what is left out does not count.
    """

    weekdays: frozenset[int]
    begins: time
    ends: time
    first_on: date
    until: date | None = None
    count: int | None = None
    every_weeks: int = 1
    but_not_on: frozenset[date] = field(default_factory=frozenset)
    without_holidays: bool = True

    def __post_init__(self) -> None:
        if not self.weekdays or self.weekdays - set(range(7)):
            raise Invalid(NS_("Name at least one weekday."))
        if (self.until is None) == (self.count is None):
            raise Invalid(NS_("Say until when, or how many sessions, and not both."))
        if self.until is not None and self.until < self.first_on:
            raise Invalid(NS_("It ends before it begins."))
        if self.count is not None and not 1 <= self.count <= SESSIONS_MOST:
            raise Invalid(NS_("Plan between 1 and 2,000 sessions at once."))
        if not 1 <= self.every_weeks <= 52:
            raise Invalid(NS_("A rule comes back every 1 to 52 weeks."))
        if self.ends <= self.begins:
            raise Invalid(NS_("The session must end after it begins."))


def days_of(rule: Weekly, zone: str) -> list[date]:
    """The days on which the rule has a session. Raises Invalid where there is none, or far too many."""
    found: list[date] = []
    for day in _days(rule):
        if day in rule.but_not_on or (rule.without_holidays and is_day_off(day, zone)):
            continue
        found.append(day)
        if len(found) == rule.count:
            break
        if len(found) > SESSIONS_MOST:
            raise Invalid(NS_("Plan between 1 and 2,000 sessions at once."))
    if not found:
        raise Invalid(NS_("No day is left: look at the weekdays and the dates."))
    return found


def sessions_of(
    rule: Weekly, domain: Domain, place: str, zone: str, trainer_id: int | None = None
) -> list[PlannedSession]:
    """The rule's sessions, by the wall clock of `zone`: nine o'clock stays nine o'clock in summer."""
    clock = ZoneInfo(zone)
    return [
        PlannedSession(
            domain=domain,
            starts_at=datetime.combine(day, rule.begins, clock),
            ends_at=datetime.combine(day, rule.ends, clock),
            place=place,
            trainer_id=trainer_id,
        )
        for day in days_of(rule, zone)
    ]


def _days(rule: Weekly) -> Iterator[date]:
    """All days of the rule's weekdays in its weeks, holidays or not, for six years at most."""
    monday = rule.first_on - timedelta(days=rule.first_on.weekday())
    last = min(rule.until or date.max, rule.first_on + timedelta(days=6 * 366))
    while monday <= last:
        for weekday in sorted(rule.weekdays):
            day = monday + timedelta(days=weekday)
            if rule.first_on <= day <= last:
                yield day
        monday += A_WEEK * rule.every_weeks
