"""A centre after some years: so many candidates at every stage, with all that was agreed, said, recorded and decided.

The staff is the same for few and for many: what grows is the number of files.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, SQLModel, col

from locales import line
from services.audit import AuditRow
from services.candidates.models import CandidateRow, ChatRow, NameWordRow
from services.candidates.names import words_of
from services.dossiers.domains import Domain, Result
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.models import AssessmentResultRow, AssessmentRow, InterviewOutcomeRow, ObjectiveRow
from services.dossiers.stages import Stage
from services.jury.models import (
    Decision,
    JuryDecisionRow,
    JuryDossierRow,
    JuryMemberRow,
    JurySessionRow,
    Side,
)
from services.messages.models import Author, MessageRow, TaskKind, TaskRow, ThreadRow
from services.notices.models import NoticeRow, NoticeState
from services.notices.wording import Wording, pack_wording
from services.scheduling.models import AppointmentRow, Kind, Mode, Status
from services.staff.models import Role, StaffRow
from services.training.models import AttendanceRow, Progress, ProgressCheckRow, TrainingSessionRow
from tests.benchmarks.houses import add
from tests.services.console.centre import Centre

NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)

ADVISERS = 12

FIRST = 1_000
"""The number of the first candidate: those before were made one by one."""

AT_ONCE = 5_000

SHARES = {
    Stage.DISCOVERING: 25,
    Stage.INTERVIEW_BOOKED: 3,
    Stage.THINKING: 9,
    Stage.DECLINED: 12,
    Stage.DOSSIER_OPENED: 8,
    Stage.ASSESSED: 6,
    Stage.IN_TRAINING: 13,
    Stage.COMPLETE: 4,
    Stage.BEFORE_THE_JURY: 2,
    Stage.CERTIFIED: 18,
}
"""Of a hundred."""

STAGES = [stage for stage, share in SHARES.items() for _ in range(share)]

NAMES = ("Amina", "Bilal", "Élodie", "Jean-Paul", "Fatima", "Moussa", "Olena", "Rosa", "Thi Lan", "Yasmine")
LANGUAGES = ("fr", "fr", "fr", "ar", "en", "pt")

FILES_OF_A_JURY = 20
TRAINED = (Domain.D2, Domain.D3)
NOTICES = 6
SESSIONS = 6

OPENED = (*list(Stage)[list(Stage).index(Stage.DOSSIER_OPENED) :],)
ASSESSED = OPENED[1:]
ALL_ACQUIRED = (Stage.COMPLETE, Stage.BEFORE_THE_JURY, Stage.CERTIFIED)


@dataclass
class Rows:
    """Rows to add by table, with numbers of their own."""

    centre: Centre
    by_table: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(FIRST))

    def put(self, table: type[SQLModel], **values: Any) -> int:
        number = next(self.numbers)
        if "id" in table.model_fields:
            values = {"id": number, **values}
        self.by_table.setdefault(table, []).append(values)
        return number

    def write(self, session: Session) -> None:
        for table, rows in self.by_table.items():
            for begin in range(0, len(rows), AT_ONCE):
                add(session, table, rows[begin : begin + AT_ONCE])


def grown(centre: Centre, candidates: int) -> None:
    """That many more candidates at the centre."""
    rows = Rows(centre)
    advisers = [
        rows.put(StaffRow, body_id=centre.body_id, first_name=f"Claire {n}", last_name="Dumas", role=Role.ADVISER,
                 created_at=NOW, locale="fr")
        for n in range(ADVISERS)
    ]  # fmt: skip
    people = list(islice(_people(rows, advisers), candidates))
    _juries(rows, people)
    centre.database.run_now(rows.write)
    centre.database.run_now(_publish)


def _publish(session: Session) -> None:
    """Once everybody sits in them: the database publishes no jury without parity."""
    met = update(JurySessionRow).where(
        col(JurySessionRow.held_on) < NOW.date(), col(JurySessionRow.id) >= FIRST
    )
    session.connection().execute(met.values(published_at=NOW - timedelta(days=20)))


@dataclass(frozen=True, slots=True)
class Somebody:
    id: int
    number: int
    stage: Stage
    adviser_id: int
    came_on: date


def _people(rows: Rows, advisers: list[int]) -> Iterator[Somebody]:
    """Stages mixed evenly; who has got further came longer ago."""
    for n in count():
        stage = STAGES[n * 37 % len(STAGES)]
        came = NOW - timedelta(days=n * 7 % 700 + 20 * list(Stage).index(stage), hours=n % 9)
        one = Somebody(FIRST + n, n, stage, advisers[n % len(advisers)], came.date())
        _person(rows, one, came)
        _meetings(rows, one)
        _dossier(rows, one)
        _training(rows, one)
        _said(rows, one)
        yield one


def _person(rows: Rows, one: Somebody, came: datetime) -> None:
    name = f"{NAMES[one.number % len(NAMES)]} {one.number}"
    step = {
        "interviewed_on": one.stage not in (Stage.DISCOVERING, Stage.INTERVIEW_BOOKED),
        "opened_on": one.stage in OPENED,
        "assessed_on": one.stage in ASSESSED,
        "training_on": one.stage in (Stage.IN_TRAINING, Stage.CERTIFIED),
        "complete_on": one.stage in ALL_ACQUIRED,
        "jury_on": one.stage in (Stage.BEFORE_THE_JURY, Stage.CERTIFIED),
        "certified_on": one.stage is Stage.CERTIFIED,
    }
    days = {
        name: one.came_on + timedelta(days=14 * place + one.number % 11) if reached else None
        for place, (name, reached) in enumerate(step.items())
    }
    person = {"body_id": rows.centre.body_id, "site_id": rows.centre.site_id, "adviser_id": one.adviser_id}
    known = {"consented_at": came, "last_seen_at": NOW - timedelta(days=one.number % 90)}
    rows.by_table.setdefault(CandidateRow, []).append(
        {"id": one.id, "first_name": name, "locale": LANGUAGES[one.number % len(LANGUAGES)],
         "timezone": "Europe/Paris", "stage": one.stage, "referrer_code": "opco" if one.number % 3 else None,
         **person, **known, **days}
    )  # fmt: skip
    rows.put(ChatRow, chat_id=10_000_000 + one.id, candidate_id=one.id, created_at=came)
    for word in words_of(name):
        rows.put(NameWordRow, word=word, candidate_id=one.id)


def _meetings(rows: Rows, one: Somebody) -> None:
    """An interview that took place or was missed, or one that is to come; nobody's hours overlap."""
    if one.stage is Stage.DISCOVERING:
        return
    ahead = one.stage is Stage.INTERVIEW_BOOKED
    turn = one.number // ADVISERS
    starts_at = NOW + timedelta(hours=1 + turn) if ahead else NOW - timedelta(hours=1 + turn)
    status = Status.BOOKED if ahead else Status.ABSENT if one.number % 6 == 0 else Status.HELD
    whose = {"body_id": rows.centre.body_id, "candidate_id": one.id, "staff_id": one.adviser_id}
    rows.put(
        AppointmentRow, **whose, site_id=rows.centre.site_id, kind=Kind.INTERVIEW, mode=Mode.CENTRE,
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45), status=status, booked_at=NOW,
        changed_at=NOW, changed_by_candidate=True,
    )  # fmt: skip


def _dossier(rows: Rows, one: Somebody) -> None:
    at = datetime.combine(one.came_on, NOW.time(), UTC)
    if one.stage is Stage.DISCOVERING or one.stage is Stage.INTERVIEW_BOOKED:
        return
    outcome = {Stage.THINKING: Outcome.THINKING, Stage.DECLINED: Outcome.DECLINED}.get(
        one.stage, Outcome.DOSSIER_OPENED
    )
    rows.put(InterviewOutcomeRow, candidate_id=one.id, outcome=outcome, recorded_at=at)
    if one.stage not in ASSESSED:
        return
    initial = rows.put(
        AssessmentRow, candidate_id=one.id, kind=AssessmentKind.INITIAL, held_on=one.came_on, recorded_at=at
    )
    for domain in Domain:
        result = Result.TO_DEVELOP if domain in TRAINED else Result.ACQUIRED
        rows.put(AssessmentResultRow, assessment_id=initial, domain=domain, result=result)
    if one.stage in ALL_ACQUIRED:
        final = rows.put(
            AssessmentRow, candidate_id=one.id, kind=AssessmentKind.FINAL, held_on=one.came_on, recorded_at=at
        )
        for domain in TRAINED:
            rows.put(AssessmentResultRow, assessment_id=final, domain=domain, result=Result.ACQUIRED)


def _training(rows: Rows, one: Somebody) -> None:
    if one.stage is not Stage.IN_TRAINING and one.stage not in ALL_ACQUIRED:
        return
    for domain in TRAINED:
        due_on = NOW.date() + timedelta(days=one.number % 200 - 40)
        rows.put(ObjectiveRow, candidate_id=one.id, domain=domain, due_on=due_on, set_at=NOW)
    for n in range(SESSIONS):
        past = one.stage is not Stage.IN_TRAINING or n < SESSIONS // 2
        starts_at = NOW + timedelta(days=(-7 if past else 7) * (n + 1), hours=one.number % 5)
        session = rows.put(
            TrainingSessionRow, candidate_id=one.id, domain=TRAINED[n % 2], starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3), place="Salle 3", trainer_id=rows.centre.trainer_id,
            planned_at=NOW, changed_at=NOW,
        )  # fmt: skip
        if past:
            rows.put(
                AttendanceRow,
                candidate_id=one.id,
                training_session_id=session,
                attended=True,
                recorded_at=NOW,
            )
    rows.put(ProgressCheckRow, candidate_id=one.id, domain=TRAINED[0], checked_on=one.came_on,
             state=Progress.GOING_WELL, recorded_at=NOW)  # fmt: skip


def _said(rows: Rows, one: Somebody) -> None:
    """Messages both ways of every third, notices, the trail, and now and then a task or an unread word."""
    body_id, packed = rows.centre.body_id, pack_wording(Wording((line("{text}", text="Bonjour"),)))
    for n in range(NOTICES):
        ended_at = NOW - timedelta(days=(one.number + 61 * n) % 700, minutes=n)
        state = NoticeState.UNKNOWN if (one.number + n) % 97 == 0 else NoticeState.SENT
        rows.put(
            NoticeRow, key=f"bench:{one.id}:{n}", rule="message", subject=f"bench{n}", version=1, body_id=body_id,
            candidate_id=one.id, content=packed, due_at=ended_at, pointless_at=ended_at + timedelta(days=30),
            state=state, ended_at=ended_at, planned_at=ended_at, reason=None,
        )  # fmt: skip
        rows.put(AuditRow, at=ended_at, actor="system", body_id=body_id, candidate_id=one.id,
                 action="message.sent", facts={})  # fmt: skip
    if one.number % 50 == 0:
        rows.put(
            TaskRow, key=f"bench:{one.id}", body_id=body_id, candidate_id=one.id, kind=TaskKind.CALL,
            about={"why": "silent"}, created_at=NOW, not_before=NOW,
        )  # fmt: skip
    if one.number % 3:
        return
    unread = one.number % 60 == 0
    last, at = 0, NOW
    for n in range(4):
        at = NOW - timedelta(days=one.number % 300, minutes=10 - n)
        author = Author.CANDIDATE if n % 2 else Author.STAFF
        last = rows.put(
            MessageRow, candidate_id=one.id, author=author, text="Bonjour, à lundi !", written_at=at, send_at=at,
            read_at=None if unread and n == 3 else at,
        )  # fmt: skip
    rows.put(
        ThreadRow, candidate_id=one.id, body_id=body_id, last_at=at, last_message_id=last,
        last_author=Author.CANDIDATE, unread=int(unread), closed_at=None if one.number % 2 else at,
    )  # fmt: skip


def _juries(rows: Rows, people: list[Somebody]) -> None:
    """Twenty files a session: those of the certified published, the others to come."""
    for stage, meets in ((Stage.CERTIFIED, -30), (Stage.BEFORE_THE_JURY, 20)):
        files = [one for one in people if one.stage is stage]
        for begin in range(0, len(files), FILES_OF_A_JURY):
            day = NOW + timedelta(days=meets - begin // FILES_OF_A_JURY)
            jury = rows.put(JurySessionRow, body_id=rows.centre.body_id, held_on=day.date(), place="Lyon")
            for n in range(6):
                side = Side.EMPLOYERS if n % 2 else Side.EMPLOYEES
                rows.put(JuryMemberRow, jury_session_id=jury, name=f"Anne {n}", side=side)
            for one in files[begin : begin + FILES_OF_A_JURY]:
                rows.put(JuryDossierRow, jury_session_id=jury, candidate_id=one.id, attached_at=NOW)
                if stage is Stage.CERTIFIED:
                    rows.put(JuryDecisionRow, jury_session_id=jury, candidate_id=one.id,
                             decision=Decision.CERTIFIED, decided_at=day)  # fmt: skip
