"""Training groups: candidates who train together, and have one timetable between them."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, delete, func, select

from locales import NS_
from services.candidates.models import CandidateRow
from services.dossiers.facts import Facts
from services.dossiers.loading import facts_of, facts_of_many
from services.dossiers.people import Person
from services.dossiers.refusals import TrainerIsAssessor
from services.errors import Invalid, NotFound, Refusal
from services.notices.planner import replan
from services.service import Service
from services.staff.models import StaffRow, full_name
from services.training.changes import call_off, write_over
from services.training.following import follow_groups, planned_as
from services.training.lessons import PlannedSession
from services.training.models import GroupMemberRow, TrainingGroupRow, TrainingGroupSessionRow
from services.training.service import SessionOver


class GroupExists(Refusal):
    """There is a group of this name already."""

    code = "group_exists"


@dataclass(frozen=True, slots=True)
class Group:
    id: int
    name: str
    members: int


class Groups(Service):
    def create(self, name: str) -> Group:
        """Raises GroupExists."""
        if any(group.name == name for group in self.all()):
            raise GroupExists
        row = TrainingGroupRow(body_id=self.body_id, name=name, created_at=self.now)
        self.session.add(row)
        self.session.flush()
        self.audit("group.created", group_id=row.id)
        return Group(row.id or 0, row.name, 0)

    def all(self) -> list[Group]:
        """The body's groups, by name."""
        count = func.count(col(GroupMemberRow.candidate_id))
        query = (
            select(TrainingGroupRow, count)
            .outerjoin(GroupMemberRow, col(GroupMemberRow.group_id) == TrainingGroupRow.id)
            .where(TrainingGroupRow.body_id == self.body_id)
            .group_by(col(TrainingGroupRow.id))
            .order_by(col(TrainingGroupRow.name), col(TrainingGroupRow.id))
        )
        return [Group(row.id or 0, row.name, members) for row, members in self.session.exec(query)]

    def named(self, name: str) -> Group:
        """By its name or its number. Raises NotFound."""
        found = [group for group in self.all() if group.name == name or str(group.id) == name]
        if not found:
            raise NotFound
        return found[0]

    def members(self, group_id: int) -> list[int]:
        """The candidates in the group, by id. Raises NotFound."""
        self.row(group_id)
        query = (
            select(col(GroupMemberRow.candidate_id))
            .join(CandidateRow, col(CandidateRow.id) == GroupMemberRow.candidate_id)
            .where(GroupMemberRow.group_id == group_id, col(CandidateRow.body_id) == self.body_id)
        )
        return list(self.session.exec(query.order_by(col(GroupMemberRow.candidate_id))))

    def join(self, group_id: int, candidate_id: int) -> None:
        """From now on they have the group's sessions. Raises NotFound, TrainerIsAssessor."""
        self.row(group_id, lock=True)
        self.candidate_row(candidate_id, lock=True)
        if self.session.get(GroupMemberRow, (group_id, candidate_id)) is not None:
            return
        trainers = {one.trainer_id for one in self.sessions(group_id) if one.starts_at > self.now}
        self.nobody_assessed(trainers, [facts_of(self.session, candidate_id)])
        row = GroupMemberRow(group_id=group_id, candidate_id=candidate_id, joined_at=self.now)
        self.session.add(row)
        self.session.flush()
        self.audit("group.joined", candidate_id, group_id=group_id)
        self.follow([candidate_id])

    def leave(self, group_id: int, candidate_id: int) -> None:
        """The group's sessions to come are theirs no more. Raises NotFound."""
        self.row(group_id, lock=True)
        self.candidate_row(candidate_id, lock=True)
        self.session.exec(
            delete(GroupMemberRow).where(
                col(GroupMemberRow.group_id) == group_id, col(GroupMemberRow.candidate_id) == candidate_id
            )
        )
        self.audit("group.left", candidate_id, group_id=group_id)
        self.follow([candidate_id])

    def member(self, group_id: int, candidate_id: int) -> GroupMemberRow:
        """Raises NotFound, also for who is not in the group."""
        self.row(group_id)
        query = select(GroupMemberRow).where(
            GroupMemberRow.group_id == group_id, GroupMemberRow.candidate_id == candidate_id
        )
        row = self.session.exec(query).one_or_none()
        if row is None:
            raise NotFound
        return row

    def sessions(self, group_id: int) -> list[TrainingGroupSessionRow]:
        """All of the group, cancelled ones too, earliest first. Raises NotFound."""
        self.row(group_id)
        query = select(TrainingGroupSessionRow).where(TrainingGroupSessionRow.group_id == group_id)
        return list(
            self.session.exec(
                query.order_by(col(TrainingGroupSessionRow.starts_at), col(TrainingGroupSessionRow.id))
            )
        )

    def add(self, group_id: int, sessions: list[PlannedSession]) -> list[TrainingGroupSessionRow]:
        """More sessions for everybody in the group who trains their domain.

        Raises NotFound, Invalid, TrainerIsAssessor.
        """
        self.row(group_id, lock=True)
        if any(one.ends_at <= one.starts_at for one in sessions):
            raise Invalid(NS_("The session must end after it begins."))
        members = self.members(group_id)
        self.nobody_assessed({one.trainer_id for one in sessions}, self.facts(members))
        rows = [self.new_row(group_id, planned) for planned in sessions]
        self.session.add_all(rows)
        self.audit("group.planned", group_id=group_id, sessions=len(rows))
        self.follow(members)
        return rows

    def change(
        self,
        group_session_id: int,
        *,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
        place: str | None = None,
    ) -> TrainingGroupSessionRow:
        """Another time or place for the whole group. Raises SessionOver, Invalid, NotFound."""
        row = self._open_session(group_session_id)
        planned = replace(
            planned_as(row),
            starts_at=starts_at or row.starts_at,
            ends_at=ends_at or row.ends_at,
            place=place or row.place,
        )
        if planned.ends_at <= planned.starts_at:
            raise Invalid(NS_("The session must end after it begins."))
        write_over(row, planned, self.now)
        return self._changed(row)

    def cancel(self, group_session_id: int) -> TrainingGroupSessionRow:
        """For the whole group. Raises SessionOver, NotFound."""
        row = self._open_session(group_session_id)
        call_off(row, self.now)
        return self._changed(row)

    def session_of(self, group_session_id: int, *, lock: bool = False) -> TrainingGroupSessionRow:
        """Raises NotFound."""
        row = self.session.get(TrainingGroupSessionRow, group_session_id)
        if row is None:
            raise NotFound
        self.row(row.group_id, lock=lock)
        return row

    def _open_session(self, group_session_id: int) -> TrainingGroupSessionRow:
        row = self.session_of(group_session_id, lock=True)
        if row.cancelled_at is not None or row.starts_at <= self.now:
            raise SessionOver
        return row

    def _changed(self, row: TrainingGroupSessionRow) -> TrainingGroupSessionRow:
        self.session.add(row)
        self.audit("group.changed", group_id=row.group_id, group_session_id=row.id)
        self.follow(self.members(row.group_id))
        return row

    def follow(self, candidate_ids: list[int]) -> None:
        """Each of them has what their groups ask for, and hears of it."""
        self.session.flush()
        for candidate_id in candidate_ids:
            self.candidate_row(candidate_id, lock=True)
            trained = facts_of(self.session, candidate_id).trained
            if follow_groups(self.session, self.now, candidate_id, trained):
                replan(self.session, candidate_id, self.now)

    def facts(self, candidate_ids: list[int]) -> list[Facts]:
        return list(facts_of_many(self.session, candidate_ids).values())

    def nobody_assessed(self, trainers: set[int | None], of: list[Facts]) -> None:
        """Raises TrainerIsAssessor where one of these trainers assessed one of these candidates."""
        for staff_id in trainers - {None}:
            row = self.session.get(StaffRow, staff_id)
            if row is None or row.body_id != self.body_id:
                raise NotFound
            who = Person(full_name(row), row.id)
            tied = [one.candidate_id for one in of if any(who.is_same(a) for a in one.assessors)]
            if tied:
                raise TrainerIsAssessor(name=who.name, candidate_ids=tied)

    def new_row(self, group_id: int, planned: PlannedSession) -> TrainingGroupSessionRow:
        return TrainingGroupSessionRow(
            group_id=group_id,
            domain=planned.domain,
            starts_at=planned.starts_at,
            ends_at=planned.ends_at,
            place=planned.place,
            trainer_id=planned.trainer_id,
            source=planned.source,
            planned_at=self.now,
            changed_at=self.now,
        )

    def row(self, group_id: int, *, lock: bool = False) -> TrainingGroupRow:
        """Raises NotFound, also for another body's."""
        query = select(TrainingGroupRow).where(
            TrainingGroupRow.id == group_id, TrainingGroupRow.body_id == self.body_id
        )
        row = self.session.exec(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NotFound
        return row
