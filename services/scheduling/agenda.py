"""What stands in the agenda of a body: appointments, training, absences, and what is still free."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from sqlmodel import col, select

from services.candidates.models import CandidateRow
from services.dossiers.domains import Domain
from services.scheduling.models import AbsenceRow, AppointmentRow, Kind, Mode, Status
from services.scheduling.offers import Offers
from services.scheduling.slots import Slot
from services.staff.models import StaffRow
from services.training.models import TrainingSessionRow

FREE_MOST = 400
"""So many free times are shown: what does not fit on a page is found by booking."""

ONE_DAY = timedelta(hours=25)
"""Even where the clocks change."""


class EntryKind(StrEnum):
    APPOINTMENT = "appointment"
    TRAINING = "training"
    ABSENCE = "absence"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in the agenda. Instants are aware and in UTC."""

    what: EntryKind
    starts_at: datetime
    ends_at: datetime
    staff_id: int | None
    site_id: int | None = None
    id: int | None = None
    candidate_id: int | None = None
    name: str = ""
    """The candidate's."""
    kind: Kind | None = None
    mode: Mode | None = None
    status: Status | None = None
    coming: bool | None = None
    domain: Domain | None = None
    place: str = ""
    kinds: tuple[Kind, ...] = ()
    """What a free time may be booked for."""
    places: int = 1
    """How many may still book a free time."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose agenda, and where; nothing stands for everybody, everywhere."""

    staff_id: int | None = None
    site_id: int | None = None


class Agenda(Offers):
    def entries(self, since: datetime, until: datetime, shown: Shown) -> list[Entry]:
        """All that has a part in this time, earliest first. Only the body's own."""
        found = [
            *self._appointments(since, until, shown),
            *self._absences(since, until, shown),
            *self._training(since, until, shown),
            *self._free(since, until, shown),
        ]
        return sorted(found, key=lambda entry: (entry.starts_at, entry.staff_id or 0, entry.id or 0))

    def _appointments(self, since: datetime, until: datetime, shown: Shown) -> Iterator[Entry]:
        query = (
            select(AppointmentRow, CandidateRow.first_name)
            .join(CandidateRow, col(CandidateRow.id) == col(AppointmentRow.candidate_id))
            .where(
                col(AppointmentRow.body_id) == self.body_id,
                col(AppointmentRow.status) != Status.CANCELLED,
                col(AppointmentRow.starts_at) < until,
                col(AppointmentRow.ends_at) > since,
            )
        )
        if shown.staff_id is not None:
            query = query.where(col(AppointmentRow.staff_id) == shown.staff_id)
        if shown.site_id is not None:
            query = query.where(col(AppointmentRow.site_id) == shown.site_id)
        for row, name in self.session.exec(query):
            yield Entry(
                EntryKind.APPOINTMENT,
                row.starts_at,
                row.ends_at,
                row.staff_id,
                row.site_id,
                id=row.id,
                candidate_id=row.candidate_id,
                name=name,
                kind=row.kind,
                mode=row.mode,
                status=row.status,
                coming=row.coming,
            )

    def _absences(self, since: datetime, until: datetime, shown: Shown) -> Iterator[Entry]:
        query = select(AbsenceRow).where(
            col(AbsenceRow.body_id) == self.body_id,
            col(AbsenceRow.starts_at) < until,
            col(AbsenceRow.ends_at) > since,
        )
        if shown.staff_id is not None:
            query = query.where(col(AbsenceRow.staff_id) == shown.staff_id)
        for row in self.session.exec(query):
            yield Entry(EntryKind.ABSENCE, row.starts_at, row.ends_at, row.staff_id, id=row.id)

    def _training(self, since: datetime, until: datetime, shown: Shown) -> Iterator[Entry]:
        """A trainer's sessions; they have a room, and no site."""
        if shown.site_id is not None:
            return
        query = (
            select(TrainingSessionRow, CandidateRow.first_name)
            .join(CandidateRow, col(CandidateRow.id) == col(TrainingSessionRow.candidate_id))
            .join(StaffRow, col(StaffRow.id) == col(TrainingSessionRow.trainer_id))
            .where(
                col(StaffRow.body_id) == self.body_id,
                col(CandidateRow.body_id) == self.body_id,
                col(TrainingSessionRow.cancelled_at).is_(None),
                col(TrainingSessionRow.starts_at) < until,
                col(TrainingSessionRow.ends_at) > since,
            )
        )
        if shown.staff_id is not None:
            query = query.where(col(TrainingSessionRow.trainer_id) == shown.staff_id)
        for row, name in self.session.exec(query):
            yield Entry(
                EntryKind.TRAINING,
                row.starts_at,
                row.ends_at,
                row.trainer_id,
                id=row.id,
                candidate_id=row.candidate_id,
                name=name,
                coming=row.coming,
                domain=row.domain,
                place=row.place,
            )

    def _free(self, since: datetime, until: datetime, shown: Shown) -> Iterator[Entry]:
        """Free times of one adviser, or of everybody on one day; of more there would be too many to look at."""
        if until <= self.now or (shown.staff_id is None and until - since > ONE_DAY):
            return
        at_once: dict[tuple[datetime, datetime, int, int], list[tuple[Kind, Slot]]] = defaultdict(list)
        for kind in Kind:
            for slot in self.slots(kind, site_id=shown.site_id, since=max(since, self.now), until=until):
                if shown.staff_id in (None, slot.staff_id):
                    key = slot.starts_at, slot.ends_at, slot.staff_id, slot.site_id
                    at_once[key].append((kind, slot))
        for (starts_at, ends_at, staff_id, site_id), found in islice(at_once.items(), FREE_MOST):
            kinds = tuple(kind for kind, _ in found)
            places = max(slot.places for _, slot in found)
            yield Entry(
                EntryKind.FREE,
                starts_at,
                ends_at,
                staff_id,
                site_id,
                kind=kinds[0],
                kinds=kinds,
                places=places,
            )
