"""What a person chooses about our messages: a break, which kinds, at what hours, none at all; and what is to come."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dialogues import menu
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
    screen,
    stay,
)
from locales import N_, NB_, Day, Moment, Text, line, listed
from services import About, Services, appointment_words

PAUSES = {"7": NB_("One week"), "14": NB_("Two weeks"), "30": NB_("One month")}

KINDS = {
    # Kinds of messages that one may switch off.
    About.APPOINTMENTS: NB_("Appointments"),
    About.TRAINING: NB_("Training"),
    About.ENCOURAGEMENT: NB_("Encouragement"),
}

HOURS = {
    # The hours in which messages may come; the last is for people who work at night.
    "8-20": NB_("8:00 to 20:00"),
    "12-22": NB_("12:00 to 22:00"),
    "18-6": NB_("18:00 to 6:00"),
}

SHOWN = 6
"""Messages to come that are listed; further ones change until then anyway."""

FEWER = Button(NB_("Fewer messages"), to="pause")


def ask_pause(place: Place, services: Services) -> Reply:
    lines = (
        line(N_("You can take a break from my messages.")),
        line(N_("I still remind you of your appointments.")),
        line(N_("For how long?")),
    )
    breaks = [Button(label, days) for days, label in PAUSES.items()]
    further = [Button(NB_("Choose what I send"), to="kinds"), Button(NB_("Choose the hours"), to="hours")]
    return Reply(lines, rows(*breaks, *further, Button(NB_("No break"), "0")))


def take_pause(place: Place, event: Event, services: Services) -> Step:
    if event.kind is not EventKind.TAP or event.value not in (*PAUSES, "0"):
        return stay(line(N_("Tap one of the buttons.")))
    if event.value == "0":
        return Done(otherwise="menu")
    until = services.candidates.pause(place.candidate_id, int(event.value))
    day = Day(until.astimezone(ZoneInfo(place.who.zone)).date())
    lines = (
        line(N_("All right, I am silent until {day}."), day=day),
        line(N_("Your adviser can still write to you.")),
        line(N_("And I am here if you write to me.")),
    )
    return Done((Reply(lines, rows(menu.BACK)),))


def ask_kinds(place: Place, services: Services) -> Reply:
    """Each kind with its state; a tap turns it over."""
    muted = services.candidates.muted(place.candidate_id)
    buttons = [Button(_switch(label, kind not in muted), kind.value) for kind, label in KINDS.items()]
    lines = (
        line(N_("What may I send you?")),
        line(N_("Tap to change: 🔔 yes, 🔕 no.")),
    )
    return Reply(lines, rows(*buttons, Button(NB_("It is good like this"), "done")))


def take_kinds(place: Place, event: Event, services: Services) -> Step:
    if event.kind is EventKind.TAP and event.value == "done":
        return Done((Reply((line(N_("All right, it is noted.")),), rows(menu.BACK)),))
    if event.kind is not EventKind.TAP or event.value not in set(KINDS):
        return stay(line(N_("Tap one of the buttons.")))
    services.candidates.turn_over(place.candidate_id, About(event.value))
    return Goto(place.scene)


def ask_hours(place: Place, services: Services) -> Reply:
    lines = (
        line(N_("At what hours may I write to you?")),
        line(N_("If you work at night, choose other hours.")),
    )
    return Reply(lines, rows(*(Button(label, hours) for hours, label in HOURS.items())))


def take_hours(place: Place, event: Event, services: Services) -> Step:
    if event.kind is not EventKind.TAP or event.value not in HOURS:
        return stay(line(N_("Tap one of the buttons.")))
    opens, closes = (int(hour) for hour in event.value.split("-"))
    services.candidates.set_hours(place.candidate_id, opens, closes)
    return Done((Reply((line(N_("All right, it is noted.")),), rows(menu.BACK)),))


def show_stop(place: Place, services: Services) -> Done:
    """/stop is obeyed at once; coming back is one tap."""
    if place.who.candidate_id is not None:
        services.candidates.stop(place.who.candidate_id)
    lines = (
        line(N_("All right, I write to you no more.")),
        *_what_stays(place, services),
        line(N_("To begin again, tap the button or send /start.")),
    )
    return Done((Reply(lines, rows(Button(NB_("Begin again"), to="welcome.start"), menu.PERSON)),))


def _what_stays(place: Place, services: Services) -> tuple[Text, ...]:
    """Nothing is erased; and who stops the messages must not miss an appointment for it."""
    nothing = line(N_("Nothing is erased."))
    if place.who.candidate_id is None:
        return (nothing,)
    facts = services.dossiers.facts(place.who.candidate_id)
    coming = [a for a in facts.appointments if a.is_booked and a.ends_at > services.now]
    if not coming:
        return (nothing,)
    when = appointment_words.moment(coming[0], facts)
    return nothing, line(N_("Your appointment stays: {when}."), when=when)


def show_reminders(place: Place, services: Services) -> Done:
    """What will be said to them, and when: no message comes as a surprise."""
    coming = services.notices.next_of(place.candidate_id, SHOWN)
    if not coming:
        lines: Sequence[Text] = (line(N_("I have nothing planned for you at the moment.")),)
        return Done((Reply(tuple(lines), rows(menu.FILE, menu.BACK)),))
    items = [
        line(
            "{when}\n<i>{first}</i>",
            when=Moment(notice.due_at, place.who.zone),
            first=notice.wording.lines[0],
        )
        for notice in coming
    ]
    lines = (line(N_("What I will send you:")), line("{items}", items=listed(items, "🔔")))
    return Done((Reply(tuple(lines), rows(FEWER, menu.BACK)),))


def _switch(label: str, on: bool) -> Text:
    return line("🔔 {label}" if on else "🔕 {label}", label=line(label))


PAUSE = Flow({"days": Scene(ask_pause, take_pause)}, needs_candidate=True)
KINDS_FLOW = Flow({"choose": Scene(ask_kinds, take_kinds)}, needs_candidate=True)
HOURS_FLOW = Flow({"choose": Scene(ask_hours, take_hours)}, needs_candidate=True)
STOP = Flow({"now": screen(show_stop)})
REMINDERS = Flow({"show": screen(show_reminders)}, needs_candidate=True)
