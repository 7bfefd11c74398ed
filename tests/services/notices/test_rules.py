"""Every rule, over facts of all kinds, in every zone and around both clock changes."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locales import LOCALES, Day, Moment, Text, TimeOfDay, plain, plain_lines
from services.dossiers.facts import Facts
from services.notices.hours import at, eve_of, is_day_off, local_day
from services.notices.rule import Rule, Wanted
from services.notices.rules import RULES, appointments, training, wanted
from services.notices.verdict import Person, Postpone, Send, verdict
from services.scheduling.models import Mode
from tests.services.notices.facts import appointment, facts, local, moments, session, sessions, zones
from tests.services.notices.facts import appointments as made_appointments

RULE_OF_A_DAY = {"appointment_eve", "training_eve", "appointment_soon"}

at_leisure = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def said(its: Facts, now: datetime, *rules: str) -> list[tuple[Rule, Wanted]]:
    return [(rule, one) for rule, one in wanted(its, now) if not rules or rule.name in rules]


def first_word(one: Wanted) -> str:
    return plain(one.wording.lines[0], "en").split()[0].strip(",:")


@at_leisure
@given(facts(), moments())
def test_the_same_facts_at_the_same_moment_ask_for_the_same_in_the_same_order(its: Facts, now: datetime):
    assert said(its, now) == said(its, now)


@at_leisure
@given(facts(), moments())
def test_every_notice_has_a_key_of_its_own(its: Facts, now: datetime):
    keys = Counter(rule.key(one.subject, one.version, "c1") for rule, one in said(its, now))

    assert [key for key, times in keys.items() if times > 1] == []


@at_leisure
@given(facts(), moments(), moments())
def test_keys_and_times_do_not_depend_on_when_one_asks(its: Facts, now: datetime, later: datetime):
    """Else a notice would be planned again, or taken back, because time goes by. A silence needs the present:
    whether a trainer has yet to say who came."""

    def plan(moment: datetime) -> list[tuple[str, datetime, datetime]]:
        return [
            (rule.key(one.subject, one.version, "c1"), one.due_at, one.pointless_at)
            for rule, one in said(its, moment)
            if rule.name not in ("silence", "long_silence")
        ]

    assert plan(now) == plan(later)


@at_leisure
@given(facts(), moments())
def test_nothing_is_due_when_it_is_pointless_already(its: Facts, now: datetime):
    # Changes and bookings made at the last moment may come too late to be told; reminders are planned ahead.
    planned_ahead = {
        "appointment_eve", "appointment_soon", "training_eve", "week_ahead", "thinking", "silence",
        "long_silence", "objective_deadline", "deadline_eve", "five_years", "pause_over", "missed",
    }  # fmt: skip
    for rule, one in said(its, now, *planned_ahead):
        assert one.due_at < one.pointless_at, rule.name
    for rule, one in said(its, now):
        assert one.event_at is None or one.pointless_at >= one.event_at or rule.name == "week_ahead", (
            rule.name
        )
        assert one.due_at.utcoffset() == one.pointless_at.utcoffset() == timedelta()


@at_leisure
@given(zones, st.data())
def test_an_appointment_s_eve_is_at_18_on_the_last_working_evening_before_it(zone: str, data: st.DataObject):
    agreed = data.draw(made_appointments(zone))
    its = Facts(1, 1, "Amina", "fr", zone, appointments=(agreed,))
    clock = agreed.site.zone if agreed.mode is Mode.CENTRE else zone
    for one in appointments.eve(its, agreed.booked_at):
        there = local(one.due_at, clock)
        assert there.time() == time(18)
        assert there.date() < local_day(agreed.starts_at, clock)
        assert not is_day_off(there.date(), clock)
        assert one.due_at > agreed.changed_at
        assert one.pointless_at == agreed.starts_at


@at_leisure
@given(zones, st.data())
def test_two_hours_before_are_two_hours_by_any_clock(zone: str, data: st.DataObject):
    agreed = data.draw(made_appointments(zone))
    its = Facts(1, 1, "Amina", "fr", zone, appointments=(agreed,))
    for one in appointments.soon(its, agreed.booked_at):
        assert agreed.starts_at - one.due_at == timedelta(hours=2)


@at_leisure
@given(zones, st.data(), st.integers(0, 60 * 24 * 4))
def test_the_word_for_the_day_is_right_at_the_moment_it_is_said(zone: str, data: st.DataObject, minutes: int):
    agreed = data.draw(made_appointments(zone))
    its = Facts(1, 1, "Amina", "fr", zone, appointments=(agreed,))
    clock = agreed.site.zone if agreed.mode is Mode.CENTRE else zone
    now = max(agreed.starts_at - timedelta(minutes=minutes), agreed.booked_at)
    for plan in (appointments.eve, appointments.soon):
        for one in plan(its, now):
            moment = max(now, one.due_at)
            days = (local_day(agreed.starts_at, clock) - local_day(moment, clock)).days
            assert first_word(one) == {0: "Today", 1: "Tomorrow"}.get(days, "On")
            assert clock in _zones_shown(one.wording.lines[0])


@at_leisure
@given(zones, st.data(), st.integers(0, 60 * 24 * 4))
def test_training_is_announced_on_its_eve_with_the_right_word(zone: str, data: st.DataObject, minutes: int):
    its = Facts(1, 1, "Amina", "fr", zone, sessions=(data.draw(sessions(zone)),))
    (planned,) = its.sessions
    day = local_day(planned.starts_at, zone)
    now = max(planned.starts_at - timedelta(minutes=minutes), planned.planned_at)
    found = list(training.eve(its, now))

    assert bool(found) is (not planned.cancelled_at and planned.changed_at < eve_of(day, zone))
    for one in found:
        assert one.due_at == eve_of(day, zone)
        days = (day - local_day(max(now, one.due_at), zone)).days
        assert first_word(one) == {0: "Today", 1: "Tomorrow"}.get(days, "On")


@at_leisure
@given(facts(), moments())
def test_the_coming_week_is_announced_on_the_last_working_evening_before_the_weekend_and_never_on_monday(
    its: Facts, now: datetime
):
    for _, one in said(its, now, "week_ahead"):
        due, over = local(one.due_at, its.zone), local(one.pointless_at, its.zone)
        assert (over.weekday(), over.time()) == (0, time(0))
        assert due.time() == time(18)
        assert due.weekday() <= 4
        assert not is_day_off(due.date(), its.zone)
        days = [line.values["day"] for line in one.wording.lines if "day" in line.values]
        assert all(isinstance(day, Day) and 0 <= (day.on - over.date()).days < 7 for day in days)


@at_leisure
@given(facts(), moments())
def test_what_comes_in_the_morning_comes_at_ten_on_the_candidate_s_clock(its: Facts, now: datetime):
    in_the_morning = (
        "thinking",
        "silence",
        "long_silence",
        "objective_deadline",
        "deadline_eve",
        "five_years",
    )
    for _, one in said(its, now, *in_the_morning, "pause_over"):
        assert local(one.due_at, its.zone).time() == time(10)
    for _, one in said(its, now, "before_the_jury"):
        if one.subject.endswith(".week"):
            assert local(one.due_at, its.zone).time() == time(10)
        if one.subject.endswith(".eve"):
            assert local(one.due_at, its.zone).time() == time(18)


@at_leisure
@given(facts(), moments())
def test_two_reminders_of_one_deadline_never_make_sense_at_once(its: Facts, now: datetime):
    by_objective: dict[str, list[Wanted]] = {}
    for _, one in said(its, now, "objective_deadline", "deadline_eve"):
        by_objective.setdefault(one.subject.split(".")[0], []).append(one)
    for reminders in by_objective.values():
        reminders.sort(key=lambda one: one.due_at)
        for earlier, later in pairwise(reminders):
            assert earlier.pointless_at <= later.due_at


@at_leisure
@given(facts(), moments())
def test_reminders_keep_the_right_wall_clock_time_until_they_are_said(its: Facts, now: datetime):
    """Whatever the verdict makes of them: never at night nor on a day off, unless their event is near."""
    person = Person(1, "fr", its.zone, paused_until=its.paused_until)
    for rule, one in said(its, now):
        moment = one.due_at
        decided = verdict(rule, one.pointless_at, one.event_at, person, moment)
        moment = decided.until if isinstance(decided, Postpone) else moment
        urgent = one.event_at is not None and timedelta() <= one.event_at - moment <= timedelta(hours=12)
        if isinstance(decided, Send | Postpone) and not urgent:
            there = local(moment, its.zone)
            assert 8 <= there.hour < 20, rule.name
            assert not is_day_off(there.date(), its.zone), rule.name


@at_leisure
@given(facts(), moments())
def test_what_was_cancelled_or_is_over_is_not_reminded_of(its: Facts, now: datetime):
    none_booked = tuple(replace(one, cancelled_at=one.changed_at) for one in its.sessions)
    bare = replace(
        its, appointments=tuple(a for a in its.appointments if not a.is_booked), sessions=none_booked
    )

    assert [
        rule.name
        for rule, _ in said(bare, now)
        if rule.name
        in {*RULE_OF_A_DAY, "appointment_booked", "appointment_moved", "session_moved", "week_ahead"}
    ] == []


@at_leisure
@given(facts(), moments())
def test_everything_that_is_asked_for_can_be_said_in_every_language(its: Facts, now: datetime):
    for rule, one in said(its, now):
        for locale in LOCALES:
            text = plain_lines(one.wording.lines, locale)
            assert not re.search(r"\{\w*\}|None", text), f"{rule.name} in {locale}: {text}"
            assert len(text) <= 4096


def test_by_phone_from_overseas_two_hours_before_may_be_yesterday():
    """Eleven in Paris is half past midnight in the Marquesas: at half past ten in the evening it is tomorrow."""
    starts_at = at(date(2027, 1, 12), time(11), "Europe/Paris")
    its = Facts(
        1,
        1,
        "Amina",
        "fr",
        "Pacific/Marquesas",
        appointments=(appointment(starts_at, starts_at - timedelta(days=3), mode=Mode.PHONE),),
    )
    (one,) = appointments.soon(its, starts_at - timedelta(hours=2))

    assert plain(one.wording.lines[0], "en").startswith("Tomorrow, Tuesday 12 January at 00:30")


def test_a_session_that_was_moved_into_tomorrow_this_evening_is_told_once():
    """The change is said at once; "Are you coming?" an instant later would be one too many."""
    starts_at = at(date(2027, 1, 12), time(9), "Europe/Paris")
    moved_at = at(date(2027, 1, 11), time(19), "Europe/Paris")
    its = Facts(
        1,
        1,
        "Amina",
        "fr",
        "Europe/Paris",
        sessions=(session(starts_at, moved_at - timedelta(days=20), changed_at=moved_at, version=2),),
    )

    assert [one.due_at for _, one in said(its, moved_at, "session_moved")] == [moved_at]
    assert said(its, moved_at, "training_eve") == []


def test_a_session_that_was_moved_into_this_week_is_not_announced_as_next_week_s():
    starts_at = at(date(2027, 1, 14), time(9), "Europe/Paris")
    moved_at = at(date(2027, 1, 11), time(10), "Europe/Paris")
    thursday = session(starts_at, moved_at - timedelta(days=20), changed_at=moved_at, version=2)
    friday = replace(thursday, id=2, starts_at=starts_at + timedelta(days=1))
    its = Facts(1, 1, "Amina", "fr", "Europe/Paris", sessions=(thursday, friday))

    assert said(its, moved_at, "week_ahead") == []


def test_every_rule_that_is_in_doubt_or_a_group_says_so():
    """The table itself: names are unique, a group's rules are about one matter, what settles has a group."""
    assert len(RULES) == len({rule.name for rule in RULES.values()})
    for rule in RULES.values():
        assert not rule.settle or rule.group
        together = [other for other in RULES.values() if rule.group and other.group == rule.group]
        assert len({other.settle for other in together}) <= 1


def _zones_shown(text: Text) -> set[str]:
    """The zones of all hours in a text, also of texts within it."""
    found: set[str] = set()
    for value in text.values.values():
        if isinstance(value, Moment | TimeOfDay):
            found.add(value.zone)
        elif isinstance(value, Text):
            found |= _zones_shown(value)
    return found
