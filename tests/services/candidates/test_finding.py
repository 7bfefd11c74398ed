"""Finding candidates: the kept stage is the computed one whatever happens, and names are met half-way."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session, col, select

from services import SYSTEM, Actor, ActorKind, Database, Mode, Outcome, Refusal, Role, Services, stage_of
from services.candidates.finding import Search
from services.candidates.models import CandidateRow, NameWordRow
from services.candidates.names import words_of
from services.dossiers.domains import Domain, Result
from services.dossiers.kinds import AssessmentKind
from services.dossiers.service import Aim
from services.dossiers.stages import Stage
from services.dossiers.steps import Steps, steps_of
from services.jury.members import Member
from services.jury.models import Decision, Side
from services.jury.service import DecisionOn
from services.messages.models import TaskKind
from services.messages.tasks import open_task
from services.migrations import versions
from services.scheduling.models import Kind
from services.staff.models import SiteRow

Kept = tuple[Stage, Steps]

VERSIONS = Path(versions.__file__).parent
STEPS_MIGRATION: Any = importlib.import_module(
    f"services.migrations.versions.{next(VERSIONS.glob('*_steps_and_figures.py')).stem}"
)
MIGRATION: Any = importlib.import_module("services.migrations.versions.0006_stages_and_names")

MEMBERS = [Member("A. Martin", Side.EMPLOYERS), Member("C. Roux", Side.EMPLOYEES)]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def body_id(database: Database, now: datetime) -> int:
    return database.run_now(lambda session: build(session, now))


def build(session: Session, now: datetime) -> int:
    """A body with a site and an adviser who receives all week."""
    system = Services(session, now, SYSTEM)
    body_id = system.staff.add_body("Centre de Lyon", "Europe/Paris").id
    assert body_id
    where: dict[str, Any] = {"address": "3 rue de la Paix", "postcode": "69001", "town": "Lyon"}
    spot: dict[str, Any] = {"latitude": 45.76, "longitude": 4.83, "timezone": "Europe/Paris"}
    site = system.staff.add_site(SiteRow(body_id=body_id, name="Lyon", **where, **spot))
    adviser = system.staff.add_staff(body_id, "Claire", "Martin", Role.ADVISER)
    assert site.id
    assert adviser.id
    own = acting_for(session, now, body_id)
    for weekday in range(7):
        own.desk.open(
            staff_id=adviser.id,
            site_id=site.id,
            kind=Kind.INTERVIEW,
            weekday=weekday,
            on_date=None,
            from_time=time(8),
            to_time=time(18),
            slot_minutes=30,
            modes=[Mode.CENTRE],
        )
    return body_id


def acting_for(session: Session, now: datetime, body_id: int) -> Services:
    return Services(session, now, Actor(ActorKind.TOKEN, 1, body_id))


def newcomer(session: Session, now: datetime, body_id: int | None, name: str = "Amina") -> int:
    person: dict[str, Any] = {
        "locale": "fr",
        "timezone": "Europe/Paris",
        "consented_at": now,
        "last_seen_at": now,
    }
    row = CandidateRow(body_id=body_id, first_name=name, **person)
    session.add(row)
    session.flush()
    assert row.id
    return row.id


Deed = Callable[[Services, int], object]


def books(services: Services, who: int) -> None:
    slot = services.scheduling.slots(Kind.INTERVIEW, limit=1)[0]
    services.scheduling.book(
        who,
        kind=Kind.INTERVIEW,
        site_id=slot.site_id,
        staff_id=slot.staff_id,
        starts_at=slot.starts_at,
        mode=Mode.CENTRE,
    )


def cancels(services: Services, who: int) -> None:
    booked = services.dossiers.facts(who).booked(Kind.INTERVIEW)
    if booked:
        services.scheduling.cancel(booked.id)


def tells(outcome: Outcome) -> Deed:
    return lambda services, who: services.dossiers.record_outcome(who, outcome)


def assesses(kind: AssessmentKind, *to_develop: Domain) -> Deed:
    def deed(services: Services, who: int) -> None:
        facts = services.dossiers.facts(who)
        about = facts.trained if kind is AssessmentKind.FINAL else tuple(Domain)
        results = {d: Result.TO_DEVELOP if d in to_develop else Result.ACQUIRED for d in about}
        services.dossiers.record_assessment(who, kind, date(2027, 1, 3), results)

    return deed


def plans(*domains: Domain) -> Deed:
    return lambda services, who: services.dossiers.set_training_plan(
        who, [Aim(domain, date(2027, 6, 1)) for domain in domains]
    )


def goes_before_a_jury(services: Services, who: int) -> None:
    session = services.jury.create(date(2027, 6, 15), "Lyon", MEMBERS)
    assert session.id
    services.jury.attach(session.id, [who])


def hears(decision: Decision) -> Deed:
    def deed(services: Services, who: int) -> None:
        jury = services.dossiers.facts(who).jury
        if jury:
            services.jury.decide(jury.session_id, [DecisionOn(who, decision, "Call.")])
            services.jury.publish(jury.session_id)

    return deed


INITIAL, FINAL = AssessmentKind.INITIAL, AssessmentKind.FINAL

DEEDS: dict[str, Deed] = {
    "books": books,
    "cancels": cancels,
    **{f"is {outcome}": tells(outcome) for outcome in Outcome},
    "wants to go on": lambda services, who: services.dossiers.wants_to_go_on(who),
    "is left in peace": lambda services, who: services.dossiers.leave_in_peace(who),
    "is assessed": assesses(INITIAL, Domain.D2, Domain.D7),
    "is assessed, all acquired": assesses(INITIAL),
    "plans two": plans(Domain.D2, Domain.D7),
    "plans one": plans(Domain.D2),
    "plans none": plans(),
    "final, all acquired": assesses(FINAL),
    "final, one left": assesses(FINAL, Domain.D7),
    "goes before a jury": goes_before_a_jury,
    "is certified": hears(Decision.CERTIFIED),
    "is told not yet": hears(Decision.NOT_YET),
}

# Most paths go forward: else hardly any would come as far as the jury.
FORWARD = (
    "books",
    "is dossier_opened",
    "is assessed",
    "plans two",
    "final, all acquired",
    "goes before a jury",
)
PATHS = st.builds(
    lambda forward, others: [*forward, *others],
    st.integers(0, len(FORWARD)).map(lambda n: FORWARD[:n]),
    st.lists(st.sampled_from(sorted(DEEDS)), max_size=4),
)


def test_the_kept_stage_is_the_computed_one_whatever_happens(database: Database, body_id: int, now: datetime):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @example([*FORWARD, "is certified"])
    @example(list(FORWARD))
    @example(list(FORWARD[:4]))
    @example(list(FORWARD[:3]))
    @example(list(FORWARD[:2]))
    @example([*FORWARD, "is told not yet", "goes before a jury"])
    @example(["is thinking", "wants to go on", "books", "is declined", "wants to go on", "is left in peace"])
    @given(PATHS)
    def walk(path: list[str]) -> None:
        who = database.run_now(lambda session: newcomer(session, now, body_id))
        for step, name in enumerate(path):
            moment = now + timedelta(minutes=step)
            with suppress(Refusal):
                kept, computed = database.run_now(partial(do, DEEDS[name], moment, body_id, who))
                assert kept == computed, path[: step + 1]

    walk()
    database.run_now(the_migration_of_steps_agrees)
    database.run_now(the_migration_agrees)


def do(deed: Deed, now: datetime, body_id: int, who: int, session: Session) -> tuple[Kept, Kept]:
    """Does it; returns the stage and the days of the steps as they are kept, and as they are computed."""
    services = acting_for(session, now, body_id)
    deed(services, who)
    session.flush()
    session.expire_all()
    steps = steps_of(services.dossiers.facts(who))
    return kept_of(session.get_one(CandidateRow, who)), (services.dossiers.stage(who), steps)


def kept_of(row: CandidateRow) -> Kept:
    return row.stage, Steps(*(getattr(row, name) for name in Steps.names()))


def the_migration_of_steps_agrees(session: Session) -> None:
    """What it fills in for rows that were there before is what steps_of says."""

    def kept() -> dict[int | None, Kept]:
        return {row.id: kept_of(row) for row in session.exec(select(CandidateRow))}

    before = kept()
    assert len({steps for _, steps in before.values()}) > 5
    nothing = ", ".join(f"{name} = NULL" for name in Steps.names())
    for statement in (f"UPDATE candidate SET {nothing}", STEPS_MIGRATION.FILLED):  # noqa: S608
        session.connection().execute(text(statement))
    session.expire_all()
    assert kept() == before


AS_THE_TABLES_WERE = (
    "ALTER TABLE jury_dossier ADD COLUMN decision VARCHAR",
    """
    UPDATE jury_dossier SET decision = (
        SELECT decision FROM jury_decision AS decided
        WHERE decided.jury_session_id = jury_dossier.jury_session_id
          AND decided.candidate_id = jury_dossier.candidate_id
        ORDER BY id DESC LIMIT 1
    )
    """,
)


def the_migration_agrees(session: Session) -> None:
    """What it computes for the rows of an older database is what stage_of says."""

    def kept() -> dict[int | None, Stage]:
        return {row.id: row.stage for row in session.exec(select(CandidateRow))}

    before = kept()
    assert len(set(before.values())) > 5
    for statement in (*AS_THE_TABLES_WERE, "UPDATE candidate SET stage = 'discovering'", MIGRATION.STAGES):
        session.connection().execute(text(statement))
    session.expire_all()
    assert kept() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Élodie", ["elodie"]),
        ("Marie-Rose d’Œuvre", ["marie", "rose", "d", "oeuvre"]),
        ("  Łukasz   ŁUKASZ ", ["lukasz"]),
        ("Işıl", ["isil"]),
        ("أمينة", ["امينة"]),
        ("فاطمـــة", ["فاطمة"]),
        ("Ольга", ["ольга"]),
        ("Ａｎａ", ["ana"]),
        ("🌻", []),
    ],
)
def test_a_name_is_its_words_without_accents_or_case(name: str, words: list[str]):
    assert list(words_of(name)) == words


@given(st.text(max_size=40))
def test_any_name_is_found_by_itself(name: str):
    """However it is typed again: its words are words already."""
    words = words_of(name)
    assert words_of(" ".join(words)) == words
    assert all(word.isalnum() for word in words)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("elodie", ["Élodie"]),
        ("ÉLO", ["Élodie"]),
        ("rose", ["Marie-Rose", "Rose"]),
        ("marie ro", ["Marie-Rose"]),
        ("ro ma", ["Marie-Rose"]),
        ("marie x", []),
        ("ose", []),
        ("%", []),
        ("_", []),
        ("🌻", []),
        ("امينة", ["أمينة"]),
    ],
)
def test_the_beginning_of_a_name_is_enough(
    database: Database, body_id: int, now: datetime, q: str, found: list[str]
):
    def work(session: Session) -> list[str]:
        for name in ("Élodie", "Marie-Rose", "Rose", "أمينة"):
            newcomer(session, now, body_id, name)
        newcomer(session, now, None, "Rose")
        return [one.first_name for one in acting_for(session, now, body_id).candidates.find(Search(q=q))]

    assert database.run_now(work) == found


def test_a_candidate_is_found_by_number_too(database: Database, body_id: int, now: datetime):
    def work(session: Session) -> tuple[list[int], list[int]]:
        ids = [newcomer(session, now, body_id) for _ in range(3)]
        own = acting_for(session, now, body_id).candidates
        return ids, [one.id for q in (str(ids[1]), "9" * 30, "2147483648") for one in own.find(Search(q=q))]

    ids, found = database.run_now(work)
    assert found == [ids[1]]


def test_a_new_name_is_found_and_the_old_one_no_more(database: Database, body_id: int, now: datetime):
    def work(session: Session) -> list[str]:
        who = newcomer(session, now, body_id, "Amina")
        session.get_one(CandidateRow, who).first_name = "Samira"
        session.flush()
        rows = session.exec(select(NameWordRow).where(col(NameWordRow.candidate_id) == who))
        return [row.word for row in rows]

    assert database.run_now(work) == ["samira"]


def test_an_erased_name_is_found_nowhere(database: Database, body_id: int, now: datetime):
    def work(session: Session) -> list[NameWordRow]:
        Services(session, now, SYSTEM).candidates.erase(newcomer(session, now, body_id))
        return list(session.exec(select(NameWordRow)))

    assert database.run_now(work) == []


def test_stage_name_and_waiting_go_together(database: Database, body_id: int, now: datetime):
    def work(session: Session) -> list[list[int]]:
        own = acting_for(session, now, body_id)
        one, other, third = (newcomer(session, now, body_id, name) for name in ("Ana", "Anaïs", "Bilal"))
        own.dossiers.record_outcome(one, Outcome.DOSSIER_OPENED)
        own.dossiers.record_outcome(third, Outcome.DOSSIER_OPENED)
        open_task(session, now, TaskKind.CALL, "call", body_id, other)
        searches = (
            Search(q="ana"),
            Search(q="ana", stage=Stage.DOSSIER_OPENED),
            Search(stage=Stage.DOSSIER_OPENED, after=one),
            Search(q="ana", waiting=True),
            Search(waiting=True, after=other),
        )
        numbers = {one: 1, other: 2, third: 3}
        return [[numbers[found.id] for found in own.candidates.find(search)] for search in searches]

    assert database.run_now(work) == [[1, 2], [1], [3], [2], []]


def test_facts_and_stages_come_with_a_page(database: Database, body_id: int, now: datetime):
    def work(session: Session) -> None:
        newcomer(session, now, body_id)
        ((candidate, facts),) = acting_for(session, now, body_id).candidates.page(q="ami")
        assert candidate.stage is stage_of(facts)

    database.run_now(work)
