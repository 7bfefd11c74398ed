"""Appointments and training as iCalendar (RFC 5545, package icalendar) that every phone's calendar takes.

A stable UID and a SEQUENCE make a moved appointment update instead of doubling, in a file and in a feed alike.
Hours are on the clock of the place with its VTIMEZONE, so that they are read as they were said.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import icalendar

from locales import N_, Text, line, plain, plain_lines
from services.dossiers.domains import Domain
from services.dossiers.facts import Appointment, Facts, Site
from services.notices.rules.appointments import KIND_NAMES, PACKED, where_and_with_whom
from services.notices.wording import CalendarFile
from services.scheduling.models import Mode, Status

UID_HOST = "clea-compagnon"

PRODID = "-//CléA Compagnon//FR"

ALARM = timedelta(hours=2)

REFRESH = timedelta(hours=1)
"""How often a calendar that follows a feed may ask again; most ask a few times a day."""

LINK_IN_THE_CHAT = N_("💻 By video: the link is in our chat.")


def calendar_file(appointment: Appointment, zone: str, locale: str, now: datetime) -> bytes:
    """One appointment, or its cancellation. `zone` is the candidate's own clock, for who stays at home."""
    cancelled = appointment.status is Status.CANCELLED
    event = _appointment_event(appointment, zone, locale, where_and_with_whom(appointment))
    event.DTSTAMP = now
    # No ORGANIZER: nobody here has a mail address, and phones would ask to answer an invitation.
    calendar = _calendar("CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return _whole(calendar, zone, [appointment.starts_at])


def file_with_notice(file: CalendarFile, locale: str) -> bytes:
    """The file that a notice brings along; the same bytes whenever it is made."""
    appointment = PACKED.validate_python(file.appointment)
    return calendar_file(appointment, file.zone, locale, appointment.changed_at)


def calendar_feed(facts: Facts, locale: str, since: datetime, now: datetime) -> bytes:
    """Appointments and training sessions that ended after `since` and were not cancelled.

    Calendars fetch it from far away, some through their maker's servers: no name of anybody is in it, and no
    link to an adviser's own video room.
    """
    appointments = [a for a in facts.appointments if a.status is not Status.CANCELLED and a.ends_at > since]
    sessions = facts.sessions_from(since)
    begin = [one.starts_at for one in appointments] + [one.starts_at for one in sessions]
    calendar = _calendar(None)
    calendar.calendar_name = "CléA"
    calendar.refresh_interval = REFRESH
    calendar.add("x-published-ttl", "PT1H")
    for appointment in appointments:
        calendar.add_component(_appointment_event(appointment, facts.zone, locale, _where(appointment)))
    for session in sessions:
        calendar.add_component(_session_event(session, facts.zone, locale))
    # An empty calendar is none (RFC 5545, 3.6): at least a zone is always there.
    return _whole(calendar, facts.zone, [now, *begin])


class Planned(Protocol):
    """A session of a timetable, whoever it is for."""

    @property
    def id(self) -> int | None: ...
    @property
    def domain(self) -> Domain: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def place(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def planned_at(self) -> datetime: ...
    @property
    def changed_at(self) -> datetime: ...


def timetable_file(sessions: Sequence[Planned], kind: str, zone: str, now: datetime) -> bytes:
    """A timetable for staff, in French: their calendar programs can change it, and it can be imported again.

    `kind` ("training", "group") tells in the UID whose sessions they are.
    """
    calendar = _calendar(None)
    calendar.calendar_name = "CléA"
    for one in sessions:
        calendar.add_component(_session_event(one, zone, "fr", kind))
    return _whole(calendar, zone, [now, *(one.starts_at for one in sessions)])


def _calendar(method: str | None) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    return calendar


def _appointment_event(
    appointment: Appointment, zone: str, locale: str, said: Iterable[Text]
) -> icalendar.Event:
    site, at_centre = appointment.site, appointment.mode is Mode.CENTRE
    title = line(N_("CléA: {what}"), what=line(KIND_NAMES[appointment.kind]))
    event = _event(appointment, site.zone if at_centre else zone, plain(title, locale))
    event.add("uid", _uid("appointment", appointment.id, appointment.booked_at))
    event.add("created", appointment.booked_at)
    event.add("description", plain_lines(said, locale))
    if at_centre:
        event.add("location", _address(site))
        event.add("geo", (site.latitude, site.longitude))
    if appointment.status is Status.CANCELLED:
        event.add("status", "CANCELLED")
    else:
        event.add("status", "CONFIRMED")
        event.add_component(_alarm(event))
    return event


def _session_event(session: Planned, zone: str, locale: str, kind: str = "training") -> icalendar.Event:
    # Translators: the title of a training session in the phone's calendar, with its domain.
    title = line(N_("CléA: training (formation), {domain}"), domain=session.domain.short_name)
    event = _event(session, zone, plain(title, locale))
    event.add("uid", _uid(kind, session.id or 0, session.planned_at))
    event.add("created", session.planned_at)
    event.add("status", "CONFIRMED")
    if session.place:
        event.add("location", session.place)
    event.add_component(_alarm(event))
    return event


def _uid(kind: str, number: int, since: datetime) -> str:
    """The same as long as the event lives; other installations number theirs too, but not at the same second."""
    return f"{kind}-{number}-{int(since.timestamp())}@{UID_HOST}"


def _event(one: Appointment | Planned, zone: str, summary: str) -> icalendar.Event:
    clock = ZoneInfo(zone)
    event = icalendar.Event()
    event.add("sequence", one.version - 1)
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("dtstart", one.starts_at.astimezone(clock))
    event.add("dtend", one.ends_at.astimezone(clock))
    event.add("summary", summary)
    return event


def _alarm(event: icalendar.Event) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM)
    alarm.add("description", event["summary"])
    return alarm


def _where(appointment: Appointment) -> tuple[Text, ...]:
    """Where it is, and not with whom."""
    if appointment.mode is Mode.VIDEO:
        return (line(LINK_IN_THE_CHAT),)
    return where_and_with_whom(appointment)[:1]


def _address(site: Site) -> str:
    return f"{site.name}, {site.address}, {site.postcode} {site.town}"


def _whole(calendar: icalendar.Calendar, zone: str, moments: Collection[datetime]) -> bytes:
    """The calendar with the clock changes of the years around its events; `zone` where it has none."""
    first, last = date(min(moments).year - 1, 1, 1), date(max(moments).year + 2, 1, 1)
    # Sorted, so that every process writes the same file.
    for needed in sorted(calendar.get_missing_tzids() or {zone}, reverse=True):
        timezone = icalendar.Timezone.from_tzid(needed, first_date=first, last_date=last)
        calendar.subcomponents.insert(0, timezone)
    content: bytes = calendar.to_ical()
    return content
