"""The facts of one candidate's path, as plain values: what stages, rules, dialogues and pages look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.dossiers.domains import Domain, Result
from services.dossiers.kinds import AssessmentKind, FactKind, Outcome
from services.dossiers.people import Person
from services.jury.models import Decision
from services.scheduling.models import Kind, Mode, Status
from services.training.models import Progress

YEARS_TO_FINISH = 5
"""From the initial assessment to the final one (leaflet, stage 2)."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place of a body; `zone` is an IANA name."""

    id: int
    name: str
    address: str
    postcode: str
    town: str
    latitude: float
    longitude: float
    zone: str
    phone: str | None
    step_free: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another time, offered for an appointment that its adviser cannot keep. Aware and in UTC."""

    staff_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Appointment:
    """An agreed meeting of a candidate and an adviser. Instants are aware and in UTC."""

    id: int
    candidate_id: int
    staff_id: int
    adviser: str
    site: Site
    kind: Kind
    mode: Mode
    starts_at: datetime
    ends_at: datetime
    status: Status
    version: int
    booked_at: datetime
    changed_at: datetime
    changed_by_candidate: bool
    reason: str | None
    coming: bool | None
    video_link: str | None
    proposed: tuple[Proposal, ...] | None = None
    """Other times, perhaps none, where it was called off because the adviser cannot come."""
    in_group: bool = False
    late_minutes: int | None = None
    """By how much the candidate said that they come late."""

    @property
    def is_booked(self) -> bool:
        return self.status is Status.BOOKED


@dataclass(frozen=True, slots=True)
class EarlierTime:
    """A time that became free before an appointment's own, offered to who waits for one."""

    id: int
    appointment_id: int
    candidate_id: int
    staff_id: int
    starts_at: datetime
    tell_at: datetime
    pointless_at: datetime
    closed_at: datetime | None
    """Somebody has it, or they said no."""


@dataclass(frozen=True, slots=True)
class InterviewOutcome:
    """How an interview ended. DOSSIER_OPENED is the candidate's own agreement that a file be opened."""

    outcome: Outcome
    recorded_at: datetime
    wants_to_go_on: bool = False
    id: int = 0
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    id: int
    kind: AssessmentKind
    held_on: date
    recorded_at: datetime
    results: Mapping[Domain, Result]
    assessor: Person | None = None
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Attestation:
    """The body gave its own paper of the strong points so far."""

    id: int
    given_on: date
    recorded_at: datetime
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    domain: Domain
    due_on: date
    set_at: datetime
    trainer: Person | None = None


@dataclass(frozen=True, slots=True)
class TrainingSession:
    id: int
    domain: Domain
    starts_at: datetime
    ends_at: datetime
    place: str
    trainer_id: int | None
    version: int
    planned_at: datetime
    changed_at: datetime
    cancelled_at: datetime | None
    coming: bool | None
    attended: bool | None
    attendance_at: datetime | None = None
    """When the trainer said whether they came."""
    moved_from: datetime | None = None
    """When it was to begin before; nothing where only its place changed."""
    trainer: Person | None = None
    attendance_id: int = 0


@dataclass(frozen=True, slots=True)
class Attendance:
    """The trainer's word whether somebody came to a session."""

    id: int
    session_id: int
    attended: bool
    recorded_at: datetime
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class ProgressCheck:
    id: int
    domain: Domain
    checked_on: date
    state: Progress
    note: str
    recorded_at: datetime
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class JuryDecision:
    id: int
    session_id: int
    decision: Decision
    next_step: str
    recorded_at: datetime
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class JuryPassage:
    """The file before one jury session. The decision counts for the path once published."""

    session_id: int
    held_on: date
    attached_at: datetime
    decision: Decision | None
    published_at: datetime | None
    next_step: str = ""
    decided_at: datetime | None = None
    tell_at: datetime | None = None
    """From when on the candidate may be told of a "not yet"."""
    decision_id: int = 0
    version: int = 1
    moved_at: datetime | None = None
    """When its day was last changed."""

    @property
    def certified_at(self) -> datetime | None:
        """When the published decision, as it stands now, made them a holder of the certificate."""
        if self.published_at is None or self.decision is not Decision.CERTIFIED:
            return None
        return max(self.published_at, self.decided_at or self.published_at)


Correctable = InterviewOutcome | Assessment | Attestation | Attendance | ProgressCheck | JuryDecision


@dataclass(frozen=True, slots=True)
class Correction:
    """Something recorded was wrong. `right_id` stands in its place; none where it never was."""

    fact: FactKind
    wrong: Correctable
    right_id: int | None
    reason: str
    corrected_at: datetime
    corrected_by: str


@dataclass(frozen=True, slots=True)
class Facts:
    candidate_id: int
    body_id: int | None
    first_name: str
    locale: str
    zone: str
    appointments: tuple[Appointment, ...] = ()
    outcomes: tuple[InterviewOutcome, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    objectives: tuple[Objective, ...] = ()
    sessions: tuple[TrainingSession, ...] = ()
    checks: tuple[ProgressCheck, ...] = ()
    juries: tuple[JuryPassage, ...] = ()
    paused_until: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    """What was recorded wrongly, oldest correction first; all the rest of the facts is what holds now."""
    earlier_times: tuple[EarlierTime, ...] = ()

    @property
    def dossier_opened_at(self) -> datetime | None:
        opened = [o.recorded_at for o in self.outcomes if o.outcome is Outcome.DOSSIER_OPENED]
        return min(opened, default=None)

    @property
    def last_outcome(self) -> InterviewOutcome | None:
        return max(self.outcomes, key=lambda o: o.recorded_at, default=None)

    @property
    def absences(self) -> int:
        """How many interviews they did not come to."""
        return sum(one.outcome is Outcome.ABSENT for one in self.outcomes)

    @property
    def initial(self) -> Assessment | None:
        """The initial assessment; where one was recorded again, the latest."""
        initials = [a for a in self.assessments if a.kind is AssessmentKind.INITIAL]
        return max(initials, key=lambda a: a.recorded_at, default=None)

    @property
    def domains(self) -> dict[Domain, Result | None]:
        """Where each domain stands. What was acquired once stays acquired."""
        if self.initial is None:
            return dict.fromkeys(Domain)
        results: dict[Domain, Result | None] = {d: self.initial.results.get(d) for d in Domain}
        for assessment in self.assessments:
            if assessment.kind is AssessmentKind.FINAL:
                for domain, result in assessment.results.items():
                    if results[domain] is not Result.ACQUIRED:
                        results[domain] = result
        return results

    @property
    def acquired(self) -> tuple[Domain, ...]:
        return tuple(d for d, result in self.domains.items() if result is Result.ACQUIRED)

    @property
    def to_develop(self) -> tuple[Domain, ...]:
        return tuple(d for d, result in self.domains.items() if result is Result.TO_DEVELOP)

    @property
    def all_acquired(self) -> bool:
        return len(self.acquired) == len(Domain)

    @property
    def trained(self) -> tuple[Domain, ...]:
        """The domains of the training plan: the only ones a final assessment looks at."""
        return tuple(objective.domain for objective in self.objectives)

    @property
    def finish_by(self) -> date | None:
        """Five years from the initial assessment; a 29 February becomes 28 February."""
        if self.initial is None:
            return None
        held_on = self.initial.held_on
        try:
            return held_on.replace(year=held_on.year + YEARS_TO_FINISH)
        except ValueError:
            return held_on.replace(year=held_on.year + YEARS_TO_FINISH, day=28)

    @property
    def jury(self) -> JuryPassage | None:
        """The jury session that the file is before, or was before last."""
        return max(self.juries, key=lambda j: j.attached_at, default=None)

    @property
    def certified_on(self) -> date | None:
        zone = ZoneInfo(self.zone)
        told = [at.astimezone(zone).date() for jury in self.juries if (at := jury.certified_at)]
        return min(told, default=None)

    @property
    def trainers(self) -> tuple[Person, ...]:
        """Who trains or trained them: named in the plan or in the timetable."""
        planned = [objective.trainer for objective in self.objectives]
        taught = [session.trainer for session in self.sessions if session.cancelled_at is None]
        return tuple(trainer for trainer in (*planned, *taught) if trainer is not None)

    @property
    def assessors(self) -> tuple[Person, ...]:
        return tuple(a.assessor for a in self.assessments if a.assessor is not None)

    def corrected(self, fact: FactKind, right_id: int) -> Correction | None:
        """The correction by which this fact took the place of another; None where it was right at once."""
        return next((c for c in self.corrections if c.fact is fact and c.right_id == right_id), None)

    def booked(self, kind: Kind) -> Appointment | None:
        return next((a for a in self.appointments if a.kind is kind and a.is_booked), None)

    def sessions_from(self, moment: datetime) -> tuple[TrainingSession, ...]:
        """Sessions that are not over at `moment` and not cancelled, earliest first."""
        return tuple(s for s in self.sessions if s.cancelled_at is None and s.ends_at > moment)
