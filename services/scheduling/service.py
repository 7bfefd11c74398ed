"""Booking: openings, free slots, and appointments that the database keeps from overlapping."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from services.actor import ActorKind
from services.candidates.models import CandidateRow
from services.dossiers import loading
from services.dossiers.facts import Appointment, Site
from services.errors import Invalid, NotFound, Refusal
from services.notices.planner import replan
from services.scheduling.calendar_file import calendar_file
from services.scheduling.models import AppointmentRow, Kind, Mode, OpeningRow, Status
from services.scheduling.slots import Busy, Opening, Slot, free_slots
from services.service import Service
from services.staff.models import SiteRow, StaffRow


class SlotTaken(Refusal):
    """Another candidate booked this slot first."""

    code = "slot_taken"


class AlreadyBooked(Refusal):
    """The candidate has an appointment of this kind already; move or cancel that one."""

    code = "already_booked"


class SlotNotOffered(Refusal):
    """No opening offers this time, or it is too soon."""

    code = "slot_not_offered"


class AppointmentOver(Refusal):
    """This appointment was cancelled, or is over."""

    code = "appointment_over"


class Scheduling(Service):
    def sites(self) -> list[Site]:
        """Sites that offer appointments: the actor's body's, or everybody's for a candidate without a body."""
        query = select(SiteRow).order_by(col(SiteRow.town), col(SiteRow.name))
        body_id = self.actor.body_id
        if self.actor.kind is ActorKind.CANDIDATE and self.actor.id is not None:
            body_id = self.candidate_row(self.actor.id).body_id
        if body_id is not None:
            query = query.where(col(SiteRow.body_id) == body_id)
        return [loading.site_of(row) for row in self.session.exec(query)]

    def site(self, site_id: int) -> Site:
        """Raises NotFound."""
        return loading.site_of(self._site_row(site_id))

    def open(
        self,
        *,
        staff_id: int,
        site_id: int,
        kind: Kind,
        from_time: time,
        to_time: time,
        slot_minutes: int,
        modes: Sequence[Mode],
        weekday: int | None = None,
        on_date: date | None = None,
    ) -> OpeningRow:
        """Opens hours, weekly (`weekday`, 0 is Monday) or on one date. Raises NotFound, Invalid."""
        if (weekday is None) == (on_date is None):
            raise Invalid("Give a weekday or a date, and not both.")
        if from_time >= to_time:
            raise Invalid("The opening must end after it begins.")
        if not modes:
            raise Invalid("Name at least one way to meet: centre, phone or video.")
        self._staff_row(staff_id)
        self._site_row(site_id)
        row = OpeningRow(
            body_id=self.body_id,
            staff_id=staff_id,
            site_id=site_id,
            kind=kind,
            weekday=weekday,
            on_date=on_date,
            from_time=from_time,
            to_time=to_time,
            slot_minutes=slot_minutes,
            modes=[mode.value for mode in modes],
        )
        self.session.add(row)
        self.session.flush()
        self.audit("opening.created", opening_id=row.id)
        return row

    def slots(
        self,
        kind: Kind,
        *,
        site_id: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Slot]:
        """Free slots of a kind, earliest first."""
        query = (
            select(OpeningRow, SiteRow.timezone)
            .join(SiteRow, col(OpeningRow.site_id) == SiteRow.id)
            .join(StaffRow, col(OpeningRow.staff_id) == StaffRow.id)
            .where(col(OpeningRow.kind) == kind, col(StaffRow.active))
        )
        if site_id is not None:
            query = query.where(col(OpeningRow.site_id) == site_id)
        if self.actor.body_id is not None:
            query = query.where(col(OpeningRow.body_id) == self.actor.body_id)
        openings = [_opening(row, zone) for row, zone in self.session.exec(query)]
        since, until = since or self.now, until or self.now + timedelta(days=60)
        busy = self._busy({opening.staff_id for opening in openings}, since, until)
        return free_slots(openings, busy, since, until, self.now)

    def book(
        self, candidate_id: int, *, kind: Kind, site_id: int, staff_id: int, starts_at: datetime, mode: Mode
    ) -> Appointment:
        """Books a free slot. Raises SlotTaken, SlotNotOffered, AlreadyBooked, NotFound."""
        candidate = self.candidate_row(candidate_id, lock=True)
        staff, site = self._staff_row(staff_id, lock=True), self._site_row(site_id)
        if self._open_of(candidate_id, kind):
            raise AlreadyBooked
        slot = self._offered(kind, site_id, staff_id, starts_at, mode)
        self._belongs(candidate, site, staff_id)
        row = AppointmentRow(
            body_id=site.body_id,
            candidate_id=candidate_id,
            staff_id=staff_id,
            site_id=site_id,
            kind=kind,
            mode=mode,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            booked_at=self.now,
            changed_at=self.now,
            changed_by_candidate=self._by_candidate,
        )
        self._write(row)
        self.audit("appointment.booked", candidate_id, appointment_id=row.id)
        replan(self.session, candidate_id, self.now)
        return loading.appointment_of(row, site, staff)

    def move(
        self,
        appointment_id: int,
        *,
        starts_at: datetime,
        staff_id: int | None = None,
        mode: Mode | None = None,
    ) -> Appointment:
        """Moves to another free slot of the same site; reminders of the old time go with it.

        Raises SlotTaken, SlotNotOffered, AppointmentOver, NotFound.
        """
        row = self._open_row(appointment_id)
        staff_id, mode = staff_id or row.staff_id, mode or row.mode
        staff, site = self._staff_row(staff_id, lock=True), self._site_row(row.site_id)
        slot = self._offered(row.kind, row.site_id, staff_id, starts_at, mode, moving=row)
        self._write(
            row,
            staff_id=staff_id,
            mode=mode,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            coming=None,
            **self._change_of(row),
        )
        self.audit("appointment.moved", row.candidate_id, appointment_id=row.id)
        replan(self.session, row.candidate_id, self.now)
        return loading.appointment_of(row, site, staff)

    def cancel(self, appointment_id: int, reason: str | None = None) -> Appointment:
        """Cancels; `reason` is told to the candidate. Raises AppointmentOver, NotFound."""
        row = self._open_row(appointment_id)
        self._write(row, status=Status.CANCELLED, reason=reason, **self._change_of(row))
        self.audit("appointment.cancelled", row.candidate_id, appointment_id=row.id)
        replan(self.session, row.candidate_id, self.now)
        return self._appointment(row)

    def answer(self, appointment_id: int, version: int, coming: bool) -> Appointment:
        """Keeps the candidate's answer to a reminder. Raises AppointmentOver where it was moved since."""
        row = self._open_row(appointment_id)
        if row.version != version or row.ends_at <= self.now:
            raise AppointmentOver
        row.coming = coming
        self.session.add(row)
        self.audit("appointment.answered", row.candidate_id, appointment_id=row.id, coming=coming)
        return self._appointment(row)

    def close(self, candidate_id: int, kind: Kind, status: Status) -> AppointmentRow | None:
        """Marks the candidate's open appointment of a kind as held or absent, once it was."""
        row = self._open_of(candidate_id, kind)
        if row is not None:
            self._write(row, status=status, **self._change_of(row))
        return row

    def calendar_file(self, appointment_id: int, locale: str) -> bytes:
        """The appointment for the calendar of a phone. Raises NotFound."""
        row = self._row(appointment_id)
        zone = self.candidate_row(row.candidate_id).timezone
        return calendar_file(self._appointment(row), zone, locale, self.now)

    def appointment(self, appointment_id: int) -> Appointment:
        """Raises NotFound."""
        return self._appointment(self._row(appointment_id))

    def _appointment(self, row: AppointmentRow) -> Appointment:
        staff, site = self.session.get_one(StaffRow, row.staff_id), self.session.get_one(SiteRow, row.site_id)
        return loading.appointment_of(row, site, staff)

    def _row(self, appointment_id: int, *, lock: bool = False) -> AppointmentRow:
        row = self.session.get(AppointmentRow, appointment_id)
        if row is None:
            raise NotFound
        self.candidate_row(row.candidate_id, lock=lock)
        if lock:
            self.session.refresh(row)
        return row

    def _open_row(self, appointment_id: int) -> AppointmentRow:
        row = self._row(appointment_id, lock=True)
        if row.status is not Status.BOOKED:
            raise AppointmentOver
        return row

    def _open_of(self, candidate_id: int, kind: Kind) -> AppointmentRow | None:
        query = select(AppointmentRow).where(
            AppointmentRow.candidate_id == candidate_id,
            AppointmentRow.kind == kind,
            AppointmentRow.status == Status.BOOKED,
        )
        return self.session.exec(query).one_or_none()

    def _offered(
        self,
        kind: Kind,
        site_id: int,
        staff_id: int,
        starts_at: datetime,
        mode: Mode,
        moving: AppointmentRow | None = None,
    ) -> Slot:
        """The slot as the openings have it, so that nobody books an hour that was never offered."""
        openings = [
            _opening(row, zone)
            for row, zone in self.session.exec(
                select(OpeningRow, SiteRow.timezone)
                .join(SiteRow, col(OpeningRow.site_id) == SiteRow.id)
                .join(StaffRow, col(OpeningRow.staff_id) == StaffRow.id)
                .where(
                    col(StaffRow.active),
                    OpeningRow.staff_id == staff_id,
                    OpeningRow.site_id == site_id,
                    OpeningRow.kind == kind,
                )
            )
        ]
        until = starts_at + timedelta(minutes=1)
        slot = next(
            (s for s in free_slots(openings, (), starts_at, until, self.now) if mode in s.modes), None
        )
        if slot is None:
            raise SlotNotOffered
        busy = self._busy({staff_id}, slot.starts_at, slot.ends_at, besides=moving)
        if any(b.starts_at < slot.ends_at and slot.starts_at < b.ends_at for b in busy):
            raise SlotTaken
        return slot

    def _busy(
        self, staff_ids: set[int], since: datetime, until: datetime, besides: AppointmentRow | None = None
    ) -> list[Busy]:
        query = select(
            AppointmentRow.id, AppointmentRow.staff_id, AppointmentRow.starts_at, AppointmentRow.ends_at
        )
        query = query.where(
            col(AppointmentRow.staff_id).in_(staff_ids),
            col(AppointmentRow.status) == Status.BOOKED,
            col(AppointmentRow.ends_at) > since,
            col(AppointmentRow.starts_at) < until + timedelta(days=1),
        )
        rows = self.session.exec(query)
        return [
            Busy(staff, start, end) for one, staff, start, end in rows if besides is None or one != besides.id
        ]

    def _belongs(self, candidate: CandidateRow, site: SiteRow, staff_id: int) -> None:
        """Booking at a centre makes one a candidate of its body, and the adviser one's own."""
        if candidate.body_id is None:
            candidate.body_id = site.body_id
        if candidate.body_id != site.body_id:
            raise NotFound
        candidate.site_id, candidate.adviser_id = site.id, candidate.adviser_id or staff_id
        self.session.add(candidate)

    def _write(self, row: AppointmentRow, **changes: Any) -> None:
        """Lets the database have the last word: what it refuses becomes a refusal people can read.

        The changes are made within the savepoint: made before, they would be flushed outside of it.
        """
        try:
            with self.session.begin_nested():
                for name, value in changes.items():
                    setattr(row, name, value)
                self.session.add(row)
                self.session.flush()
        except DBAPIError as error:
            said = str(error.orig)
            if "no_overlapping_appointments" in said:
                raise SlotTaken from None
            if "uq_appointment_open_kind" in said or "appointment.candidate_id, appointment.kind" in said:
                raise AlreadyBooked from None
            raise

    def _change_of(self, row: AppointmentRow) -> dict[str, Any]:
        return {
            "version": row.version + 1,
            "changed_at": self.now,
            "changed_by_candidate": self._by_candidate,
        }

    @property
    def _by_candidate(self) -> bool:
        return self.actor.kind is ActorKind.CANDIDATE

    def _site_row(self, site_id: int) -> SiteRow:
        row = self.session.get(SiteRow, site_id)
        if row is None or self.actor.body_id not in (None, row.body_id):
            raise NotFound
        return row

    def _staff_row(self, staff_id: int, *, lock: bool = False) -> StaffRow:
        # The lock makes two bookings of one adviser wait for each other instead of deadlocking on the constraint.
        row = self.session.get(StaffRow, staff_id, with_for_update=lock)
        if row is None or self.actor.body_id not in (None, row.body_id):
            raise NotFound
        return row


def _opening(row: OpeningRow, zone: str) -> Opening:
    return Opening(
        staff_id=row.staff_id,
        site_id=row.site_id,
        kind=row.kind,
        zone=zone,
        weekday=row.weekday,
        on_date=row.on_date,
        from_time=row.from_time,
        to_time=row.to_time,
        length=timedelta(minutes=row.slot_minutes),
        modes=tuple(Mode(mode) for mode in row.modes),
    )
