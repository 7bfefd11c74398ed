"""Wall-clock times, quiet hours, Sundays and holidays, in every zone and on the days when clocks change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notices.hours import Hours, at, eve_of, is_day_off, local_day, midnight_before, next_allowed
from services.scheduling import public_holidays
from tests.services.notices.facts import CHANGES, ZONES, days, local, minutes, moments, zones

some_hours = st.builds(Hours, st.integers(0, 23), st.integers(0, 23)).filter(lambda h: h.opens != h.closes)


@given(days(), minutes, zones)
def test_a_wall_clock_time_is_that_time_there_but_in_the_hour_that_spring_skips(
    day: date, clock: time, zone: str
):
    there = local(at(day, clock, zone), zone)

    assert there.date() == day
    skipped = datetime.combine(day, clock) + timedelta(hours=1)
    assert there.time() in (clock, skipped.time())
    if not (day in CHANGES and clock.hour in (1, 2)):
        assert there.time() == clock


@pytest.mark.parametrize(
    ("zone", "in_utc"),
    [
        ("Europe/Paris", "2027-03-27T17:00"),  # winter time is still on
        ("Indian/Reunion", "2027-03-27T14:00"),
        ("America/Guadeloupe", "2027-03-27T22:00"),
        ("America/Miquelon", "2027-03-27T20:00"),  # has had summer time for two weeks
        ("Pacific/Noumea", "2027-03-27T07:00"),
        ("Pacific/Marquesas", "2027-03-28T03:30"),
    ],
)
def test_the_eve_of_a_monday_is_saturday_at_18_on_the_clock_of_the_place(zone: str, in_utc: str):
    monday = date(2027, 3, 29)  # Easter Monday: whoever meets then is reminded all the same
    assert eve_of(monday, zone) == datetime.fromisoformat(in_utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_at_the_clock_change_eighteen_o_clock_is_eighteen_o_clock_on_both_sides(day: date):
    before, after = at(day - timedelta(days=1), time(18), "Europe/Paris"), at(day, time(18), "Europe/Paris")

    assert after - before == timedelta(hours=23 if day.month == 3 else 25)


@given(days(), zones)
def test_the_eve_is_the_last_working_evening_before(day: date, zone: str):
    eve = local(eve_of(day, zone), zone)

    assert eve.time() == time(18)
    assert eve.date() < day
    assert not is_day_off(eve.date(), zone)
    between = (day - eve.date()).days
    assert all(is_day_off(day - timedelta(days=n), zone) for n in range(1, between))


@given(moments(), zones, some_hours)
def test_the_next_allowed_moment_is_allowed_and_the_first_such(moment: datetime, zone: str, own: Hours):
    allowed = next_allowed(moment, zone, own)
    there = local(allowed, zone)

    assert allowed >= moment
    assert own.holds(there.time())
    assert not is_day_off(there.date(), zone)
    assert next_allowed(allowed, zone, own) == allowed
    if allowed > moment:
        assert there.time().replace(minute=0) == time(own.opens)


@given(moments(), zones)
def test_no_daytime_hour_of_a_working_day_is_missed(moment: datetime, zone: str):
    """Between now and the next allowed moment there is only night, Sundays and holidays."""
    allowed = next_allowed(moment, zone)
    while moment < allowed:
        there = local(moment, zone)
        assert not 8 <= there.hour < 20 or is_day_off(there.date(), zone)
        moment += timedelta(minutes=30)


@given(moments(), zones)
def test_midnight_is_the_last_one_before(moment: datetime, zone: str):
    midnight = midnight_before(moment, zone)

    assert midnight <= moment < midnight + timedelta(hours=25)
    assert local(midnight, zone).time() == time(0)
    assert local_day(midnight, zone) == local_day(moment, zone)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Paris", date(2027, 7, 14)),
        ("Indian/Reunion", date(2027, 12, 20)),
        ("America/Guadeloupe", date(2027, 5, 27)),
        ("Pacific/Noumea", date(2027, 9, 24)),
        ("Pacific/Marquesas", date(2027, 3, 5)),
    ],
)
def test_each_place_has_its_own_holidays(zone: str, day: date):
    assert is_day_off(day, zone)
    assert zone == "Europe/Paris" or not is_day_off(day, "Europe/Paris")


@pytest.mark.parametrize("zone", ZONES)
def test_a_holiday_is_one_for_every_thread_that_asks_first(zone: str):
    public_holidays._of_year.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(is_day_off, date(2027, 7, 14), zone) for _ in range(64)]

    assert all(answer.result() for answer in asked)


def test_working_at_night_goes_past_midnight():
    night = Hours(opens=20, closes=6)

    assert [hour for hour in range(24) if night.holds(time(hour))] == [0, 1, 2, 3, 4, 5, 20, 21, 22, 23]
