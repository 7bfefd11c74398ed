"""A session to be, and what may be wrong with a line that should have become one. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from locales import NS_, Text
from services.dossiers.domains import Domain
from services.errors import Refusal

SESSIONS_MOST = 2000
"""Of one file, or of one rule: more than this is a mistake."""

LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=5 * 366)
"""Nobody plans further ahead than the five years."""


class TimetableWrong(Refusal):
    """Some lines of this timetable are wrong: nothing was imported. Mend them and send it again."""

    code = "timetable_wrong"
    status = 422


class Unreadable(Refusal):
    """This file cannot be read as a timetable."""

    code = "unreadable"
    status = 422


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session to be: instants aware. `source` says which one it is in whatever it came from, if it says so."""

    domain: Domain
    starts_at: datetime
    ends_at: datetime
    place: str
    trainer_id: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is wrong: a stable code, the column that it is about, and a sentence for whoever mends it."""

    code: str
    column: str
    said: Text


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that cannot be imported; `number` counts from 1, as editors and spreadsheets do."""

    number: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What a line asks for. `series` is given where several sessions come from one repeating event.

    `known_id` is the session's own number, in a file that we wrote ourselves.
    """

    number: int
    session: PlannedSession
    series: str = ""
    known_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was read: sessions, what it says is cancelled (by their sources), and what is wrong."""

    lines: tuple[Line, ...] = ()
    cancelled: frozenset[str] = frozenset()
    wrong: tuple[WrongLine, ...] = field(default=())


def time_reasons(session: PlannedSession, now: datetime) -> list[Reason]:
    """What is wrong with the hours of a session that is new."""
    reasons = []
    if session.ends_at <= session.starts_at:
        reasons.append(Reason("order", "end", Text(NS_("It ends before it begins."))))
    elif session.ends_at - session.starts_at > LONGEST:
        reasons.append(Reason("too_long", "end", Text(NS_("It lasts longer than 12 hours."))))
    if session.starts_at > now + FURTHEST:
        reasons.append(Reason("too_far", "date", Text(NS_("It is years away: look at the year."))))
    return reasons


def is_over(session: PlannedSession, now: datetime) -> Reason | None:
    """A session that is over cannot be planned any more."""
    if session.ends_at <= now:
        return Reason("over", "date", Text(NS_("It is over already: look at the date.")))
    return None
