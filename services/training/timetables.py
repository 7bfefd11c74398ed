"""Timetables as a whole, of a candidate or of a group: imported from files, planned by rules, written out again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from sqlmodel import col, select

from locales import NS_, Text, plain
from services.dossiers.domains import Domain
from services.dossiers.facts import Facts
from services.dossiers.loading import facts_of
from services.dossiers.people import Person, same_name
from services.errors import Invalid
from services.messages.models import TaskKind
from services.messages.tasks import finish_tasks
from services.notices.planner import replan
from services.scheduling.calendar_file import timetable_file
from services.service import Service
from services.staff.models import BodyRow, StaffRow, full_name
from services.training.changes import call_off, differs, write_over
from services.training.csv_file import Reading, read_csv, write_csv
from services.training.groups import Groups
from services.training.ics_file import Defaults, read_ics
from services.training.lessons import (
    Line,
    PlannedSession,
    Reason,
    Sheet,
    TimetableWrong,
    Unreadable,
    WrongLine,
    is_over,
)
from services.training.matching import Match, match
from services.training.models import TrainingGroupSessionRow, TrainingSessionRow
from services.training.recurrence import Weekly, sessions_of
from services.training.service import Training

FILE_MOST = 1 << 20


@dataclass(frozen=True, slots=True)
class Target:
    """Whose timetable: a candidate's or a group's, one of both."""

    candidate_id: int | None = None
    group_id: int | None = None

    def __post_init__(self) -> None:
        if (self.candidate_id is None) == (self.group_id is None):
            raise Invalid(NS_("Name a candidate or a group, and not both."))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, and what stands in for what it does not say (calendars only).

    `whole`: the file is the whole timetable, and what it lacks is cancelled.
    """

    content: bytes
    domain: Domain | None = None
    place: str = ""
    trainer_id: int | None = None
    whole: bool = False

    @property
    def is_calendar(self) -> bool:
        return self.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR"


@dataclass(frozen=True, slots=True)
class Move:
    """A session that is at another time now, or in another place."""

    domain: Domain
    before: datetime
    after: datetime
    place: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a file comes to. With wrong lines nothing is imported."""

    added: int
    moved: int
    unchanged: int
    cancelled: int
    lacking: int
    """To come, and not in the file: left as they are, unless the file was said to be the whole timetable."""
    moves: tuple[Move, ...]
    wrong: tuple[WrongLine, ...]
    imported: bool = False


Row = TrainingSessionRow | TrainingGroupSessionRow


class Timetables(Service):
    def read(self, target: Target, upload: Upload) -> Report:
        """What importing this file would do; nothing is done. Raises Unreadable, NotFound."""
        found, wrong, _ = self._read(target, upload)
        return self._report(found, wrong, upload.whole)

    def import_file(self, target: Target, upload: Upload) -> Report:
        """Adds, moves and cancels what the file says, all or nothing. The same file again changes nothing.

        Raises TimetableWrong with the lines and the reasons, Unreadable, NotFound.
        """
        found, wrong, rows = self._read(target, upload, lock=True)
        if wrong:
            raise TimetableWrong(lines=[_as_json(line) for line in wrong])
        report = self._report(found, wrong, upload.whole)
        self._apply(target, found, rows, upload.whole)
        counts = {"added": report.added, "moved": report.moved, "cancelled": report.cancelled}
        about = counts if target.group_id is None else counts | {"group_id": target.group_id}
        self.audit("timetable.imported", target.candidate_id, **about)
        return replace(report, imported=True)

    def plan_weekly(
        self, target: Target, rule: Weekly, domain: Domain, place: str, trainer_id: int | None = None
    ) -> list[PlannedSession]:
        """Sessions that come back every week, as rows. Raises like Training.plan_sessions and Groups.add."""
        planned = sessions_of(rule, domain, place, self._zone(target), trainer_id)
        if target.group_id is not None:
            Groups(self.session, self.now, self.actor).add(target.group_id, planned)
        elif target.candidate_id is not None:
            training = Training(self.session, self.now, self.actor)
            training.plan_sessions(target.candidate_id, planned)
        return planned

    def sessions(self, target: Target) -> list[PlannedSession]:
        """What is planned and not cancelled, earliest first. Raises NotFound."""
        return [
            PlannedSession(row.domain, row.starts_at, row.ends_at, row.place, row.trainer_id, row.source)
            for row in self._rows(target)
            if row.cancelled_at is None
        ]

    def of_groups(self, target: Target) -> set[int]:
        """The numbers of a candidate's sessions that a group planned. Raises NotFound."""
        return {
            row.id or 0 for row in self._rows(target) if getattr(row, "group_session_id", None) is not None
        }

    def as_csv(self, target: Target) -> bytes:
        """A file that can be changed in a spreadsheet and imported again. Raises NotFound."""
        names = {row.id or 0: full_name(row) for row in self._staff}
        return write_csv(self.sessions(target), self._zone(target), names)

    def as_ics(self, target: Target) -> bytes:
        """The same as a calendar. Raises NotFound."""
        rows = [row for row in self._rows(target) if row.cancelled_at is None]
        return timetable_file(rows, _kind(target), self._zone(target), self.now)

    def _read(
        self, target: Target, upload: Upload, *, lock: bool = False
    ) -> tuple[Match, tuple[WrongLine, ...], dict[int, Row]]:
        rows = {row.id or 0: row for row in self._rows(target, lock=lock)}
        sheet = self._sheet(target, upload)
        found = match(list(rows.values()), sheet, self.now)  # type: ignore[arg-type]
        reasons = {line.number: list(line.reasons) for line in sheet.wrong}
        trains, facts = self._who_trains(target)
        for line, one in [*((new, None) for new in found.new), *((line, one) for one, line in found.pairs)]:
            said = self._reasons(line, rows[one.id] if one else None, trains, facts)
            if said:
                reasons.setdefault(line.number, []).extend(r for r in said if r not in reasons[line.number])
        wrong = tuple(WrongLine(number, tuple(said)) for number, said in sorted(reasons.items()))
        return found, wrong, rows

    def _sheet(self, target: Target, upload: Upload) -> Sheet:
        if len(upload.content) > FILE_MOST:
            raise Unreadable(NS_("The file is too large: at most 1 MiB."))
        zone = self._zone(target)
        if upload.is_calendar:
            defaults = Defaults(zone, self.now, upload.domain, upload.place, upload.trainer_id, _kind(target))
            return read_ics(upload.content, defaults)
        return read_csv(upload.content, Reading(zone, self.now, cache(self._trainer_named)))

    def _reasons(
        self, line: Line, row: Row | None, trains: set[Domain] | None, dossiers: Sequence[Facts]
    ) -> list[Reason]:
        """What is wrong with a line that is new, or that changes a session."""
        session = line.session
        if row is not None and (row.cancelled_at is not None or not differs(row, session)):
            return []
        reasons = []
        if trains is not None and session.domain not in trains:
            said = Text(NS_("{domain} is not in the training plan.")).given(domain=session.domain)
            reasons.append(Reason("not_in_plan", "domain", said))
        if row is not None and row.starts_at <= self.now:
            reasons.append(Reason("begun", "date", Text(NS_("It has begun already: it cannot be moved."))))
        elif (over := is_over(session, self.now)) is not None:
            reasons.append(over)
        if session.trainer_id is not None and self._assessed(session.trainer_id, dossiers):
            words = NS_("The trainer may not be the person who assessed this candidate: name another one.")
            reasons.append(Reason("trainer_is_assessor", "trainer", Text(words)))
        return reasons

    def _apply(self, target: Target, found: Match, rows: dict[int, Row], whole: bool) -> None:
        for one, line in found.pairs:
            row = rows[one.id]
            if row.cancelled_at is None and write_over(row, line.session, self.now):
                self._found_a_time(row)
        for one in (*found.cancelled, *(self._dropped(found, rows) if whole else ())):
            call_off(rows[one.id], self.now)
            self.session.add(rows[one.id])
        self._add(target, [line.session for line in found.new])
        if target.group_id is not None:
            groups = Groups(self.session, self.now, self.actor)
            groups.follow(groups.members(target.group_id))
        elif target.candidate_id is not None and self.session.dirty | self.session.new:
            replan(self.session, target.candidate_id, self.now)

    def _add(self, target: Target, sessions: list[PlannedSession]) -> None:
        if target.group_id is not None:
            groups = Groups(self.session, self.now, self.actor)
            self.session.add_all(groups.new_row(target.group_id, one) for one in sessions)
        elif target.candidate_id is not None:
            training = Training(self.session, self.now, self.actor)
            self.session.add_all(training.new_row(target.candidate_id, one) for one in sessions)

    def _found_a_time(self, row: Row) -> None:
        if isinstance(row, TrainingSessionRow):
            finish_tasks(
                self.session,
                self.now,
                TaskKind.NOT_COMING,
                row.candidate_id,
                str(self.actor),
                session_id=row.id,
            )

    def _report(self, found: Match, wrong: tuple[WrongLine, ...], whole: bool) -> Report:
        moves = [
            Move(line.session.domain, one.starts_at, line.session.starts_at, line.session.place)
            for one, line in found.pairs
            if one.cancelled_at is None and differs(one, line.session)  # type: ignore[arg-type]
        ]
        dropped = len(self._dropped(found, {})) if whole else 0
        return Report(
            added=len(found.new),
            moved=len(moves),
            unchanged=len(found.pairs) - len(moves),
            cancelled=len(found.cancelled) + dropped,
            lacking=len(found.lacking) - dropped,
            moves=tuple(sorted(moves, key=lambda move: move.before)),
            wrong=wrong,
        )

    def _dropped(self, found: Match, rows: dict[int, Row]) -> list[Any]:
        """What the whole timetable has no more: to come, and the candidate's own, not a group's."""
        return [
            one
            for one in found.lacking
            if one.starts_at > self.now and getattr(one, "group_session_id", None) is None
        ]

    def _rows(self, target: Target, *, lock: bool = False) -> Sequence[Row]:
        """All sessions of the target, cancelled ones too. Raises NotFound."""
        if target.group_id is not None:
            groups = Groups(self.session, self.now, self.actor)
            groups.row(target.group_id, lock=lock)
            return groups.sessions(target.group_id)
        assert target.candidate_id is not None
        self.candidate_row(target.candidate_id, lock=lock)
        query = select(TrainingSessionRow).where(TrainingSessionRow.candidate_id == target.candidate_id)
        ordered = query.order_by(col(TrainingSessionRow.starts_at), col(TrainingSessionRow.id))
        return list(self.session.exec(ordered))

    def _who_trains(self, target: Target) -> tuple[set[Domain] | None, Sequence[Facts]]:
        """The domains that may be planned (None: any, each in a group has what their plan asks), and whose files."""
        if target.candidate_id is not None:
            facts = facts_of(self.session, target.candidate_id)
            return set(facts.trained), [facts]
        groups = Groups(self.session, self.now, self.actor)
        dossiers = groups.facts(groups.members(target.group_id or 0))
        return None, dossiers

    def _assessed(self, staff_id: int, dossiers: Sequence[Facts]) -> bool:
        who = next((person for person in self._people if person.staff_id == staff_id), None)
        return who is not None and any(who.is_same(a) for one in dossiers for a in one.assessors)

    def _trainer_named(self, name: str) -> int | None:
        """Somebody of the staff by their whole name, or by a last name that only one of them has."""
        whole = [person.staff_id for person in self._people if same_name(person.name, name)]
        last = [row.id for row in self._staff if same_name(row.last_name, name)]
        return whole[0] if whole else last[0] if len(last) == 1 else None

    @cached_property
    def _people(self) -> list[Person]:
        return [Person(full_name(row), row.id) for row in self._staff]

    @cached_property
    def _staff(self) -> list[StaffRow]:
        query = select(StaffRow).where(StaffRow.body_id == self.actor.body_id, col(StaffRow.active))
        return list(self.session.exec(query.order_by(col(StaffRow.id))))

    def _zone(self, target: Target) -> str:
        """Whose clock a file is read on."""
        if target.candidate_id is not None:
            return self.candidate_row(target.candidate_id).timezone
        return self.session.get_one(BodyRow, self.body_id).timezone


def _kind(target: Target) -> str:
    return "training" if target.group_id is None else "group"


def _as_json(line: WrongLine) -> dict[str, Any]:
    """A wrong line for programs, with its reasons in English."""
    return {
        "line": line.number,
        "reasons": [
            {"code": r.code, "column": r.column, "message": plain(r.said, "en")} for r in line.reasons
        ],
    }
