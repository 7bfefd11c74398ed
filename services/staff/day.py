"""What a day holds for somebody of the staff: who comes, what is to be done, who wrote, whose time runs out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select as sql_select
from sqlmodel import col, func, select

from services.candidates.models import CandidateRow
from services.dossiers.domains import Domain
from services.dossiers.facts import YEARS_TO_FINISH, Facts
from services.dossiers.kinds import AssessmentKind
from services.dossiers.loading import facts_of_many
from services.dossiers.models import AssessmentRow, ObjectiveRow
from services.dossiers.stages import Stage
from services.messages.models import TaskKind, TaskRow
from services.messages.tasks import is_open
from services.notices.hours import at
from services.scheduling.models import AppointmentRow, Kind, Mode, Status
from services.service import Service
from services.staff.models import SiteRow
from services.training.models import Progress, TrainingSessionRow

FINISH_SOON = timedelta(days=183)
"""Half a year before the five years end, there is still time to do something about it."""

GOAL_SOON = timedelta(days=7)
GOAL_LATE = timedelta(days=60)
"""A goal that was missed longer ago is no news any more."""

LOOKED_AT = 60
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment of a day; instants aware and in UTC, `zone` is the site's."""

    id: int
    candidate_id: int
    first_name: str
    staff_id: int
    kind: Kind
    mode: Mode
    starts_at: datetime
    ends_at: datetime
    status: Status
    coming: bool | None
    site: str
    zone: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """Training sessions of a trainer's that begin together at one place."""

    starts_at: datetime
    ends_at: datetime
    place: str
    domain: Domain
    people: tuple[tuple[int, str], ...]
    """Candidates: number and first name."""


class LimitKind(StrEnum):
    FIVE_YEARS = "five_years"
    GOAL = "goal"


@dataclass(frozen=True, slots=True)
class Limit:
    """A day by which something should be done, near or just past."""

    kind: LimitKind
    candidate_id: int
    first_name: str
    on: date
    domain: Domain | None = None


class Day(Service):
    """`staff_id` narrows each answer to one's own appointments or candidates; without it, the body's."""

    def meetings(self, day: date, zone: str, staff_id: int | None = None, limit: int = 60) -> list[Meeting]:
        """Appointments that begin on that day of that clock, in the order of the day."""
        begins, ends = at(day, _MIDNIGHT, zone), at(day + timedelta(days=1), _MIDNIGHT, zone)
        query: Any = (
            sql_select(*_MEETING)
            .join(CandidateRow, col(CandidateRow.id) == col(AppointmentRow.candidate_id))
            .join(SiteRow, col(SiteRow.id) == col(AppointmentRow.site_id))
            .where(
                col(AppointmentRow.body_id) == self.body_id,
                col(CandidateRow.body_id) == self.body_id,
                col(AppointmentRow.starts_at) >= begins,
                col(AppointmentRow.starts_at) < ends,
                col(AppointmentRow.status) != Status.CANCELLED,
            )
            .order_by(col(AppointmentRow.starts_at), col(AppointmentRow.id))
        )
        if staff_id is not None:
            query = query.where(col(AppointmentRow.staff_id) == staff_id)
        return [_meeting(*row) for row in self.session.execute(query.limit(limit))]

    def lessons(self, day: date, zone: str, trainer_id: int, limit: int = 200) -> list[Lesson]:
        """What somebody teaches on that day."""
        begins, ends = at(day, _MIDNIGHT, zone), at(day + timedelta(days=1), _MIDNIGHT, zone)
        session = TrainingSessionRow
        query: Any = (
            sql_select(*_LESSON)
            .join(CandidateRow, col(CandidateRow.id) == col(session.candidate_id))
            .where(
                col(CandidateRow.body_id) == self.body_id,
                col(session.trainer_id) == trainer_id,
                col(session.starts_at) >= begins,
                col(session.starts_at) < ends,
                col(session.cancelled_at).is_(None),
            )
            .order_by(col(session.starts_at), col(session.id))
        )
        together: dict[tuple[Any, ...], list[tuple[int, str]]] = {}
        for *when, one, name in self.session.execute(query.limit(limit)):
            together.setdefault(tuple(when), []).append((one, name))
        return [Lesson(*when, people=tuple(people)) for when, people in together.items()]  # type: ignore[misc]

    def tasks(
        self,
        staff_id: int | None = None,
        *,
        kind: TaskKind | None = None,
        after: int | None = None,
        limit: int = SHOWN,
    ) -> list[TaskRow]:
        """What is to be done, oldest first: for one's own candidates and for nobody's, or for all."""
        query = self._open_tasks(select(TaskRow), staff_id)
        if kind is not None:
            query = query.where(col(TaskRow.kind) == kind)
        if after is not None:
            query = query.where(col(TaskRow.id) > after)
        return list(self.session.exec(query.order_by(col(TaskRow.id)).limit(limit)))

    def tasks_by_kind(self, staff_id: int | None = None) -> Mapping[TaskKind, int]:
        """How many tasks of each kind are open."""
        query = self._open_tasks(select(TaskRow.kind, func.count()), staff_id)
        return {TaskKind(kind): count for kind, count in self.session.exec(query.group_by(col(TaskRow.kind)))}

    def limits(self, today: date, staff_id: int | None = None) -> list[Limit]:
        """Files whose five years end soon, and goals that are near or were missed; the nearest first."""
        ids = {*self._five_years(today, staff_id), *self._goals(today, staff_id)}
        facts = facts_of_many(self.session, sorted(ids))
        found = [limit for its in facts.values() for limit in _limits(its, today)]
        return sorted(found, key=lambda limit: (limit.on, limit.candidate_id))[:SHOWN]

    def _open_tasks(self, query: Any, staff_id: int | None) -> Any:
        query = query.where(col(TaskRow.body_id) == self.body_id, is_open(self.now))
        if staff_id is None:
            return query
        query = query.outerjoin(CandidateRow, col(CandidateRow.id) == col(TaskRow.candidate_id))
        return query.where(
            (col(CandidateRow.adviser_id) == staff_id) | col(CandidateRow.adviser_id).is_(None)
        )

    def _five_years(self, today: date, staff_id: int | None) -> list[int]:
        assessed_by = (today + FINISH_SOON).replace(day=1)
        assessed_by = assessed_by.replace(year=assessed_by.year - YEARS_TO_FINISH) + timedelta(days=31)
        query = select(AssessmentRow.candidate_id).where(
            col(AssessmentRow.kind) == AssessmentKind.INITIAL, col(AssessmentRow.held_on) <= assessed_by
        )
        return self._of_mine(query, AssessmentRow, staff_id, col(CandidateRow.stage) != Stage.CERTIFIED)

    def _goals(self, today: date, staff_id: int | None) -> list[int]:
        query = select(ObjectiveRow.candidate_id).where(
            col(ObjectiveRow.due_on) <= today + GOAL_SOON, col(ObjectiveRow.due_on) >= today - GOAL_LATE
        )
        return self._of_mine(
            query.order_by(col(ObjectiveRow.due_on)),
            ObjectiveRow,
            staff_id,
            col(CandidateRow.stage) == Stage.IN_TRAINING,
        )

    def _of_mine(self, query: Any, table: Any, staff_id: int | None, condition: Any) -> list[int]:
        query = query.join(CandidateRow, col(CandidateRow.id) == col(table.candidate_id))
        query = query.where(col(CandidateRow.body_id) == self.body_id, condition)
        if staff_id is not None:
            query = query.where(col(CandidateRow.adviser_id) == staff_id)
        return list(self.session.exec(query.limit(LOOKED_AT)))


_MIDNIGHT = datetime.min.time()

_MEETING: tuple[Any, ...] = (AppointmentRow, CandidateRow.first_name, SiteRow.name, SiteRow.timezone)
_LESSON: tuple[Any, ...] = (
    TrainingSessionRow.starts_at,
    TrainingSessionRow.ends_at,
    TrainingSessionRow.place,
    TrainingSessionRow.domain,
    CandidateRow.id,
    CandidateRow.first_name,
)


def _limits(facts: Facts, today: date) -> list[Limit]:
    found = []
    if facts.finish_by and not facts.certified_on and facts.finish_by <= today + FINISH_SOON:
        found.append(Limit(LimitKind.FIVE_YEARS, facts.candidate_id, facts.first_name, facts.finish_by))
    done = {check.domain for check in facts.checks if check.state is Progress.DONE} | set(facts.acquired)
    found += [
        Limit(LimitKind.GOAL, facts.candidate_id, facts.first_name, goal.due_on, goal.domain)
        for goal in facts.objectives
        if goal.domain not in done and today - GOAL_LATE <= goal.due_on <= today + GOAL_SOON
    ]
    return found


def _meeting(row: AppointmentRow, first_name: str, site: str, zone: str) -> Meeting:
    assert row.id is not None
    return Meeting(
        id=row.id,
        candidate_id=row.candidate_id,
        first_name=first_name,
        staff_id=row.staff_id,
        kind=row.kind,
        mode=row.mode,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status=row.status,
        coming=row.coming,
        site=site,
        zone=zone,
    )
