"""Booking by hand: staff may book outside of openings, but see first what stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import col, select

from services.candidates.models import CandidateRow
from services.dossiers.facts import Appointment
from services.errors import Refusal
from services.notices.planner import replan
from services.scheduling.models import AbsenceRow, AppointmentRow, HoldRow, Kind, Mode, Status
from services.scheduling.reading import Besides, Wanted
from services.scheduling.refusals import SlotNotOffered, SlotTaken
from services.scheduling.service import Scheduling
from services.training.models import TrainingSessionRow

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 480


class InTheWay(StrEnum):
    """What may stand in the way of an appointment."""

    PAST = "past"
    TAKEN = "taken"
    """The adviser has another appointment."""
    HELD = "held"
    """Somebody is choosing this time just now."""
    HAS_ONE = "has_one"
    """The candidate has an appointment of this kind already."""
    ABSENT = "absent"
    CLOSED = "closed"
    """No opening offers this time: other hours, another length, a holiday, too soon."""
    BUSY = "busy"
    """The candidate has something else at that time."""


REFUSED = frozenset({InTheWay.PAST, InTheWay.TAKEN, InTheWay.HELD, InTheWay.HAS_ONE})
"""What nobody can book over; of the rest one is warned."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing in the way; the times are of what is there already, and `name` whose it is."""

    what: InTheWay
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    name: str = ""
    appointment_id: int | None = None

    @property
    def is_refused(self) -> bool:
        return self.what in REFUSED


class Conflicts(Refusal):
    """Something stands in the way of this appointment."""

    code = "conflict"

    def __init__(self, found: list[Conflict]) -> None:
        super().__init__(conflicts=[conflict.what.value for conflict in found])
        self.found = found


@dataclass(frozen=True, slots=True)
class ByHandWish:
    """An appointment as staff would like it: `starts_at` aware, `minutes` long."""

    candidate_id: int
    kind: Kind
    site_id: int
    staff_id: int
    starts_at: datetime
    minutes: int
    mode: Mode
    moving_id: int | None = None
    """The appointment that is to move there."""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def fingerprint(self) -> str:
        """The same for the same wish: what a warning was read of."""
        return f"{self.kind}.{self.site_id}.{self.staff_id}.{self.starts_at.timestamp():.0f}.{self.minutes}.{self.mode}"

    @property
    def columns(self) -> dict[str, Any]:
        """What is written of it: when, where, with whom, how."""
        when = {"starts_at": self.starts_at, "ends_at": self.ends_at}
        return {"site_id": self.site_id, "staff_id": self.staff_id, "mode": self.mode, **when}


class ByHand(Scheduling):
    def conflicts(self, wish: ByHandWish) -> list[Conflict]:
        """What stands in the way of it, the worst first. Raises NotFound."""
        self.candidate_row(wish.candidate_id)
        self._staff_row(wish.staff_id)
        self._site_row(wish.site_id)
        found = list(self._about_the_candidate(wish))
        if wish.starts_at <= self.now:
            found.append(Conflict(InTheWay.PAST))
        if not self._is_offered(wish):
            found += self._about_the_adviser(wish)
        return sorted(found, key=lambda conflict: not conflict.is_refused)

    def book_by_hand(self, wish: ByHandWish, *, anyway: bool = False) -> Appointment:
        """Books it, or moves `moving_id` there. `anyway`: what one is only warned of has been read.

        Raises Conflicts, and what `book` and `move` raise.
        """
        found = [one for one in self.conflicts(wish) if one.is_refused or not anyway]
        if found:
            raise Conflicts(found)
        if self._is_offered(wish):
            return self._book_offered(wish)
        return self._moved_by_hand(wish) if wish.moving_id else self._newly_by_hand(wish)

    def _newly_by_hand(self, wish: ByHandWish) -> Appointment:
        candidate = self.candidate_row(wish.candidate_id, lock=True)
        self._staff_row(wish.staff_id, lock=True)
        site = self._site_row(wish.site_id)
        self._make_room_for(wish.candidate_id, wish.kind)
        self._belongs(candidate, site, wish.staff_id, None)
        row = AppointmentRow(
            body_id=self.body_id,
            candidate_id=wish.candidate_id,
            kind=wish.kind,
            booked_at=self.now,
            changed_at=self.now,
            changed_by_candidate=False,
            **wish.columns,
        )
        self._write(row)
        self._found_a_time(row)
        return self._done_by_hand(row, "appointment.booked")

    def _moved_by_hand(self, wish: ByHandWish) -> Appointment:
        row = self._open_row(wish.moving_id or 0)
        self._staff_row(wish.staff_id, lock=True)
        before = row.kind, row.site_id, row.staff_id, row.starts_at
        anew = {"coming": None, "late_minutes": None, "group_session_id": None}
        buffers = {"buffer_before_minutes": 0, "buffer_after_minutes": 0}
        self._write(row, **wish.columns, **anew, **buffers, **self._change_of(row))
        self._wait_no_more(row)
        moved = self._done_by_hand(row, "appointment.moved")
        self._became_free(*before)
        return moved

    def _done_by_hand(self, row: AppointmentRow, action: str) -> Appointment:
        self._let_go(row.candidate_id, row.kind)
        self._taken_up(row)
        self._ask_how_it_went(row)
        self.audit(action, row.candidate_id, appointment_id=row.id, by_hand=True)
        replan(self.session, row.candidate_id, self.now)
        return self._appointment(row)

    def _book_offered(self, wish: ByHandWish) -> Appointment:
        if wish.moving_id is not None:
            return self.move(wish.moving_id, starts_at=wish.starts_at, staff_id=wish.staff_id, mode=wish.mode)
        return self.book(
            wish.candidate_id,
            kind=wish.kind,
            site_id=wish.site_id,
            staff_id=wish.staff_id,
            starts_at=wish.starts_at,
            mode=wish.mode,
        )

    def _is_offered(self, wish: ByHandWish) -> bool:
        """Whether an opening has just what is wished for, and it is free; what is moved so stays at its site."""
        if wish.moving_id is not None and self._row(wish.moving_id).site_id != wish.site_id:
            return False
        wanted = Wanted(wish.kind, wish.site_id, wish.staff_id, mode=wish.mode)
        try:
            free = self._offered(wanted, wish.starts_at, Besides(wish.moving_id, wish.candidate_id))
        except (SlotTaken, SlotNotOffered):
            return False
        return free[0][0].ends_at == wish.ends_at

    def _about_the_candidate(self, wish: ByHandWish) -> Iterator[Conflict]:
        same = self._open_of(wish.candidate_id, wish.kind)
        if same is not None and same.id != wish.moving_id and same.ends_at > self.now:
            yield Conflict(InTheWay.HAS_ONE, same.starts_at, same.ends_at, appointment_id=same.id)
        appointments = select(AppointmentRow).where(
            col(AppointmentRow.candidate_id) == wish.candidate_id,
            col(AppointmentRow.kind) != wish.kind,
            *_meets(AppointmentRow, wish),
        )
        for row in self.session.exec(appointments.where(col(AppointmentRow.status) == Status.BOOKED)):
            yield Conflict(InTheWay.BUSY, row.starts_at, row.ends_at, appointment_id=row.id)
        training = select(TrainingSessionRow).where(
            col(TrainingSessionRow.candidate_id) == wish.candidate_id,
            col(TrainingSessionRow.cancelled_at).is_(None),
            *_meets(TrainingSessionRow, wish),
        )
        for session in self.session.exec(training):
            yield Conflict(InTheWay.BUSY, session.starts_at, session.ends_at)

    def _about_the_adviser(self, wish: ByHandWish) -> Iterator[Conflict]:
        taken = (
            select(AppointmentRow, CandidateRow.first_name)
            .join(CandidateRow, col(CandidateRow.id) == col(AppointmentRow.candidate_id))
            .where(
                col(AppointmentRow.staff_id) == wish.staff_id,
                col(AppointmentRow.status) == Status.BOOKED,
                col(AppointmentRow.id) != (wish.moving_id or 0),
                *_meets(AppointmentRow, wish),
            )
        )
        others = self.session.exec(taken).all()
        for row, name in others:
            yield Conflict(InTheWay.TAKEN, row.starts_at, row.ends_at, name, row.id)
        held = select(HoldRow).where(
            col(HoldRow.staff_id) == wish.staff_id,
            col(HoldRow.candidate_id) != wish.candidate_id,
            col(HoldRow.expires_at) > self.now,
            *_meets(HoldRow, wish),
        )
        holds = self.session.exec(held).all()
        for hold in holds:
            yield Conflict(InTheWay.HELD, hold.starts_at, hold.ends_at)
        away = select(AbsenceRow).where(col(AbsenceRow.staff_id) == wish.staff_id, *_meets(AbsenceRow, wish))
        absences = self.session.exec(away).all()
        for absence in absences:
            yield Conflict(InTheWay.ABSENT, absence.starts_at, absence.ends_at)
        if not others and not holds and not absences:
            yield Conflict(InTheWay.CLOSED)


def _meets(table: type, wish: ByHandWish) -> tuple:  # type: ignore[type-arg]
    """The conditions that something of a table overlaps with the wished time."""
    return col(table.starts_at) < wish.ends_at, col(table.ends_at) > wish.starts_at  # type: ignore[attr-defined]
