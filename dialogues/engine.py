"""The engine: a flow is a handful of scenes; a scene asks, and takes what the person answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from locales import Text
from services import Choice, Picture, Services


class EventKind(StrEnum):
    TEXT = "text"
    TAP = "tap"
    """A button of ours; `to` and `value` say which."""
    COMMAND = "command"
    FILE = "file"
    """A photo, voice note or document."""
    CONTACT = "contact"
    LOCATION = "location"
    OTHER = "other"
    """A sticker, a poll, a dice: something that we cannot read."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the person's that stays at Telegram; `file_id` fetches it again."""

    kind: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Event:
    """What a person did. Everything in it is their word, and may be anything."""

    value: str | None = None
    kind: EventKind = EventKind.TAP
    text: str = ""
    to: str = ""
    """The scene that a tapped button belongs to ("booking.slot"), or a flow to enter ("booking")."""
    attachment: Attachment | None = None
    phone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    """Where they say they are, in degrees."""
    shown: str = ""
    """Of a tap: the words of the message that the button stands under, as Telegram gives them back."""
    offered: tuple[str, ...] = ()
    """Of a tap: the labels of the message's other buttons."""
    answers: str = ""
    """Of words or a file that reply to an earlier message of ours: the value of its button to answer a candidate.

    SOMETHING_ELSE where it has none; empty where it is the question's own, and where nothing was replied to.
    """


SOMETHING_ELSE = "?"


@dataclass(frozen=True, slots=True)
class Who:
    """Who speaks: the chat, and whoever we know behind it."""

    chat_id: int
    locale: str
    candidate_id: int | None = None
    staff_id: int | None = None
    body_id: int | None = None
    """The body that they work for, with `staff_id`."""
    zone: str = "Europe/Paris"
    name: str = ""
    """The first name that Telegram gives; proposed, not kept, before consent."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation stands: the scene that asked last, and what was answered before."""

    who: Who
    flow: str
    scene: str
    answers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def candidate_id(self) -> int:
        """The candidate in whose flow we are; a flow that asks for it is entered by candidates only."""
        if self.who.candidate_id is None:
            raise LookupError("this flow is for candidates: declare it with needs_candidate=True")
        return self.who.candidate_id


@dataclass(frozen=True, slots=True)
class Button:
    """A tap: `value` is handed to the scene that shows it, or to another one named by `to`."""

    label: str | Text
    """A message id, or a text with values in it (a time, a name)."""
    value: str = ""
    to: str = ""
    url: str = ""

    @property
    def text(self) -> Text:
        return self.label if isinstance(self.label, Text) else Text(self.label)


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, with what is there."""

    latitude: float
    longitude: float
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Speech:
    """A voice note: words as they stood on the screen, then the labels of buttons."""

    shown: str
    offered: tuple[str, ...] = ()


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: lines of one idea, then the next taps. A row of buttons stands on one line."""

    lines: tuple[Text, ...]
    buttons: tuple[Row, ...] = ()
    picture: Picture | None = None
    point: Point | None = None
    document: Document | None = None
    attachment: Attachment | None = None
    """A file that Telegram has already, beside the lines."""
    speech: Speech | None = None
    asks_for_phone: bool = False
    """Shows the button by which Telegram shares one's own number."""
    asks_for_location: bool = False
    """Shows the button by which Telegram shares where one is."""
    puts_keyboard_away: bool = False
    """Takes such a button off the screen, once it has had its answer; the reply has no buttons of its own."""
    pressed: str | None = None
    """Set by the engine: the scene that the valued buttons belong to ("booking.slot")."""

    def with_first_button(self, button: Button) -> "Reply":
        return replace(self, buttons=((button,), *self.buttons))


@dataclass(frozen=True, slots=True)
class Stay:
    """The answer does not fit: say why, and ask again."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Goto:
    """On to another scene, of this flow or of the named one; `answers` are added to what is known."""

    scene: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    flow: str = ""
    before: tuple[Reply, ...] = ()
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The flow is over. `who` is given where the person has become another (a candidate, staff)."""

    replies: tuple[Reply, ...] = ()
    who: Who | None = None
    otherwise: str = ""
    """The flow that follows where no interrupted one is waiting."""


TEXT = frozenset({EventKind.TEXT})

Step = Stay | Goto | Done
Ask = Callable[[Place, Services], Reply | Goto | Done]
Take = Callable[[Place, Event, Services], Step]


@dataclass(frozen=True, slots=True)
class Scene:
    ask: Ask
    take: Take
    anytime: bool = False
    """Its buttons work whenever they are tapped, and leave the current place alone."""
    lasting: bool = False
    """Its buttons stay on the screen: they name somebody, and are good again."""
    hears: frozenset[EventKind] = frozenset()
    """What it takes besides taps; anything else that is said meanwhile is answered on the side."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Scenes by name; the first one is where it begins."""

    scenes: Mapping[str, Scene]
    needs_candidate: bool = False
    needs_staff: bool = False
    resume: str = ""
    """The label of the button that goes on with it after an interruption; empty: it is dropped."""
    keeps_question: bool = False
    """No interruption at all: whatever was asked stays asked, and its buttons stay on the screen."""

    @property
    def first(self) -> str:
        return next(iter(self.scenes))


def screen(show: Callable[[Place, Services], Done]) -> Scene:
    """A scene that only shows something: whenever it is asked for, leaving the current place alone."""
    return Scene(show, lambda place, _event, services: show(place, services), anytime=True)


def stay(*lines: Text) -> Stay:
    return Stay(Reply(lines))


def rows(*buttons: Button, per_row: int = 1) -> tuple[Row, ...]:
    """Buttons set in rows: one in a row where labels are long, two or three for times."""
    return tuple(tuple(buttons[i : i + per_row]) for i in range(0, len(buttons), per_row))


def chosen(choices: tuple[Choice, ...]) -> tuple[Row, ...]:
    """The choices of a notice's wording as buttons."""
    return rows(*(Button(choice.label, value="", to=choice.to) for choice in choices))


def question(flow: Flow, place: Place, services: Services) -> tuple[Place | Goto | Done, list[Reply]]:
    """Asks the place's question; scenes that have nothing to ask lead on by themselves."""
    said: list[Reply] = []
    for _ in range(20):
        asked = flow.scenes[place.scene].ask(place, services)
        match asked:
            case Reply():
                return place, [*said, replace(asked, pressed=f"{place.flow}.{place.scene}")]
            case Done(replies):
                return asked, [*said, *replies]
            case Goto(flow=other) if other and other != place.flow:
                return asked, [*said, *asked.before]
            case Goto(scene, answers, before=before):
                said += before
                place = replace(place, scene=scene, answers={**place.answers, **answers})
    raise RecursionError(f"{place.flow}: scenes lead in a circle")


def advance(
    flow: Flow | Mapping[str, Scene], place: Place, event: Event, services: Services
) -> tuple[Place | Goto | Done, list[Reply]]:
    """Answers the place's question with an event.

    Returns the place that asks next and what is said; Done where the flow is over, and Goto where
    another flow takes over.
    """
    flow = flow if isinstance(flow, Flow) else Flow(flow)
    step = flow.scenes[place.scene].take(place, event, services)
    match step:
        case Stay(reply):
            asked, again = question(flow, place, services)
            return asked, [reply, *again]
        case Done(replies):
            return step, list(replies)
        case Goto(flow=other) if other and other != place.flow:
            return step, list(step.before)
        case Goto(scene, answers, before=before, who=who):
            there = replace(place, scene=scene, answers={**place.answers, **answers}, who=who or place.who)
            asked, said = question(flow, there, services)
            return asked, [*before, *said]
