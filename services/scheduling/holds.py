"""Holding a time: who taps one has it for some minutes, while they read what they are about to book.

A hold that ran out is in nobody's way: whoever reads or writes compares it with the present, and no job need run.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, delete

from services.dossiers import loading
from services.dossiers.facts import Site
from services.errors import NotFound
from services.scheduling.models import MOVE_UNTIL, AppointmentRow, HoldRow, Kind, Mode
from services.scheduling.reading import Besides, Wanted
from services.scheduling.refusals import AlreadyBooked, SlotTaken, TooLateToMove
from services.scheduling.rows import AppointmentRows
from services.scheduling.slots import Offer
from services.staff.models import StaffRow, full_name

HOLD = timedelta(minutes=10)
"""Long enough to read two screens slowly and to share a telephone number."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A time as it would be booked; `mode` is one of the `modes` in which it is offered."""

    kind: Kind
    site: Site
    staff_id: int
    adviser: str
    video_link: str | None
    starts_at: datetime
    ends_at: datetime
    mode: Mode
    modes: tuple[Mode, ...]
    in_group: bool


class Holds(AppointmentRows):
    def hold(
        self,
        candidate_id: int,
        *,
        kind: Kind,
        site_id: int,
        starts_at: datetime,
        staff_id: int | None = None,
        mode: Mode | None = None,
        moving: int | None = None,
    ) -> Meeting:
        """Keeps a free time of a site for a candidate, who lets go of what they held before.

        Without `staff_id` it is whoever's that is free then: one chooses a time, not a face. `moving` is the
        appointment that is to move there. What is held already stays held, no longer than it was.
        Raises SlotTaken, SlotNotOffered, AlreadyBooked, AppointmentOver, TooLateToMove, NotFound.
        """
        self._may_want(candidate_id, kind, site_id, moving)
        wanted = Wanted(kind, site_id, staff_id, mode=mode)
        if self._held(candidate_id, wanted, starts_at) is not None:
            return self._meeting(self._free_for(candidate_id, wanted, starts_at, moving), mode)
        for slot, _ in self._offered(wanted, starts_at, Besides(moving, candidate_id)):
            try:
                # Again with the adviser's row locked: since we looked, somebody may have come first.
                self._staff_row(slot.staff_id, lock=True)
                its = Wanted(kind, site_id, slot.staff_id, mode=mode)
                offer = self._offered(its, starts_at, Besides(moving, candidate_id))[0]
                self._hold(candidate_id, offer, moving)
            except SlotTaken:
                continue
            return self._meeting(offer, mode)
        raise SlotTaken

    def _free_for(
        self, candidate_id: int, wanted: Wanted, starts_at: datetime, moving: int | None = None
    ) -> Offer:
        """What is free for a candidate at that time, or held by them. Raises SlotTaken, SlotNotOffered."""
        held = self._held(candidate_id, wanted, starts_at)
        if held is not None:
            wanted = replace(wanted, staff_id=held.staff_id)
        as_of = held.held_at if held is not None else None
        return self._offered(wanted, starts_at, Besides(moving, candidate_id), as_of)[0]

    def _may_want(self, candidate_id: int, kind: Kind, site_id: int, moving: int | None) -> None:
        candidate, site = self.candidate_row(candidate_id, lock=True), self._site_row(site_id)
        if candidate.body_id not in (None, site.body_id):
            raise NotFound
        if moving is not None:
            row = self._open_row(moving)
            if (row.candidate_id, row.kind, row.site_id) != (candidate_id, kind, site_id):
                raise NotFound
            self._may_move(row)
        elif (booked := self._open_of(candidate_id, kind)) is not None and booked.ends_at > self.now:
            raise AlreadyBooked

    def _may_move(self, row: AppointmentRow) -> None:
        if self._by_candidate and row.starts_at - self.now < MOVE_UNTIL:
            raise TooLateToMove

    def _hold(self, candidate_id: int, offer: Offer, moving: int | None) -> None:
        slot, opening = offer
        old = delete(HoldRow).where(col(HoldRow.staff_id) == slot.staff_id)
        # Whoever held something of this adviser's waits for the same lock as we have: nobody else takes these away.
        self.session.exec(
            old.where(col(HoldRow.expires_at) <= self.now, col(HoldRow.candidate_id) != candidate_id)
        )
        values: dict[str, Any] = {
            "site_id": slot.site_id,
            "kind": opening.kind,
            "moving_id": moving,
            "held_at": self.now,
            "expires_at": self.now + HOLD,
            **self._as_opened(*offer),
        }
        row = self.session.get(HoldRow, candidate_id)
        self._write(row or HoldRow(candidate_id=candidate_id, **values), **values)

    def _held(self, candidate_id: int, wanted: Wanted, starts_at: datetime) -> HoldRow | None:
        """The candidate's hold, if it is of that time and has not run out."""
        row = self.session.get(HoldRow, candidate_id)
        if row is None or row.expires_at <= self.now:
            return None
        same = (wanted.kind, wanted.site_id, wanted.staff_id or row.staff_id, starts_at)
        return row if (row.kind, row.site_id, row.staff_id, row.starts_at) == same else None

    def _let_go(self, candidate_id: int, kind: Kind) -> None:
        """What they held for an appointment of that kind is of no use any more."""
        self.session.exec(
            delete(HoldRow).where(col(HoldRow.candidate_id) == candidate_id, col(HoldRow.kind) == kind)
        )

    def _meeting(self, offer: Offer, mode: Mode | None) -> Meeting:
        slot, opening = offer
        staff = self.session.get_one(StaffRow, slot.staff_id)
        return Meeting(
            kind=opening.kind,
            site=loading.site_of(self._site_row(slot.site_id)),
            staff_id=slot.staff_id,
            adviser=full_name(staff),
            video_link=staff.video_link,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            mode=mode or slot.modes[0],
            modes=slot.modes,
            in_group=opening.capacity > 1,
        )
