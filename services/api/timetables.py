"""Timetables as a whole: groups that train together, sessions that come back every week, files in and out."""

import base64
import binascii
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from locales import NS_, plain
from services.api.files import CalendarFile, CsvFile
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.schemas import CandidateIds, TrainingSessionsIn
from services.api.values import Answer, Asked, Day, Id, Instant, Line, WallClock, Weekday, local
from services.bundle import Services
from services.dossiers.domains import Domain
from services.dossiers.refusals import TrainerIsAssessor
from services.staff.models import BodyRow
from services.training import groups, timetables
from services.training.csv_file import template
from services.training.groups import GroupExists
from services.training.lessons import PlannedSession, TimetableWrong, Unreadable
from services.training.models import TrainingGroupSessionRow
from services.training.recurrence import Weekly
from services.training.service import DomainNotInPlan, SessionOver
from services.training.timetables import Target, Upload

routes = Routes("Timetables")


class GroupIn(Asked):
    name: Line


class GroupMembersIn(Asked):
    candidate_ids: CandidateIds


class WeeklyIn(Asked):
    """The same hours on some weekdays, `until` a day or `count` times; public holidays are left out."""

    domain: Domain
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)]
    from_time: WallClock = Field(alias="from", description="On the clock of the candidate, or of the body.")
    to_time: WallClock = Field(alias="to")
    first_on: Day
    until: Day | None = None
    count: int | None = Field(default=None, ge=1, le=500)
    every_weeks: int = Field(default=1, ge=1, le=52)
    but_not_on: list[Day] = Field(default_factory=list, max_length=400)
    without_holidays: bool = True
    place: Line
    trainer_id: Id | None = None

    @model_validator(mode="after")
    def _ends_somehow(self) -> Self:
        if (self.until is None) == (self.count is None):
            raise ValueError(NS_("give until or count, and not both"))
        return self

    @property
    def rule(self) -> Weekly:
        return Weekly(
            weekdays=frozenset(self.weekdays),
            begins=self.from_time,
            ends=self.to_time,
            first_on=self.first_on,
            until=self.until,
            count=self.count,
            every_weeks=self.every_weeks,
            but_not_on=frozenset(self.but_not_on),
            without_holidays=self.without_holidays,
        )


class TimetableImportIn(Asked):
    """A CSV file (its template: `GET /timetable-template.csv`) or a calendar (.ics).

    As text, or in base64 where its encoding is to be kept as it is.
    """

    content: Annotated[str, Field(max_length=1_000_000)] | None = None
    content_base64: Annotated[str, Field(max_length=1_000_000)] | None = None
    dry_run: bool = Field(default=False, description="Only says what would be done.")
    whole: bool = Field(
        default=False, description="The file is the whole timetable: what it lacks is cancelled."
    )
    domain: Domain | None = Field(default=None, description="For events of a calendar that name none.")
    place: Line | None = Field(default=None, description="For events of a calendar that name none.")
    trainer_id: Id | None = Field(default=None, description="Who trains in the events of a calendar.")

    @model_validator(mode="after")
    def _one_content(self) -> Self:
        if (self.content is None) == (self.content_base64 is None):
            raise ValueError(NS_("give content or content_base64, and not both"))
        return self

    @property
    def upload(self) -> Upload:
        """Raises Unreadable."""
        return Upload(self._bytes, self.domain, self.place or "", self.trainer_id, self.whole)

    @property
    def _bytes(self) -> bytes:
        if self.content is not None:
            return self.content.encode("utf-8", "replace")
        try:
            return base64.b64decode(self.content_base64 or "", validate=True)
        except (binascii.Error, ValueError):
            raise Unreadable(NS_("content_base64 is no base64.")) from None


class GroupSessionChange(Asked):
    """What changes for the whole group; what is left out stays as it is."""

    starts_at: Instant | None = None
    ends_at: Instant | None = None
    place: Line | None = None


class Group(Answer):
    id: int
    name: str
    members: int = Field(description="How many candidates are in it.")


class GroupSession(Answer):
    id: int
    domain: Domain
    starts_at: datetime = Field(description="With the offset of the body.")
    ends_at: datetime
    place: str
    trainer_id: int | None
    status: str = Field(json_schema_extra={"enum": ["planned", "cancelled"]})

    @classmethod
    def of(cls, row: TrainingGroupSessionRow, zone: str) -> Self:
        return cls.made_of(
            row,
            starts_at=local(row.starts_at, zone),
            ends_at=local(row.ends_at, zone),
            status="cancelled" if row.cancelled_at else "planned",
        )


class WholeGroup(Group):
    candidate_ids: list[int]
    sessions: list[GroupSession]


class Member(Answer):
    id: int = Field(description="The candidate’s.")
    joined_at: datetime


class WeeklyPlanned(Answer):
    sessions: int = Field(description="How many sessions were planned.")
    days: list[date]


class ReasonSaid(Answer):
    code: str
    column: str
    message: str


class WrongLine(Answer):
    line: int = Field(description="Counted from 1, as spreadsheets do.")
    reasons: list[ReasonSaid]


class Move(Answer):
    domain: Domain
    before: datetime
    after: datetime
    place: str


class TimetableReport(Answer):
    """What a file comes to."""

    imported: bool
    added: int
    moved: int
    unchanged: int
    cancelled: int
    lacking: int = Field(description="To come and not in the file: left as they are, unless it is whole.")
    moves: list[Move]
    wrong: list[WrongLine] = Field(description="Of a dry run: with any, nothing would be imported.")

    @classmethod
    def of(cls, report: timetables.Report, zone: str) -> Self:
        wrong = [
            WrongLine(
                line=line.number,
                reasons=[
                    ReasonSaid(code=r.code, column=r.column, message=plain(r.said, "en"))
                    for r in line.reasons
                ],
            )
            for line in report.wrong
        ]
        moves = [
            Move.made_of(one, before=local(one.before, zone), after=local(one.after, zone))
            for one in report.moves
        ]
        return cls.made_of(report, wrong=wrong, moves=moves)


@routes.get("/training-groups")
def list_groups(services: Services, query: PageQuery) -> Page[Group]:
    """The body’s training groups."""
    found = sorted(services.groups.all(), key=lambda group: group.id)
    after = [group for group in found if group.id > (query.after or 0)]
    return Page[Group].of(after, query.limit, Group.made_of, lambda item: item.id)


@routes.post("/training-groups", GroupExists)
def create_group(services: Services, asked: GroupIn) -> Group:
    """Make a group of candidates who train together."""
    return Group.made_of(services.groups.create(asked.name))


@routes.get("/training-groups/{id}")
def read_group(services: Services, group_id: int) -> WholeGroup:
    """A group, with its candidates and its timetable."""
    return _whole(services, group_id)


@routes.post("/training-groups/{id}/members", TrainerIsAssessor, status=200)
def join_group(services: Services, group_id: int, asked: GroupMembersIn) -> WholeGroup:
    """Put candidates into the group: its sessions to come are theirs, for the domains of their plan."""
    for candidate_id in asked.candidate_ids:
        services.groups.join(group_id, candidate_id)
    return _whole(services, group_id)


@routes.get("/training-groups/{id}/members/{candidate_id}")
def read_member(services: Services, group_id: int, candidate_id: int) -> Member:
    """Since when a candidate has been in the group."""
    row = services.groups.member(group_id, candidate_id)
    return Member(id=row.candidate_id, joined_at=local(row.joined_at, _zone(services)))


@routes.delete("/training-groups/{id}/members/{candidate_id}")
def leave_group(services: Services, group_id: int, candidate_id: int) -> WholeGroup:
    """Take a candidate out of the group; its sessions to come are cancelled for them."""
    services.groups.leave(group_id, candidate_id)
    return _whole(services, group_id)


@routes.post("/training-groups/{id}/training-sessions", TrainerIsAssessor)
def plan_group_sessions(services: Services, group_id: int, asked: TrainingSessionsIn) -> WholeGroup:
    """Add sessions for the whole group, all or none."""
    services.groups.add(group_id, [PlannedSession(**dict(session)) for session in asked.root])
    return _whole(services, group_id)


@routes.get("/group-sessions/{id}")
def read_group_session(services: Services, group_session_id: int) -> GroupSession:
    """A session of a group."""
    return GroupSession.of(services.groups.session_of(group_session_id), _zone(services))


@routes.patch("/group-sessions/{id}", SessionOver)
def change_group_session(
    services: Services, group_session_id: int, asked: GroupSessionChange
) -> GroupSession:
    """Move a session for the whole group, or change its place."""
    row = services.groups.change(group_session_id, **dict(asked))
    return GroupSession.of(row, _zone(services))


@routes.delete("/group-sessions/{id}", SessionOver)
def cancel_group_session(services: Services, group_session_id: int) -> GroupSession:
    """Cancel a session for the whole group; the candidates are told."""
    return GroupSession.of(services.groups.cancel(group_session_id), _zone(services))


@routes.post("/candidates/{id}/training-series", DomainNotInPlan, TrainerIsAssessor)
def plan_weekly(services: Services, candidate_id: int, asked: WeeklyIn) -> WeeklyPlanned:
    """Plan sessions that come back every week."""
    return _weekly(services, Target(candidate_id=candidate_id), asked)


@routes.post("/training-groups/{id}/series", TrainerIsAssessor)
def plan_group_weekly(services: Services, group_id: int, asked: WeeklyIn) -> WeeklyPlanned:
    """Plan sessions of a whole group that come back every week."""
    return _weekly(services, Target(group_id=group_id), asked)


@routes.post("/candidates/{id}/timetable-imports", TimetableWrong, Unreadable, status=200)
def import_timetable(services: Services, candidate_id: int, asked: TimetableImportIn) -> TimetableReport:
    """Import a timetable from a file, all or nothing; the same file again moves what has moved."""
    zone = services.candidates.candidate(candidate_id).zone
    return TimetableReport.of(_imported(services, Target(candidate_id=candidate_id), asked), zone)


@routes.post("/training-groups/{id}/timetable-imports", TimetableWrong, Unreadable, status=200)
def import_group_timetable(services: Services, group_id: int, asked: TimetableImportIn) -> TimetableReport:
    """Import a whole group’s timetable from a file, all or nothing."""
    return TimetableReport.of(_imported(services, Target(group_id=group_id), asked), _zone(services))


@routes.get("/candidates/{id}/timetable.csv")
def export_timetable(services: Services, candidate_id: int) -> CsvFile:
    """The timetable as a file for spreadsheets, to change and import again."""
    return _csv(services, Target(candidate_id=candidate_id))


@routes.get("/candidates/{id}/timetable.ics")
def export_calendar(services: Services, candidate_id: int) -> CalendarFile:
    """The timetable as a calendar file."""
    return _calendar(services, Target(candidate_id=candidate_id))


@routes.get("/training-groups/{id}/timetable.csv")
def export_group_timetable(services: Services, group_id: int) -> CsvFile:
    """A group’s timetable as a file for spreadsheets, to change and import again."""
    return _csv(services, Target(group_id=group_id))


@routes.get("/training-groups/{id}/timetable.ics")
def export_group_calendar(services: Services, group_id: int) -> CalendarFile:
    """A group’s timetable as a calendar file."""
    return _calendar(services, Target(group_id=group_id))


@routes.get("/timetable-template.csv")
def timetable_template(services: Services) -> CsvFile:
    """A timetable to fill in, with two lines that show how."""
    return CsvFile.made("planning.csv", template())


def _csv(services: Services, target: Target) -> CsvFile:
    return CsvFile.made("planning.csv", services.timetables.as_csv(target))


def _calendar(services: Services, target: Target) -> CalendarFile:
    return CalendarFile.made("planning.ics", services.timetables.as_ics(target))


def _imported(services: Services, target: Target, asked: TimetableImportIn) -> timetables.Report:
    if asked.dry_run:
        return services.timetables.read(target, asked.upload)
    return services.timetables.import_file(target, asked.upload)


def _weekly(services: Services, target: Target, asked: WeeklyIn) -> WeeklyPlanned:
    planned = services.timetables.plan_weekly(target, asked.rule, asked.domain, asked.place, asked.trainer_id)
    return WeeklyPlanned(sessions=len(planned), days=[one.starts_at.date() for one in planned])


def _whole(services: Services, group_id: int) -> WholeGroup:
    members, row = services.groups.members(group_id), services.groups.row(group_id)
    sessions = [GroupSession.of(one, _zone(services)) for one in services.groups.sessions(group_id)]
    known = groups.Group(group_id, row.name, len(members))
    return WholeGroup.made_of(known, candidate_ids=members, sessions=sessions)


def _zone(services: Services) -> str:
    return services.session.get_one(BodyRow, services.body_id).timezone
