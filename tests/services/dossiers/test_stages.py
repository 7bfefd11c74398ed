"""The stage: a pure function of facts, the same in whatever order they were recorded, whole for any of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services import Domain, Facts, Kind, Outcome, Result, Stage, stage_of
from services.dossiers.facts import Assessment, InterviewOutcome, JuryPassage, Objective
from services.dossiers.kinds import AssessmentKind
from services.jury.models import Decision
from services.scheduling.models import Status
from tests.services.notices import facts as made_up

NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)
NOBODY = Facts(1, 1, "Amina", "fr", "Europe/Paris")
TO_DEVELOP = (Domain.D2, Domain.D7)


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


def results(*to_develop: Domain) -> dict[Domain, Result]:
    return {d: Result.TO_DEVELOP if d in to_develop else Result.ACQUIRED for d in Domain}


FINAL = {Domain.D2: Result.ACQUIRED, Domain.D7: Result.ACQUIRED}
PASSAGE = JuryPassage(1, date(2027, 6, 1), day(100), None, None)

# Each adds one fact to those there are; in the order of the path, with the stage that the path has then.
PATH = (
    ("thinks", lambda f: told(f, Outcome.THINKING, 1), Stage.THINKING),
    ("opens", lambda f: told(f, Outcome.DOSSIER_OPENED, 2), Stage.DOSSIER_OPENED),
    ("is assessed", lambda f: assessed(f, AssessmentKind.INITIAL, results(*TO_DEVELOP), 3), Stage.ASSESSED),
    ("plans", lambda f: planned(f), Stage.IN_TRAINING),
    ("is assessed again", lambda f: assessed(f, AssessmentKind.FINAL, FINAL, 90), Stage.COMPLETE),
    ("goes before a jury", lambda f: replace(f, juries=(*f.juries, PASSAGE)), Stage.BEFORE_THE_JURY),
    ("is certified", lambda f: replace(f, juries=(certified(),)), Stage.CERTIFIED),
)


def told(facts: Facts, outcome: Outcome, on: int) -> Facts:
    return replace(facts, outcomes=(*facts.outcomes, InterviewOutcome(outcome, day(on))))


def assessed(facts: Facts, kind: AssessmentKind, said: dict[Domain, Result], on: int) -> Facts:
    one = Assessment(on, kind, day(on).date(), day(on), said)
    return replace(facts, assessments=(*facts.assessments, one))


def planned(facts: Facts) -> Facts:
    return replace(facts, objectives=tuple(Objective(d, date(2027, 6, 1), day(4)) for d in TO_DEVELOP))


def certified() -> JuryPassage:
    return replace(PASSAGE, decision=Decision.CERTIFIED, published_at=day(150), decided_at=day(149))


def test_the_path_is_walked_stage_by_stage():
    facts = NOBODY
    assert stage_of(facts) is Stage.DISCOVERING
    for name, happens, stage in PATH:
        facts = happens(facts)
        assert stage_of(facts) is stage, name


def test_every_order_of_the_same_facts_has_stages_all_the_way_and_ends_at_the_same():
    ends: dict[frozenset[str], set[Stage]] = {}
    for order in permutations(PATH):
        facts, happened = NOBODY, frozenset[str]()
        for name, happens, _ in order:
            facts, happened = happens(facts), happened | {name}
            ends.setdefault(_last_jury_wins(happened, order), set()).add(stage_of(facts))
    assert all(len(stages) == 1 for stages in ends.values())
    assert len(ends) > 2**6


def _last_jury_wins(happened: frozenset[str], order) -> frozenset[str]:
    """Being certified is the same passage with its decision: said after it, before it, it is one fact."""
    names = [name for name, *_ in order]
    undone = names.index("is certified") < names.index("goes before a jury")
    both = {"is certified", "goes before a jury"} <= happened
    return happened | {"in this order"} if undone and both else happened


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(made_up.facts())
def test_any_facts_have_one_stage_whose_step_the_picture_knows(facts: Facts):
    stage = stage_of(facts)

    assert isinstance(stage, Stage)
    assert 0 <= stage.step <= 5
    assert stage_of(replace(facts, first_name="Bilal", locale="ar", sessions=(), checks=())) is stage


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(made_up.facts(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(facts: Facts, chance):
    def shuffled(rows):
        rows = list(rows)
        chance.shuffle(rows)
        return tuple(rows)

    again = replace(
        facts,
        appointments=shuffled(facts.appointments),
        assessments=shuffled(facts.assessments),
        objectives=shuffled(facts.objectives),
        juries=shuffled(facts.juries),
    )

    assert stage_of(again) is stage_of(facts)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(made_up.facts())
def test_who_is_certified_stays_so_whatever_else_is_recorded(facts: Facts):
    facts = replace(facts, juries=(certified(),))

    assert stage_of(facts) is Stage.CERTIFIED
    assert stage_of(told(facts, Outcome.DECLINED, 200)) is Stage.CERTIFIED


def test_a_booked_interview_shows_only_before_the_file_is_open():
    booked = made_up.appointment(day(2), day(0), kind=Kind.INTERVIEW, status=Status.BOOKED)
    facts = replace(NOBODY, appointments=(booked,))

    assert stage_of(facts) is Stage.INTERVIEW_BOOKED
    assert stage_of(told(facts, Outcome.DOSSIER_OPENED, 1)) is Stage.DOSSIER_OPENED
