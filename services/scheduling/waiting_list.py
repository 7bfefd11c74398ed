"""The waiting list: who asked for an earlier time hears of one that became free; the first to say yes has it.

Nobody is bothered: one alert a day and three in all, not at night, and only while their own hour is a week away.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, select, update

from services.candidates.models import CandidateRow
from services.dossiers.facts import EarlierTime
from services.dossiers.loading import earlier_time, facts_of_many
from services.errors import NotFound
from services.notices.hours import Hours, local_day, next_allowed
from services.notices.models import NoticeRow, NoticeState
from services.notices.planner import plan_one
from services.notices.rule import About
from services.notices.rules import appointments as words
from services.scheduling.afterwards import Afterwards
from services.scheduling.models import AppointmentRow, EarlierTimeRow, Kind, Status, WaitRow
from services.scheduling.reading import Besides, Wanted
from services.scheduling.refusals import AppointmentOver, SlotNotOffered, SlotTaken
from services.scheduling.slots import Offer

WAIT_FROM = timedelta(days=7)
"""Who comes sooner is not asked any more: they have arranged their day."""

ALERTS = 3

RULE = "earlier_time"

Waiting = tuple[AppointmentRow, CandidateRow]


class WaitingList(Afterwards):
    def wait(self, appointment_id: int) -> None:
        """Tells the candidate of earlier times that become free. Raises AppointmentOver, NotFound."""
        row = self._open_row(appointment_id)
        if row.starts_at - self.now <= WAIT_FROM:
            raise AppointmentOver
        if self.session.get(WaitRow, appointment_id) is None:
            self.session.add(
                WaitRow(appointment_id=appointment_id, candidate_id=row.candidate_id, asked_at=self.now)
            )
            self.audit("appointment.waits", row.candidate_id, appointment_id=row.id)

    def wait_no_more(self, appointment_id: int) -> None:
        """Raises NotFound."""
        self._wait_no_more(self._row(appointment_id))

    def is_waiting(self, appointment_id: int) -> bool:
        return self.session.get(WaitRow, appointment_id) is not None

    def earlier_time(self, offer_id: int) -> EarlierTime:
        """What was offered to a candidate. Raises NotFound."""
        row = self.session.get(EarlierTimeRow, offer_id)
        if row is None:
            raise NotFound
        self.candidate_row(row.candidate_id)
        return earlier_time(row)

    def decline(self, offer_id: int) -> None:
        """Raises NotFound."""
        one = self.earlier_time(offer_id)
        self._close(col(EarlierTimeRow.id) == one.id)

    def _wait_no_more(self, row: AppointmentRow) -> None:
        """Moved, cancelled, over, or they changed their mind: nothing is offered to them any more."""
        self.session.exec(delete(WaitRow).where(col(WaitRow.appointment_id) == row.id))
        self._close(col(EarlierTimeRow.appointment_id) == row.id)

    def _taken_up(self, row: AppointmentRow) -> None:
        """What was offered to others is so no longer; of a group session there may be places left."""
        if row.group_session_id is None:
            self._close(
                col(EarlierTimeRow.staff_id) == row.staff_id,
                col(EarlierTimeRow.starts_at) < row.ends_at,
                col(EarlierTimeRow.ends_at) > row.starts_at,
            )

    def _close(self, *which: ColumnElement[bool]) -> None:
        self.session.exec(
            update(EarlierTimeRow)
            .where(*which, col(EarlierTimeRow.closed_at).is_(None))
            .values(closed_at=self.now)
        )

    def _became_free(self, kind: Kind, site_id: int, staff_id: int, starts_at: datetime) -> None:
        """Offers a time to all who wait for one before their own: first come, first served."""
        try:
            offer = self._offered(Wanted(kind, site_id, staff_id), starts_at, Besides())[0]
        except (SlotTaken, SlotNotOffered):
            return
        told = [
            one for waiting in self._waiting(kind, site_id, starts_at) if (one := self._offer(waiting, offer))
        ]
        self.session.flush()
        facts = facts_of_many(self.session, [one.candidate_id for one in told])
        for one in told:
            its = facts[one.candidate_id]
            for wanted in words.earlier(its, self.now):
                if wanted.subject == words.subject_of(one.id or 0):
                    plan_one(
                        self.session,
                        RULE,
                        wanted,
                        self.now,
                        body_id=its.body_id,
                        candidate_id=one.candidate_id,
                    )

    def _waiting(self, kind: Kind, site_id: int, starts_at: datetime) -> list[Waiting]:
        """Locked: two times that become free at once are not both offered to one person on one day."""
        query = (
            select(WaitRow, AppointmentRow, CandidateRow)
            .join(AppointmentRow, col(AppointmentRow.id) == col(WaitRow.appointment_id))
            .join(CandidateRow, col(CandidateRow.id) == col(WaitRow.candidate_id))
            .where(
                col(AppointmentRow.status) == Status.BOOKED,
                col(AppointmentRow.kind) == kind,
                col(AppointmentRow.site_id) == site_id,
                col(AppointmentRow.starts_at) > self.now + WAIT_FROM,
                col(AppointmentRow.starts_at) > starts_at + words.EARLIER_BY,
                col(CandidateRow.reachable).is_(True),
                col(CandidateRow.stopped_at).is_(None),
            )
            .order_by(col(WaitRow.appointment_id))
            .with_for_update(of=WaitRow)
        )
        found = self.session.exec(query).all()
        return [(row, who) for _, row, who in found if About.APPOINTMENTS not in who.muted]

    def _offer(self, waiting: Waiting, offer: Offer) -> EarlierTimeRow | None:
        """An offer for the next hour at which they may be written to; none where it would be one too many."""
        row, who = waiting
        slot, opening = offer
        assert row.id is not None
        tell_at = next_allowed(self.now, who.timezone, Hours(who.opens, who.closes))
        pointless_at = slot.starts_at - opening.notice
        days = list(self._alerts(row.id, who))
        if tell_at >= pointless_at or len(days) >= ALERTS or local_day(tell_at, who.timezone) in days:
            return None
        made = EarlierTimeRow(
            appointment_id=row.id,
            candidate_id=row.candidate_id,
            staff_id=slot.staff_id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            tell_at=tell_at,
            pointless_at=pointless_at,
        )
        self.session.add(made)
        return made

    def _alerts(self, appointment_id: int, who: CandidateRow) -> Iterator[date]:
        """The days (of their own clock) on which they heard of an earlier time, or are about to."""
        notices = self.session.exec(
            select(NoticeRow.subject, NoticeRow.state).where(
                col(NoticeRow.candidate_id) == who.id, NoticeRow.rule == RULE
            )
        )
        states = dict(notices.all())
        offers = select(EarlierTimeRow).where(EarlierTimeRow.appointment_id == appointment_id)
        for one in self.session.exec(offers):
            state = states.get(words.subject_of(one.id or 0))
            waits = state is NoticeState.PLANNED and one.closed_at is None
            if waits or state in (NoticeState.SENDING, NoticeState.SENT, NoticeState.UNKNOWN):
                yield local_day(one.tell_at, who.timezone)
