"""Times and days as clients write them."""

from datetime import UTC, date, datetime

import pytest

from services.api.values import day, day_or_instant, instant, wall_clock, weekday


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2027-01-05T14:00:00+01:00", datetime(2027, 1, 5, 13, tzinfo=UTC)),
        ("2027-01-05t14:00:00z", datetime(2027, 1, 5, 14, tzinfo=UTC)),
        ("2027-01-05T14:00-04:00", datetime(2027, 1, 5, 18, tzinfo=UTC)),
        ("2027-01-05T14:00:00.123456789Z", datetime(2027, 1, 5, 14, 0, 0, 123456, tzinfo=UTC)),
        ("2027-03-28T02:30:00+01:00", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_with_an_offset_is_an_instant(written: str, meant: datetime):
    assert instant(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "2027-01-05",
        "2027-01-05 14:00:00Z",
        "1999-12-31T23:00:00Z",
        "２027-01-05T14:00:00Z",
        1798000000,
        None,
        True,
    ],
)
def test_anything_else_is_no_instant(written: object):
    with pytest.raises(ValueError, match="must"):
        instant(written)


def test_a_space_before_the_offset_was_a_plus_in_an_address():
    assert day_or_instant("2027-01-05T14:00:00 01:00") == datetime(2027, 1, 5, 13, tzinfo=UTC)
    assert day_or_instant("2027-01-05") == date(2027, 1, 5)


def test_weekdays_have_a_number_or_a_name():
    assert [weekday(value) for value in (0, 6, "monday", "Sunday")] == [0, 6, 0, 6]
    for wrong in (7, -1, True, "1", "lundi", 1.0, None):
        with pytest.raises(ValueError, match="must be 0"):
            weekday(wrong)


def test_days_and_hours_are_written_in_full():
    assert day("2028-02-29") == date(2028, 2, 29)
    assert wall_clock("09:30").isoformat() == "09:30:00"
    for wrong in ("2027-2-1", "20270201", "2027-02-29", 5):
        with pytest.raises(ValueError, match=r".+"):
            day(wrong)
    for wrong in ("9:30", "24:00", "09:30:00", 930):
        with pytest.raises(ValueError, match="such as"):
            wall_clock(wrong)
