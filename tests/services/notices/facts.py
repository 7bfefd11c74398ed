"""Facts made up by hypothesis: candidates of every zone, around both clock changes of 2027."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from services import Kind, Mode
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import (
    Appointment,
    Assessment,
    Facts,
    InterviewOutcome,
    JuryPassage,
    Objective,
    ProgressCheck,
    Site,
    TrainingSession,
)
from services.dossiers.kinds import AssessmentKind, Outcome
from services.jury.models import Decision
from services.notices.hours import at
from services.scheduling.models import Status
from services.training.models import Progress

ZONES = (
    "Europe/Paris",
    "Indian/Reunion",
    "America/Guadeloupe",
    "America/Miquelon",
    "Pacific/Noumea",
    "Pacific/Marquesas",
)

CHANGES = (date(2027, 3, 14), date(2027, 3, 28), date(2027, 10, 31), date(2027, 11, 7))
"""The clock changes of 2027: Saint-Pierre-et-Miquelon's are the first and the last, Paris's those between."""

zones = st.sampled_from(ZONES)
minutes = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))
working_minutes = st.integers(8 * 60, 19 * 60).map(lambda n: time(n // 60, n % 60))


@st.composite
def days(draw: st.DrawFn, spread: int = 12) -> date:
    """Days around a clock change."""
    return draw(st.sampled_from(CHANGES)) + timedelta(days=draw(st.integers(-spread, spread)))


@st.composite
def moments(draw: st.DrawFn, spread: int = 12) -> datetime:
    """Instants around a clock change, in UTC."""
    return datetime.combine(draw(days(spread)), draw(minutes), UTC)


def site(zone: str) -> Site:
    return Site(1, "Centre", "1 rue Verte", "69001", "Lyon", 45.7, 4.8, zone, None, False)


def appointment(starts_at: datetime, booked_at: datetime, **about: Any) -> Appointment:
    """An interview at a centre in Paris, booked by staff; `about` says what is different."""
    usual: dict[str, Any] = {
        "id": 1,
        "candidate_id": 1,
        "staff_id": 1,
        "adviser": "Claire Dumas",
        "site": site("Europe/Paris"),
        "kind": Kind.INTERVIEW,
        "mode": Mode.CENTRE,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "status": Status.BOOKED,
        "version": 1,
        "booked_at": booked_at,
        "changed_at": booked_at,
        "changed_by_candidate": False,
        "reason": None,
        "coming": None,
        "video_link": None,
    }
    return Appointment(**{**usual, **about})


def session(starts_at: datetime, planned_at: datetime, **about: Any) -> TrainingSession:
    """Three hours of the first domain; `about` says what is different."""
    usual: dict[str, Any] = {
        "id": 1,
        "domain": Domain.D1,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "place": "Salle 2",
        "trainer_id": None,
        "version": 1,
        "planned_at": planned_at,
        "changed_at": planned_at,
        "cancelled_at": None,
        "coming": None,
        "attended": None,
    }
    return TrainingSession(**{**usual, **about})


@st.composite
def appointments(draw: st.DrawFn, zone: str) -> Appointment:
    its_site = site(draw(st.sampled_from((zone, "Europe/Paris"))))
    starts_at = at(draw(days()), draw(working_minutes), its_site.zone)
    booked_at = starts_at - timedelta(hours=draw(st.integers(1, 24 * 14)))
    version = draw(st.integers(1, 3))
    changed_at = booked_at if version == 1 else booked_at + draw(st.floats(0, 1)) * (starts_at - booked_at)
    status = draw(st.sampled_from([Status.BOOKED, Status.BOOKED, Status.CANCELLED, Status.HELD]))
    return appointment(
        starts_at,
        booked_at,
        id=draw(st.integers(1, 9)),
        site=its_site,
        kind=draw(st.sampled_from(Kind)),
        mode=draw(st.sampled_from(Mode)),
        status=status,
        version=version,
        changed_at=changed_at,
        changed_by_candidate=draw(st.booleans()),
        reason=draw(st.sampled_from([None, "Malade"])),
    )


@st.composite
def sessions(draw: st.DrawFn, zone: str) -> TrainingSession:
    starts_at = at(draw(days()), draw(working_minutes), zone)
    planned_at = starts_at - timedelta(hours=draw(st.integers(1, 24 * 14)))
    version = draw(st.integers(1, 3))
    changed_at = planned_at if version == 1 else planned_at + draw(st.floats(0, 1)) * (starts_at - planned_at)
    attended = draw(st.sampled_from([None, None, True, False]))
    return session(
        starts_at,
        planned_at,
        id=draw(st.integers(1, 10**6)),
        domain=draw(st.sampled_from(Domain)),
        version=version,
        changed_at=changed_at,
        cancelled_at=draw(st.sampled_from([None, None, None, changed_at])),
        attended=attended,
        attendance_at=None if attended is None else starts_at + timedelta(hours=4),
    )


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    recorded_at = draw(moments()) - timedelta(days=draw(st.sampled_from([10, 365 * 4, 365 * 5 - 40])))
    results = {domain: draw(st.sampled_from(Result)) for domain in Domain}
    return Assessment(1, AssessmentKind.INITIAL, recorded_at.date(), recorded_at, results)


@st.composite
def juries(draw: st.DrawFn) -> JuryPassage:
    held_on = draw(days())
    attached_at = at(held_on, time(12), "UTC") - timedelta(hours=draw(st.integers(13, 24 * 20)))
    published_at = draw(st.sampled_from([None, at(held_on, time(18), "UTC")]))
    return JuryPassage(1, held_on, attached_at, draw(st.sampled_from(Decision)), published_at)


@st.composite
def checks(draw: st.DrawFn) -> ProgressCheck:
    recorded_at = draw(moments())
    state, number = draw(st.sampled_from(Progress)), draw(st.integers(1, 10**6))
    return ProgressCheck(
        number, draw(st.sampled_from(Domain)), recorded_at.date(), state, "Bravo", recorded_at
    )


@st.composite
def objectives(draw: st.DrawFn) -> Objective:
    due_on = draw(days())
    set_at = at(due_on, time(9), "UTC") - timedelta(hours=draw(st.integers(1, 24 * 30)))
    return Objective(draw(st.sampled_from(Domain)), due_on, set_at)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Of one candidate: everything that may be on a path, in no sensible combination."""
    zone = draw(zones)
    outcome = st.builds(InterviewOutcome, st.sampled_from(Outcome), moments())
    return Facts(
        candidate_id=1,
        body_id=1,
        first_name="Amina",
        locale="fr",
        zone=zone,
        appointments=tuple(draw(st.lists(appointments(zone), max_size=3, unique_by=lambda one: one.id))),
        outcomes=tuple(draw(st.lists(outcome, max_size=2))),
        assessments=tuple(draw(st.lists(assessments(), max_size=1))),
        objectives=tuple(draw(st.lists(objectives(), max_size=3, unique_by=lambda one: one.domain))),
        sessions=tuple(draw(st.lists(sessions(zone), max_size=6, unique_by=lambda one: one.id))),
        checks=tuple(draw(st.lists(checks(), max_size=2, unique_by=lambda one: one.id))),
        juries=tuple(draw(st.lists(juries(), max_size=1))),
        paused_until=draw(st.none() | moments()),
    )


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
