"""What staff do at the desk for many at once: an adviser cannot come, and everybody is offered other times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice

from sqlmodel import SQLModel, col, or_, select

from locales import NS_
from services.dossiers.facts import Proposal
from services.errors import Invalid, NotFound
from services.messages.models import TaskKind
from services.messages.tasks import open_task
from services.notices.planner import replan
from services.scheduling.by_hand import ByHand
from services.scheduling.models import (
    AbsenceRow,
    AppointmentRow,
    OpeningExceptionRow,
    OpeningRow,
    Status,
)
from services.scheduling.opening_hours import Row
from services.scheduling.shortage import keep_watch

PROPOSED = 3
"""Times that each is offered: more of them nobody reads."""

LOOKED_AT = 60
"""So many free times around the old one are looked at, before two people are offered the same."""

TIME_TO_CHOOSE = timedelta(days=1)
"""Who has not chosen by then is called by a person; sooner where the old hour comes sooner."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """An appointment that was called off, with the other times that its candidate is offered; perhaps none."""

    appointment_id: int
    candidate_id: int
    proposed: tuple[Proposal, ...]


class Desk(ByHand):
    """Hours that change here may end a shortage of free times, or begin one: the body's task says so at once."""

    def booked_within(self, staff_id: int, starts_at: datetime, ends_at: datetime) -> list[AppointmentRow]:
        """What an adviser has in a time and is still to come, earliest first. Raises NotFound."""
        self._staff_row(staff_id)
        query = select(AppointmentRow).where(
            col(AppointmentRow.staff_id) == staff_id,
            col(AppointmentRow.status) == Status.BOOKED,
            col(AppointmentRow.starts_at) < ends_at,
            col(AppointmentRow.ends_at) > max(starts_at, self.now),
        )
        return list(self.session.exec(query.order_by(col(AppointmentRow.starts_at), col(AppointmentRow.id))))

    def be_absent(
        self, staff_id: int, starts_at: datetime, ends_at: datetime, reason: str | None = None
    ) -> tuple[AbsenceRow, list[Displaced]]:
        """An adviser cannot come: all that they had then is called off, and each candidate is offered other times.

        `reason` is told to the candidates. A person is asked to call those who do not choose.
        Raises NotFound, Invalid.
        """
        # Candidates before the adviser, as whoever books does: two who lock the other way round wait for ever.
        for candidate_id in sorted(
            {row.candidate_id for row in self.booked_within(staff_id, starts_at, ends_at)}
        ):
            self.candidate_row(candidate_id, lock=True)
        absence = self.add_absence(staff_id=staff_id, starts_at=starts_at, ends_at=ends_at)
        offered: set[Proposal] = set()
        return absence, [
            self._displace(row, reason, offered) for row in self.booked_within(staff_id, starts_at, ends_at)
        ]

    def openings(self, staff_id: int) -> list[OpeningRow]:
        """An adviser's openings that are not over: each week's in order, then those of one date. Raises NotFound."""
        self._staff_row(staff_id)
        query = select(OpeningRow).where(
            col(OpeningRow.staff_id) == staff_id,
            or_(col(OpeningRow.on_date).is_(None), col(OpeningRow.on_date) >= self.now.date()),
        )
        order = (
            col(OpeningRow.on_date),
            col(OpeningRow.weekday),
            col(OpeningRow.from_time),
            col(OpeningRow.id),
        )
        rows = self.session.exec(query.order_by(*order)).all()
        return sorted(rows, key=lambda row: row.on_date is not None)

    def exceptions(self, staff_id: int) -> list[OpeningExceptionRow]:
        """An adviser's dates that are otherwise, from today on. Raises NotFound."""
        self._staff_row(staff_id)
        query = select(OpeningExceptionRow).where(
            col(OpeningExceptionRow.staff_id) == staff_id, col(OpeningExceptionRow.on_date) >= self.now.date()
        )
        return list(
            self.session.exec(query.order_by(col(OpeningExceptionRow.on_date), col(OpeningExceptionRow.id)))
        )

    def absences(self) -> list[AbsenceRow]:
        """The body's absences that are not over, soonest first."""
        query = select(AbsenceRow).where(
            col(AbsenceRow.body_id) == self.body_id, col(AbsenceRow.ends_at) > self.now
        )
        return list(self.session.exec(query.order_by(col(AbsenceRow.starts_at), col(AbsenceRow.id))))

    def change_opening(
        self, opening_id: int, *, from_time: time, to_time: time, weekday: int | None = None
    ) -> OpeningRow:
        """Other hours, or another weekday; its appointments stand. Raises NotFound, Invalid."""
        row = self.session.get(OpeningRow, opening_id)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        if from_time >= to_time:
            raise Invalid(NS_("The opening must end after it begins."))
        if weekday is not None and row.weekday is not None:
            row.weekday = weekday
        row.from_time, row.to_time = from_time, to_time
        self._add(row)
        self.audit("opening.changed", opening_id=row.id)
        return row

    def _add(self, row: SQLModel) -> None:
        super()._add(row)
        keep_watch(self.session, self.now, self.body_id)

    def _remove(self, kind: type[Row], one: int, action: str) -> Row:
        row = super()._remove(kind, one, action)
        keep_watch(self.session, self.now, self.body_id)
        return row

    def _displace(self, row: AppointmentRow, reason: str | None, offered: set[Proposal]) -> Displaced:
        assert row.id is not None
        times = self._other_times(row, offered)
        offered.update(times)
        proposed = [{"staff_id": one.staff_id, "starts_at": one.starts_at.isoformat()} for one in times]
        change = self._change_of(row)
        self._write(row, status=Status.CANCELLED, reason=reason, proposed=proposed, **change)
        self._let_go(row.candidate_id, row.kind)
        self._wait_no_more(row)
        self._went_or_not(row)
        self._call_who_does_not_choose(row, any_offered=bool(times))
        self.audit("appointment.displaced", row.candidate_id, appointment_id=row.id, offered=len(times))
        replan(self.session, row.candidate_id, self.now)
        return Displaced(row.id, row.candidate_id, tuple(times))

    def _other_times(self, row: AppointmentRow, offered: set[Proposal]) -> Sequence[Proposal]:
        """The free times nearest to the old one, of any adviser of the site; others than those before were offered."""
        near = self.nearest(row.kind, row.starts_at, site_id=row.site_id, mode=row.mode, count=LOOKED_AT)
        suiting = [Proposal(slot.staff_id, slot.starts_at) for slot in near]
        unspoken = (one for one in suiting if one not in offered)
        chosen = list(islice(unspoken, PROPOSED)) or suiting[:PROPOSED]
        return sorted(chosen, key=lambda one: one.starts_at)

    def _call_who_does_not_choose(self, row: AppointmentRow, *, any_offered: bool) -> None:
        patience = min(self.now + TIME_TO_CHOOSE, max(self.now, row.starts_at)) if any_offered else self.now
        open_task(
            self.session,
            self.now,
            TaskKind.FIND_TIME,
            f"{TaskKind.FIND_TIME}:a{row.id}",
            row.body_id,
            row.candidate_id,
            not_before=patience,
            what=row.kind,
            starts_at=row.starts_at.isoformat(),
        )
