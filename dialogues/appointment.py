"""An appointment that is agreed: shown, confirmed, moved, cancelled."""

from dialogues import menu
from dialogues.engine import (
    Button,
    Document,
    Done,
    Event,
    Flow,
    Goto,
    Place,
    Point,
    Reply,
    Scene,
    Step,
    rows,
    screen,
)
from locales import GAP, N_, NB_, Text, line
from services import Appointment, AppointmentOver, Kind, Mode, NotFound, Services, appointment_words

CALENDAR = "text/calendar"


def card(appointment: Appointment, place: Place, services: Services, *first: Text) -> Reply:
    """The appointment in a few lines, with what one may do."""
    facts = services.dossiers.facts(place.candidate_id)
    lines = (
        *first,
        line(
            N_("📅 {what}: {when}."),
            what=appointment_words.kind_name(appointment),
            when=appointment_words.moment(appointment, facts),
        ),
        *appointment_words.where_and_with_whom(appointment),
    )
    return Reply(lines, rows(*_choices(appointment), menu.BACK))


def confirmation(
    appointment: Appointment, place: Place, services: Services, *, moved: bool
) -> tuple[Reply, ...]:
    """It is booked: when, where, with whom, what to bring; the map; the file for the phone's calendar."""
    first = line(N_("✅ Your appointment has moved.")) if moved else line(N_("✅ It is booked."))
    agreed = card(appointment, place, services, first)
    replies = [Reply((*agreed.lines, GAP, *_what_to_bring(appointment, place, services)))]
    site = appointment.site
    if appointment.mode is Mode.CENTRE:
        address = f"{site.address}, {site.postcode} {site.town}"
        replies.append(Reply((), point=Point(site.latitude, site.longitude, site.name, address)))
    lines = (
        line(N_("Here is the appointment for the calendar of your phone.")),
        line(N_("I also remind you of it here, before.")),
    )
    replies.append(Reply(lines, agreed.buttons, document=_calendar_file(appointment, place, services)))
    return tuple(replies)


def _calendar_file(appointment: Appointment, place: Place, services: Services) -> Document:
    """For the phone's calendar, where it adds the appointment, moves it, or takes it out."""
    content = services.scheduling.calendar_file(appointment.id, place.who.locale)
    return Document("clea.ics", CALENDAR, content)


def _what_to_bring(appointment: Appointment, place: Place, services: Services) -> tuple[Text, ...]:
    """The centre's own words, or whom to ask: nobody has fixed it for all centres."""
    own = services.staff.own_words("bring", place.who.candidate_id, place.who.locale)
    bring = line("{text}", text=own) if own else line(N_("You can ask your adviser what to bring."))
    if appointment.kind is not Kind.INTERVIEW:
        return (bring,)
    return bring, line(N_("You commit to nothing."))


def show(place: Place, services: Services) -> Done:
    appointments = services.dossiers.facts(place.candidate_id).appointments
    booked = [a for a in appointments if a.is_booked and a.ends_at > services.now]
    if not booked:
        return Done((Reply((line(N_("You have no appointment now.")),), rows(menu.BOOK, menu.BACK)),))
    return Done(tuple(card(appointment, place, services) for appointment in booked))


def take_move(place: Place, event: Event, services: Services) -> Step:
    appointment = _open(event, services)
    if appointment is None:
        return is_over()
    return Goto("day", {"moving": appointment.id}, flow="booking")


def take_cancel(place: Place, event: Event, services: Services) -> Step:
    """Asks once: a slip of the thumb must not cost an appointment."""
    appointment = _open(event, services)
    if appointment is None:
        return is_over()
    reply = card(appointment, place, services, line(N_("Do you want to cancel this appointment?")))
    value = f"a{appointment.id}"
    buttons = rows(
        Button(NB_("Yes, cancel it"), value, to="appointment.cancelled"),
        # Translators: to the question whether to cancel an appointment, or to erase everything.
        Button(NB_("No, I keep it"), value, to="appointment.kept"),
        Button(NB_("Another time"), value, to="appointment.move"),
    )
    return Done((Reply(reply.lines, buttons),))


def take_kept(place: Place, event: Event, services: Services) -> Step:
    appointment = _open(event, services)
    if appointment is None:
        return is_over()
    return Done((card(appointment, place, services, line(N_("All right, you keep your appointment."))),))


def take_cancelled(place: Place, event: Event, services: Services) -> Step:
    appointment = _open(event, services)
    if appointment is None:
        return is_over()
    services.scheduling.cancel(appointment.id)
    facts = services.dossiers.facts(place.candidate_id)
    lines = (
        line(N_("It is cancelled.")),
        line(
            N_("It was {what}, {when}."),
            what=appointment_words.kind_name(appointment),
            when=appointment_words.moment(appointment, facts),
        ),
        line(N_("You can book another one whenever you like.")),
    )
    file = _calendar_file(appointment, place, services)
    return Done((Reply(lines, rows(menu.BOOK, menu.PERSON, menu.BACK), document=file),))


def _choices(appointment: Appointment) -> tuple[Button, ...]:
    value = f"a{appointment.id}"
    return (
        Button(NB_("Another time"), value, to="appointment.move"),
        Button(NB_("Cancel"), value, to="appointment.cancel"),
    )


def _open(event: Event, services: Services) -> Appointment | None:
    """The appointment that the button names, if it is the person's own and still to come."""
    value = event.value or ""
    try:
        appointment = services.scheduling.appointment(int(value.removeprefix("a")))
    except (ValueError, OverflowError, NotFound, AppointmentOver):
        return None
    return appointment if appointment.is_booked and appointment.ends_at > services.now else None


def is_over() -> Done:
    lines = (line(N_("This appointment is over, or it was cancelled.")),)
    return Done((Reply(lines, rows(menu.BOOK, menu.BACK)),))


APPOINTMENT = Flow(
    {
        "show": screen(show),
        "move": Scene(show, take_move, anytime=True),
        "cancel": Scene(show, take_cancel, anytime=True),
        "kept": Scene(show, take_kept, anytime=True),
        "cancelled": Scene(show, take_cancelled, anytime=True),
    },
    needs_candidate=True,
)
