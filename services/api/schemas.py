"""What is asked: the bodies and the parameters of requests."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, JsonValue, RootModel, model_validator

from locales import NS_
from services.api.paging import PageQuery
from services.api.values import (
    Asked,
    Day,
    DayOrTime,
    Id,
    Instant,
    Language,
    Letter,
    Line,
    Note,
    Query,
    WallClock,
    Weekday,
)
from services.dossiers.domains import Domain, Result
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.people import Person
from services.dossiers.stages import Stage
from services.jury.members import Member
from services.jury.models import Decision, Side
from services.notices.models import NoticeState
from services.scheduling.models import CAPACITY_MAX, HORIZON_DAYS, NOTICE_MINUTES, Kind, Mode
from services.scheduling.public_holidays import ALSACE_MOSELLE
from services.training.models import Progress

SESSIONS_MAX = 500
CANDIDATES_MAX = 1000

Why = Annotated[Note, Field(description="Why it is corrected; kept with the correction.")]

CandidateIds = Annotated[list[Id], Field(min_length=1, max_length=CANDIDATES_MAX)]


def _example(rule: dict[str, JsonValue] | None = None, /, **example: JsonValue) -> ConfigDict:
    return ConfigDict(json_schema_extra={**(rule or {}), "examples": [example]})


def _given(how: Literal["oneOf", "anyOf"], *names: str) -> dict[str, JsonValue]:
    """The rule that one of several fields, or any of them, must be given and not be null."""
    fields: list[JsonValue] = [
        {"required": [name], "properties": {name: {"not": {"type": "null"}}}} for name in names
    ]
    return {how: fields}


class CandidateQuery(PageQuery):
    stage: Stage | None = Field(default=None, description="Only those who are at this stage.")
    q: Line | None = Field(
        default=None, description="The beginning of a first name, however accented, or a candidate’s number."
    )


class SlotQuery(PageQuery):
    site_id: Id | None = Field(default=None, alias="site")
    kind: Kind = Kind.INTERVIEW
    since: DayOrTime | None = Field(
        default=None, alias="from", description="From this day or time on; without it, from now on."
    )
    until: DayOrTime | None = Field(
        default=None,
        alias="to",
        description="Until the end of this day, or before this time; without it, for 60 days.",
    )


class NoticeQuery(PageQuery):
    state: NoticeState | None = None


class OpeningIn(Asked):
    """Hours of a member of staff at a site, on the site's clock: each week on `weekday`, or on one `date`."""

    model_config = _example(
        _given("oneOf", "weekday", "date"),
        staff_id=1,
        site_id=1,
        kind="interview",
        weekday=1,
        slot_minutes=30,
        modes=["centre", "phone"],
        **{"from": "09:00", "to": "12:00"},
    )

    staff_id: Id
    site_id: Id
    kind: Kind
    weekday: Weekday | None = Field(default=None, description="0 is Monday; or its name, such as monday.")
    on_date: Day | None = Field(default=None, alias="date")
    from_time: WallClock = Field(alias="from")
    to_time: WallClock = Field(alias="to")
    slot_minutes: int = Field(ge=5, le=480)
    modes: list[Mode] = Field(min_length=1, max_length=3)
    buffer_before_minutes: int = Field(default=0, ge=0, le=240, description="Kept free before each one.")
    buffer_after_minutes: int = Field(default=0, ge=0, le=240, description="Kept free after each one.")
    notice_minutes: int = Field(
        default=NOTICE_MINUTES, ge=0, le=43_200, description="How long beforehand one may book at the latest."
    )
    horizon_days: int = Field(default=HORIZON_DAYS, ge=1, le=366, description="How far ahead one may book.")
    capacity: int = Field(
        default=1,
        ge=1,
        le=CAPACITY_MAX,
        description="Candidates in one slot: more than 1 for a group session.",
    )

    @model_validator(mode="after")
    def _either_weekly_or_once(self) -> Self:
        if (self.weekday is None) == (self.on_date is None):
            raise ValueError(NS_("give a weekday or a date, and not both"))
        return self


class OpeningExceptionIn(Asked):
    """One date that is otherwise: closed, or with `from` and `to` other hours than those of each week.

    Other hours are offered even on a public holiday.
    """

    model_config = _example(staff_id=1, site_id=1, date="2027-07-13", **{"from": "09:00", "to": "11:00"})

    staff_id: Id
    site_id: Id
    kind: Kind | None = Field(default=None, description="Only openings of this kind; without it, all.")
    on_date: Day = Field(alias="date")
    from_time: WallClock | None = Field(default=None, alias="from")
    to_time: WallClock | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _closed_or_other_hours(self) -> Self:
        if (self.from_time is None) != (self.to_time is None):
            raise ValueError(NS_("give from and to, or neither where it is closed"))
        return self


class AbsenceIn(Asked):
    model_config = _example(
        staff_id=1, starts_at="2027-01-12T08:00:00+01:00", ends_at="2027-01-13T00:00:00+01:00"
    )

    staff_id: Id
    starts_at: Instant
    ends_at: Instant
    appointments: Literal["propose", "keep"] = Field(
        default="propose",
        description="propose: those that fall into it are called off, and each candidate is offered other times. "
        "keep: they stand until somebody moves or cancels them.",
    )
    reason: Line | None = Field(
        default=None, description="With propose: told to the candidates, word for word."
    )


class LanguagesIn(Asked):
    model_config = _example(languages=["ar", "pt"])

    languages: list[Line] = Field(max_length=25, description="Codes (ISO 639), besides French; all of them.")


class HolidayRegionIn(Asked):
    model_config = _example(region=ALSACE_MOSELLE)

    region: Literal["57"] | None = Field(
        description="57 for Alsace-Moselle; null for the holidays of the site’s time zone, overseas included."
    )


class AppointmentIn(Asked):
    model_config = _example(
        candidate_id=12,
        staff_id=1,
        site_id=1,
        kind="interview",
        starts_at="2027-01-12T14:00:00+01:00",
        mode="centre",
    )

    candidate_id: Id
    staff_id: Id
    site_id: Id
    kind: Kind
    starts_at: Instant = Field(description="The beginning of a free slot (`GET /slots`).")
    mode: Mode


class AppointmentMove(Asked):
    model_config = _example(starts_at="2027-01-13T09:30:00+01:00")

    starts_at: Instant
    staff_id: Id | None = None
    mode: Mode | None = None


class Cancellation(Asked):
    model_config = _example(reason="Votre conseillère est malade.")

    reason: Line | None = Field(default=None, description="Told to the candidate, word for word.")


class CancellationQuery(Query):
    reason: Line | None = Field(default=None, description="The same, for clients that send no body here.")


class Reason(Asked):
    model_config = _example(reason="Le jury est complet.")

    reason: Note = ""


class InterviewOutcomeIn(Asked):
    model_config = _example(outcome="dossier_opened")

    outcome: Outcome


class PersonIn(Asked):
    """One of the body’s staff, or somebody else by name."""

    model_config = ConfigDict(json_schema_extra=_given("oneOf", "staff_id", "name"))

    staff_id: Id | None = None
    name: Line | None = None
    body: Line | None = Field(
        default=None, description="Whom they work for, where it is not the body itself."
    )

    @model_validator(mode="after")
    def _staff_or_named(self) -> Self:
        if (self.staff_id is None) == (self.name is None):
            raise ValueError(NS_("give a staff_id or a name, and not both"))
        return self

    @property
    def person(self) -> Person:
        return Person(self.name or "", self.staff_id, self.body or "")


class AssessmentIn(Asked):
    model_config = _example(
        kind="initial",
        held_on="2027-01-20",
        results={
            **dict.fromkeys(["D1", "D3", "D4", "D5", "D6"], "acquired"),
            "D2": "to_develop",
            "D7": "to_develop",
        },
    )

    kind: AssessmentKind
    held_on: Day
    results: dict[Domain, Result] = Field(
        description="By domain: all seven for an initial assessment, only trained ones for a final one."
    )
    assessor: PersonIn | None = Field(
        default=None, description="Without it, whoever had the appointment for it, if there was one."
    )


class AttestationIn(Asked):
    """The body has given its own attestation on paper."""

    model_config = _example(given_on="2027-01-22")

    given_on: Day


class ObjectiveIn(Asked):
    domain: Domain
    due_on: Day
    trainer: PersonIn | None = None


class TrainingPlanIn(Asked):
    """The whole plan: it replaces the one before."""

    model_config = _example(objectives=[{"domain": "D2", "due_on": "2027-06-30"}])

    objectives: list[ObjectiveIn] = Field(max_length=len(Domain))


class TrainingSessionIn(Asked):
    domain: Domain
    starts_at: Instant
    ends_at: Instant
    place: Line
    trainer_id: Id | None = None


class TrainingSessionsIn(
    RootModel[Annotated[list[TrainingSessionIn], Field(min_length=1, max_length=SESSIONS_MAX)]]
):
    """Sessions to add to the timetable, all or none; the candidate hears of them in one message."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                [
                    {
                        "domain": "D2",
                        "starts_at": "2027-02-02T09:00:00+01:00",
                        "ends_at": "2027-02-02T12:00:00+01:00",
                        "place": "Salle 3",
                    }
                ]
            ]
        }
    )


class TrainingSessionChange(Asked):
    """What changes; what is left out stays as it is."""

    model_config = _example(_given("anyOf", "starts_at", "ends_at", "place", "attended"), place="Salle 4")

    starts_at: Instant | None = None
    ends_at: Instant | None = None
    place: Line | None = None
    attended: bool | None = Field(default=None, description="Whether the candidate came, once it has begun.")
    reason: Note = Field(default="", description="Why that is corrected, where it was said otherwise before.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(value is None for name, value in self if name != "reason"):
            raise ValueError(NS_("name at least one of starts_at, ends_at, place and attended"))
        return self


class ProgressCheckIn(Asked):
    model_config = _example(domain="D2", checked_on="2027-02-16", state="going_well", note="Bravo !")

    domain: Domain
    checked_on: Day
    state: Progress
    note: Note = Field(default="", description="Told to the candidate, word for word.")


class MemberIn(Asked):
    name: Line
    organisation: Line | None = Field(
        default=None, description="Whom they work for: never a body that assessed or trained a candidate."
    )


Members = Annotated[list[Line | MemberIn], Field(max_length=50)]


class MembersIn(Asked):
    """By side; a member is a name, or a name and an organisation."""

    employers: Members = Field(default_factory=list)
    employees: Members = Field(default_factory=list)

    @property
    def seated(self) -> list[Member]:
        return [
            Member(one, side) if isinstance(one, str) else Member(one.name, side, one.organisation or "")
            for side, members in ((Side.EMPLOYERS, self.employers), (Side.EMPLOYEES, self.employees))
            for one in members
        ]


_MEMBERS: dict[str, JsonValue] = {
    "employers": ["A. Martin", {"name": "B. Petit", "organisation": "Bâtiment 69"}],
    "employees": ["C. Roux", "D. Blanc"],
}


class JurySessionIn(Asked):
    model_config = _example(held_on="2027-06-15", place="Lyon", members=_MEMBERS)

    held_on: Day
    place: Line | None = None
    members: MembersIn = Field(
        default=MembersIn(), description="By side. As many on one as on the other, or nothing is published."
    )


class JurySessionChange(Asked):
    """What changes; what is left out stays as it is."""

    model_config = _example(_given("anyOf", "held_on", "place", "members"), members=_MEMBERS)

    held_on: Day | None = None
    place: Line | None = None
    members: MembersIn | None = Field(default=None, description="All of them: they replace those there were.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(value is None for _, value in self):
            raise ValueError(NS_("name at least one of held_on, place and members"))
        return self


class JuryDelayIn(Asked):
    model_config = _example(not_yet_after_days=7)

    not_yet_after_days: int | None = Field(ge=0, le=365)


class DossiersIn(Asked):
    model_config = _example(candidate_ids=[12, 17])

    candidate_ids: CandidateIds


class DecisionIn(Asked):
    candidate_id: Id
    decision: Decision
    next_step: Note = Field(
        default="", description="With not_yet: what to do next, told to the candidate with it."
    )


class DecisionCorrectionIn(Asked):
    model_config = _example(decision="not_yet", next_step="Reprendre D2.", reason="Erreur de saisie.")

    decision: Decision
    next_step: Note = ""
    reason: Why


class DecisionsIn(Asked):
    model_config = _example(decisions=[{"candidate_id": 12, "decision": "certified"}])

    decisions: list[DecisionIn] = Field(min_length=1, max_length=CANDIDATES_MAX)


class MessageIn(Asked):
    model_config = _example(text="Bonjour Amina, pensez à votre pièce d’identité.")

    text: Letter
    send_at: Instant | None = Field(default=None, description="Later; without it, now.")


class AudienceIn(Asked):
    """Every condition that is given must hold; without any, it is for all candidates of the body."""

    stage: Stage | None = None
    site_id: Id | None = None
    locale: Language | None = None
    group_id: Id | None = Field(default=None, description="A training group.")
    candidate_ids: CandidateIds | None = None


class BroadcastIn(Asked):
    model_config = _example(
        _given("oneOf", "text", "texts"),
        texts={"fr": "Le centre est fermé vendredi.", "en": "The centre is closed on Friday."},
        audience={"site_id": 1},
    )

    text: Letter | None = Field(default=None, description="For everybody.")
    texts: dict[Language, Letter] | None = Field(default=None, min_length=1, max_length=20)
    audience: AudienceIn
    send_at: Instant | None = Field(default=None, description="Later; without it, now.")

    @model_validator(mode="after")
    def _one_or_several(self) -> Self:
        if (self.text is None) == (self.texts is None):
            raise ValueError(NS_("give a text or texts by language, and not both"))
        return self
