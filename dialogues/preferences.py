"""The language that a person chooses, and help."""

from dataclasses import replace

from dialogues import menu
from dialogues.engine import (
    Button,
    Done,
    Event,
    EventKind,
    Flow,
    Place,
    Reply,
    Row,
    Scene,
    Step,
    rows,
    screen,
    stay,
)
from locales import LOCALES, N_, line, own_name
from services import Services, chats


def ask_language(place: Place, services: Services) -> Reply:
    return Reply((line(N_("Choose your language.")),), languages(place.who.locale))


def languages(first: str) -> tuple[Row, ...]:
    """Every language by its own name; the one that somebody most likely reads stands alone on top."""
    own, *others = (
        Button(line("{name}", name=own_name(locale)), locale)
        for locale in sorted(LOCALES, key=lambda locale: locale != first)
    )
    return ((own,), *rows(*others, per_row=2))


def take_language(place: Place, event: Event, services: Services) -> Step:
    locale = event.value if event.kind is EventKind.TAP else None
    if locale not in LOCALES:
        return stay(line(N_("Tap a language.")))
    chats.set_locale(services.session, place.who.chat_id, locale)
    if place.who.candidate_id is not None:
        services.candidates.set_locale(place.who.candidate_id, locale)
    who = replace(place.who, locale=locale)
    return Done((Reply((line(N_("All right, in English.")),)),), who=who, otherwise="menu")


def show_help(place: Place, services: Services) -> Done:
    lines = (
        line(N_("I can explain CléA to you.")),
        line(N_("I can book your interview and remind you.")),
        line(N_("You can also talk to a person.")),
        line(N_("Tap a button.")),
    )
    return Done((menu.reply(place.who, services, *lines),))


LANGUAGE = Flow({"choose": Scene(ask_language, take_language)})
HELP = Flow({"show": screen(show_help)})
