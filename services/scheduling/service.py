"""Booking: free slots, and appointments that the database keeps from overlapping."""

from datetime import datetime
from functools import partial

from locales import NS_
from services.candidates.models import CandidateRow
from services.dossiers import loading
from services.dossiers.facts import Appointment
from services.errors import NotFound
from services.messages.models import TaskKind
from services.messages.tasks import finish_tasks, open_task
from services.notices import to_staff
from services.notices.planner import replan
from services.scheduling.calendar_file import calendar_file
from services.scheduling.models import AppointmentRow, Kind, Mode, Status
from services.scheduling.reading import Wanted
from services.scheduling.refusals import (
    AlreadyBooked,
    AppointmentOver,
    SlotNotOffered,
    SlotTaken,
    TooLateToMove,
)
from services.scheduling.waiting_list import WaitingList
from services.staff.models import SiteRow

__all__ = ["AlreadyBooked", "AppointmentOver", "Scheduling", "SlotNotOffered", "SlotTaken", "TooLateToMove"]


class Scheduling(WaitingList):
    """Everything about hours and appointments: what advisers offer, and what is booked of it."""

    def book(
        self,
        candidate_id: int,
        *,
        kind: Kind,
        site_id: int,
        staff_id: int,
        starts_at: datetime,
        mode: Mode,
        zone: str | None = None,
    ) -> Appointment:
        """Books a free slot, or one that the candidate holds; `zone` (IANA) is their own, where they said it.

        Raises SlotTaken, SlotNotOffered, AlreadyBooked, NotFound.
        """
        candidate = self.candidate_row(candidate_id, lock=True)
        staff, site = self._staff_row(staff_id, lock=True), self._site_row(site_id)
        self._make_room_for(candidate_id, kind)
        offer = self._free_for(candidate_id, Wanted(kind, site_id, staff_id, mode=mode), starts_at)
        self._belongs(candidate, site, staff_id, zone)
        row = AppointmentRow(
            body_id=site.body_id,
            candidate_id=candidate_id,
            site_id=site_id,
            kind=kind,
            mode=mode,
            booked_at=self.now,
            changed_at=self.now,
            changed_by_candidate=self._by_candidate,
            **self._as_opened(*offer),
        )
        self._write(row)
        self._let_go(candidate_id, kind)
        self._taken_up(row)
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

        Raises SlotTaken, SlotNotOffered, AppointmentOver, TooLateToMove (a candidate), NotFound.
        """
        row = self._open_row(appointment_id)
        self._may_move(row)
        staff_id, mode = staff_id or row.staff_id, mode or row.mode
        staff, site = self._staff_row(staff_id, lock=True), self._site_row(row.site_id)
        wanted = Wanted(row.kind, row.site_id, staff_id, mode=mode)
        offer = self._free_for(row.candidate_id, wanted, starts_at, moving=row.id)
        before = row.kind, row.site_id, row.staff_id, row.starts_at
        self._tell_adviser(row, NS_("{name} (candidate {id}) has moved the appointment of {when}"))
        self._write(
            row, mode=mode, coming=None, late_minutes=None, **self._as_opened(*offer), **self._change_of(row)
        )
        self._let_go(row.candidate_id, row.kind)
        self._wait_no_more(row)
        self._taken_up(row)
        self._ask_how_it_went(row)
        self.audit("appointment.moved", row.candidate_id, appointment_id=row.id)
        replan(self.session, row.candidate_id, self.now)
        self._became_free(*before)
        return loading.appointment_of(row, site, staff)

    def cancel(self, appointment_id: int, reason: str | None = None) -> Appointment:
        """Cancels; `reason` is told to the candidate. Raises AppointmentOver, NotFound."""
        row = self._open_row(appointment_id)
        self._write(row, status=Status.CANCELLED, reason=reason, **self._change_of(row))
        self._let_go(row.candidate_id, row.kind)
        self._wait_no_more(row)
        self._went_or_not(row)
        self.audit("appointment.cancelled", row.candidate_id, appointment_id=row.id)
        self._tell_adviser(row, NS_("{name} (candidate {id}) has cancelled the appointment of {when}"))
        replan(self.session, row.candidate_id, self.now)
        self._became_free(row.kind, row.site_id, row.staff_id, row.starts_at)
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
            self._wait_no_more(row)
            self._went_or_not(row)
        return row

    def calendar_file(self, appointment_id: int, locale: str) -> bytes:
        """The appointment for the calendar of a phone. Raises NotFound."""
        row = self._row(appointment_id)
        zone = self.candidate_row(row.candidate_id).timezone
        return calendar_file(self._appointment(row), zone, locale, self.now)

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
        to_staff.how_did_it_go(self.session, self.now, row)

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

    def _belongs(self, candidate: CandidateRow, site: SiteRow, staff_id: int, zone: str | None) -> None:
        """Booking at a centre makes one a candidate of its body, and the adviser one's own."""
        if candidate.body_id is None:
            candidate.body_id = site.body_id
        if candidate.body_id != site.body_id:
            raise NotFound
        if zone is not None or candidate.site_id is None:
            # Where they go first is where they live, as far as we know: hours are told on that clock.
            candidate.timezone = zone or site.timezone
        candidate.site_id, candidate.adviser_id = site.id, candidate.adviser_id or staff_id
        self.session.add(candidate)
