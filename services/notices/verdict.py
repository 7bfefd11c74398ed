"""Whether a due notice may go out now: a pure decision, taken again in the transaction that claims it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from services.notices.hours import DAYTIME, Hours, next_allowed
from services.notices.models import NoticeState
from services.notices.rule import About, Pace, Rule

URGENT = timedelta(hours=12)
"""An event this near may be spoken of at any hour."""

A_DAY = 2
"""So many gentle messages a day; later ones wait for the next morning, and become one."""


class Person(NamedTuple):
    """What of the recipient decides: their chat and clock, and what they chose."""

    chat_id: int | None
    locale: str
    zone: str
    reachable: bool = True
    paused_until: datetime | None = None
    stopped: bool = False
    muted: tuple[str, ...] = ()
    hours: Hours = DAYTIME
    heard_today: int = 0
    """Messages that went out to them since midnight of their own clock."""
    aloud: bool = False
    """Whether they want every message spoken too."""


@dataclass(frozen=True, slots=True)
class Send:
    pass


@dataclass(frozen=True, slots=True)
class Postpone:
    """Until then. `held_over`: it was one too many for a day, and joins others."""

    until: datetime
    held_over: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """It will not be sent; `reason` is a stable word that the console explains."""

    state: NoticeState
    reason: str


Verdict = Send | Postpone | End


def verdict(
    rule: Rule,
    pointless_at: datetime,
    event_at: datetime | None,
    person: Person,
    now: datetime,
    held_over: bool = False,
) -> Verdict:
    """Send it, wait, or never. `held_over`: it has waited for its morning, and is not held a second time."""
    if pointless_at <= now:
        return End(NoticeState.EXPIRED, "too_late")
    if person.stopped:
        return End(NoticeState.CANCELLED, "stopped")
    if rule.about in person.muted:
        return End(NoticeState.CANCELLED, "muted")
    if person.chat_id is None or not person.reachable:
        return End(NoticeState.FAILED, "unreachable")
    if rule.pace is Pace.PERSONAL:
        return Send()
    return _at_a_good_time(rule, pointless_at, event_at, person, now, held_over)


def _at_a_good_time(
    rule: Rule,
    pointless_at: datetime,
    event_at: datetime | None,
    person: Person,
    now: datetime,
    held_over: bool,
) -> Verdict:
    paused = (
        person.paused_until is not None
        and person.paused_until > now
        # Who takes a break from messages still wants to know of the appointment of tomorrow.
        and rule.about is not About.APPOINTMENTS
    )
    moment = person.paused_until if paused and person.paused_until else now
    urgent = event_at is not None and timedelta() <= event_at - moment <= URGENT
    until = moment if urgent else next_allowed(moment, person.zone, person.hours)
    one_too_many = rule.pace is Pace.GENTLE and not urgent and not held_over and person.heard_today >= A_DAY
    if until <= now and one_too_many:
        until = next_allowed(person.hours.next_opening(now, person.zone), person.zone, person.hours)
        # A third message is better than none where no other morning is left: training begins at 8:00.
        return Postpone(until, held_over=True) if until < pointless_at else Send()
    if until > now:
        return _wait(until, pointless_at, "paused" if paused else "quiet_hours", held_over)
    return Send()


def _wait(until: datetime, pointless_at: datetime, reason: str, held_over: bool) -> Verdict:
    if until >= pointless_at:
        return End(NoticeState.EXPIRED, reason)
    return Postpone(until, held_over)
