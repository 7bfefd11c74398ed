"""May a due notice go out now? Every choice of a person, every hour, every zone."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notices.hours import DAYTIME, Hours, is_day_off
from services.notices.models import NoticeState
from services.notices.rule import About, Pace, Rule
from services.notices.rules import RULES
from services.notices.verdict import A_DAY, URGENT, End, Person, Postpone, Send, Verdict, verdict
from tests.services.notices.facts import ZONES, local, moments, zones

NOON = datetime.fromisoformat("2027-01-05T12:00+00:00")
NIGHT = datetime.fromisoformat("2027-01-05T23:00+00:00")
A_WEEK = timedelta(days=7)

GENTLE = [rule for rule in RULES.values() if rule.pace is Pace.GENTLE]
AUTOMATIC = [rule for rule in RULES.values() if rule.pace is not Pace.PERSONAL]
PERSONAL = [rule for rule in RULES.values() if rule.pace is Pace.PERSONAL]

some_hours = st.builds(Hours, st.integers(0, 23), st.integers(0, 23)).filter(lambda h: h.opens != h.closes)


def amina(**about) -> Person:
    return Person(**{"chat_id": 1, "locale": "fr", "zone": "Europe/Paris", **about})


@st.composite
def cases(
    draw: st.DrawFn, rules: list[Rule] = AUTOMATIC
) -> tuple[Rule, datetime, datetime | None, Person, datetime, bool]:
    """Rule, pointless_at, event_at, person, now, held_over."""
    now = draw(moments())
    later = st.integers(-600, 60 * 24 * 20).map(lambda n: now + timedelta(minutes=n))
    person = amina(
        zone=draw(zones),
        hours=draw(st.just(DAYTIME) | some_hours),
        paused_until=draw(st.none() | later),
        heard_today=draw(st.integers(0, 4)),
    )
    return (
        draw(st.sampled_from(rules)),
        draw(later),
        draw(st.none() | later),
        person,
        now,
        draw(st.booleans()),
    )


@given(cases())
def test_nothing_automatic_is_said_in_quiet_hours_nor_on_days_off_unless_its_event_is_within_12_hours(case):
    rule, pointless_at, event_at, person, now, held_over = case
    decided = verdict(rule, pointless_at, event_at, person, now, held_over)
    moment = decided.until if isinstance(decided, Postpone) else now
    there = local(moment, person.zone)
    urgent = event_at is not None and timedelta() <= event_at - moment <= URGENT

    if not isinstance(decided, End) and not urgent:
        assert person.hours.holds(there.time())
        assert not is_day_off(there.date(), person.zone)


@given(cases())
def test_nothing_is_said_nor_put_off_beyond_the_moment_when_it_is_pointless(case):
    _, pointless_at, _, _, now, _ = case
    match verdict(*case):
        case Send():
            assert now < pointless_at
        case Postpone(until):
            assert now < until < pointless_at
        case End(state, reason):
            assert state in (NoticeState.EXPIRED, NoticeState.CANCELLED, NoticeState.FAILED)
            assert reason


@given(cases())
def test_what_is_put_off_is_not_put_off_for_ever(case):
    """At the moment it was put off to, and with a new day's count, it is said or over."""
    rule, pointless_at, event_at, person, now, held_over = case
    decided = verdict(rule, pointless_at, event_at, person, now, held_over)
    for _ in range(3):
        if not isinstance(decided, Postpone):
            return
        now, held_over = decided.until, decided.held_over
        person = amina(zone=person.zone, hours=person.hours, paused_until=person.paused_until)
        decided = verdict(rule, pointless_at, event_at, person, now, held_over)
    raise AssertionError("put off four times")


@given(cases(GENTLE))
def test_a_third_gentle_message_waits_wherever_it_can(case):
    rule, pointless_at, event_at, person, now, held_over = case
    decided = verdict(rule, pointless_at, event_at, person, now, held_over)
    urgent = event_at is not None and timedelta() <= event_at - now <= URGENT
    if isinstance(decided, Send) and person.heard_today >= A_DAY and not urgent and not held_over:
        rested = amina(zone=person.zone, hours=person.hours)
        next_day = person.hours.next_opening(now, person.zone)
        assert next_day >= pointless_at or isinstance(
            verdict(rule, pointless_at, event_at, rested, next_day, True), Postpone | End
        )


@given(cases())
def test_nothing_is_given_up_for_the_sake_of_the_daily_limit(case):
    decided = verdict(*case)
    assert not (isinstance(decided, End) and decided.reason == "daily_limit")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", range(24))
def test_a_person_s_own_words_come_at_any_hour(zone: str, hour: int):
    now = NOON.replace(hour=hour)
    for rule in PERSONAL:
        assert verdict(rule, now + A_WEEK, None, amina(zone=zone, heard_today=9), now) == Send()


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize(
    ("about", "decided"),
    [
        ({"stopped": True}, End(NoticeState.CANCELLED, "stopped")),
        ({"chat_id": None}, End(NoticeState.FAILED, "unreachable")),
        ({"reachable": False}, End(NoticeState.FAILED, "unreachable")),
    ],
)
def test_who_stopped_or_cannot_be_reached_gets_nothing_whatever_it_is(name: str, about, decided: Verdict):
    event_at = NOON + timedelta(hours=1)
    assert verdict(RULES[name], NOON + A_WEEK, event_at, amina(**about), NOON) == decided


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("kind", list(About))
def test_a_muted_kind_is_not_said_and_the_others_are(name: str, kind: About):
    decided = verdict(RULES[name], NOON + A_WEEK, None, amina(muted=(kind.value,)), NOON)
    muted = RULES[name].about is kind
    assert decided == (End(NoticeState.CANCELLED, "muted") if muted else Send())


@pytest.mark.parametrize("name", [rule.name for rule in AUTOMATIC])
def test_a_break_ends_before_anything_is_said_but_of_appointments(name: str):
    back_at = NOON + timedelta(days=3)
    decided = verdict(RULES[name], NOON + A_WEEK, None, amina(paused_until=back_at), NOON)

    assert decided == (Send() if RULES[name].about is About.APPOINTMENTS else Postpone(back_at))


def test_what_is_over_before_the_break_ends_ends_with_the_reason():
    back_at = NOON + timedelta(days=3)
    over_at = NOON + timedelta(days=1)
    decided = verdict(RULES["training_eve"], over_at, over_at, amina(paused_until=back_at), NOON)

    assert decided == End(NoticeState.EXPIRED, "paused")


@pytest.mark.parametrize(
    ("hours_ahead", "decided"),
    [
        (
            -1,
            Postpone(datetime.fromisoformat("2027-01-06T07:00+00:00")),
        ),  # it has begun, and goes on for days
        (1, Send()),
        (12, Send()),
        (13, Postpone(datetime.fromisoformat("2027-01-06T07:00+00:00"))),
    ],
)
def test_at_night_only_what_happens_within_twelve_hours_is_said(hours_ahead: int, decided: Verdict):
    event_at = NIGHT + timedelta(hours=hours_ahead)
    rule = RULES["timetable_planned"]
    assert verdict(rule, NIGHT + A_WEEK, event_at, amina(), NIGHT) == decided


def test_the_third_of_a_day_joins_others_in_the_morning_and_is_not_held_a_second_time():
    rule, over_at = RULES["progress_checked"], NOON + A_WEEK
    morning = datetime.fromisoformat("2027-01-06T07:00+00:00")

    assert verdict(rule, over_at, None, amina(heard_today=1), NOON) == Send()
    assert verdict(rule, over_at, None, amina(heard_today=2), NOON) == Postpone(morning, held_over=True)
    assert verdict(rule, over_at, None, amina(heard_today=2), NOON, held_over=True) == Send()


def test_the_third_of_a_day_is_said_where_no_other_morning_is_left():
    starts_at = NOON + timedelta(hours=19)  # at eight tomorrow, in Paris
    decided = verdict(RULES["training_eve"], starts_at, starts_at, amina(heard_today=2), NOON)

    assert decided == Send()
