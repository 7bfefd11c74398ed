"""Several people and their centre book, hold, confirm, move, cancel, wait and are away, in any order hypothesis finds.

Never an overlap, never a lost slot (what nobody has is offered), never two open appointments of a kind for a person.
A model in plain Python says beforehand what must come of each deed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine
from sqlmodel import Session, select

from services import HOLD, MOVE_UNTIL, WAIT_FROM, Actor, ActorKind, Database, Kind, Mode, Outcome, Refusal
from services.notices.hours import local_day
from services.scheduling.models import AppointmentRow, EarlierTimeRow, HoldRow, Status
from services.scheduling.openings import NOTICE_PERIOD
from tests.services.scheduling.body import CLAIRE, KARIM, SITE, found, of_karim

PEOPLE = (1, 2, 3, 4)
BEGINS = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
NEAR, FAR = datetime(2027, 1, 6, 8, 0, tzinfo=UTC), datetime(2027, 1, 14, 8, 0, tzinfo=UTC)
"""Nine o'clock in Paris, in two days and in ten."""


@dataclass(frozen=True)
class Hour:
    """A slot as the openings have it."""

    staff_id: int
    kind: Kind
    starts_at: datetime
    minutes: int
    places: int = 1

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def is_in_the_way_of(self, other: "Hour") -> bool:
        same_group = self.places > 1 and self == other
        meets = self.starts_at < other.ends_at and other.starts_at < self.ends_at
        return self.staff_id == other.staff_id and meets and not same_group


def hours() -> Iterator[Hour]:
    """Interviews of two advisers at the same times; group assessments of one, across her interviews."""
    for day in (NEAR, FAR):
        for staff_id in (CLAIRE, KARIM):
            for n in range(3):
                yield Hour(staff_id, Kind.INTERVIEW, day + timedelta(minutes=30 * n), 30)
        yield Hour(CLAIRE, Kind.ASSESSMENT, day + timedelta(minutes=15), 60, places=2)


HOURS = tuple(hours())


@dataclass
class Booked:
    person: int
    hour: Hour
    is_open: bool = True


@dataclass
class Held:
    hour: Hour
    since: datetime
    moves: bool

    def lasts(self, now: datetime) -> bool:
        return now < self.since + HOLD


@dataclass
class Model:
    """What there is, as plainly as it can be said."""

    now: datetime = BEGINS
    booked: dict[int, Booked] = field(default_factory=dict)
    """By the number of the appointment."""
    held: dict[int, Held] = field(default_factory=dict)
    """By person."""
    away: dict[int, tuple[int, datetime, datetime]] = field(default_factory=dict)
    """Adviser, from, until, by the number of the absence."""

    def open_of(self, person: int, kind: Kind) -> int | None:
        mine = [n for n, one in self.booked.items() if one.is_open and one.person == person]
        return next((n for n in mine if self.booked[n].hour.kind is kind), None)

    def places(
        self, hour: Hour, person: int | None = None, moving: int | None = None, as_of: datetime | None = None
    ) -> int:
        """How many may still have an hour; for a person, whose own hold (and appointment, to move) do not count."""
        if hour.starts_at < (as_of or self.now) + NOTICE_PERIOD:
            return 0
        for staff_id, begins, ends in self.away.values():
            if staff_id == hour.staff_id and begins < hour.ends_at and hour.starts_at < ends:
                return 0
        others = [one.hour for n, one in self.booked.items() if one.is_open and n != moving]
        others += [one.hour for who, one in self.held.items() if who != person and one.lasts(self.now)]
        if any(other.is_in_the_way_of(hour) for other in others):
            return 0
        return max(0, hour.places - others.count(hour))

    def free_for(self, person: int, hour: Hour, moving: int | None = None) -> bool:
        held = self.held.get(person)
        mine = held is not None and held.hour == hour and held.lasts(self.now)
        as_of = held.since if held is not None and mine else None
        return self.places(hour, person, moving, as_of) > 0


people = st.sampled_from(PEOPLE)
any_hour = st.sampled_from(HOURS)
by_themselves = st.booleans()


class Centre(RuleBasedStateMachine):
    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self.engine, expire_on_commit=False)
        self.model = Model()

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    @initialize(wishes=st.lists(st.tuples(people, any_hour, st.booleans()), min_size=5, max_size=8))
    def has_a_past(self, wishes: list[tuple[int, Hour, bool]]) -> None:
        """Without it, most of what hypothesis tries would happen to nobody."""
        for person, hour, by_chat in wishes:
            if by_chat:
                self.taps(person, hour)
            else:
                self.is_booked_by_the_centre(person, hour)

    @rule(person=people, hour=any_hour)
    def taps(self, person: int, hour: Hour) -> None:
        """Whoever of the advisers is free then is held; with an appointment of that kind, it is to be moved."""
        model, moving = self.model, self.model.open_of(person, hour.kind)
        to_move = moving is not None and model.booked[moving].hour.ends_at > model.now
        alike = [one for one in HOURS if (one.kind, one.starts_at) == (hour.kind, hour.starts_at)]
        held = model.held.get(person)
        if held is not None and held.lasts(model.now) and held.hour in alike:
            alike = [held.hour]  # tapped again: the same
        said = self._try(
            person,
            lambda scheduling: scheduling.hold(
                person,
                kind=hour.kind,
                site_id=SITE,
                starts_at=hour.starts_at,
                moving=moving if to_move else None,
            ),
        )
        if to_move and self._is_too_late(moving):
            assert said == "TooLateToMove"
            return
        free = [one for one in alike if model.free_for(person, one, moving if to_move else None)]
        if not free:
            assert said in ("SlotTaken", "SlotNotOffered")
            return
        assert said.staff_id in [one.staff_id for one in free]
        chosen = next(one for one in free if one.staff_id == said.staff_id)
        if not (held is not None and held.lasts(model.now) and held.hour == chosen):
            model.held[person] = Held(chosen, model.now, to_move)

    @precondition(lambda self: self.model.held)
    @rule(data=st.data(), minutes=st.sampled_from([0, 0, 3, 10]))
    def confirms(self, data: st.DataObject, minutes: int) -> None:
        """Having read for some minutes: what is held, or what ran out and is still free."""
        self.time_passes(minutes)
        person = data.draw(st.sampled_from(sorted(self.model.held)))
        held = self.model.held[person]
        if held.moves and (moving := self.model.open_of(person, held.hour.kind)) is not None:
            self._moves(person, moving, held.hour, themselves=True)
        else:
            self._books(person, held.hour, themselves=True)

    @rule(person=people, hour=any_hour)
    def is_booked_by_the_centre(self, person: int, hour: Hour) -> None:
        self._books(person, hour, themselves=False)

    @precondition(lambda self: any(one.is_open for one in self.model.booked.values()))
    @rule(data=st.data(), hour=any_hour, themselves=by_themselves)
    def is_moved(self, data: st.DataObject, hour: Hour, themselves: bool) -> None:
        number = data.draw(st.sampled_from([n for n, one in self.model.booked.items() if one.is_open]))
        one = self.model.booked[number]
        if hour.kind is one.hour.kind and hour != one.hour:
            self._moves(one.person, number, hour, themselves)

    @precondition(lambda self: self.model.booked)
    @rule(data=st.data(), themselves=by_themselves)
    def is_cancelled(self, data: st.DataObject, themselves: bool) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.booked)))
        one = self.model.booked[number]
        actor = one.person if themselves else None
        said = self._try(actor, lambda scheduling: scheduling.cancel(number, "illness"))
        if not one.is_open:
            assert said == "AppointmentOver"
            return
        assert said.status is Status.CANCELLED
        one.is_open = False
        self._lets_go(one.person, one.hour.kind)

    @precondition(lambda self: self.model.booked)
    @rule(data=st.data())
    def would_like_to_come_earlier(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.booked)))
        one = self.model.booked[number]
        said = self._try(one.person, lambda scheduling: scheduling.wait(number))
        may = one.is_open and one.hour.starts_at > self.model.now + WAIT_FROM
        assert said == (None if may else "AppointmentOver")

    @rule(person=people, came=st.booleans())
    def the_interview_is_recorded(self, person: int, came: bool) -> None:
        """As held, or as one that the candidate did not come to."""
        outcome = Outcome.THINKING if came else Outcome.ABSENT
        of_karim(self.session, self.model.now).dossiers.record_outcome(person, outcome)
        number = self.model.open_of(person, Kind.INTERVIEW)
        if number is not None:
            self.model.booked[number].is_open = False

    @rule(hour=any_hour)
    def is_away_or_back(self, hour: Hour) -> None:
        """An adviser, for an hour; or they are back."""
        stretch = hour.staff_id, hour.starts_at, hour.ends_at
        known = next((number for number, away in self.model.away.items() if away == stretch), None)
        if known is not None:
            self._try(None, lambda scheduling: scheduling.remove_absence(known))
            del self.model.away[known]
            return
        who, begins, ends = stretch
        row = self._try(
            None, lambda scheduling: scheduling.add_absence(staff_id=who, starts_at=begins, ends_at=ends)
        )
        self.model.away[row.id] = stretch

    @rule(minutes=st.sampled_from([5, 10, 10, 60, 600]))
    def time_passes(self, minutes: int) -> None:
        self.model.now += timedelta(minutes=minutes)

    @invariant()
    def what_nobody_has_is_offered(self) -> None:
        model = self.model
        holder = min(model.held, default=None)
        for actor in {None, holder}:
            for kind in (Kind.INTERVIEW, Kind.ASSESSMENT):
                slots = self._scheduling(actor).slots(kind, site_id=SITE)
                offered = {(one.staff_id, one.starts_at): one.places for one in slots}
                expected = {
                    (hour.staff_id, hour.starts_at): places
                    for hour in HOURS
                    if hour.kind is kind and (places := model.places(hour, actor))
                }
                assert offered == expected

    @invariant()
    def the_tables_keep_what_is_promised(self) -> None:
        now = self.model.now
        booked = self.session.exec(select(AppointmentRow).where(AppointmentRow.status == Status.BOOKED)).all()
        held = [row for row in self.session.exec(select(HoldRow)) if row.expires_at > now]
        taken: list[Any] = [*booked, *held]
        for one, other in combinations(taken, 2):
            same_group = one.group_session_id is not None and one.group_session_id == other.group_session_id
            # What somebody holds is in nobody's way but others'; two of their own are for them to sort out.
            own = one.candidate_id == other.candidate_id and type(one) is not type(other)
            meets = one.starts_at < other.ends_at and other.starts_at < one.ends_at
            assert one.staff_id != other.staff_id or not meets or same_group or own
        assert all(n == 1 for n in Counter((row.candidate_id, row.kind) for row in booked).values())
        groups = Counter(row.group_session_id for row in taken if row.group_session_id is not None)
        assert all(n <= 2 + len(held) for n in groups.values())

    @invariant()
    def nobody_is_offered_more_than_one_a_day_and_three_in_all(self) -> None:
        rows = self.session.exec(select(EarlierTimeRow)).all()
        alerts = [(r.appointment_id, local_day(r.tell_at, "Europe/Paris")) for r in rows if not r.closed_at]
        assert len(set(alerts)) == len(alerts)
        assert all(n <= 3 for n in Counter(number for number, _ in alerts).values())

    def _books(self, person: int, hour: Hour, *, themselves: bool) -> None:
        model = self.model
        said = self._try(
            person if themselves else None,
            lambda scheduling: scheduling.book(
                person,
                kind=hour.kind,
                site_id=SITE,
                staff_id=hour.staff_id,
                starts_at=hour.starts_at,
                mode=Mode.CENTRE,
            ),
        )
        number = model.open_of(person, hour.kind)
        if number is not None and model.booked[number].hour.ends_at > model.now:
            assert said == "AlreadyBooked"
            return
        if number is not None:
            model.booked[number].is_open = False  # its hour is over
        if not model.free_for(person, hour):
            assert said in ("SlotTaken", "SlotNotOffered")
            return
        model.booked[said.id] = Booked(person, hour)
        self._lets_go(person, hour.kind)

    def _moves(self, person: int, number: int, hour: Hour, themselves: bool) -> None:
        model = self.model
        said = self._try(
            person if themselves else None,
            lambda scheduling: scheduling.move(number, starts_at=hour.starts_at, staff_id=hour.staff_id),
        )
        if themselves and self._is_too_late(number):
            assert said == "TooLateToMove"
        elif not model.free_for(person, hour, number):
            assert said in ("SlotTaken", "SlotNotOffered")
        else:
            assert (said.starts_at, said.staff_id) == (hour.starts_at, hour.staff_id)
            model.booked[number].hour = hour
            self._lets_go(person, hour.kind)

    def _is_too_late(self, number: int | None) -> bool:
        return number is not None and self.model.booked[number].hour.starts_at - self.model.now < MOVE_UNTIL

    def _lets_go(self, person: int, kind: Kind) -> None:
        held = self.model.held.get(person)
        if held is not None and held.hour.kind is kind:
            del self.model.held[person]

    def _scheduling(self, person: int | None) -> Any:
        services = of_karim(self.session, self.model.now)
        actor = services.actor if person is None else Actor(ActorKind.CANDIDATE, person)
        return services.acting_as(actor).scheduling

    def _try(self, person: int | None, deed: Callable[[Any], Any]) -> Any:
        """What came of it, or the refusal's name; for a person, or for the centre."""
        try:
            return deed(self._scheduling(person))
        except Refusal as refusal:
            return type(refusal).__name__
        finally:
            self.session.flush()
            self.session.expire_all()  # as the commit would


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A centre with its hours, and people who have not done anything yet."""
    database = Database(database_url)
    database.run_now(_open)
    yield database.engine
    database.close()


def _open(session: Session) -> None:
    found(session, BEGINS, candidates=len(PEOPLE))
    scheduling = of_karim(session, BEGINS).scheduling
    for day in (NEAR, FAR):
        usual: dict[str, Any] = {"site_id": SITE, "on_date": day.date(), "modes": (Mode.CENTRE, Mode.PHONE)}
        for staff_id in (CLAIRE, KARIM):
            times: dict[str, Any] = {"from_time": time(9), "to_time": time(10, 30), "slot_minutes": 30}
            scheduling.open(staff_id=staff_id, kind=Kind.INTERVIEW, **times, **usual)
        times = {"from_time": time(9, 15), "to_time": time(10, 15), "slot_minutes": 60, "capacity": 2}
        scheduling.open(staff_id=CLAIRE, kind=Kind.ASSESSMENT, **times, **usual)


@pytest.mark.slow
def test_whatever_people_do_nothing_overlaps_and_nothing_is_lost(engine: Engine):
    run_state_machine_as_test(
        type("CentreOfThisDatabase", (Centre,), {"engine": engine}),
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,  # the gate tries the same each time; who looks for more takes this out
            suppress_health_check=list(HealthCheck),
        ),
    )
