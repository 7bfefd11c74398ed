"""A timetable as a calendar program exports it: events by their UID, repeating ones spread out. Pure.

Repetition is the work of recurring-ical-events, which knows RRULE, RDATE, EXDATE and single occurrences that were
moved or cancelled. What it is not given to spread out are rules by the hour: a small file could hold millions.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from locales import NS_, Text
from services.dossiers.domains import Domain
from services.scheduling.calendar_file import UID_HOST
from services.training.csv_file import CELL_MOST, domain_in
from services.training.lessons import (
    SESSIONS_MOST,
    Line,
    PlannedSession,
    Reason,
    Sheet,
    Unreadable,
    WrongLine,
    time_reasons,
)

FROM, UNTIL = timedelta(days=400), timedelta(days=3 * 366)
"""Occurrences are looked for from so long before the present until so long after it."""

SLOW_ENOUGH = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
BY_THE_HOUR = ("BYHOUR", "BYMINUTE", "BYSECOND")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What stands in for what an event does not say."""

    zone: str
    now: datetime
    domain: Domain | None = None
    place: str = ""
    trainer_id: int | None = None
    kind: str = "training"
    """Whose sessions they are, in the UIDs that we write ourselves."""


def read_ics(content: bytes, defaults: Defaults) -> Sheet:
    """The sessions of a calendar, those that it cancels, and events that cannot be one. Raises Unreadable."""
    calendar = _calendar(content)
    events = calendar.walk("VEVENT")
    numbers = _line_numbers(content, events)
    repeating = {str(e.get("UID", "")) for e in events if "RRULE" in e or "RDATE" in e}
    wrong = {str(e.get("UID", "")): _never(e) for e in events}
    refused = {uid: reasons for uid, reasons in wrong.items() if reasons}
    if len(events) > SESSIONS_MOST:
        raise Unreadable(NS_("The calendar has too many events: at most 2,000 at once."))
    for event in [e for e in events if str(e.get("UID", "")) in refused]:
        calendar.subcomponents.remove(event)
    by_uid: dict[str, list[Line]] = defaultdict(list)
    cancelled: set[str] = set()
    all_cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    for event in _occurrences(calendar, defaults.now):
        uid = str(event.get("UID", ""))
        own = _own_number(uid, defaults.kind)
        source = "" if own is not None else _source(uid, event, repeats=uid in repeating)
        if all_cancelled or str(event.get("STATUS", "")).upper() == "CANCELLED":
            cancelled.add(source)
            continue
        session, reasons = _session(event, source, defaults)
        if session is None or reasons:
            refused.setdefault(uid, []).extend(r for r in reasons if r not in refused.get(uid, []))
        else:
            series = f"ics:{uid}#" if uid in repeating else ""
            by_uid[uid].append(Line(numbers.get(uid, 0), session, series, own))
    return Sheet(
        tuple(line for uid, its in by_uid.items() if uid not in refused for line in its),
        frozenset(cancelled),
        tuple(
            sorted(
                (WrongLine(numbers.get(uid, 0), tuple(reasons)) for uid, reasons in refused.items()),
                key=lambda line: line.number,
            )
        ),
    )


def _calendar(content: bytes) -> icalendar.Calendar:
    """Raises Unreadable."""
    try:
        calendar = icalendar.Calendar.from_ical(content)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        # The package raises what it stumbles over.
        raise Unreadable(NS_("This is no calendar file (.ics).")) from None
    if calendar.name != "VCALENDAR":
        raise Unreadable(NS_("This is no calendar file (.ics)."))
    return calendar


def _occurrences(calendar: icalendar.Calendar, now: datetime) -> Iterator[Any]:
    """Every event of the years around the present, repeating ones spread out. Raises Unreadable."""
    try:
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        for found, event in enumerate(query.between(now - FROM, now + UNTIL), start=1):
            if found > SESSIONS_MOST:
                raise Unreadable(NS_("The calendar has too many events: at most 2,000 at once."))
            yield event
    except (ValueError, KeyError, TypeError, OverflowError):
        raise Unreadable(NS_("This is no calendar file (.ics).")) from None


def _never(event: Any) -> list[Reason]:
    """Why an event can be no session, whatever it says else."""
    reasons: list[Reason] = []
    if not str(event.get("UID", "")):
        reasons.append(Reason("uid", "UID", Text(NS_("The event has no UID: it could not be found again."))))
    starts = event.get("DTSTART")
    if starts is None or not isinstance(getattr(starts, "dt", None), datetime):
        reasons.append(
            Reason("start", "DTSTART", Text(NS_("The event has no hour: give its beginning and end.")))
        )
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        frequency = str((rule.get("FREQ") or [""])[0]).upper()
        if frequency not in SLOW_ENOUGH or any(name in rule for name in BY_THE_HOUR):
            said = Text(NS_("It comes back too often: repeat it by day, week, month or year."))
            reasons.append(Reason("recurrence", "RRULE", said))
    return reasons


def _session(event: Any, source: str, defaults: Defaults) -> tuple[PlannedSession | None, list[Reason]]:
    starts_at, ends_at = _instants(event, defaults.zone)
    domain = _domain(event) or defaults.domain
    place = str(event.get("LOCATION", "")).strip()[: CELL_MOST + 1] or defaults.place
    reasons = []
    if domain is None:
        said = Text(NS_("It names no domain: write D1 to D7 in its title, or give one for all."))
        reasons.append(Reason("domain", "SUMMARY", said))
    if not place:
        reasons.append(
            Reason("empty", "LOCATION", Text(NS_("It names no place: write it, or give one for all.")))
        )
    elif len(place) > CELL_MOST:
        words = Text(NS_("“{value}” is too long: at most 200 characters.")).given(value=place[:60])
        reasons.append(Reason("place", "LOCATION", words))
    if domain is None or reasons:
        return None, reasons
    session = PlannedSession(domain, starts_at, ends_at, place, defaults.trainer_id, source)
    return session, time_reasons(session, defaults.now)


def _instants(event: Any, zone: str) -> tuple[datetime, datetime]:
    """A time without a zone is on the candidate's clock."""
    starts = _instant(event["DTSTART"].dt, zone)
    if "DTEND" in event:
        return starts, _instant(event["DTEND"].dt, zone)
    length = event["DURATION"].dt if "DURATION" in event else timedelta()
    return starts, starts + length


def _instant(value: date | datetime, zone: str) -> datetime:
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=ZoneInfo(zone))
    return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _domain(event: Any) -> Domain | None:
    """What the title or a category names."""
    words = [str(event.get("SUMMARY", ""))]
    categories = event.get("CATEGORIES", [])
    for one in categories if isinstance(categories, list) else [categories]:
        words += [str(category) for category in getattr(one, "cats", [one])]
    return next((domain for text in words if (domain := domain_in(text)) is not None), None)


def _source(uid: str, event: Any, *, repeats: bool) -> str:
    """How an event is found again: by its UID, and by when it was first to be where it repeats."""
    if not repeats:
        return f"ics:{uid}"
    which = event.get("RECURRENCE-ID") or event["DTSTART"]
    return f"ics:{uid}#{_instant(which.dt, 'UTC'):%Y%m%dT%H%M%SZ}"


def _own_number(uid: str, kind: str) -> int | None:
    """The number of a session of ours that this event is, exported once and changed since."""
    found = re.fullmatch(rf"{kind}-(\d{{1,9}})-\d+@{re.escape(UID_HOST)}", uid, re.ASCII)
    return int(found[1]) if found else None


def _line_numbers(content: bytes, events: Sequence[Any]) -> dict[str, int]:
    """The line on which each UID's first event begins."""
    begins = [
        number
        for number, line in enumerate(content.splitlines(), start=1)
        if line.strip().upper() == b"BEGIN:VEVENT"
    ]
    numbers: dict[str, int] = {}
    for number, event in zip(begins, events, strict=False):
        numbers.setdefault(str(event.get("UID", "")), number)
    return numbers
