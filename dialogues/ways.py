"""Another way to meet at the same hour: at the centre, by phone, by video."""

from dialogues import appointment as shown
from dialogues import phone
from dialogues.engine import (
    Button,
    Done,
    Event,
    EventKind,
    Flow,
    Goto,
    Place,
    Reply,
    Scene,
    Step,
    rows,
    stay,
)
from locales import N_, NB_, line
from services import Appointment, AppointmentOver, Mode, NotFound, Services, SlotNotOffered

NO_PHONE = "no"


def take_open(place: Place, event: Event, services: Services) -> Step:
    appointment = shown.open_one(event, services)
    if appointment is None:
        return shown.is_over()
    return Goto("choose", {"appointment": appointment.id})


def ask_choose(place: Place, services: Services) -> Reply | Done:
    appointment = _appointment(place, services)
    if appointment is None:
        return shown.is_over()
    others = [mode for mode in services.scheduling.ways(appointment.id) if mode is not appointment.mode]
    buttons = rows(*(Button(shown.MODE_LABELS[mode], mode.value) for mode in others))
    return Reply((line(N_("The day and the hour stay.")), line(N_("How would you like to meet?"))), buttons)


def take_choose(place: Place, event: Event, services: Services) -> Step:
    if event.kind is not EventKind.TAP or event.value not in list(Mode):
        return stay(line(N_("Tap one of the buttons.")))
    if event.value == Mode.PHONE and not services.candidates.candidate(place.candidate_id).phone:
        return Goto("number")
    return _change(place, Mode(event.value), services)


def ask_number(place: Place, services: Services) -> Reply:
    return phone.ask(line(N_("Your adviser calls you.")))


def take_number(place: Place, event: Event, services: Services) -> Step:
    if event.kind is EventKind.TAP and event.value == NO_PHONE:
        return Goto("choose")
    number = phone.number_of(event)
    if number is None:
        return phone.ask_again(NO_PHONE, "way.number")
    services.candidates.set_phone(place.candidate_id, number)
    return _change(place, Mode.PHONE, services)


def _change(place: Place, mode: Mode, services: Services) -> Step:
    appointment = _appointment(place, services)
    if appointment is None:
        return shown.is_over()
    try:
        changed = services.scheduling.meet(appointment.id, mode)
    except SlotNotOffered:
        return stay(line(N_("Tap one of the buttons.")))
    except AppointmentOver:
        return shown.is_over()
    agreed = shown.card(changed, place, services, line(N_("✅ It is changed.")))
    file = shown.calendar_document(changed, place, services)
    return Done((Reply(agreed.lines, agreed.buttons, document=file),))


def _appointment(place: Place, services: Services) -> Appointment | None:
    try:
        found = services.scheduling.appointment(place.answers.get("appointment", 0))
    except NotFound:
        return None
    return found if found.is_booked and found.ends_at > services.now else None


WAY = Flow(
    {
        "open": Scene(shown.show, take_open, anytime=True),
        "choose": Scene(ask_choose, take_choose),
        "number": Scene(ask_number, take_number, hears=frozenset({EventKind.TEXT, EventKind.CONTACT})),
    },
    needs_candidate=True,
    resume=NB_("Continue"),
)
