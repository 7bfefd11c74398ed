"""What the page of a timetable shows, be it a candidate's or a group's: four weeks at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.bundle import Services
from services.candidates.service import Candidate
from services.dossiers.domains import Domain
from services.dossiers.facts import TrainingSession
from services.notices.hours import local_day
from services.staff.service import StaffMember
from services.training.groups import Group
from services.training.models import TrainingGroupSessionRow
from services.training.timetables import Target

WEEKS = 4
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the page shows it; `open` while it may be moved or cancelled."""

    id: int
    domain: Domain
    starts_at: datetime
    ends_at: datetime
    place: str
    trainer: str
    cancelled: bool
    open: bool
    of_group: bool


@dataclass(frozen=True, slots=True)
class Timetable:
    """`weeks` are Mondays with their sessions; of all that are not cancelled, how many and from when until when."""

    candidate: Candidate | None
    group: Group | None
    members: list[Candidate]
    address: str
    zone: str
    since: date
    weeks: list[tuple[date, list[Session]]]
    count: int
    first: datetime | None
    last: datetime | None
    domains: list[Domain]
    """What may be planned."""
    trainers: list[StaffMember]

    @property
    def earlier(self) -> date | None:
        """The Monday of the page before, where something is there."""
        begins = self.first and local_day(self.first, self.zone)
        return self.since - WEEKS * A_WEEK if begins and begins < self.since else None

    @property
    def later(self) -> date | None:
        after = self.since + WEEKS * A_WEEK
        ends = self.last and local_day(self.last, self.zone)
        return after if ends and ends >= after else None


def address_of(target: Target) -> str:
    if target.group_id is not None:
        return f"/console/training/{target.group_id}"
    return f"/console/candidates/{target.candidate_id}/timetable"


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def timetable_of(services: Services, target: Target, since: date | None, zone: str) -> Timetable:
    """`zone` is the reader's, and a group's; a candidate has their own. Raises NotFound."""
    candidate = services.candidates.candidate(target.candidate_id) if target.candidate_id else None
    group, members = _group(services, target.group_id)
    zone = candidate.zone if candidate else zone
    sessions = _sessions(services, target)
    planned = [one for one in sessions if not one.cancelled]
    to_come = [one for one in planned if one.ends_at > services.now]
    # The page opens where the next session is.
    begins = since or local_day(to_come[0].starts_at if to_come else services.now, zone)
    begins = monday(begins)
    return Timetable(
        candidate=candidate,
        group=group,
        members=members,
        address=address_of(target),
        zone=zone,
        since=begins,
        weeks=_weeks(sessions, begins, zone),
        count=len(planned),
        first=planned[0].starts_at if planned else None,
        last=planned[-1].starts_at if planned else None,
        domains=_domains(services, target),
        trainers=services.staff.trainers(),
    )


def _group(services: Services, group_id: int | None) -> tuple[Group | None, list[Candidate]]:
    """Raises NotFound."""
    if group_id is None:
        return None, []
    name, ids = services.groups.row(group_id).name, services.groups.members(group_id)
    people = services.candidates.several(ids)
    return Group(group_id, name, len(ids)), [people[one] for one in ids if one in people]


def _domains(services: Services, target: Target) -> list[Domain]:
    if target.candidate_id is None:
        return list(Domain)
    return list(services.dossiers.facts(target.candidate_id).trained)


def _sessions(services: Services, target: Target) -> list[Session]:
    """All of them, cancelled ones too, earliest first."""
    names, now = services.staff.names(), services.now
    if target.group_id is not None:
        return [_session(row, names, now) for row in services.groups.sessions(target.group_id)]
    of_groups = services.timetables.of_groups(target)
    facts = services.dossiers.facts(target.candidate_id or 0)
    earliest_first = sorted(facts.sessions, key=lambda one: (one.starts_at, one.id))
    return [_session(one, names, now, of_group=one.id in of_groups) for one in earliest_first]


def _session(
    one: TrainingSession | TrainingGroupSessionRow,
    names: Mapping[int, str],
    now: datetime,
    *,
    of_group: bool = False,
) -> Session:
    return Session(
        id=one.id or 0,
        domain=one.domain,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        place=one.place,
        trainer=names.get(one.trainer_id or 0, ""),
        cancelled=one.cancelled_at is not None,
        open=one.cancelled_at is None and one.starts_at > now,
        of_group=of_group,
    )


def _weeks(sessions: Sequence[Session], since: date, zone: str) -> list[tuple[date, list[Session]]]:
    """The four weeks from that Monday on, those without sessions left out."""
    weeks = {since + n * A_WEEK: list[Session]() for n in range(WEEKS)}
    for one in sessions:
        found = weeks.get(monday(local_day(one.starts_at, zone)))
        if found is not None:
            found.append(one)
    return [(day, found) for day, found in weeks.items() if found]
