"""Appointments as rows: finding one that may be seen, and writing one where the database has the last word."""

from datetime import timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, select

from services.actor import ActorKind
from services.dossiers import loading
from services.dossiers.facts import Appointment
from services.errors import NotFound
from services.scheduling.models import AppointmentRow, GroupSessionRow, Kind, Status
from services.scheduling.offers import Offers
from services.scheduling.openings import Opening
from services.scheduling.refusals import AlreadyBooked, AppointmentOver, SlotTaken
from services.scheduling.slots import Slot
from services.staff.models import SiteRow, StaffRow

TAKEN = ("no_overlapping_appointments", "time_is_held", "group_session_full")
"""What the database says (migrations 0002, 0003, 0012) where somebody else has the time."""


class AppointmentRows(Offers):
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
        """What is written of a slot: when, with whom, its buffers, and the session that it is a place of."""
        return {
            "staff_id": slot.staff_id,
            "starts_at": slot.starts_at,
            "ends_at": slot.ends_at,
            "buffer_before_minutes": opening.buffer_before // timedelta(minutes=1),
            "buffer_after_minutes": opening.buffer_after // timedelta(minutes=1),
            "group_session_id": self._group_session(slot, opening) if opening.capacity > 1 else None,
        }

    def _group_session(self, slot: Slot, opening: Opening) -> int | None:
        """The session of that slot: made by the first who wants it, as large as the opening is now.

        Nobody makes it twice: whoever takes an adviser's slot holds the lock of the adviser's row.
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

    def _write(self, row: SQLModel, **changes: Any) -> None:
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
            if any(name in said for name in TAKEN):
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
