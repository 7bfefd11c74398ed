"""What is answered: the service's own values, as clients see them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Annotated, Any, Self

from pydantic import Field, PlainSerializer, WithJsonSchema

from services.api.correspondence import text_of
from services.api.values import Answer, local
from services.candidates.service import Candidate as CandidateValue
from services.dossiers import facts as known
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import Facts
from services.dossiers.kinds import AssessmentKind, FactKind, Outcome
from services.dossiers.people import Person as Somebody
from services.dossiers.stages import Stage, stage_of
from services.jury.members import Member
from services.jury.models import Decision, JurySessionRow, Side
from services.notices.service import Notice as NoticeValue
from services.scheduling.desk import Displaced as DisplacedValue
from services.scheduling.models import AbsenceRow, Kind, Mode, Status
from services.scheduling.slots import Slot as SlotValue
from services.staff.models import Role
from services.training.models import Progress

HourMinute = Annotated[
    time, PlainSerializer(lambda moment: f"{moment:%H:%M}"), WithJsonSchema({"type": "string"})
]


class Site(Answer):
    id: int
    name: str
    address: str
    postcode: str
    town: str
    latitude: float
    longitude: float
    timezone: str = Field(description="An IANA name, such as Europe/Paris.")
    phone: str | None
    step_free: bool
    languages: list[str] = Field(description="Spoken there besides French, as codes (ISO 639).")


class Staff(Answer):
    id: int
    first_name: str
    last_name: str
    role: Role
    languages: list[str] = Field(description="In which they receive candidates, besides French.")


class Opening(Answer):
    id: int
    staff_id: int
    site_id: int
    kind: Kind
    weekday: int | None = Field(description="0 is Monday; null for an opening on one date.")
    on_date: date | None = Field(alias="date")
    from_time: HourMinute = Field(alias="from", description="On the clock of the site.")
    to_time: HourMinute = Field(alias="to")
    slot_minutes: int
    modes: list[Mode]
    buffer_before_minutes: int
    buffer_after_minutes: int
    notice_minutes: int
    horizon_days: int
    capacity: int = Field(description="Candidates in one slot: more than 1 for a group session.")


class OpeningException(Answer):
    id: int
    staff_id: int
    site_id: int
    kind: Kind | None = Field(description="null for openings of every kind.")
    on_date: date = Field(alias="date")
    from_time: HourMinute | None = Field(alias="from", description="null where it is closed.")
    to_time: HourMinute | None = Field(alias="to")


class Displaced(Answer):
    """An appointment that was called off, with the other times that its candidate is offered."""

    appointment_id: int
    candidate_id: int
    proposed: list[datetime] = Field(description="With the offset of the body; none where nothing is free.")

    @classmethod
    def of(cls, one: DisplacedValue, zone: str) -> Self:
        return cls.made_of(one, proposed=[local(time.starts_at, zone) for time in one.proposed])


class Absence(Answer):
    id: int
    staff_id: int
    starts_at: datetime = Field(description="With the offset of the body.")
    ends_at: datetime
    appointment_ids: list[int] = Field(description="Appointments in it that stand: move or cancel them.")
    displaced: list[Displaced] = Field(description="Those that this request called off.")

    @classmethod
    def of(
        cls, absence: AbsenceRow, appointment_ids: list[int], displaced: Sequence[DisplacedValue], zone: str
    ) -> Self:
        starts_at, ends_at = local(absence.starts_at, zone), local(absence.ends_at, zone)
        called_off = [Displaced.of(one, zone) for one in displaced]
        return cls.made_of(
            absence,
            starts_at=starts_at,
            ends_at=ends_at,
            appointment_ids=appointment_ids,
            displaced=called_off,
        )


class SiteHolidays(Answer):
    site_id: int
    region: str | None
    dates: list[date] = Field(description="Public holidays of this year and the next, on which it is closed.")


class Slot(Answer):
    starts_at: datetime
    ends_at: datetime
    staff_id: int
    site_id: int
    kind: Kind
    modes: list[Mode]
    places: int = Field(description="How many candidates may still book it.")

    @classmethod
    def of(cls, slot: SlotValue, kind: Kind, zone: str) -> Self:
        """`zone` is the site's."""
        starts_at, ends_at = local(slot.starts_at, zone), local(slot.ends_at, zone)
        return cls.made_of(slot, starts_at=starts_at, ends_at=ends_at, kind=kind, modes=list(slot.modes))


class Appointment(Answer):
    id: int
    candidate_id: int
    kind: Kind
    starts_at: datetime = Field(description="With the offset of the site.")
    ends_at: datetime
    staff_id: int
    site_id: int
    mode: Mode
    status: Status
    reason: str | None = Field(description="Why it was cancelled.")
    coming: bool | None = Field(description="The candidate’s answer to the reminder.")

    @classmethod
    def of(cls, appointment: known.Appointment) -> Self:
        zone = appointment.site.zone
        return cls.made_of(
            appointment,
            starts_at=local(appointment.starts_at, zone),
            ends_at=local(appointment.ends_at, zone),
            site_id=appointment.site.id,
        )


class Person(Answer):
    """Who assessed or trains: of the body’s staff (staff_id), or known by name."""

    staff_id: int | None
    name: str
    body: str = Field(description="Whom they work for; empty for the body itself.")


class InterviewOutcome(Answer):
    id: int
    outcome: Outcome
    recorded_at: datetime

    @classmethod
    def of(cls, outcome: known.InterviewOutcome, zone: str) -> Self:
        return cls.made_of(outcome, recorded_at=local(outcome.recorded_at, zone))


class Assessment(Answer):
    id: int
    kind: AssessmentKind
    held_on: date
    results: dict[Domain, Result]
    assessor: Person | None

    @classmethod
    def of(cls, assessment: known.Assessment) -> Self:
        assessor = assessment.assessor and Person.made_of(assessment.assessor)
        return cls.made_of(assessment, results=dict(assessment.results), assessor=assessor)


class Attestation(Answer):
    id: int
    given_on: date


class Correction(Answer):
    """Something that was recorded wrongly, and what stands in its place."""

    fact: FactKind
    wrong_id: int
    right_id: int | None = Field(description="Null where it never was.")
    wrong: dict[str, Any] = Field(description="What was recorded.")
    reason: str
    corrected_at: datetime
    corrected_by: str = Field(description="candidate:12, staff:3, token:1 or system.")

    @classmethod
    def of(cls, correction: known.Correction, zone: str) -> Self:
        return cls.made_of(
            correction,
            wrong_id=correction.wrong.id,
            wrong=_told(correction.wrong),
            corrected_at=local(correction.corrected_at, zone),
        )


class Objective(Answer):
    domain: Domain
    due_on: date
    trainer: Person | None

    @classmethod
    def of(cls, objective: known.Objective) -> Self:
        return cls.made_of(objective, trainer=objective.trainer and Person.made_of(objective.trainer))


class TrainingPlan(Answer):
    objectives: list[Objective]

    @classmethod
    def of(cls, facts: Facts) -> Self:
        return cls(objectives=[Objective.of(objective) for objective in facts.objectives])


class TrainingSession(Answer):
    id: int
    domain: Domain
    starts_at: datetime = Field(description="With the offset of where the candidate lives.")
    ends_at: datetime
    place: str
    trainer_id: int | None
    status: str = Field(json_schema_extra={"enum": ["planned", "cancelled"]})
    coming: bool | None = Field(description="The candidate’s own answer.")
    attended: bool | None = Field(description="The trainer’s word, afterwards.")

    @classmethod
    def of(cls, session: known.TrainingSession, zone: str) -> Self:
        return cls.made_of(
            session,
            starts_at=local(session.starts_at, zone),
            ends_at=local(session.ends_at, zone),
            status="cancelled" if session.cancelled_at else "planned",
        )


class ProgressCheck(Answer):
    id: int
    domain: Domain
    checked_on: date
    state: Progress
    note: str


class Training(Answer):
    objectives: list[Objective]
    sessions: list[TrainingSession]
    progress_checks: list[ProgressCheck]

    @classmethod
    def of(cls, facts: Facts) -> Self:
        return cls(
            objectives=[Objective.of(objective) for objective in facts.objectives],
            sessions=[TrainingSession.of(session, facts.zone) for session in facts.sessions],
            progress_checks=[ProgressCheck.made_of(check) for check in facts.checks],
        )


class JuryPassage(Answer):
    """The jury session that the file is before, or was before last."""

    session_id: int
    held_on: date
    decision: Decision | None = Field(description="Null until it is published.")
    published_at: datetime | None

    @classmethod
    def of(cls, passage: known.JuryPassage, zone: str) -> Self:
        published_at = passage.published_at
        return cls.made_of(
            passage,
            decision=passage.decision if published_at else None,
            published_at=published_at and local(published_at, zone),
        )


class NextNotice(Answer):
    id: int
    rule: str
    due_at: datetime
    text: str = Field(description="As it would be said now, in the candidate’s language.")

    @classmethod
    def of(cls, notice: NoticeValue, locale: str, zone: str) -> Self:
        return cls.made_of(notice, due_at=local(notice.due_at, zone), text=text_of(notice.wording, locale))


class CandidateItem(Answer):
    id: int
    first_name: str
    locale: str
    stage: Stage
    reachable: bool = Field(description="False for who blocked the bot, or wants no messages.")


class Candidate(CandidateItem):
    """A candidate’s whole file."""

    site_id: int | None
    adviser_id: int | None
    appointments: list[Appointment]
    outcomes: list[InterviewOutcome] = Field(description="How interviews ended, oldest first.")
    dossier_opened_at: datetime | None
    assessments: list[Assessment]
    attestations: list[Attestation]
    domains: dict[Domain, Result | None] = Field(description="Null until the domain was assessed.")
    finish_by: date | None = Field(description="Five years from the initial assessment.")
    training: Training
    jury: JuryPassage | None
    certified_on: date | None
    corrections: list[Correction]
    next_notices: list[NextNotice]

    @classmethod
    def whole(cls, candidate: CandidateValue, facts: Facts, notices: Sequence[NoticeValue]) -> Self:
        opened_at, zone = facts.dossier_opened_at, candidate.zone
        return cls.made_of(
            candidate,
            stage=stage_of(facts),
            appointments=[Appointment.of(appointment) for appointment in facts.appointments],
            outcomes=[InterviewOutcome.of(outcome, zone) for outcome in facts.outcomes],
            dossier_opened_at=opened_at and local(opened_at, zone),
            assessments=[Assessment.of(assessment) for assessment in facts.assessments],
            attestations=[Attestation.made_of(one) for one in facts.attestations],
            domains=facts.domains,
            finish_by=facts.finish_by,
            training=Training.of(facts),
            jury=facts.jury and JuryPassage.of(facts.jury, zone),
            certified_on=facts.certified_on,
            corrections=[Correction.of(correction, zone) for correction in facts.corrections],
            next_notices=[NextNotice.of(notice, candidate.locale, zone) for notice in notices],
        )


class JurySessionItem(Answer):
    id: int
    held_on: date
    place: str
    published_at: datetime | None

    @classmethod
    def of(cls, row: JurySessionRow, zone: str) -> Self:
        return cls.made_of(row, published_at=row.published_at and local(row.published_at, zone))


class JuryDossier(Answer):
    candidate_id: int
    decision: Decision | None
    next_step: str
    tell_at: datetime | None = Field(description="From when on the bot may tell a “not yet”.")

    @classmethod
    def of(cls, candidate_id: int, passage: known.JuryPassage, zone: str) -> Self:
        tell_at = passage.tell_at and local(passage.tell_at, zone)
        return cls.made_of(passage, candidate_id=candidate_id, tell_at=tell_at)


class JuryMember(Answer):
    name: str
    organisation: str


class JurySession(JurySessionItem):
    members: dict[Side, list[JuryMember]]
    dossiers: list[JuryDossier]

    @classmethod
    def whole(
        cls, row: JurySessionRow, members: Sequence[Member], dossiers: Mapping[int, Facts], zone: str
    ) -> Self:
        passages = {
            one: passage
            for one, facts in dossiers.items()
            for passage in facts.juries
            if passage.session_id == row.id
        }
        return cls.made_of(
            row,
            published_at=row.published_at and local(row.published_at, zone),
            members={
                side: [JuryMember.made_of(member) for member in members if member.side is side]
                for side in Side
            },
            dossiers=[JuryDossier.of(one, passage, zone) for one, passage in passages.items()],
        )


class JuryDelay(Answer):
    not_yet_after_days: int | None


def _told(wrong: known.Correctable) -> dict[str, Any]:
    """A fact that holds no more, as plain values under their own names."""
    names = (name for name in wrong.__dataclass_fields__ if name not in ("id", "recorded_by"))
    return {name: _plain(getattr(wrong, name)) for name in names}


def _plain(value: Any) -> Any:
    match value:
        case date() | datetime():
            return value.isoformat()
        case Mapping():
            return {str(name): str(inner) for name, inner in value.items()}
        case Somebody():
            return value.name
    return value
