"""Slots by a loop over every day and every minute of it, as one would explain them; what ours must agree with."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

from services.scheduling.slots import Busy, Opening, OpeningException

A_MINUTE = timedelta(minutes=1)


def slots(
    openings: Sequence[Opening],
    exceptions: Sequence[OpeningException],
    busy: Sequence[Busy],
    since: datetime,
    until: datetime,
    now: datetime,
) -> list[tuple[datetime, int, int, timedelta]]:
    """When, whose, where and how long; of openings that begin at the same time, the last one free."""
    found: dict[tuple[datetime, int, int], timedelta] = {}
    for opening in openings:
        day = (since - timedelta(days=2)).date()
        while day <= (until + timedelta(days=2)).date():
            for from_time, to_time in hours(opening, exceptions, day):
                for begins in beginnings(opening, day, from_time, to_time):
                    asked = since <= begins < until
                    allowed = now + opening.notice <= begins < now + opening.horizon
                    if asked and allowed and is_free(opening, begins, busy):
                        found[begins, opening.staff_id, opening.site_id] = opening.length
            day += timedelta(days=1)
    return [(*key, found[key]) for key in sorted(found)]


def hours(opening: Opening, exceptions: Sequence[OpeningException], day: date) -> list:
    here = [
        one.hours
        for one in exceptions
        if (one.staff_id, one.site_id, one.on_date) == (opening.staff_id, opening.site_id, day)
        and one.kind in (None, opening.kind)
    ]
    if None in here:
        return []
    own = (opening.from_time, opening.to_time)
    if opening.on_date is not None:
        return [own] if opening.on_date == day else []
    if opening.weekday != day.weekday():
        return []
    if here:
        return here
    region = opening.holiday_region or {"Indian/Reunion": "974", "Pacific/Noumea": "NC"}.get(opening.zone)
    return [] if day in holidays.country_holidays("FR", subdiv=region, years=day.year) else [own]


def beginnings(opening, day, from_time, to_time):
    zone = ZoneInfo(opening.zone)
    closes = datetime.combine(day, to_time)
    ends_at = closes.replace(tzinfo=zone).astimezone(UTC)
    wall_clock = datetime.combine(day, from_time)
    while wall_clock + opening.length <= closes:
        begins = wall_clock.replace(tzinfo=zone).astimezone(UTC)
        exists = begins.astimezone(zone).replace(tzinfo=None) == wall_clock
        if exists and begins + opening.length <= ends_at:
            yield begins
        wall_clock += opening.buffer_before + opening.length + opening.buffer_after


def is_free(opening: Opening, begins: datetime, busy: Sequence[Busy]) -> bool:
    first = begins - opening.buffer_before
    last = begins + opening.length + opening.buffer_after
    return not any(
        one.staff_id == opening.staff_id and one.starts_at < last and first < one.ends_at for one in busy
    )
