"""Booking: openings, free slots, and appointments that the database keeps from overlapping."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.actor import ActorKind
from services.candidates.models import CandidateRow
from services.dossiers import loading
from services.dossiers.facts import Appointment
from services.errors import NotFound
from services.messages.models import TaskKind
from services.messages.tasks import finish_tasks, open_task
from services.notices.planner import replan
from services.scheduling.calendar_file import calendar_file
from services.scheduling.models import AppointmentRow, GroupSessionRow, Kind, Mode, Status
from services.scheduling.offers import Offers
from services.scheduling.openings import Opening
from services.scheduling.reading import Wanted
from services.scheduling.refusals import AlreadyBooked, AppointmentOver, SlotNotOffered, SlotTaken
from services.scheduling.slots import Slot
from services.staff.models import SiteRow, StaffRow

__all__ = ["AlreadyBooked", "AppointmentOver", "Scheduling", "SlotNotOffered", "SlotTaken"]


class Scheduling(Offers):
    """Everything about hours and appointments: what advisers offer, and what is booked of it."""

    def book(
        self, candidate_id: int, *, kind: Kind, site_id: int, staff_id: int, starts_at: datetime, mode: Mode
    ) -> Appointment:
        """Books a free slot. Raises SlotTaken, SlotNotOffered, AlreadyBooked, NotFound."""
        candidate = self.candidate_row(candidate_id, lock=True)
        staff, site = self._staff_row(staff_id, lock=True), self._site_row(site_id)
        self._make_room_for(candidate_id, kind)
        slot, opening = self._offered(Wanted(kind, site_id, staff_id), starts_at, mode)
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
        self._write(row, **self._as_opened(slot, opening))
        self._ask_how_it_went(row)
        self._found_a_time(row)
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
        wanted = Wanted(row.kind, row.site_id, staff_id)
        slot, opening = self._offered(wanted, starts_at, mode, moving=row)
        self._write(
            row,
            staff_id=staff_id,
            mode=mode,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            coming=None,
            **self._as_opened(slot, opening),
            **self._change_of(row),
        )
        self._ask_how_it_went(row)
        self.audit("appointment.moved", row.candidate_id, appointment_id=row.id)
        replan(self.session, row.candidate_id, self.now)
        return loading.appointment_of(row, site, staff)

    def cancel(self, appointment_id: int, reason: str | None = None) -> Appointment:
        """Cancels; `reason` is told to the candidate. Raises AppointmentOver, NotFound."""
        row = self._open_row(appointment_id)
        self._write(row, status=Status.CANCELLED, reason=reason, **self._change_of(row))
        self._went_or_not(row)
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
            self._went_or_not(row)
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

    def _as_opened(self, slot: Slot, opening: Opening) -> dict[str, Any]:
        """What an appointment has of its opening: buffers, and the session it is a part of."""
        return {
            "buffer_before_minutes": opening.buffer_before // timedelta(minutes=1),
            "buffer_after_minutes": opening.buffer_after // timedelta(minutes=1),
            "group_session_id": self._group_session(slot, opening) if opening.capacity > 1 else None,
        }

    def _group_session(self, slot: Slot, opening: Opening) -> int | None:
        """The session of that slot: made by the first who books it, as large as the opening is now.

        Nobody makes it twice: whoever books an adviser's slot holds the lock of the adviser's row.
        """
        same: dict[str, Any] = {
            "staff_id": opening.staff_id,
            "site_id": opening.site_id,
            "kind": opening.kind,
            "starts_at": slot.starts_at,
            "ends_at": slot.ends_at,
        }
        row = self.session.exec(select(GroupSessionRow).filter_by(**same)).one_or_none()
        if row is None:
            body_id = self._site_row(opening.site_id).body_id
            row = GroupSessionRow(body_id=body_id, capacity=opening.capacity, **same)
        row.capacity = opening.capacity
        self.session.add(row)
        self.session.flush()
        return row.id

    def _ask_how_it_went(self, row: AppointmentRow) -> None:
        """Once it is over somebody must record its outcome, or the candidate's path stands still."""
        self._went_or_not(row)
        open_task(
            self.session,
            self.now,
            TaskKind.RECORD_OUTCOME,
            f"{TaskKind.RECORD_OUTCOME}:a{row.id}:{row.version}",
            row.body_id,
            row.candidate_id,
            not_before=row.ends_at,
            starts_at=row.starts_at.isoformat(),
        )

    def _went_or_not(self, row: AppointmentRow) -> None:
        finish_tasks(self.session, self.now, TaskKind.RECORD_OUTCOME, row.candidate_id, str(self.actor))

    def _found_a_time(self, row: AppointmentRow) -> None:
        """Nobody needs to look for a time with this person any more."""
        done = partial(
            finish_tasks, self.session, self.now, candidate_id=row.candidate_id, by=str(self.actor)
        )
        done(TaskKind.FIND_TIME, what=row.kind)
        if row.kind is Kind.INTERVIEW:
            for why in ("wants_interview", "no_centre_near"):
                done(TaskKind.CALL, why=why)

    def _make_room_for(self, candidate_id: int, kind: Kind) -> None:
        """One appointment of a kind at a time; one whose hour is over is in nobody's way.

        Raises AlreadyBooked.
        """
        row = self._open_of(candidate_id, kind)
        if row is None:
            return
        if row.ends_at > self.now:
            raise AlreadyBooked
        self._write(row, status=Status.HELD, **self._change_of(row))

    def _belongs(self, candidate: CandidateRow, site: SiteRow, staff_id: int) -> None:
        """Booking at a centre makes one a candidate of its body, and the adviser one's own."""
        if candidate.body_id is None:
            candidate.body_id = site.body_id
        if candidate.body_id != site.body_id:
            raise NotFound
        if candidate.site_id is None:
            # Where they go first is where they live, as far as we know: hours are told on that clock.
            candidate.timezone = site.timezone
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
            if "no_overlapping_appointments" in said or "group_session_full" in said:
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
