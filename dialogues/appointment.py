"""An appointment that is agreed: shown, confirmed, moved, cancelled, or come to late."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

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
    Row,
    Scene,
    Step,
    rows,
    screen,
)
from locales import GAP, N_, NB_, Moment, Text, line
from services import (
    LATE_FROM,
    MOVE_UNTIL,
    WAIT_FROM,
    Appointment,
    AppointmentOver,
    Kind,
    Meeting,
    Mode,
    NotFound,
    Services,
    appointment_words,
)

CALENDAR = "text/calendar"

MODE_LABELS = {
    Mode.CENTRE: NB_("🏠 At the centre"),
    Mode.PHONE: NB_("📞 By phone"),
    Mode.VIDEO: NB_("💻 By video"),
}

LATE_MINUTES = (10, 20, 30)

WRITE = Button(NB_("✉️ My adviser"), to="handover")


def card(appointment: Appointment, place: Place, services: Services, *first: Text) -> Reply:
    """The appointment in a few lines, with what one may do."""
    facts = services.dossiers.facts(place.candidate_id)
    lines = (*first, *in_short(appointment, appointment_words.zone_of(appointment, facts)))
    return Reply(lines, _choices(appointment, services))


def proposal(meeting: Meeting, zone: str, moving: Appointment | None) -> tuple[Text, ...]:
    """What is about to be booked, and that it is kept for who reads it."""
    kept = line(N_("I keep this time for you for some minutes."))
    asked = line(N_("Shall I book it?"))
    if moving is None:
        return (kept, GAP, *in_short(meeting, zone), GAP, asked)
    before = line(N_("Before, it was {when}."), when=Moment(moving.starts_at, zone))
    return (kept, GAP, *in_short(meeting, zone), before, GAP, line(N_("Shall I change it?")))


def in_short(meeting: Appointment | Meeting, zone: str) -> tuple[Text, ...]:
    """What, when on the clock of `zone`, where and with whom."""
    what = line(
        N_("📅 {what}: {when}."),
        what=appointment_words.kind_name(meeting),
        when=Moment(meeting.starts_at, zone),
    )
    here, there = (meeting.starts_at.astimezone(ZoneInfo(one)) for one in (zone, meeting.site.zone))
    # The adviser's clock shows another hour: hers is meant.
    clock = (line(N_("It is the time where you live.")),) if here.utcoffset() != there.utcoffset() else ()
    return (what, *clock, *appointment_words.where_and_with_whom(meeting))


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
    replies.append(Reply(lines, agreed.buttons, document=calendar_document(appointment, place, services)))
    return tuple(replies)


def calendar_document(appointment: Appointment, place: Place, services: Services) -> Document:
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
    appointment = open_one(event, services)
    if appointment is None:
        return is_over()
    if appointment.starts_at - services.now < MOVE_UNTIL:
        return too_late(appointment)
    return Goto("day", {"moving": appointment.id, "mode": appointment.mode.value}, flow="booking")


def too_late(appointment: Appointment) -> Done:
    """It begins soon: a person finds the best way, one tap or one call away."""
    site, value = appointment.site, value_of(appointment)
    lines = [line(N_("Your appointment begins soon.")), line(N_("I can no longer change its time."))]
    if site.phone:
        lines.append(line(N_("You can call the centre: {phone}."), phone=site.phone))
    lines.append(line(N_("You can also write to your adviser here.")))
    late = Button(NB_("⏰ I will be late"), value, to="appointment.late")
    cancel = Button(NB_("Cancel"), value, to="appointment.cancel")
    return Done((Reply(tuple(lines), rows(WRITE, late, cancel, menu.BACK)),))


def take_cancel(place: Place, event: Event, services: Services) -> Step:
    """Asks once: a slip of the thumb must not cost an appointment."""
    appointment = open_one(event, services)
    if appointment is None:
        return is_over()
    reply = card(appointment, place, services, line(N_("Do you want to cancel this appointment?")))
    value = value_of(appointment)
    buttons = rows(
        Button(NB_("Yes, cancel it"), value, to="appointment.cancelled"),
        # Translators: to the question whether to cancel an appointment, or to erase everything.
        Button(NB_("No, I keep it"), value, to="appointment.kept"),
        Button(NB_("Another time"), value, to="appointment.move"),
    )
    return Done((Reply(reply.lines, buttons),))


def take_kept(place: Place, event: Event, services: Services) -> Step:
    appointment = open_one(event, services)
    if appointment is None:
        return is_over()
    return Done((card(appointment, place, services, line(N_("All right, you keep your appointment."))),))


def take_cancelled(place: Place, event: Event, services: Services) -> Step:
    """What is cancelled, what is not, and the next tap."""
    appointment = open_one(event, services)
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
        *appointment_words.others_stand(appointment, facts, services.now),
        line(N_("You can book another one whenever you like.")),
    )
    file = calendar_document(appointment, place, services)
    return Done((Reply(lines, rows(menu.BOOK, menu.PERSON, menu.BACK), document=file),))


def take_late(place: Place, event: Event, services: Services) -> Step:
    """ "I will be late": by how much, then the adviser knows."""
    value, _, minutes = (event.value or "").partition(".")
    appointment = open_one(Event(value), services)
    if appointment is None:
        return is_over()
    if minutes not in map(str, LATE_MINUTES):
        buttons = tuple(
            Button(line(NB_("{n} minutes"), n=n), f"{value}.{n}", to="appointment.late") for n in LATE_MINUTES
        )
        return Done((Reply((line(N_("That can happen. By how much?")),), (buttons, (menu.BACK,))),))
    try:
        services.scheduling.come_late(appointment.id, int(minutes))
    except AppointmentOver:
        return is_over()
    lines = (
        line(N_("Thank you, I tell {name}."), name=appointment.adviser),
        line(N_("You are expected all the same.")),
    )
    return Done((Reply(lines, rows(WRITE, menu.BACK)),))


def _choices(appointment: Appointment, services: Services) -> tuple[Row, ...]:
    """What one may do with it: at most four lines of buttons, those of the moment first."""
    value, left = value_of(appointment), appointment.starts_at - services.now
    change = [Button(NB_("Another time"), value, to="appointment.move")]
    if len(services.scheduling.ways(appointment.id)) > 1:
        change.append(Button(NB_("📞 Another way"), value, to="way.open"))
    first: Sequence[Button] = ()
    if left <= LATE_FROM:
        first = (Button(NB_("⏰ I will be late"), value, to="appointment.late"),)
    elif left > WAIT_FROM and not services.scheduling.is_waiting(appointment.id):
        first = (Button(NB_("Earlier if possible"), value, to="earlier.wait"),)
    elif services.scheduling.is_waiting(appointment.id):
        first = (Button(NB_("Do not look any more"), value, to="earlier.stop"),)
    cancel = Button(NB_("Cancel"), value, to="appointment.cancel")
    return (*rows(*first), tuple(change), (cancel, menu.BACK))


def value_of(appointment: Appointment) -> str:
    """The appointment in a button."""
    return f"a{appointment.id}"


def open_one(event: Event, services: Services) -> Appointment | None:
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
        "late": Scene(show, take_late, anytime=True),
    },
    needs_candidate=True,
)
