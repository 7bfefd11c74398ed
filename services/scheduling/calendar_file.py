"""An appointment as an .ics file (RFC 5545, package icalendar) that every phone's calendar takes."""

from datetime import datetime, timedelta

import icalendar

from locales import N_, line, plain
from services.dossiers.facts import Appointment
from services.notices.rules.appointments import KIND_NAMES, where_and_with_whom
from services.scheduling.models import Mode, Status

UID_HOST = "clea-compagnon"

ALARM = timedelta(hours=2)


def calendar_file(appointment: Appointment, zone: str, locale: str, now: datetime) -> bytes:
    """One event. A stable UID and a SEQUENCE make a moved appointment update instead of doubling."""
    event = icalendar.Event()
    event.add("uid", f"appointment-{appointment.id}@{UID_HOST}")
    event.add("sequence", appointment.version - 1)
    event.add("dtstamp", now)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", plain(line(N_("CléA: {what}"), what=line(KIND_NAMES[appointment.kind])), locale))
    event.add("description", "\n".join(plain(text, locale) for text in where_and_with_whom(appointment)))
    event.add("status", "CANCELLED" if appointment.status is Status.CANCELLED else "CONFIRMED")
    if appointment.mode is Mode.CENTRE:
        site = appointment.site
        event.add("location", f"{site.name}, {site.address}, {site.postcode} {site.town}")
        event.add("geo", (site.latitude, site.longitude))
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM)
    alarm.add("description", event["summary"])
    event.add_component(alarm)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//CléA Compagnon//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if appointment.status is Status.CANCELLED else "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
