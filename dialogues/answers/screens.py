"""The screens of free questions: an answer with what comes next, and a choice where two topics are close."""

from dialogues import menu
from dialogues.answers.topics import NOBODY_KNOWS, TOPICS
from dialogues.engine import Button, Done, Event, Flow, Place, Reply, Scene, rows
from locales import N_, NB_, line
from services import Services

SOMETHING_ELSE = Button(NB_("Something else"), to="handover")


def answer(topic_id: str, place: Place, services: Services) -> Reply:
    """Our words about a topic, and the taps that follow from it."""
    topic = TOPICS[topic_id]
    lines = topic.lines
    if topic_id == "interview-prepare" and (own := _what_to_bring(place, services)):
        lines = (*lines[:-1], line("{text}", text=own))
    further = [button_of(other) for other in topic.then]
    return Reply(lines, rows(*further, menu.PERSON, menu.BACK))


def button_of(topic_id: str) -> Button:
    """Leads to a topic's own screen, or to our words about it."""
    topic = TOPICS[topic_id]
    to, _, value = topic.to.partition(":")
    return Button(topic.title, value, to=to) if to else Button(topic.title, topic_id, to="answers.topic")


def take_topic(place: Place, event: Event, services: Services) -> Done:
    if event.value not in TOPICS:
        return show_unknown(place, services)
    return Done((answer(event.value, place, services),))


def take_close(place: Place, event: Event, services: Services) -> Done:
    """`value` names the two topics ("cost+duration"), the nearer first."""
    near = [topic_id for topic_id in (event.value or "").split("+") if topic_id in TOPICS]
    if not near:
        return show_unknown(place, services)
    # Translators: above two or three buttons, each with what somebody may have meant.
    asked = line(N_("Do you want to know this?"))
    return Done((Reply((asked,), rows(*map(button_of, near), SOMETHING_ELSE, menu.BACK)),))


def show_unknown(place: Place, services: Services) -> Done:
    return Done((menu.reply(place.who, services, *NOBODY_KNOWS),))


def _what_to_bring(place: Place, services: Services) -> str:
    """The centre's own sentence, if it has set one."""
    return services.staff.own_words("bring", place.who.candidate_id, place.who.locale)


ANSWERS = Flow(
    {
        "topic": Scene(show_unknown, take_topic, anytime=True),
        "close": Scene(show_unknown, take_close, anytime=True),
    }
)
