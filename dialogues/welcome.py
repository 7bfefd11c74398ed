"""The first words: a language, then one plain question before anything is kept, then a first name."""

import re
from dataclasses import replace

from dialogues import menu, path
from dialogues.engine import (
    TEXT,
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
    Who,
    rows,
    stay,
)
from dialogues.preferences import languages
from locales import LOCALES, N_, NB_, Text, line, listed
from services import AnotherFile, Invalid, LinkUsed, Services, chats

PHONES_SHOWN = 4

CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a deep link may carry (Telegram's own rule for /start)."""


def ask_start(place: Place, services: Services) -> Done | Goto:
    return _greet(place.who, services)


def take_start(place: Place, event: Event, services: Services) -> Step:
    """/start, perhaps with the code of a link or a poster: an invitation of staff, or a referrer's."""
    code = event.text.strip()
    if CODE.fullmatch(code):
        try:
            member = services.staff.join(code, place.who.chat_id, place.who.name, "")
        except LinkUsed:
            said = line(N_("This invitation has been used or is too old. Ask for a new one."))
            return Done((Reply((said,), rows(menu.BACK)),))
        if member is not None:
            who = replace(place.who, staff_id=member.id, body_id=member.body_id)
            return Goto("show", flow="staff", who=who)
        moved = _moved_in(code, place.who, services)
        if moved is not None:
            return moved
        chats.set_code(services.session, place.who.chat_id, code)
    return _greet(place.who, services)


def _moved_in(code: str, who: Who, services: Services) -> Done | None:
    """Somebody whom an adviser has recognised opens their file from a new phone; None where the code is another."""
    try:
        candidate = services.new_phones.move_in(code, who.chat_id)
    except LinkUsed:
        said = line(N_("This invitation has been used or is too old. Ask for a new one."))
        return Done((Reply((said,), rows(menu.BACK)),))
    except AnotherFile:
        lines = (
            line(N_("This phone has a file (dossier) already.")),
            line(N_("Your adviser explains what comes next.")),
        )
        return Done((Reply(lines, rows(menu.PERSON, menu.BACK)),))
    if candidate is None:
        return None
    now = replace(who, candidate_id=candidate.id, locale=candidate.locale)
    hello = line(N_("Hello {name}, it is good to see you."), name=candidate.first_name)
    return Done((menu.reply(now, services, hello, line(N_("What would you like to do?"))),), who=now)


def _greet(who: Who, services: Services) -> Done | Goto:
    if who.staff_id is not None and who.candidate_id is None:
        return Goto("show", flow="staff")
    if who.candidate_id is not None:
        services.candidates.come_back(who.candidate_id)
        hello = path.welcome_back(who.candidate_id, services)
        return Done((menu.reply(who, services, *hello, line(N_("What would you like to do?"))),))
    return Goto("language", flow="welcome")


def ask_language(place: Place, services: Services) -> Reply:
    return Reply(
        (line("{text}", text="👋"), line(N_("Hello! Choose your language."))), languages(place.who.locale)
    )


def take_language(place: Place, event: Event, services: Services) -> Step:
    locale = event.value if event.kind is EventKind.TAP else None
    if locale not in LOCALES:
        return stay(line(N_("Tap a language.")))
    chats.set_locale(services.session, place.who.chat_id, locale)
    who = replace(place.who, locale=locale)
    hello = Reply(
        (
            line(N_("Welcome, I am CléA Compagnon.")),
            line(N_("I explain CléA and I remind you of your appointments.")),
            line(N_("I am a program, not a person.")),
            line(N_("A person can also answer you.")),
        )
    )
    return Goto("agree", flow="consent", before=(hello,), who=who)


def ask_agree(place: Place, services: Services) -> Reply | Done:
    if place.who.candidate_id is not None:
        return Done(otherwise="menu")  # a second tap on an old button: they agreed
    lines = (
        line(N_("May I keep your first name, your appointments and your steps?")),
        line(N_("Only your CléA centre sees them.")),
        line(N_("You are free: you can say no.")),
        line(N_("You can erase everything with /privacy.")),
    )
    buttons = rows(Button(NB_("Yes, I agree"), "yes"), Button(NB_("No, thank you"), "no"))
    return Reply(lines, (*buttons, (Button(NB_("What do you keep?"), to="privacy.what"),)))


def take_agree(place: Place, event: Event, services: Services) -> Step:
    match event.value if event.kind is EventKind.TAP else None:
        case "yes":
            return Goto("name")
        case "no":
            lines = (
                line(N_("All right, I keep nothing.")),
                line(N_("I can still explain CléA to you.")),
                *_by_telephone(services),
            )
            return Done((Reply(lines),), otherwise="discover")
        case _:
            return stay(line(N_("Tap one of the buttons.")))


def _by_telephone(services: Services) -> tuple[Text, ...]:
    """Who leaves nothing with us can still reach a person."""
    sites = [site for site in services.scheduling.sites() if site.phone][:PHONES_SHOWN]
    if not sites:
        return ()
    numbers = (line("{phone} – {town}", phone=site.phone or "", town=site.town) for site in sites)
    return line(N_("You can also call a centre:")), line("{numbers}", numbers=listed(numbers, "📞"))


def ask_name(place: Place, services: Services) -> Reply:
    asked = (line(N_("Thank you.")), line(N_("What is your first name?")))
    if not place.who.name:
        return Reply((*asked, line(N_("Write it here."))))
    lines = (*asked, line(N_("Tap it, or write another one.")))
    return Reply(lines, rows(Button(line("{name}", name=place.who.name[:24]), "mine")))


def take_name(place: Place, event: Event, services: Services) -> Step:
    name = place.who.name if event.value == "mine" and event.kind is EventKind.TAP else event.text
    if event.kind not in (EventKind.TAP, EventKind.TEXT) or len(name.strip()) > 40:
        return stay(line(N_("Write only your first name.")))
    try:
        candidate = services.candidates.register(place.who.chat_id, name, place.who.locale, place.who.zone)
    except Invalid:
        return stay(line(N_("Write only your first name.")))
    thanks = Reply((line(N_("Nice to meet you, {name}."), name=candidate.first_name),))
    return Done((thanks,), who=replace(place.who, candidate_id=candidate.id), otherwise="menu")


WELCOME = Flow(
    {
        "start": Scene(ask_start, take_start, anytime=True),
        "language": Scene(ask_language, take_language),
    }
)
CONSENT = Flow(
    {"agree": Scene(ask_agree, take_agree), "name": Scene(ask_name, take_name, hears=TEXT)},
    resume=NB_("See the question"),
)
