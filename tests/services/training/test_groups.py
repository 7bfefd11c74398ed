"""Groups: one timetable for several, each with the domains of their own plan; sessions that come back every week."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import Domain
from services.dossiers.people import Person
from services.dossiers.refusals import TrainerIsAssessor
from services.dossiers.service import Aim
from services.errors import Invalid
from services.notices.hours import is_day_off
from services.training.groups import GroupExists
from services.training.recurrence import Weekly, days_of, sessions_of
from services.training.timetables import Target, Upload
from tests.services.desk import Desk
from tests.services.training.files import as_csv, course, moved

D2, D7 = Domain.D2, Domain.D7


def group_of(desk: Desk, *candidates: int) -> int:
    group_id = desk.services.groups.create("Matin").id
    for one in candidates:
        desk.services.groups.join(group_id, one)
    return group_id


def bring(desk: Desk, group_id: int, lines: list[str], **upload):
    return desk.services.timetables.import_file(Target(group_id=group_id), Upload(as_csv(lines), **upload))


def domains(desk: Desk, one: int) -> set[Domain]:
    return {s.domain for s in desk.services.dossiers.facts(one).sessions if s.cancelled_at is None}


def test_a_group_has_one_timetable_and_each_the_domains_of_their_plan(desk: Desk):
    amina, bilal = desk.in_training(D2, D7, days=600), desk.in_training(D2, name="Bilal", days=600)
    group_id = group_of(desk, amina, bilal)
    desk.told(amina), desk.told(bilal)

    assert bring(desk, group_id, course(20)).added == 20
    assert (domains(desk, amina), domains(desk, bilal)) == ({D2, D7}, {D2})
    assert "There are 20 sessions." in desk.told(amina)[0]
    assert "There are 10 sessions." in desk.told(bilal)[0]

    desk.later(minutes=5)
    assert bring(desk, group_id, course(20)).unchanged == 20
    assert (desk.told(amina), desk.told(bilal)) == ([], [])
    report = bring(desk, group_id, moved(course(20), 4, 5))  # one of each domain
    assert report.moved == 2
    assert (len(desk.told(amina, "session_moved")), len(desk.told(bilal, "session_moved"))) == (2, 1)


def test_who_joins_later_or_trains_more_or_leaves_has_what_is_theirs(desk: Desk):
    amina = desk.in_training(D2, days=600)
    group_id = group_of(desk)
    bring(desk, group_id, course(20))

    desk.services.groups.join(group_id, amina)
    assert domains(desk, amina) == {D2}
    aims = [Aim(D2, date(2027, 6, 1)), Aim(D7, date(2027, 6, 1))]
    desk.services.corrections.assessment(
        amina, desk.services.dossiers.facts(amina).assessments[0].id, "D7 too.", results=_results(D2, D7)
    )
    desk.services.dossiers.set_training_plan(amina, aims)
    assert domains(desk, amina) == {D2, D7}
    desk.services.groups.leave(group_id, amina)
    assert domains(desk, amina) == set()


def _results(*to_develop: Domain):
    return {d: "to_develop" if d in to_develop else "acquired" for d in Domain}


def test_what_was_changed_for_one_alone_stays_until_the_group_changes_it(desk: Desk):
    amina = desk.in_training(D2, days=600)
    group_id = group_of(desk, amina)
    bring(desk, group_id, course(4))
    session = desk.services.dossiers.facts(amina).sessions[0]
    own = session.starts_at + timedelta(hours=1)
    desk.services.training.move(session.id, starts_at=own)

    bring(desk, group_id, course(4))
    assert desk.services.dossiers.facts(amina).sessions[0].starts_at == own
    row = desk.services.groups.sessions(group_id)[0]
    desk.services.groups.change(row.id or 0, place="Salle 9")
    assert desk.services.dossiers.facts(amina).sessions[0].place == "Salle 9"
    desk.services.groups.cancel(row.id or 0)
    assert len([s for s in desk.services.dossiers.facts(amina).sessions if s.cancelled_at is None]) == 1


def test_the_trainer_of_a_group_assessed_nobody_in_it(desk: Desk):
    amina = desk.in_training(D2, days=600)
    facts = desk.services.dossiers.facts(amina)

    desk.services.corrections.assessment(
        amina, facts.assessments[0].id, "By Rose.", assessor=Person("", desk.other_trainer_id)
    )
    group_id = group_of(desk)
    desk.services.timetables.plan_weekly(
        Target(group_id=group_id), weekly(), D2, "Salle 3", desk.other_trainer_id
    )

    with pytest.raises(TrainerIsAssessor):
        desk.services.groups.join(group_id, amina)
    with pytest.raises(GroupExists):
        desk.services.groups.create("Matin")


def weekly(**changes) -> Weekly:
    usual = {
        "weekdays": frozenset({1, 3}),
        "begins": time(9),
        "ends": time(12),
        "first_on": date(2027, 3, 9),
        "count": 8,
    }
    return Weekly(**{**usual, **changes})


def test_a_rule_leaves_holidays_out_and_keeps_its_hour_in_summer(desk: Desk):
    one = desk.in_training(D2, days=600)

    desk.services.timetables.plan_weekly(Target(candidate_id=one), weekly(), D2, "Salle 3")

    sessions = desk.services.dossiers.facts(one).sessions
    assert [s.starts_at.hour for s in sessions] == [8, 8, 8, 8, 8, 8, 7, 7]  # 28 March: summer time
    may = days_of(weekly(weekdays=frozenset({3}), first_on=date(2027, 5, 1), count=3), "Europe/Paris")
    assert may == [date(2027, 5, 13), date(2027, 5, 20), date(2027, 5, 27)]  # the 6th is Ascension Day


@pytest.mark.parametrize(
    "changes",
    [
        {"until": date(2027, 4, 1)},
        {"count": None},
        {"weekdays": frozenset()},
        {"count": 0},
        {"ends": time(8)},
        {"count": None, "until": date(2027, 3, 1)},
        {"every_weeks": 0},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changes):
    with pytest.raises(Invalid):
        weekly(**changes)


@given(
    st.frozensets(st.integers(0, 6), min_size=1),
    st.dates(date(2027, 1, 1), date(2028, 12, 31)),
    st.integers(0, 400),
    st.integers(1, 4),
    st.frozensets(st.dates(date(2027, 1, 1), date(2028, 12, 31)), max_size=5),
)
def test_every_day_of_a_rule_is_one_of_its_days(weekdays, first_on, days, every, but_not_on):
    rule = Weekly(
        weekdays, time(9), time(12), first_on, first_on + timedelta(days=days), None, every, but_not_on
    )
    try:
        found = days_of(rule, "Indian/Reunion")
    except Invalid:
        return

    assert found == sorted(set(found))
    for day in found:
        assert day.weekday() in weekdays
        assert first_on <= day <= first_on + timedelta(days=days)
        assert day not in but_not_on
        assert not is_day_off(day, "Indian/Reunion")
        assert (day - first_on + timedelta(days=first_on.weekday())).days // 7 % every == 0
    starts = {s.starts_at.time() for s in sessions_of(rule, D2, "Salle 3", "Indian/Reunion")}
    assert starts == {time(9)}
