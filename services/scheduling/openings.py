"""When an adviser receives: weekly and dated openings, exceptions of one day, public holidays. Pure."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from services.scheduling.models import HORIZON_DAYS, NOTICE_MINUTES, Kind, Mode
from services.scheduling.public_holidays import is_public_holiday

NOTICE_PERIOD = timedelta(minutes=NOTICE_MINUTES)
"""A slot that begins sooner than this is not offered: the adviser must be able to see it coming."""

HORIZON = timedelta(days=HORIZON_DAYS)

NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours of an adviser at a site, on wall clocks of `zone` (IANA): each week on `weekday`, or on one date.

    All openings of a site have its zone. A slot lies within the hours; its buffers, in which the adviser prepares
    and writes up, may lie outside.
    """

    staff_id: int
    site_id: int
    kind: Kind
    zone: str
    weekday: int | None
    """0 is Monday."""
    on_date: date | None
    from_time: time
    to_time: time
    length: timedelta
    modes: tuple[Mode, ...]
    buffer_before: timedelta = NOTHING
    buffer_after: timedelta = NOTHING
    notice: timedelta = NOTICE_PERIOD
    horizon: timedelta = HORIZON
    capacity: int = 1
    """How many candidates one slot takes: more than one for a group session."""
    holiday_region: str | None = None
    """Of the site: see `public_holidays`."""

    def is_on(self, day: date) -> bool:
        return self.on_date == day if self.on_date else self.weekday == day.weekday()

    @property
    def step(self) -> timedelta:
        """From the beginning of a slot to that of the next: back to back, with their buffers between them."""
        return self.buffer_before + self.length + self.buffer_after


@dataclass(frozen=True, slots=True)
class OpeningException:
    """What is otherwise on one date, for an adviser at a site: closed (`hours` is None), or other hours.

    Closed closes everything, dated openings too. Other hours take the place of those of the weekly openings of
    that weekday, and hold on a public holiday as well: somebody wrote them for that very day. With `kind`, it
    concerns openings of that kind only.
    """

    staff_id: int
    site_id: int
    kind: Kind | None
    on_date: date
    hours: tuple[time, time] | None


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of an opening on one day; `rank` is greater for openings that were made later."""

    opening: Opening
    rank: int
    from_time: time
    to_time: time


class Timetable:
    """Openings with their exceptions, looked up by zone and day; made in one pass over them."""

    def __init__(
        self,
        openings: Sequence[Opening],
        exceptions: Iterable[OpeningException] = (),
        ranks: Iterable[int] | None = None,
    ) -> None:
        """Of openings that begin a slot at the same time, that of the highest rank is told: else the last one."""
        self.openings = openings
        self.zones = sorted({opening.zone for opening in openings})
        self.shortest_notice = min((opening.notice for opening in openings), default=NOTHING)
        self.longest_horizon = max((opening.horizon for opening in openings), default=NOTHING)
        self._openings: dict[tuple[str, int | date | None], list[tuple[int, Opening]]] = defaultdict(list)
        for rank, opening in zip(ranks or count(), openings, strict=False):
            self._openings[opening.zone, opening.on_date or opening.weekday].append((rank, opening))
        self._exceptions: dict[tuple[date, int, int], list[OpeningException]] = defaultdict(list)
        for one in exceptions:
            self._exceptions[one.on_date, one.staff_id, one.site_id].append(one)

    def on(self, zone: str, day: date) -> Iterator[Hours]:
        """The hours of one day, in no particular order."""
        for which in (day.weekday(), day):
            for rank, opening in self.openings_of(zone, which):
                for from_time, to_time in self._hours(opening, day):
                    yield Hours(opening, rank, from_time, to_time)

    def openings_of(self, zone: str, which: int | date) -> Iterable[tuple[int, Opening]]:
        """The openings of a weekday or of a date, with their ranks."""
        return self._openings.get((zone, which), ())

    def _hours(self, opening: Opening, day: date) -> Sequence[tuple[time, time]]:
        exceptions = self._exceptions.get((day, opening.staff_id, opening.site_id))
        own = ((opening.from_time, opening.to_time),)
        if exceptions:
            concerned = [one.hours for one in exceptions if one.kind in (None, opening.kind)]
            if None in concerned:
                return ()
            if concerned and not opening.on_date:
                return [hours for hours in concerned if hours is not None]
        if opening.on_date or not is_public_holiday(day, opening.zone, opening.holiday_region):
            return own
        return ()


class LocalDay:
    """One day on the clocks of a zone; turns its wall-clock times into seconds since 1970 (UTC)."""

    def __init__(self, day: date, zone: ZoneInfo) -> None:
        self._day = day
        self._zone = zone
        begins, ends = self._midnight(day), self._midnight(day + timedelta(days=1))
        self._begins_s = int(begins.timestamp())
        self._clocks_change = begins.utcoffset() != ends.utcoffset()

    def beginnings(self, hours: Hours) -> Sequence[int]:
        """When slots begin in these hours, in order; whole ones only.

        Counted on the wall clock: an hour that the spring change skips does not exist and is not offered, one
        that the autumn change repeats is offered the first time.
        """
        opening = hours.opening
        length, step = int(opening.length.total_seconds()), int(opening.step.total_seconds())
        opens, closes = _seconds(hours.from_time), _seconds(hours.to_time)
        wall_clock = range(opens, closes - length + 1, step)
        if not self._clocks_change:
            begins = self._begins_s
            return range(begins + opens, begins + closes - length + 1, step)
        last = self._instant(closes) - length
        found = ((seconds, self._instant(seconds)) for seconds in wall_clock)
        return [at for seconds, at in found if at <= last and self._exists(seconds, at)]

    def _instant(self, seconds: int) -> int:
        return int((self._wall_clock(seconds)).replace(tzinfo=self._zone).timestamp())

    def _exists(self, seconds: int, instant: int) -> bool:
        shown = datetime.fromtimestamp(instant, self._zone)
        return shown.replace(tzinfo=None) == self._wall_clock(seconds)

    def _wall_clock(self, seconds: int) -> datetime:
        return datetime.combine(self._day, time(0)) + timedelta(seconds=seconds)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), self._zone)


def within(beginnings: Sequence[int], first: int, last: int) -> Sequence[int]:
    """Those from `first` on and before `last`, found by bisection."""
    return beginnings[bisect_left(beginnings, first) : bisect_left(beginnings, last)]


def days_between(first: int, last: int, zone: ZoneInfo) -> list[date]:
    """The days of a zone that have a part in these seconds since 1970."""
    if first >= last:
        return []
    begins = datetime.fromtimestamp(first, UTC).astimezone(zone).date()
    ends = datetime.fromtimestamp(last - 1, UTC).astimezone(zone).date()
    return [begins + timedelta(days=n) for n in range((ends - begins).days + 1)]


def _seconds(wall_clock: time) -> int:
    return wall_clock.hour * 3600 + wall_clock.minute * 60 + wall_clock.second
