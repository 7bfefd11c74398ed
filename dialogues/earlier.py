"""The waiting list: asking for an earlier time, hearing of one, taking it with two taps or keeping one's own."""

from zoneinfo import ZoneInfo

from dialogues import appointment as shown
from dialogues import menu
from dialogues.engine import Button, Done, Event, Flow, Goto, Place, Reply, Scene, Step, rows
from locales import N_, NB_, line
from services import (
    WAIT_FROM,
    Appointment,
    AppointmentOver,
    EarlierTime,
    NotFound,
    Services,
    SlotNotOffered,
    SlotTaken,
    TooLateToMove,
    appointment_words,
)


def take_wait(place: Place, event: Event, services: Services) -> Step:
    """Where an earlier time is free already, it is shown instead of waiting for one."""
    appointment = shown.open_one(event, services)
    if appointment is None:
        return shown.is_over()
    if _is_free_before(appointment, services):
        there_is = Reply((line(N_("There are free times before yours.")),))
        answers = {"moving": appointment.id, "mode": appointment.mode.value}
        return Goto("day", answers, flow="booking", before=(there_is,))
    try:
        services.scheduling.wait(appointment.id)
    except AppointmentOver:  # it is near by now
        return Done((shown.card(appointment, place, services),))
    lines = (
        line(N_("All right, I look for an earlier time.")),
        line(N_("If one becomes free, I tell you here.")),
        line(N_("Meanwhile you keep your appointment.")),
    )
    stop = Button(NB_("Do not look any more"), shown.value_of(appointment), to="earlier.stop")
    return Done((Reply(lines, rows(stop, menu.BACK)),))


def take_stop(place: Place, event: Event, services: Services) -> Step:
    appointment = shown.open_one(event, services)
    if appointment is None:
        return shown.is_over()
    services.scheduling.wait_no_more(appointment.id)
    said = line(N_("All right, I do not look any more.")), line(N_("You keep your appointment."))
    return Done((shown.card(appointment, place, services, *said),))


def take_time(place: Place, event: Event, services: Services) -> Step:
    """The first tap: the time is theirs while they read; the second one is the yes of booking."""
    found = _offered(event, services)
    if found is None:
        return shown.is_over()
    offer, appointment = found
    try:
        held = services.scheduling.hold(
            place.candidate_id,
            kind=appointment.kind,
            site_id=appointment.site.id,
            staff_id=offer.staff_id,
            starts_at=offer.starts_at,
            moving=appointment.id,
        )
    except (SlotTaken, SlotNotOffered):
        return _too_late(place, appointment, services)
    except (AppointmentOver, NotFound, TooLateToMove):
        return Done((shown.card(appointment, place, services),))
    answers = {
        "moving": appointment.id,
        "staff": held.staff_id,
        "at": held.starts_at.isoformat(),
        "day": held.starts_at.astimezone(ZoneInfo(held.site.zone)).date().isoformat(),
        "mode": appointment.mode.value,
    }
    return Goto("how", answers, flow="booking")


def take_keep(place: Place, event: Event, services: Services) -> Step:
    found = _offered(event, services)
    if found is None:
        return shown.is_over()
    offer, appointment = found
    services.scheduling.decline(offer.id)
    kept = line(N_("All right, you keep your appointment."))
    return Done((shown.card(appointment, place, services, kept),))


def _too_late(place: Place, appointment: Appointment, services: Services) -> Done:
    """Somebody was faster. Nothing is lost: their own appointment stands."""
    lines = (
        line(N_("Someone else has just taken this time.")),
        line(N_("You keep your appointment.")),
    )
    return Done((shown.card(appointment, place, services, *lines),))


def _offered(event: Event, services: Services) -> tuple[EarlierTime, Appointment] | None:
    """The offer of the button, and the appointment that it was made for, if that still stands."""
    value = event.value or ""
    try:
        offer = services.scheduling.earlier_time(int(value.removeprefix("o")))
    except (ValueError, OverflowError, NotFound):
        return None
    appointment = services.scheduling.appointment(offer.appointment_id)
    return (offer, appointment) if appointment.is_booked and appointment.ends_at > services.now else None


def _is_free_before(appointment: Appointment, services: Services) -> bool:
    if appointment.starts_at - services.now <= WAIT_FROM:
        return False
    until = appointment.starts_at - appointment_words.EARLIER_BY
    site_id = appointment.site.id
    return bool(services.scheduling.slots(appointment.kind, site_id=site_id, until=until, limit=1))


EARLIER = Flow(
    {
        "wait": Scene(shown.show, take_wait, anytime=True),
        "stop": Scene(shown.show, take_stop, anytime=True),
        "take": Scene(shown.show, take_time, anytime=True),
        "keep": Scene(shown.show, take_keep, anytime=True),
    },
    needs_candidate=True,
)
