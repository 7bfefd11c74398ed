"""A chat with the dialogues alone: no Telegram, but real services on a real database."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from dialogues.engine import Attachment, Button, Event, EventKind, Reply
from dialogues.turn import Heard, Turn, take_turn
from services import Chat, Services, chats, system_services

AMINA = 700_000_001

_update_ids = itertools.count(1)


@dataclass(frozen=True)
class Tap:
    """A button as the person sees it: where it leads, and with what value."""

    to: str
    value: str = ""

    @property
    def event(self) -> Event:
        return Event(self.value, EventKind.TAP, to=self.to)


@dataclass
class Talk:
    """One person's chat. `session` is one transaction for the whole chat, never committed."""

    session: Session
    now: datetime
    chat_id: int = AMINA
    name: str = "Amina"
    language: str = "en"
    turn: Turn | None = None
    """What the last event came to."""

    @property
    def services(self) -> Services:
        return system_services(self.session, self.now)

    def hears(self, event: Event) -> tuple[Reply, ...]:
        """One turn; what is replied."""
        heard = Heard(next(_update_ids), self.chat_id, event, self.language, self.name)
        self.turn = take_turn(self.services, heard, "Europe/Paris")
        self.session.flush()
        self.session.expire_all()  # as the commit would
        assert self.turn is not None
        return self.turn.replies

    def say(self, text: str) -> tuple[Reply, ...]:
        if text.startswith("/"):
            command, _, rest = text[1:].partition(" ")
            return self.hears(Event(command, EventKind.COMMAND, text=rest))
        return self.hears(Event(None, EventKind.TEXT, text=text))

    def tap(self, to: str, value: str = "") -> tuple[Reply, ...]:
        return self.hears(Tap(to, value).event)

    def choose(self, to: str, nth: int = 0) -> tuple[Reply, ...]:
        """Taps the n-th button on show that leads to `to`."""
        found = [tap for tap in self.taps if tap.to == to]
        assert len(found) > nth, f"no button to {to} among {self.taps}"
        return self.hears(found[nth].event)

    @contextmanager
    def trying(self, what: str) -> Iterator[None]:
        """What happens in the block is undone after it, for the database and for the talk; an error names it."""
        before, savepoint = self.turn, self.session.begin_nested()
        try:
            yield
        except Exception as error:
            error.add_note(what)
            raise
        finally:
            savepoint.rollback()
            self.session.expire_all()
            self.turn = before

    @property
    def replies(self) -> tuple[Reply, ...]:
        assert self.turn is not None
        return self.turn.replies

    @property
    def taps(self) -> list[Tap]:
        return [tap for reply in self.replies for tap in taps_of(reply)]

    @property
    def said(self) -> list[str]:
        """The message ids of the last replies, line by line."""
        return [text.msgid for reply in self.replies for text in reply.lines]

    @property
    def places(self) -> list[dict[str, Any]]:
        chat = chat_row(self)
        return [dict(place) for place in chat.places]

    @property
    def scene(self) -> str:
        """The scene that asked last ("booking.day"), or nothing where no question is open."""
        return "{flow}.{scene}".format(**self.places[-1]) if self.places else ""

    @property
    def candidate_id(self) -> int:
        candidate_id = chat_row(self).candidate_id
        assert candidate_id is not None
        return candidate_id

    def introduced(self) -> "Talk":
        """Has chosen a language, agreed, and given a name."""
        self.say("/start")
        self.tap("welcome.language", self.language)
        self.tap("consent.agree", "yes")
        self.tap("consent.name", "mine")
        return self

    def booking_until(self, scene: str, site: int = 0) -> "Talk":
        """Goes through the booking up to the question of `scene`, always by the first button."""
        self.say("/book")
        while self.scene != f"booking.{scene}":
            self.choose(self.scene, site if self.scene == "booking.site" else 0)
        return self

    def booked(self) -> "Talk":
        self.booking_until("how")
        self.tap("booking.how", "centre")
        self.tap("booking.confirm", "yes")
        return self


def chat_row(talk: Talk) -> Chat:
    return chats.chat_of(talk.session, talk.chat_id, talk.now)


def taps_of(reply: Reply) -> list[Tap]:
    """The reply's buttons as the person may press them, as `bot.rendering` would sign them."""
    return [_tap(button, reply) for row in reply.buttons for button in row if not button.url]


def _tap(button: Button, reply: Reply) -> Tap:
    to, _, value = button.to.partition(":")
    return Tap(to or reply.pressed or "", button.value or value)


LONG = "a" * 4000
HOSTILE_TEXTS = {
    "4,000 characters": LONG,
    "emoji": "👋🏽👨‍👩‍👧‍👦🎉",
    "a NUL": "a\0b",
    "HTML": "<b>Amina</b> & <script>alert(1)</script>",
    "a pattern": "{name} {0} %s {",
    "right to left": "مرحبا ‮abc",
    "blanks": " \n\t ",
    "digits": "06 12 34 56 78",
    "SQL": "'; DROP TABLE candidate; --",
}
HOSTILE_VALUES = {
    "no value": "",
    "a word": "yes",
    "a huge number": "9" * 60,
    "a negative number": "-1",
    "superscript digits": "a²",
    "a fraction": "1.5.no",
    "a day that is none": "2027-02-31",
    "a day far away": "later:9999-12-31",
    "the first day": "0001-01-01",
    "an appointment": "a1",
    "a training day": "d20270230.1.yes",
    "a NUL": "a\0",
    "emoji": "🎉",
    "blanks": "   ",
    "colons": "::::",
}


def odd_events(to: str = "") -> dict[str, Event]:
    """What a person, or somebody who forges updates, may do at any question; taps are on the scene `to`."""
    texts = {f"text: {name}": Event(None, EventKind.TEXT, text=text) for name, text in HOSTILE_TEXTS.items()}
    taps = {f"tap: {name}": Event(value, EventKind.TAP, to=to) for name, value in HOSTILE_VALUES.items()}
    return (
        texts
        | taps
        | {
            "tap: no scene": Event("x", EventKind.TAP, to="booking.nowhere"),
            "tap: no flow": Event("x", EventKind.TAP, to="nowhere.at.all"),
            "tap: nothing": Event("", EventKind.TAP),
            "tap: resume": Event("", EventKind.TAP, to="resume"),
            "unknown command": Event("nonsense", EventKind.COMMAND),
            "command with words": Event("start", EventKind.COMMAND, text=LONG),
            "a photo": Event(None, EventKind.FILE, text="<i>", attachment=Attachment("photo", "AgAC")),
            "a file of nothing": Event(None, EventKind.FILE),
            "a contact": Event(None, EventKind.CONTACT, phone="+33 6 12 34 56 78"),
            "a contact without number": Event(None, EventKind.CONTACT),
            "a location": Event(None, EventKind.LOCATION, latitude=45.76, longitude=4.88),
            "a location without a place": Event(None, EventKind.LOCATION),
            "a location nowhere": Event(None, EventKind.LOCATION, latitude=float("nan"), longitude=1e308),
            "a sticker": Event(None, EventKind.OTHER),
        }
    )
