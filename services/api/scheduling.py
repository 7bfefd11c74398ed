"""Openings, free slots, and appointments."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from services.api import answers
from services.api.candidates import zone_of
from services.api.paging import BadCursor, Page, PageQuery, number, opened
from services.api.routing import Routes
from services.api.schemas import (
    AppointmentIn,
    AppointmentMove,
    Cancellation,
    CancellationQuery,
    OpeningIn,
    SlotQuery,
)
from services.bundle import Services
from services.errors import NotFound
from services.scheduling.models import OpeningRow
from services.scheduling.service import AlreadyBooked, AppointmentOver, SlotNotOffered, SlotTaken
from services.scheduling.slots import Slot

routes = Routes("Scheduling")


@routes.get("/openings")
def list_openings(services: Services, query: PageQuery) -> Page[answers.Opening]:
    """When the body’s staff receive."""
    wanted = select(OpeningRow).where(
        col(OpeningRow.body_id) == services.body_id, col(OpeningRow.id) > (query.after or 0)
    )
    rows = services.session.exec(wanted.order_by(col(OpeningRow.id)).limit(query.limit + 1)).all()
    return Page[answers.Opening].of(rows, query.limit, answers.Opening.made_of, lambda item: item.id)


@routes.post("/openings", NotFound)
def open_hours(services: Services, asked: OpeningIn) -> answers.Opening:
    """Open hours in which appointments may be booked."""
    return answers.Opening.made_of(services.scheduling.open(**dict(asked)))


@routes.get("/slots", NotFound)
def list_slots(services: Services, query: SlotQuery) -> Page[answers.Slot]:
    """Free slots, earliest first."""
    zones = {site.id: site.zone for site in services.scheduling.sites()}
    if query.site_id is not None and query.site_id not in zones:
        raise NotFound("There is no such site.")
    zone = zones[query.site_id] if query.site_id else zone_of(services)
    found = services.scheduling.slots(
        query.kind,
        site_id=query.site_id,
        since=_beginning(query.since, zone),
        until=_end(query.until, zone),
    )
    if query.cursor is not None:
        last = _place(query.cursor)
        found = [slot for slot in found if _key(slot) > last]
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


def _key(slot: Slot) -> tuple[int, int, int]:
    return int(slot.starts_at.timestamp()), slot.staff_id, slot.site_id


def _place(cursor: str) -> tuple[int, int, int]:
    """The slot after which to go on. Raises BadCursor."""
    parts = opened(cursor).split(".")
    if len(parts) != 3:
        raise BadCursor
    starts_at, staff_id, site_id = map(number, parts)
    return starts_at, staff_id, site_id


def _beginning(moment: date | datetime | None, zone: str) -> datetime | None:
    return _midnight(moment, zone) if moment is not None else None


def _end(moment: date | datetime | None, zone: str) -> datetime | None:
    """The instant before which slots must begin: the end of a day, or the time itself."""
    if moment is None or isinstance(moment, datetime):
        return moment
    return _midnight(moment + timedelta(days=1), zone)


def _midnight(moment: date | datetime, zone: str) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time(0), ZoneInfo(zone))
