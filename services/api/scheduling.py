"""Openings and their exceptions, absences, free slots, and appointments."""

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from sqlmodel import col, select

from locales import NS_
from services.api import answers
from services.api.candidates import zone_of
from services.api.paging import BadCursor, Page, PageQuery, number, opened
from services.api.routing import Routes
from services.api.schemas import (
    AbsenceIn,
    AppointmentIn,
    AppointmentMove,
    Cancellation,
    CancellationQuery,
    HolidayRegionIn,
    OpeningExceptionIn,
    OpeningIn,
    SlotQuery,
)
from services.api.values import beginning, end
from services.bundle import Services
from services.errors import NotFound
from services.scheduling.desk import Displaced
from services.scheduling.models import AbsenceRow, OpeningExceptionRow, OpeningRow
from services.scheduling.public_holidays import public_holidays
from services.scheduling.service import AlreadyBooked, AppointmentOver, SlotNotOffered, SlotTaken
from services.staff.models import SiteRow

Row = TypeVar("Row", OpeningRow, OpeningExceptionRow, AbsenceRow)

routes = Routes("Scheduling")


@routes.get("/openings")
def list_openings(services: Services, query: PageQuery) -> Page[answers.Opening]:
    """When the body’s staff receive."""
    rows = _rows(services, OpeningRow, query)
    return Page[answers.Opening].of(rows, query.limit, answers.Opening.made_of, lambda item: item.id)


@routes.post("/openings", NotFound)
def open_hours(services: Services, asked: OpeningIn) -> answers.Opening:
    """Open hours in which appointments may be booked."""
    return answers.Opening.made_of(services.desk.open(**dict(asked)))


@routes.get("/openings/{id}")
def read_opening(services: Services, opening_id: int) -> answers.Opening:
    """Hours in which appointments may be booked."""
    return answers.Opening.made_of(_row(services, OpeningRow, opening_id))


@routes.delete("/openings/{id}")
def close_hours(services: Services, opening_id: int) -> answers.Opening:
    """Offer these hours no more; the appointments in them stand."""
    return answers.Opening.made_of(services.desk.remove_opening(opening_id))


@routes.get("/opening-exceptions")
def list_opening_exceptions(services: Services, query: PageQuery) -> Page[answers.OpeningException]:
    """Dates on which staff receive otherwise than each week."""
    rows = _rows(services, OpeningExceptionRow, query)
    made_of = answers.OpeningException.made_of
    return Page[answers.OpeningException].of(rows, query.limit, made_of, lambda item: item.id)


@routes.post("/opening-exceptions", NotFound)
def except_on(services: Services, asked: OpeningExceptionIn) -> answers.OpeningException:
    """Close on one date, or give other hours for it."""
    hours = (asked.from_time, asked.to_time) if asked.from_time and asked.to_time else None
    row = services.desk.except_on(
        staff_id=asked.staff_id, site_id=asked.site_id, kind=asked.kind, on_date=asked.on_date, hours=hours
    )
    return answers.OpeningException.made_of(row)


@routes.get("/opening-exceptions/{id}")
def read_opening_exception(services: Services, exception_id: int) -> answers.OpeningException:
    """One date that is otherwise than each week."""
    return answers.OpeningException.made_of(_row(services, OpeningExceptionRow, exception_id))


@routes.delete("/opening-exceptions/{id}")
def remove_opening_exception(services: Services, exception_id: int) -> answers.OpeningException:
    """That date is as every week again."""
    return answers.OpeningException.made_of(services.desk.remove_exception(exception_id))


@routes.get("/absences")
def list_absences(services: Services, query: PageQuery) -> Page[answers.Absence]:
    """When staff are away."""
    rows = _rows(services, AbsenceRow, query)
    return Page[answers.Absence].of(rows, query.limit, partial(_absence, services), lambda item: item.id)


@routes.post("/absences", NotFound)
def add_absence(services: Services, asked: AbsenceIn) -> answers.Absence:
    """Offer nothing of somebody’s meanwhile; whoever had an appointment then is offered other times."""
    if asked.appointments == "keep":
        absence = services.desk.add_absence(
            staff_id=asked.staff_id, starts_at=asked.starts_at, ends_at=asked.ends_at
        )
        return _absence(services, absence)
    absence, displaced = services.desk.be_absent(asked.staff_id, asked.starts_at, asked.ends_at, asked.reason)
    return _absence(services, absence, displaced)


@routes.get("/absences/{id}")
def read_absence(services: Services, absence_id: int) -> answers.Absence:
    """When somebody is away, and which appointments stand in it."""
    return _absence(services, _row(services, AbsenceRow, absence_id))


@routes.delete("/absences/{id}")
def remove_absence(services: Services, absence_id: int) -> answers.Absence:
    """They are back: offer their hours again."""
    return _absence(services, services.desk.remove_absence(absence_id))


@routes.get("/sites/{id}/holidays")
def read_holidays(services: Services, site_id: int) -> answers.SiteHolidays:
    """The public holidays that a site keeps."""
    site = services.scheduling.site(site_id)
    return _holidays(services, site_id, services.session.get_one(SiteRow, site.id).holiday_region)


@routes.put("/sites/{id}/holidays")
def set_holidays(services: Services, site_id: int, asked: HolidayRegionIn) -> answers.SiteHolidays:
    """Say which public holidays a site keeps, where its time zone does not say it."""
    services.scheduling.set_holiday_region(site_id, asked.region)
    return _holidays(services, site_id, asked.region)


@routes.get("/slots", NotFound)
def list_slots(services: Services, query: SlotQuery) -> Page[answers.Slot]:
    """Free slots, earliest first."""
    zones = {site.id: site.zone for site in services.scheduling.sites()}
    if query.site_id is not None and query.site_id not in zones:
        raise NotFound(NS_("There is no such site."))
    zone = zones[query.site_id] if query.site_id else zone_of(services)
    found = services.scheduling.slots(
        query.kind,
        site_id=query.site_id,
        since=beginning(query.since, zone),
        until=end(query.until, zone),
        after=_place(query.cursor) if query.cursor is not None else None,
        limit=query.limit + 1,
    )
    return Page[answers.Slot].of(
        found,
        query.limit,
        lambda slot: answers.Slot.of(slot, query.kind, zones[slot.site_id]),
        lambda item: f"{item.starts_at.timestamp():.0f}.{item.staff_id}.{item.site_id}",
    )


@routes.post("/appointments", NotFound, SlotTaken, SlotNotOffered, AlreadyBooked)
def book(services: Services, asked: AppointmentIn) -> answers.Appointment:
    """Book for a candidate, who is told at once."""
    return answers.Appointment.of(services.scheduling.book(**dict(asked)))


@routes.get("/appointments/{id}")
def read_appointment(services: Services, appointment_id: int) -> answers.Appointment:
    """An appointment, past ones and cancelled ones too."""
    return answers.Appointment.of(services.scheduling.appointment(appointment_id))


@routes.patch("/appointments/{id}", SlotTaken, SlotNotOffered, AppointmentOver)
def move(services: Services, appointment_id: int, asked: AppointmentMove) -> answers.Appointment:
    """Move to another free slot of the same site; the reminders of the old time go with it."""
    return answers.Appointment.of(services.scheduling.move(appointment_id, **dict(asked)))


@routes.delete("/appointments/{id}", AppointmentOver)
def cancel(
    services: Services, appointment_id: int, query: CancellationQuery, asked: Cancellation | None = None
) -> answers.Appointment:
    """Cancel; the reason is told to the candidate."""
    reason = (asked and asked.reason) or query.reason
    return answers.Appointment.of(services.scheduling.cancel(appointment_id, reason))


def _rows(services: Services, table: type[Row], query: PageQuery) -> Sequence[Row]:
    """The body’s own, in order: one more than fit on the page, if there are more."""
    number = col(table.id)
    wanted = select(table).where(col(table.body_id) == services.body_id, number > (query.after or 0))
    return services.session.exec(wanted.order_by(number).limit(query.limit + 1)).all()


def _row(services: Services, table: type[Row], number: int) -> Row:
    """The body's own. Raises NotFound."""
    row = services.session.get(table, number)
    if row is None or row.body_id != services.body_id:
        raise NotFound
    return row


def _holidays(services: Services, site_id: int, region: str | None) -> answers.SiteHolidays:
    zone, year = services.scheduling.site(site_id).zone, services.now.year
    dates = [day for one in (year, year + 1) for day in public_holidays(one, zone, region)]
    return answers.SiteHolidays(site_id=site_id, region=region, dates=dates)


def _absence(services: Services, absence: AbsenceRow, displaced: Sequence[Displaced] = ()) -> answers.Absence:
    standing = services.scheduling.appointments_within(absence)
    return answers.Absence.of(absence, standing, displaced, zone_of(services))


def _place(cursor: str) -> tuple[int, int, int]:
    """The slot after which to go on. Raises BadCursor."""
    parts = opened(cursor).split(".")
    if len(parts) != 3:
        raise BadCursor
    starts_at, staff_id, site_id = map(number, parts)
    return starts_at, staff_id, site_id
