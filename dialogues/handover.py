"""To a person: a message to the adviser, and what people send without being asked."""

from dataclasses import asdict
from datetime import timedelta

from dialogues import menu, path
from dialogues.answers import where_it_leads
from dialogues.answers.topics import NOBODY_KNOWS, TOPICS
from dialogues.engine import (
    Attachment,
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
    screen,
    stay,
)
from locales import N_, NB_, line
from services import Invalid, NobodyThere, Services, TooLong

THANKS = "unasked.thanks"

THREAD_STAYS_OPEN = timedelta(hours=24)
"""After a word of the centre, plain text is an answer to it for so long."""


def answers_the_centre(who: Who, event: Event, services: Services) -> bool:
    """Whether what is said is an answer to the centre's latest word, whatever question of ours is open."""
    if event.kind is not EventKind.TEXT or who.candidate_id is None:
        return False
    return services.messages.staff_wrote_last(who.candidate_id, THREAD_STAYS_OPEN)


def ask_write(place: Place, services: Services) -> Reply | Done:
    try:
        services.messages.thread_is_possible(place.candidate_id)
    except NobodyThere:
        lines = (
            line(N_("You have no centre yet.")),
            line(N_("Book an interview first.")),
            line(N_("You commit to nothing.")),
        )
        return Done((Reply(lines, rows(menu.BOOK, menu.DISCOVER, menu.BACK)),))
    lines = (
        line(N_("Write your message here.")),
        line(N_("I send it to your adviser.")),
        line(N_("You can also send a voice message or a photo.")),
    )
    return Reply(lines, rows(Button(NB_("No, go back"), "back")))


def take_write(place: Place, event: Event, services: Services) -> Step:
    if event.kind is EventKind.TAP:
        return Done(otherwise="menu")
    if event.kind not in (EventKind.TEXT, EventKind.FILE):
        return stay(line(N_("Send a text, a photo or a voice message.")))
    return _pass_on(place, event.text, event.attachment, services)


def ask_file(place: Place, services: Services) -> Reply:
    lines = (line(N_("I cannot open this myself.")), line(N_("Shall I send it to your adviser?")))
    return Reply(lines, rows(Button(NB_("Yes, send it"), "yes"), Button(NB_("No, thank you"), "no")))


def take_file(place: Place, event: Event, services: Services) -> Step:
    if event.kind is EventKind.TAP and event.value == "yes":
        return _pass_on(place, place.answers.get("text", ""), Attachment(**place.answers["file"]), services)
    return Done(otherwise="menu")


def take_said(place: Place, event: Event, services: Services) -> Step:
    """Something that answers no question of ours."""
    candidate_id = place.who.candidate_id
    if candidate_id is None:
        return Done((_not_understood(place, services),))
    if event.kind is EventKind.FILE and event.attachment:
        return Goto("file", {"file": asdict(event.attachment), "text": event.text}, flow="handover")
    if answers_the_centre(place.who, event, services):
        return _pass_on(place, event.text, None, services)
    if event.kind is EventKind.TEXT:
        services.questions.keep(candidate_id, event.text)
        return Goto("offer", {"text": event.text}, flow="handover")
    return Done((_not_understood(place, services),))


def ask_offer(place: Place, services: Services) -> Reply | Goto:
    lines = (*NOBODY_KNOWS, line(N_("Shall I send your message to your adviser?")))
    buttons = rows(Button(NB_("Yes, send it"), "yes"), menu.DISCOVER, menu.BACK)
    return Reply(lines, buttons)


def take_offer(place: Place, event: Event, services: Services) -> Step:
    if event.kind is EventKind.TAP:
        return _pass_on(place, place.answers["text"], None, services)
    return take_said(place, event, services)


def show_hello(place: Place, services: Services) -> Done:
    """Whom we know hears where they stand."""
    hello = TOPICS["greeting"].lines
    if place.who.candidate_id is not None:
        said = path.welcome_back(place.who.candidate_id, services)
        hello = (*said, line(N_("What would you like to do?")))
    return Done((menu.reply(place.who, services, *hello),))


def show_thanks(place: Place, services: Services) -> Done:
    return Done((menu.reply(place.who, services, line(N_("With pleasure!"))),))


def show_danger(place: Place, services: Services) -> Done:
    """Somebody may be in distress: numbers where a person answers, at any hour, and the adviser."""
    lines = TOPICS["distress"].lines
    return Done((Reply(lines, rows(menu.PERSON, menu.BACK)),))


def ask_said(place: Place, services: Services) -> Done:
    return Done((_not_understood(place, services),))


def _pass_on(place: Place, text: str, attachment: Attachment | None, services: Services) -> Step:
    is_thanks = attachment is None and where_it_leads(text, place.who.locale) == THANKS
    try:
        services.messages.from_candidate(
            place.candidate_id,
            text.strip(),
            asdict(attachment) if attachment else None,
            is_thanks=is_thanks,
        )
    except NobodyThere:
        first = (
            line(N_("You have no centre yet.")),
            line(N_("Book an interview first.")),
            line(N_("You commit to nothing.")),
        )
        return Done((Reply(first, rows(menu.BOOK, menu.BACK)),))
    except TooLong:
        return stay(line(N_("This message is too long. Send it in two parts.")))
    except Invalid:
        return stay(line(N_("This message is empty.")))
    sent, answered = line(N_("Your message is sent.")), line(N_("A person answers you here."))
    lines = (sent,) if is_thanks else (sent, answered)
    return Done((Reply(lines, rows(menu.BACK)),))


def _not_understood(place: Place, services: Services) -> Reply:
    lines = (line(N_("Sorry, I did not understand.")), line(N_("Tap a button: I am here to help you.")))
    return menu.reply(place.who, services, *lines)


HANDOVER = Flow(
    {
        "write": Scene(ask_write, take_write, hears=frozenset({EventKind.TEXT, EventKind.FILE})),
        "file": Scene(ask_file, take_file),
        "offer": Scene(ask_offer, take_offer),
    },
    needs_candidate=True,
)
UNASKED = Flow(
    {
        "said": Scene(ask_said, take_said, anytime=True),
        "hello": screen(show_hello),
        "thanks": screen(show_thanks),
        "danger": screen(show_danger),
    }
)
