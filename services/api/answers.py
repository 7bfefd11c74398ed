"""What is answered: the service's own values, as clients see them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Annotated, Self

from pydantic import Field, PlainSerializer, WithJsonSchema

from services.api.correspondence import text_of
from services.api.values import Answer, local
from services.candidates.service import Candidate as CandidateValue
from services.dossiers import facts as known
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import Facts
from services.dossiers.stages import Stage, stage_of
from services.jury.models import Decision, JuryDossierRow, JurySessionRow, Side
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


class Objective(Answer):
    domain: Domain
    due_on: date


class TrainingPlan(Answer):
    objectives: list[Objective]

    @classmethod
    def of(cls, facts: Facts) -> Self:
        return cls(objectives=[Objective.made_of(objective) for objective in facts.objectives])


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
            objectives=[Objective.made_of(objective) for objective in facts.objectives],
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
    dossier_opened_at: datetime | None
    domains: dict[Domain, Result | None] = Field(description="Null until the domain was assessed.")
    finish_by: date | None = Field(description="Five years from the initial assessment.")
    training: Training
    jury: JuryPassage | None
    certified_on: date | None
    next_notices: list[NextNotice]

    @classmethod
    def whole(cls, candidate: CandidateValue, facts: Facts, notices: Sequence[NoticeValue]) -> Self:
        opened_at, zone = facts.dossier_opened_at, candidate.zone
        return cls.made_of(
            candidate,
            stage=stage_of(facts),
            appointments=[Appointment.of(appointment) for appointment in facts.appointments],
            dossier_opened_at=opened_at and local(opened_at, zone),
            domains=facts.domains,
            finish_by=facts.finish_by,
            training=Training.of(facts),
            jury=facts.jury and JuryPassage.of(facts.jury, zone),
            certified_on=facts.certified_on,
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


class JurySession(JurySessionItem):
    members: dict[Side, list[str]]
    dossiers: list[JuryDossier]

    @classmethod
    def whole(
        cls,
        row: JurySessionRow,
        members: Mapping[Side, list[str]],
        dossiers: Sequence[JuryDossierRow],
        zone: str,
    ) -> Self:
        return cls.made_of(
            row,
            published_at=row.published_at and local(row.published_at, zone),
            members=members,
            dossiers=[JuryDossier.made_of(dossier) for dossier in dossiers],
        )
