"""Openings to slots, one rule at a time."""

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.scheduling.models import Kind, Mode
from services.scheduling.slots import Busy, OpeningException, Search, Taken, Timetable, free_slots
from services.scheduling.taken import Group
from tests.services.scheduling.hours import NOW, SUNDAY, busy, local, opening, paris

TUESDAY_5TH, TUESDAY_12TH = "2027-01-05", "2027-01-12"

AN_HOUR = timedelta(hours=1)


def begins(openings, taken=(), day=TUESDAY_5TH, exceptions=(), zone="Europe/Paris", now=NOW):
    """The beginnings of one day's slots, on the wall clock."""
    since = local(day, "00:00", zone)
    found = free_slots(openings, taken, since, since + timedelta(days=1), now, exceptions)
    return [f"{slot.starts_at.astimezone(ZoneInfo(zone)):%H:%M}" for slot in found]


def test_hours_are_cut_into_whole_slots():
    assert begins([opening("09:00-10:45")]) == ["09:00", "09:30", "10:00"]
    assert begins([opening("09:00-09:20")]) == []


def test_what_is_taken_is_not_offered():
    assert begins([opening("09:00-11:00")], [busy(TUESDAY_5TH, "09:30", "10:00")]) == [
        "09:00",
        "10:00",
        "10:30",
    ]
    assert begins([opening("09:00-10:00")], [busy(TUESDAY_5TH, "09:30", "10:00", staff_id=2)]) == [
        "09:00",
        "09:30",
    ]


def test_an_absence_may_last_for_weeks():
    away = Busy(1, paris("2026-12-20", "00:00"), paris("2027-01-12", "10:00"))

    assert begins([opening()], [away]) == []
    assert begins([opening("09:00-11:00")], [away], TUESDAY_12TH) == ["10:00", "10:30"]


def test_buffers_are_kept_free_around_what_is_taken_and_between_slots():
    with_buffers = opening(
        "09:00-12:00", buffer_before=timedelta(minutes=5), buffer_after=timedelta(minutes=10)
    )

    assert begins([with_buffers]) == ["09:00", "09:45", "10:30", "11:15"]
    assert begins([with_buffers], [busy(TUESDAY_5TH, "10:25", "10:26")]) == ["09:00", "09:45", "11:15"]
    assert begins([with_buffers], [busy(TUESDAY_5TH, "10:24", "10:25")]) == [
        "09:00",
        "10:30",
        "11:15",
    ]


def test_notice_and_horizon_are_the_openings_own():
    now = paris(TUESDAY_5TH, "08:00")
    late = opening("09:00-11:00", notice=timedelta(minutes=90))
    near = opening("09:00-11:00", staff_id=2, horizon=timedelta(days=7, hours=1, minutes=15))

    assert begins([late], now=now) == ["09:30", "10:00", "10:30"]
    assert begins([near], day=TUESDAY_12TH, now=now) == ["09:00"]


def test_it_is_closed_on_the_date_that_says_so():
    closed = OpeningException(1, 1, None, date.fromisoformat(TUESDAY_5TH), None)
    dated = opening(on_date=date.fromisoformat(TUESDAY_5TH))

    assert begins([opening(), dated], exceptions=[closed]) == []
    assert begins([opening("09:00-09:30")], day=TUESDAY_12TH, exceptions=[closed]) == ["09:00"]
    assert begins([opening("09:00-09:30", site_id=2)], exceptions=[closed]) == ["09:00"]


def test_other_hours_take_the_place_of_each_weeks():
    other = OpeningException(1, 1, None, date.fromisoformat(TUESDAY_5TH), (time(14), time(15)))
    dated = opening("18:00-18:30", on_date=date.fromisoformat(TUESDAY_5TH))

    assert begins([opening(), dated], exceptions=[other]) == ["14:00", "14:30", "18:00"]
    assert begins([opening("09:00-09:30")], exceptions=[replace(other, kind=Kind.ASSESSMENT)]) == ["09:00"]


def test_other_hours_open_no_day_on_which_nobody_receives():
    wednesday = OpeningException(1, 1, None, date(2027, 1, 6), (time(14), time(15)))

    assert begins([opening()], day="2027-01-06", exceptions=[wednesday]) == []


@pytest.mark.parametrize(
    ("day", "zone", "region"),
    [
        ("2027-05-06", "Europe/Paris", None),  # Ascension
        ("2027-11-11", "Europe/Paris", None),
        ("2027-12-26", "Europe/Paris", "57"),  # Alsace-Moselle
        ("2027-03-26", "Europe/Paris", "57"),  # Good Friday
        ("2027-12-20", "Indian/Reunion", None),  # the end of slavery in La Réunion
        ("2027-09-24", "Pacific/Noumea", None),
    ],
)
def test_nothing_is_offered_on_a_public_holiday_unless_it_is_dated(day, zone, region):
    that_day = date.fromisoformat(day)
    site = {"zone": zone, "holiday_region": region}
    weekly = opening("09:00-09:30", weekday=that_day.weekday(), **site)

    assert begins([weekly], day=day, zone=zone) == []
    assert begins([opening("09:00-09:30", on_date=that_day, **site)], day=day, zone=zone) == ["09:00"]
    own_hours = OpeningException(1, 1, None, that_day, (time(10), time(10, 30)))
    assert begins([weekly], day=day, zone=zone, exceptions=[own_hours]) == ["10:00"]


def test_a_holiday_of_elsewhere_is_a_day_as_any_other():
    boxing_day = opening("09:00-09:30", weekday=SUNDAY)

    assert begins([boxing_day], day="2027-12-26") == ["09:00"]
    assert begins([replace(boxing_day, zone="Indian/Reunion")], day="2027-12-26", zone="Indian/Reunion") == [
        "09:00"
    ]


def test_the_hour_that_spring_skips_is_not_offered():
    night = opening("01:00-04:00", weekday=SUNDAY, length=AN_HOUR)

    assert begins([night], day="2027-03-28") == ["01:00", "03:00"]


def test_a_slot_that_spring_would_push_beyond_the_end_is_not_offered():
    night = opening("00:30-03:00", weekday=SUNDAY, length=AN_HOUR)

    assert begins([night], day="2027-03-28") == ["00:30"]


def test_the_hour_that_autumn_repeats_is_offered_once():
    night = opening("01:00-04:00", weekday=SUNDAY, length=AN_HOUR)

    assert begins([night], day="2027-10-31") == ["01:00", "02:00", "03:00"]


def test_of_overlapping_openings_an_adviser_is_offered_once_at_a_time():
    short, long = opening("09:00-10:00"), opening("09:00-10:00", length=AN_HOUR, modes=(Mode.PHONE,))

    assert begins([short, long]) == ["09:00", "09:30"]
    found = free_slots([short, long], (), NOW, NOW + timedelta(days=2), NOW)
    assert [slot.length for slot in found] == [AN_HOUR, timedelta(minutes=30)]


def session(begins_at, ends_at):
    at, until = paris(TUESDAY_5TH, begins_at), paris(TUESDAY_5TH, ends_at)
    return Busy(1, at, until, Group(1, Kind.INTERVIEW, int(at.timestamp()), int(until.timestamp())))


def places(openings, taken):
    return [(slot.places, f"{slot.starts_at:%H:%M}") for slot in free_slots(openings, taken, NOW, THEN, NOW)]


THEN = NOW + timedelta(days=2)


def test_a_group_session_is_offered_until_it_is_full():
    group = opening("09:00-10:00", capacity=3)

    assert places([group], [session("09:00", "09:30")] * 2) == [(1, "08:00"), (3, "08:30")]
    assert places([group], [session("09:00", "09:30")] * 3) == [(3, "08:30")]


def test_a_group_session_is_in_the_way_of_everything_else():
    single, other_group = opening("09:00-10:00"), opening("09:15-09:45", capacity=9)

    assert places([single], [session("09:00", "09:30")]) == [(1, "08:30")]
    assert places([other_group], [session("09:00", "09:30")]) == []


def test_a_group_session_waits_for_an_adviser_who_is_taken():
    group = opening("09:00-10:00", capacity=3)

    assert places([group], [busy(TUESDAY_5TH, "09:10", "09:20")]) == [(3, "08:30")]


def test_the_nearest_times_are_on_both_sides():
    search = Search(
        Timetable([opening(), opening(staff_id=2)]), Taken([busy(TUESDAY_12TH, "10:00", "10:30")]), NOW
    )

    found = search.nearest(paris(TUESDAY_12TH, "10:00"), NOW, NOW + timedelta(days=60), 3)

    assert [(f"{slot.starts_at:%H:%M}", slot.staff_id) for slot in found] == [
        ("09:00", 2),
        ("08:30", 1),
        ("09:30", 1),
    ]


def test_no_further_is_looked_than_is_shown():
    asked = []

    class Watched(Taken):
        def of(self, staff_id, begins, ends):
            asked.append(staff_id)
            return super().of(staff_id, begins, ends)

    many = [opening(staff_id=n) for n in range(1000)]
    search = Search(Timetable(many), Watched(), NOW)

    next(search.slots(NOW, NOW + timedelta(days=60)))
    next(search.next_days(NOW, NOW + timedelta(days=60), "Europe/Paris"))
    search.nearest(paris(TUESDAY_12TH, "10:00"), NOW, NOW + timedelta(days=60), 3)

    assert len(asked) < 10
