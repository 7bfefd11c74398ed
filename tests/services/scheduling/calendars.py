"""A phone's calendar: takes the files that it is given as RFC 5546 says, read by another package than wrote them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import ical.event
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream


@dataclass
class PhoneCalendar:
    """Events by their UID. A file that is opened adds, updates where its SEQUENCE is higher, or takes out."""

    events: dict[str, ical.event.Event] = field(default_factory=dict)

    def open(self, content: bytes) -> None:
        calendar = read(content)
        for event in calendar.events:
            known = self.events.get(event.uid)
            if known is not None and (event.sequence or 0) < (known.sequence or 0):
                continue
            if calendar.method == "CANCEL":
                self.events.pop(event.uid, None)
            else:
                self.events[event.uid] = event

    @property
    def starts(self) -> list[datetime]:
        return sorted(event.start_datetime for event in self.events.values())


def read(content: bytes) -> Calendar:
    """The one calendar of a file. Raises where it is not as RFC 5545 asks."""
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (calendar,) = IcsCalendarStream.from_ics(content.decode()).calendars
    return calendar


def event_in(content: bytes) -> Any:
    """The first event of a file, whose fields are there if the test finds them."""
    return read(content).events[0]
