"""What a screen shows of free slots, beside a loop over every day: for 10, 100 and 1,000 advisers, 60 days ahead.

Both sides look at the same openings (three hours each weekday, half of it booked) and give the same answers. The
loop makes every slot of the 60 days and then takes what it needs; it is what one writes first, and what we had.
The last figures are whole queries of the service, database and all.
"""

import random
import statistics
import time as clock
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from services import Database, Role, system_services
from services.candidates.models import CandidateRow
from services.scheduling.models import AppointmentRow, Kind, Mode, OpeningRow, Status
from services.scheduling.slots import HORIZON, NOTICE_PERIOD, Busy, Opening, Search, Slot, Taken, Timetable
from services.staff.models import BodyRow, SiteRow, StaffRow
from tests.benchmarks.figures import Figure, Measure, Speed, Watch, side_by_side
from tests.benchmarks.houses import KINDS, NOW, Servers, add, tidy

ADVISERS = (10, 100, 1000)

LIMIT_MS = 50

ZONE = "Europe/Paris"
UNTIL = NOW + HORIZON
NEAR = datetime(2027, 1, 25, 9, 0, tzinfo=UTC)
A_DAY = NEAR.date()

HALF_AN_HOUR = timedelta(minutes=30)

Screen = Callable[[Search], Any]

SCREENS: dict[str, Screen] = {
    "next 5 days": lambda search: list(islice(search.next_days(NOW, UNTIL, ZONE), 5)),
    "times of a day": lambda search: list(search.times(*_bounds(A_DAY))),
    "nearest 3": lambda search: search.nearest(NEAR, NOW, UNTIL, 3),
}


@dataclass(frozen=True, slots=True)
class Latency:
    """How long one query takes, in ms (median); `limit` is what it is to stay under.

    `computing` is the time of our own thread alone: a busy machine disturbs it little, disks and servers are not in it.
    """

    what: str
    milliseconds: float
    limit: float
    computing: float | None = None

    @property
    def verdict(self) -> str:
        return "met" if self.milliseconds < self.limit else "MISSED"

    def __str__(self) -> str:
        cpu = "" if self.computing is None else f"  of cpu {self.computing:,.1f} ms"
        goal = f"goal < {self.limit:g} ms"
        return f"{self.what:<66} {self.milliseconds:>9,.1f} ms {goal:<16} {self.verdict}{cpu}"


async def measure(servers: Servers) -> list[Figure | Latency]:
    figures: list[Figure | Latency] = []
    for name, screen in SCREENS.items():
        for advisers in ADVISERS:
            openings, busy = hours_of(advisers), half_booked(advisers)
            assert shown(screen, openings, busy) == LOOPED[name](openings, _by_adviser(busy)), name
            rounds = 3 if advisers < 1000 else 1
            figure = await side_by_side(
                f"{name}, {advisers:,} advisers: ours · a loop over every day",
                ours(screen, openings, busy),
                looped(LOOPED[name], openings, busy),
                rounds=rounds,
            )
            figures += [figure, Latency(f"{name}, {advisers:,} advisers", 1000 / figure.ours, LIMIT_MS)]
    for kind in KINDS:
        for advisers in ADVISERS:
            figures += whole_queries(servers.database(kind), kind, advisers)
    return figures


def hours_of(advisers: int) -> list[Opening]:
    """Mornings, Monday to Friday, at one site."""
    return [
        Opening(
            adviser, 1, Kind.INTERVIEW, ZONE, weekday, None, time(9), time(12), HALF_AN_HOUR, (Mode.CENTRE,)
        )
        for adviser in range(1, advisers + 1)
        for weekday in range(5)
    ]


def half_booked(advisers: int) -> list[Busy]:
    """Every other slot of each adviser's, at random but the same each time."""
    chance = random.Random(1)
    return [
        Busy(opening.staff_id, begins, begins + HALF_AN_HOUR)
        for opening in hours_of(advisers)
        for day in range(60)
        for begins in _beginnings(opening, NOW.date() + timedelta(days=day))
        if chance.random() < 0.5
    ]


def shown(screen: Screen, openings: Sequence[Opening], busy: Iterable[Busy]) -> Any:
    return screen(Search(Timetable(openings), Taken(busy), NOW))


def ours(screen: Screen, openings: Sequence[Opening], busy: Sequence[Busy]) -> Measure:
    """The timetable is made anew each time, as for a query; what is taken is at hand, as it is for the loop."""
    taken = Taken(busy)

    async def search() -> Speed:
        times = 20
        watch = Watch()
        for _ in range(times):
            screen(Search(Timetable(openings), taken, NOW))
        return watch.speed(times)

    return search


def looped(screen: "Loop", openings: Sequence[Opening], busy: Sequence[Busy]) -> Measure:
    taken = _by_adviser(busy)

    async def loop() -> Speed:
        watch = Watch()
        screen(openings, taken)
        return watch.speed(1)

    return loop


ByAdviser = dict[int, list[Busy]]
Loop = Callable[[Sequence[Opening], ByAdviser], Any]


def every_slot(openings: Sequence[Opening], taken: ByAdviser) -> list[Slot]:
    """The loop: each day, each opening, each beginning, each thing that is in the way."""
    found = []
    for day in range(62):
        for opening in openings:
            for begins in _beginnings(opening, NOW.date() + timedelta(days=day)):
                ends = begins + opening.length
                if begins < NOW + NOTICE_PERIOD or begins >= UNTIL:
                    continue
                if any(begins < b.ends_at and b.starts_at < ends for b in taken.get(opening.staff_id, ())):
                    continue
                found.append(Slot(begins, opening.length, opening.staff_id, opening.site_id, opening.modes))
    return sorted(found, key=lambda slot: slot.key)


def _next_days(openings: Sequence[Opening], taken: ByAdviser) -> list[date]:
    zone = ZoneInfo(ZONE)
    return sorted({slot.starts_at.astimezone(zone).date() for slot in every_slot(openings, taken)})[:5]


def _times_of_a_day(openings: Sequence[Opening], taken: ByAdviser) -> list[Slot]:
    begins, ends = _bounds(A_DAY)
    return _one_a_time(slot for slot in every_slot(openings, taken) if begins <= slot.starts_at < ends)


def _nearest(openings: Sequence[Opening], taken: ByAdviser) -> list[Slot]:
    times = _one_a_time(every_slot(openings, taken))
    return sorted(times, key=lambda slot: (abs(slot.starts_at - NEAR), slot.starts_at))[:3]


LOOPED: dict[str, Loop] = {
    "next 5 days": _next_days,
    "times of a day": _times_of_a_day,
    "nearest 3": _nearest,
}


def whole_queries(database: Database, kind: str, advisers: int) -> list[Latency]:
    """So many advisers in a database: openings and what is taken are read, and the screen is made of them."""
    database.run_now(lambda session: fill(session, advisers))
    tidy(database.url)

    def asked(session: Session) -> dict[str, Callable[[], Any]]:
        scheduling = system_services(session, NOW).scheduling
        return {
            "next 5 days": lambda: scheduling.next_days(Kind.INTERVIEW, ZONE, count=5),
            "times of a day": lambda: scheduling.times_of_day(Kind.INTERVIEW, A_DAY, ZONE),
            "nearest 3": lambda: scheduling.nearest(Kind.INTERVIEW, NEAR),
        }

    def timed(session: Session) -> list[Latency]:
        return [
            latency(f"{kind}: {name}, {advisers:,} advisers, the whole query", ask)
            for name, ask in asked(session).items()
        ]

    return database.run_now(timed)


def fill(session: Session, advisers: int) -> None:
    """A body with so many advisers at one site, their mornings, and the appointments of `half_booked`."""
    add(session, BodyRow, [{"id": 1, "name": "Passerelle", "timezone": ZONE, "created_at": NOW}])
    place = {"address": "12 rue du Pont-Rose", "postcode": "69007", "town": "Lyon"}
    where = {"latitude": 45.7, "longitude": 4.8, "timezone": ZONE}
    add(session, SiteRow, [{"id": 1, "body_id": 1, "name": "Centre", **place, **where}])
    person = {"body_id": 1, "first_name": "Claire", "last_name": "Dumas", "created_at": NOW}
    add(session, StaffRow, [{"id": n + 1, "role": Role.ADVISER, **person} for n in range(advisers)])
    same = {"body_id": 1, "site_id": 1, "kind": Kind.INTERVIEW}
    add(session, OpeningRow, [{**same, **_row(opening)} for opening in hours_of(advisers)])
    busy = half_booked(advisers)
    who = {"body_id": 1, "first_name": "Amina", "locale": "fr", "timezone": ZONE}
    since = {"consented_at": NOW, "last_seen_at": NOW}
    add(session, CandidateRow, [{"id": n + 1, **who, **since} for n in range(len(busy))])
    agreed = {"mode": Mode.CENTRE, "status": Status.BOOKED, "version": 1, "changed_by_candidate": True}
    when = {"booked_at": NOW, "changed_at": NOW}
    rows = [{"candidate_id": n + 1, **_appointment(one)} for n, one in enumerate(busy)]
    add(session, AppointmentRow, [{**same, **agreed, **when, **row} for row in rows])


def _row(opening: Opening) -> dict[str, Any]:
    hours = {"from_time": opening.from_time, "to_time": opening.to_time, "slot_minutes": 30}
    return {"staff_id": opening.staff_id, "weekday": opening.weekday, "modes": ["centre"], **hours}


def _appointment(one: Busy) -> dict[str, Any]:
    return {"staff_id": one.staff_id, "starts_at": one.starts_at, "ends_at": one.ends_at}


def latency(what: str, ask: Callable[[], Any], times: int = 7) -> Latency:
    took, computed = [], []
    for _ in range(times):
        started, began = clock.perf_counter(), clock.thread_time()
        assert ask()
        took.append(clock.perf_counter() - started)
        computed.append(clock.thread_time() - began)
    medians = (1000 * statistics.median(times_[1:]) for times_ in (took, computed))
    return Latency(what, next(medians), LIMIT_MS, next(medians))


def _beginnings(opening: Opening, day: date) -> Iterator[datetime]:
    if opening.weekday != day.weekday():
        return
    local = datetime.combine(day, opening.from_time)
    while local + opening.length <= datetime.combine(day, opening.to_time):
        yield local.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
        local += opening.length


def _by_adviser(busy: Iterable[Busy]) -> ByAdviser:
    taken: ByAdviser = {}
    for one in busy:
        taken.setdefault(one.staff_id, []).append(one)
    return taken


def _one_a_time(slots: Iterable[Slot]) -> list[Slot]:
    found: dict[datetime, Slot] = {}
    for slot in slots:
        found.setdefault(slot.starts_at, slot)
    return list(found.values())


def _bounds(day: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(ZONE)
    begins, ends = (datetime.combine(one, time(0), zone) for one in (day, day + timedelta(days=1)))
    return begins, ends
