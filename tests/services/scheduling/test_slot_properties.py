"""Whatever the hours, zones, clock changes, holidays and absences: slots keep their promises."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import holidays
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.scheduling.models import Kind, Mode
from services.scheduling.slots import (
    Busy,
    Opening,
    OpeningException,
    Search,
    Taken,
    Timetable,
    free_slots,
)
from tests.services.scheduling import naive

ZONES = (
    "Europe/Paris",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Asia/Kolkata",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "America/St_Johns",
)
"""With half hours (Kolkata, Adelaide, St John's) and a clock change of half an hour (Lord Howe)."""

# Around both clock changes in Europe and Australia, and days that are holidays.
BEGINNINGS = tuple(
    datetime(*day, tzinfo=UTC)
    for day in ((2027, 3, 25), (2027, 10, 28), (2027, 4, 1), (2027, 9, 30), (2027, 5, 5), (2027, 12, 22))
)

MINUTES = st.sampled_from([0, 0, 0, 10, 15, 45])


@st.composite
def all_openings(draw) -> list[Opening]:
    """Of two advisers at two sites; a site is in one zone, and keeps one region's holidays."""
    places = [(draw(st.sampled_from(ZONES)), draw(st.sampled_from([None, None, "57"]))) for _ in range(2)]
    return draw(st.lists(one_opening(places), min_size=1, max_size=6))


@st.composite
def one_opening(draw, places) -> Opening:
    site_id = draw(st.integers(1, 2))
    zone, region = places[site_id - 1]
    # At night, too, and on Sundays, when clocks change; on a grid, so that things touch.
    first = draw(st.one_of(st.integers(0, 18), st.integers(0, 90)))
    last = min(95, first + draw(st.integers(1, 24)))
    weekly = draw(st.booleans())
    return Opening(
        staff_id=draw(st.integers(1, 2)),
        site_id=site_id,
        kind=Kind.INTERVIEW,
        zone=zone,
        weekday=draw(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 6, 6, 6])) if weekly else None,
        on_date=None if weekly else draw(st.sampled_from(BEGINNINGS)).date() + timedelta(days=3),
        from_time=time(first // 4, first % 4 * 15),
        to_time=time(last // 4, last % 4 * 15),
        length=timedelta(minutes=draw(st.sampled_from([15, 30, 45, 60, 90]))),
        modes=(Mode.CENTRE,),
        buffer_before=timedelta(minutes=draw(MINUTES)),
        buffer_after=timedelta(minutes=draw(MINUTES)),
        notice=timedelta(minutes=draw(st.sampled_from([0, 0, 120, 2880]))),
        horizon=timedelta(days=draw(st.sampled_from([60, 60, 6]))),
        holiday_region=region,
    )


@st.composite
def worlds(draw):
    """Openings, exceptions, busy stretches (appointments and absences), and a week or so to look at."""
    now = draw(st.sampled_from(BEGINNINGS)) + timedelta(minutes=15 * draw(st.integers(0, 100)))
    exceptions = [
        OpeningException(
            staff_id=draw(st.integers(1, 2)),
            site_id=draw(st.integers(1, 2)),
            kind=draw(st.sampled_from([None, Kind.INTERVIEW, Kind.ASSESSMENT])),
            on_date=now.date() + timedelta(days=draw(st.integers(0, 8))),
            hours=draw(st.sampled_from([None, (time(8), time(11)), (time(1), time(4, 30))])),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    stretches = []
    for _ in range(draw(st.integers(0, 25))):
        begins = now + timedelta(minutes=15 * draw(st.integers(-40, 800)))
        length = timedelta(minutes=5 * draw(st.sampled_from([1, 3, 6, 9, 18, 400])))
        stretches.append(Busy(draw(st.integers(1, 2)), begins, begins + length))
    since = now + timedelta(minutes=15 * draw(st.integers(-30, 100)))
    return draw(all_openings()), exceptions, stretches, since, since + timedelta(days=8), now


@settings(max_examples=120, deadline=None)
@given(worlds())
def test_a_loop_over_every_day_finds_the_same(world):
    openings, exceptions, busy, since, until, now = world

    found = free_slots(openings, busy, since, until, now, exceptions)

    assert [(one.starts_at, one.staff_id, one.site_id, one.length) for one in found] == naive.slots(
        openings, exceptions, busy, since, until, now
    )
    assert found == free_slots(openings, reversed(busy), since, until, now, exceptions)


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_what_screens_show_is_what_the_whole_list_says(world):
    openings, exceptions, busy, since, until, now = world
    search = Search(Timetable(openings, exceptions), Taken(busy), now)
    slots = list(search.slots(since, until))
    times = {slot.starts_at: slot for slot in reversed(slots)}
    near = since + timedelta(days=3, minutes=17)

    assert list(search.times(since, until)) == [times[at] for at in sorted(times)]
    assert list(search.times(since, until, backwards=True)) == [times[at] for at in sorted(times)][::-1]
    nearest = sorted(times.values(), key=lambda slot: (abs(slot.starts_at - near), slot.starts_at))
    assert search.nearest(near, since, until, 3) == nearest[:3]
    for zone in ("Europe/Paris", "Pacific/Noumea"):
        days = sorted({slot.starts_at.astimezone(ZoneInfo(zone)).date() for slot in slots})
        assert list(islice(search.next_days(since, until, zone), 3)) == days[:3]


OPENS_IN_THE_GAP = Opening(
    1, 1, Kind.INTERVIEW, "Australia/Adelaide", None, date(2027, 10, 3), time(2, 15), time(4), timedelta(minutes=45),
    (Mode.CENTRE,),
)  # fmt: skip
"""On that Sunday the clock goes from 2:00 to 3:00: who opens at 2:15 has 3:00 free."""


@settings(max_examples=80, deadline=None)
@given(worlds())
@example(([OPENS_IN_THE_GAP], [], [], BEGINNINGS[3], BEGINNINGS[3] + timedelta(days=8), BEGINNINGS[3]))
def test_no_slot_meets_anything_or_lies_outside_its_hours(world):
    openings, exceptions, busy, since, until, now = world
    search = Search(Timetable(openings, exceptions), Taken(busy), now)

    for slot in search.slots(since, until):
        offered = [opening for one, opening in search.at(slot.starts_at) if one == slot]
        assert offered
        opening = offered[0]
        assert max(since, now + opening.notice) <= slot.starts_at < min(until, now + opening.horizon)
        assert slot.length == opening.length
        for one in busy:
            meets = (
                one.starts_at < slot.ends_at + opening.buffer_after
                and slot.starts_at - opening.buffer_before < one.ends_at
            )
            assert one.staff_id != slot.staff_id or not meets
        day = slot.starts_at.astimezone(ZoneInfo(opening.zone)).date()
        assert any(_holds(opening, hours, day, slot) for hours in naive.hours(opening, exceptions, day))


def _holds(opening, hours, day, slot) -> bool:
    """On the wall clock where it begins: hours may open at a time that this day's clock leaves out."""
    zone = ZoneInfo(opening.zone)
    opens, closes = (datetime.combine(day, one) for one in hours)
    begins = slot.starts_at.astimezone(zone).replace(tzinfo=None)
    return opens <= begins and slot.ends_at <= closes.replace(tzinfo=zone).astimezone(UTC)


@given(st.integers(2026, 2040), st.sampled_from(["Europe/Paris", "Indian/Reunion", "Pacific/Noumea"]))
@settings(max_examples=40, deadline=None)
def test_nothing_weekly_is_offered_on_a_public_holiday(year, zone):
    every_day = [
        Opening(1, 1, Kind.INTERVIEW, zone, n, None, time(9), time(10), timedelta(hours=1), (Mode.CENTRE,))
        for n in range(7)
    ]
    region = {"Indian/Reunion": "974", "Pacific/Noumea": "NC"}.get(zone)
    off = {day for day in holidays.country_holidays("FR", subdiv=region, years=year) if day.month < 3}
    begins = datetime(year, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    slots = free_slots(every_day, (), begins, begins + timedelta(days=59), begins - timedelta(hours=2))

    days = {slot.starts_at.astimezone(ZoneInfo(zone)).date() for slot in slots}
    first = date(year, 1, 1)
    expected = {first + timedelta(days=n) for n in range(59)} - off
    assert days >= expected - {first + timedelta(days=58)}
    assert not days & off
