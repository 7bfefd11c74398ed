"""A week's timetable: a line a day, morning beside afternoon, hours in digits, the domain's pictogram."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from services.pictures.digits import Lettering, lettering
from services.pictures.domains import DOMAINS
from services.pictures.drawing import draw
from services.pictures.path import PICTOGRAMS

WIDTH = 360

_DAYS_WIDTH = 66
_HALF = 134
_GAP = 6
_LANE = 44
_MARK = 52
_EMPTY = 44
_TOP = 44


@dataclass(frozen=True, slots=True)
class SessionMark:
    """A session in the timetable, by the wall clock of its place.

    `pictogram` is a domain (D1 to D7) or a stage (talk, strengths, learn, jury); `learn` suits a session that
    is of no single domain.
    """

    starts_at: datetime
    ends_at: datetime
    pictogram: str = "learn"

    def __post_init__(self) -> None:
        if self.pictogram not in DOMAINS + PICTOGRAMS:
            raise ValueError(f"no pictogram is called {self.pictogram}")
        if self.ends_at <= self.starts_at:
            raise ValueError("a session ends after it starts")


@dataclass(frozen=True, slots=True)
class Block:
    """A session at its place, in the picture's units."""

    pictogram: str
    hours: Lettering
    scale: float
    x: float
    y: float
    width: float
    pictogram_x: float
    hours_x: float


@dataclass(frozen=True, slots=True)
class Day:
    """A line of the timetable."""

    name: str
    figure: Lettering
    today: bool
    y: float
    height: float
    name_x: float
    name_y: float
    figure_x: float
    figure_y: float
    blocks: tuple[Block, ...]


def week_picture(
    sessions: Sequence[SessionMark],
    week_start: date,
    today: date | None,
    locale_days: Sequence[str],
    *,
    title: str,
    right_to_left: bool = False,
) -> str:
    """The week from `week_start`, without sessions of other weeks; `today` stands out if it is in it.

    `locale_days` are the short names of the seven days, the first being that of `week_start`.
    """
    if len(locale_days) != 7:
        raise ValueError(f"a week has seven names of days, not {len(locale_days)}")
    return _draw(tuple(sessions), week_start, today, tuple(locale_days), title, right_to_left)


@lru_cache(maxsize=256)
def _draw(
    sessions: tuple[SessionMark, ...],
    week_start: date,
    today: date | None,
    names: tuple[str, ...],
    title: str,
    right_to_left: bool,
) -> str:
    days: list[Day] = []
    y = float(_TOP)
    for offset, name in enumerate(names):
        day = week_start + timedelta(days=offset)
        of_the_day = sorted(
            (session for session in sessions if session.starts_at.date() == day),
            key=lambda session: (session.starts_at, session.ends_at),
        )
        line = _day(name, day, day == today, of_the_day, y, right_to_left)
        days.append(line)
        y += line.height + 2
    longest = max(map(len, names))
    return draw(
        "week.svg",
        title=title,
        height=y + 8,
        # Arabic does not abbreviate its days: long names are set smaller, or they would run into the hours.
        name_size=15 if longest <= 6 else 13 if longest <= 8 else 11,
        days=days,
        right_to_left=right_to_left,
        morning_x=_across(_DAYS_WIDTH + 6 + _HALF / 2, right_to_left),
        afternoon_x=_across(_DAYS_WIDTH + 6 + _GAP + 1.5 * _HALF, right_to_left),
    )


def _day(
    name: str, day: date, today: bool, sessions: Sequence[SessionMark], y: float, right_to_left: bool
) -> Day:
    blocks: list[Block] = []
    # The next free lane of the morning and of the afternoon.
    free = [0, 0]
    for session in sessions:
        halves = _halves(session)
        lane = max(free[half] for half in halves)
        for half in halves:
            free[half] = lane + 1
        blocks.append(_block(session, halves, y + 3 + lane * _LANE, right_to_left))
    height = max(max(free) * _LANE, _EMPTY)
    middle = y + height / 2
    return Day(
        name=name,
        figure=lettering(str(day.day)),
        today=today,
        y=y,
        height=height,
        name_x=_across(_DAYS_WIDTH / 2 + 5, right_to_left),
        name_y=middle - 5.5,
        figure_x=_across(_DAYS_WIDTH / 2 + 5, right_to_left),
        figure_y=middle + 3.5,
        blocks=tuple(blocks),
    )


def _halves(session: SessionMark) -> tuple[int, ...]:
    """The halves of the day that a session takes: 0 before half past twelve, 1 after."""
    starts_late = session.starts_at.time() >= time(12)
    ends_late = session.ends_at.date() > session.starts_at.date() or session.ends_at.time() > time(13)
    return (1,) if starts_late else (0, 1) if ends_late else (0,)


def _block(session: SessionMark, halves: tuple[int, ...], y: float, right_to_left: bool) -> Block:
    width = _HALF * len(halves) + _GAP * (len(halves) - 1)
    left = _DAYS_WIDTH + 6 + halves[0] * (_HALF + _GAP)
    hours = _hours(session, right_to_left)
    room = width - _MARK
    pictogram_x = 23.0
    return Block(
        pictogram=session.pictogram,
        hours=hours,
        scale=min(0.95, room / hours.width),
        x=WIDTH - left - width if right_to_left else left,
        y=y,
        width=width,
        pictogram_x=width - pictogram_x if right_to_left else pictogram_x,
        hours_x=room / 2 + 8 if right_to_left else width - room / 2 - 8,
    )


def _hours(session: SessionMark, right_to_left: bool) -> Lettering:
    """From when to when: the arrow leaves no doubt which comes first, in either direction of reading."""
    start, end = _hour(session.starts_at), _hour(session.ends_at)
    return lettering(f"{end} ← {start}" if right_to_left else f"{start} → {end}")


def _hour(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}" if moment.minute else str(moment.hour)


def _across(x: float, right_to_left: bool) -> float:
    return WIDTH - x if right_to_left else x
