"""Whether a due notice may go out now: a pure decision, taken again in the transaction that claims it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notices.hours import next_allowed
from services.notices.models import NoticeState
from services.notices.rule import Rule

URGENT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Person:
    """What of the recipient decides: their chat and clock, and what they chose."""

    chat_id: int | None
    locale: str
    zone: str
    reachable: bool = True
    paused_until: datetime | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    pass


@dataclass(frozen=True, slots=True)
class Postpone:
    until: datetime


@dataclass(frozen=True, slots=True)
class End:
    """It will not be sent; `reason` is a stable word that the console explains."""

    state: NoticeState
    reason: str


Verdict = Send | Postpone | End


def verdict(
    rule: Rule, pointless_at: datetime, event_at: datetime | None, person: Person, now: datetime
) -> Verdict:
    if pointless_at <= now:
        return End(NoticeState.EXPIRED, "too_late")
    if person.stopped:
        return End(NoticeState.CANCELLED, "stopped")
    if person.chat_id is None or not person.reachable:
        return End(NoticeState.FAILED, "unreachable")
    until = _not_before(rule, event_at, person, now)
    if until <= now:
        return Send()
    if until >= pointless_at:
        return End(NoticeState.EXPIRED, "paused" if person.paused_until else "quiet_hours")
    return Postpone(until)


def _not_before(rule: Rule, event_at: datetime | None, person: Person, now: datetime) -> datetime:
    if not rule.automatic:
        return now
    moment = max(now, person.paused_until or now)
    if event_at is not None and event_at - moment <= URGENT:
        return moment
    return next_allowed(moment, person.zone)
