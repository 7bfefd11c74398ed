"""Openings and advisers for the tests of slots: what is not named is as usual."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.scheduling.models import Kind, Mode
from services.scheduling.slots import Busy, Opening

NOW = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
"""Monday 4 January 2027, 9:00 in Paris."""

MONDAY, TUESDAY, SUNDAY = 0, 1, 6

HALF_AN_HOUR = timedelta(minutes=30)


def opening(hours: str = "09:00-12:00", **changes: Any) -> Opening:
    """Tuesdays from nine to twelve in Paris, half an hour each, one candidate each; no notice period."""
    from_time, to_time = map(time.fromisoformat, hours.split("-"))
    usual: dict[str, Any] = {
        "staff_id": 1,
        "site_id": 1,
        "kind": Kind.INTERVIEW,
        "zone": "Europe/Paris",
        "weekday": None if "on_date" in changes else TUESDAY,
        "on_date": None,
        "from_time": from_time,
        "to_time": to_time,
        "length": HALF_AN_HOUR,
        "modes": (Mode.CENTRE,),
        "notice": timedelta(),
        "horizon": timedelta(days=366),
    }
    return Opening(**{**usual, **changes})


def paris(day: str, hour: str) -> datetime:
    return local(day, hour, "Europe/Paris")


def local(day: str, hour: str, zone: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), ZoneInfo(zone)).astimezone(UTC)


def busy(day: str, begins: str, ends: str, staff_id: int = 1) -> Busy:
    return Busy(staff_id, paris(day, begins), paris(day, ends))
