"""What a rule is: when something is to be said, for how long it makes sense, and what becomes of a doubt."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.dossiers.facts import Facts
from services.notices.wording import Wording


class Doubt(StrEnum):
    """What to do when nobody knows whether the message arrived."""

    RETRY = "retry"
    """Hearing it twice is better than not hearing it."""
    HOLD = "hold"
    """It is held and shown to the adviser, who may send it again."""


class About(StrEnum):
    """What a notice is about, as a candidate may choose it. The last two end only with /stop."""

    APPOINTMENTS = "appointments"
    TRAINING = "training"
    ENCOURAGEMENT = "encouragement"
    PATH = "path"
    MESSAGES = "messages"


class Pace(StrEnum):
    """How much a notice may wait for the candidate's sake."""

    GENTLE = "gentle"
    """Keeps the quiet hours, and the limit of two a day."""
    NEWS = "news"
    """Keeps the quiet hours, but is never one too many: what was moved, what was decided."""
    PERSONAL = "personal"
    """A person wrote it, and chose when."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to be said to a candidate. Instants are aware and in UTC.

    `subject` and `version` say what it is about; with the rule and the recipient they are its key.
    """

    subject: str
    version: int
    due_at: datetime
    pointless_at: datetime
    wording: Wording
    event_at: datetime | None = None
    """What it is about happens then: within 12 hours of it the quiet hours do not count."""


Plan = Callable[[Facts, datetime], Iterable[Wanted]]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    plan: Plan | None
    """Wanted notices from facts and the present; None where a person writes the text (a message)."""
    about: About
    doubt: Doubt
    pace: Pace
    group: str = ""
    """Due notices of one group for one person become one message; empty: it stands alone."""
    settle: timedelta = timedelta()
    """Waits until nothing of its group was added for so long: thirty edits, one message."""

    call: str = ""
    """When it has been said, a person is asked to call the candidate, for this reason."""

    def key(self, subject: str, version: int, recipient: str) -> str:
        return f"{self.name}:{subject}:{version}:{recipient}"
