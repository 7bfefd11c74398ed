"""What a person chooses about the messages: their language, a pause, none at all. And help."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from dialogues import menu
from dialogues.engine import Button, Done, Event, EventKind, Flow, Place, Reply, Scene, Step, rows, stay
from locales import LOCALES, N_, NB_, Day, line, own_name
from services import Services, chats

PAUSES = {"7": NB_("One week"), "14": NB_("Two weeks"), "30": NB_("One month")}


def ask_language(place: Place, services: Services) -> Reply:
    buttons = (Button(line("{name}", name=own_name(locale)), locale) for locale in LOCALES)
    return Reply((line(N_("Choose your language.")),), rows(*buttons))


def take_language(place: Place, event: Event, services: Services) -> Step:
    locale = event.value if event.kind is EventKind.TAP else None
    if locale not in LOCALES:
        return stay(line(N_("Tap a language.")))
    chats.set_locale(services.session, place.who.chat_id, locale)
    if place.who.candidate_id is not None:
        services.candidates.set_locale(place.who.candidate_id, locale)
    who = replace(place.who, locale=locale)
    return Done((Reply((line(N_("All right, in English.")),)),), who=who, otherwise="menu")


def ask_pause(place: Place, services: Services) -> Reply:
    lines = (
        line(N_("You can take a break from my messages.")),
        line(N_("Your appointments stay, but I do not remind you of them.")),
        line(N_("For how long?")),
    )
    buttons = [Button(label, days) for days, label in PAUSES.items()]
    return Reply(lines, rows(*buttons, Button(NB_("No break"), "0")))


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


def ask_stop(place: Place, services: Services) -> Done:
    """/stop is obeyed at once; coming back is one tap."""
    if place.who.candidate_id is not None:
        services.candidates.stop(place.who.candidate_id)
    lines = (
        line(N_("All right, I write to you no more.")),
        line(N_("Nothing is erased.")),
        line(N_("To begin again, tap the button or send /start.")),
    )
    return Done((Reply(lines, rows(Button(NB_("Begin again"), to="welcome.start"), menu.PERSON)),))


def take_stop(place: Place, event: Event, services: Services) -> Done:
    return ask_stop(place, services)


def ask_help(place: Place, services: Services) -> Done:
    lines = (
        line(N_("I can explain CléA to you.")),
        line(N_("I can book your interview and remind you.")),
        line(N_("You can also talk to a person.")),
        line(N_("Tap a button.")),
    )
    return Done((menu.reply(place.who, services, *lines),))


def take_help(place: Place, event: Event, services: Services) -> Done:
    return ask_help(place, services)


LANGUAGE = Flow({"choose": Scene(ask_language, take_language)})
PAUSE = Flow({"days": Scene(ask_pause, take_pause)}, needs_candidate=True)
STOP = Flow({"now": Scene(ask_stop, take_stop, anytime=True)})
HELP = Flow({"show": Scene(ask_help, take_help, anytime=True)})
