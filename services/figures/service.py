"""What is counted: for a time and a site, of everybody together; never a ranking of people."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy import Integer, String, case, cast, literal, union_all
from sqlalchemy import select as sql_select
from sqlmodel import col, func, select

from services.candidates.models import CandidateRow
from services.dossiers.stages import Stage
from services.figures.models import (
    WAYS,
    Delivery,
    Funnel,
    Month,
    Pace,
    Scope,
)
from services.notices.hours import at, local_day
from services.notices.models import NoticeRow, NoticeState
from services.scheduling.models import AppointmentRow, Status
from services.service import Service

MONTHS_MOST = 12

_MIDNIGHT = datetime.min.time()


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where months begin: so many instants as there are months, and one more where the last ends."""

    months: list[date]
    instants: list[datetime]


class Figures(Service):
    def stages(self, scope: Scope) -> dict[Stage, int]:
        """Where everybody stands today, in the order of the path; the time of the scope does not matter."""
        query = select(CandidateRow.stage, func.count()).where(*self._candidates(scope))
        found = dict(self.session.exec(query.group_by(col(CandidateRow.stage))).all())
        return {stage: found.get(stage, 0) for stage in Stage}

    def funnel(self, scope: Scope) -> Funnel:
        """Of those who came in that time: how many have reached each step by now."""
        reached = [func.count(getattr(CandidateRow, name)) for name in Funnel.STEPS]
        everybody, referred = func.count(), func.count(col(CandidateRow.referrer_code))
        query: Any = sql_select(everybody, referred, *reached).where(*self._candidates(scope))
        if scope.since is not None:
            query = query.where(col(CandidateRow.consented_at) >= scope.since)
        came, by_referrer, *counts = self.session.execute(query).one()
        return Funnel(came, by_referrer, dict(zip(Funnel.STEPS, counts, strict=True)))

    def attendance(self, scope: Scope, zone: str) -> list[Month]:
        """Appointments that took place or were missed, by month of that clock: the last twelve at most."""
        edges, status = self._months(scope, zone), col(AppointmentRow.status)
        there = () if scope.site_id is None else (col(AppointmentRow.site_id) == scope.site_id,)
        # A count a month, each by the index; to ask of each appointment in which month it lies takes six times as long.
        each = [
            sql_select(literal(n), status, func.count())
            .where(
                col(AppointmentRow.body_id) == self.body_id,
                col(AppointmentRow.starts_at) >= begins,
                col(AppointmentRow.starts_at) < ends,
                status.in_((Status.HELD, Status.ABSENT)),
                *there,
            )
            .group_by(status)
            for n, (begins, ends) in enumerate(pairwise(edges.instants))
        ]
        found = {(n, Status(what)): count for n, what, count in self.session.execute(union_all(*each))}
        return [
            Month(month, held=found.get((n, Status.HELD), 0), absent=found.get((n, Status.ABSENT), 0))
            for n, month in enumerate(edges.months)
        ]

    def paces(self, scope: Scope) -> list[Pace]:
        """How many days lie between two steps, for those who reached the later one in that time."""
        since = scope.since.date() if scope.since else None
        # All days of a way as one text: a row for each candidate takes longer to hand over than to find.
        spans = [self._days(earlier, later, since) for earlier, later in WAYS]
        texts = [func.aggregate_strings(cast(span, String), " ") for span in spans]
        query: Any = sql_select(*texts).where(
            *self._candidates(scope), col(CandidateRow.interviewed_on).is_not(None)
        )
        row = self.session.execute(query).one()
        days = [[one for one in map(int, (text or "").split()) if one >= 0] for text in row]
        return [
            Pace(earlier, later, len(found), float(median(found)) if found else None)
            for (earlier, later), found in zip(WAYS, days, strict=True)
        ]

    def delivery(self, scope: Scope) -> Delivery:
        """What became of the messages to candidates in that time; what was taken back is not counted."""
        states = (NoticeState.SENT, NoticeState.UNKNOWN, NoticeState.FAILED, NoticeState.EXPIRED)
        counts = [func.sum(case((col(NoticeRow.state) == state, 1), else_=0)) for state in states]
        query: Any = sql_select(*counts).where(
            col(NoticeRow.body_id) == self.body_id,
            col(NoticeRow.ended_at) >= (scope.since or datetime(2000, 1, 1, tzinfo=self.now.tzinfo)),
            col(NoticeRow.candidate_id).is_not(None),
        )
        if scope.site_id is not None:
            # A set, made once: asking for each notice's candidate in turn would take as long as all the rest.
            there = sql_select(CandidateRow.id).where(*self._candidates(scope))  # type: ignore[call-overload]
            query = query.where(col(NoticeRow.candidate_id).in_(there))
        row = self.session.execute(query).one()
        return Delivery({state: count or 0 for state, count in zip(states, row, strict=True)})

    def _candidates(self, scope: Scope) -> list[Any]:
        ours = [col(CandidateRow.body_id) == self.body_id]
        return ours if scope.site_id is None else [*ours, col(CandidateRow.site_id) == scope.site_id]

    def _days(self, earlier: str, later: str, since: date | None) -> Any:
        begins, ends = getattr(CandidateRow, earlier), getattr(CandidateRow, later)
        if self.session.get_bind().dialect.name == "sqlite":
            span: Any = cast(func.julianday(ends) - func.julianday(begins), Integer)
        else:
            span = ends - begins
        return span if since is None else case((ends >= since, span))

    def _months(self, scope: Scope, zone: str) -> _Edges:
        this = local_day(self.now, zone).replace(day=1)
        first = local_day(scope.since, zone).replace(day=1) if scope.since else date.min
        months = [this]
        while len(months) < MONTHS_MOST and months[0] > first:
            months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
        after = (this + timedelta(days=31)).replace(day=1)
        return _Edges(months, [at(day, _MIDNIGHT, zone) for day in (*months, after)])
