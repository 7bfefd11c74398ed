"""A time that is tapped is kept for who tapped it; who comes second hears it kindly, with the nearest others."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlmodel import delete, select

from services import HOLD, Actor, ActorKind, Kind, Mode
from services.scheduling.models import HoldRow, OpeningRow
from tests.dialogues.talk import AMINA, Talk, Tap

A_LITTLE = timedelta(seconds=1)


@pytest.fixture
def boris(talk: Talk) -> Talk:
    """Somebody else, in the same house."""
    return Talk(talk.session, talk.now, AMINA + 1, "Boris").introduced()


def interview(talk: Talk) -> Any:
    return talk.services.dossiers.facts(talk.candidate_id).booked(Kind.INTERVIEW)


def times(talk: Talk) -> list[Tap]:
    return [tap for tap in talk.taps if tap.to == "booking.time" and tap.value.isdigit()]


def assert_told_kindly_with_three_others(talk: Talk, gone: Tap) -> None:
    kindly, again = talk.replies
    assert [text.msgid for text in kindly.lines] == ["Someone has just taken that time."]
    assert [text.msgid for text in again.lines] == ["Here are the nearest times."]
    assert talk.scene == "booking.time"
    assert len(times(talk)) == 3
    assert gone not in times(talk)
    # Nearest: a slot of 45 minutes before or after, or those that follow in the morning.
    assert all(abs(int(tap.value) - int(gone.value)) <= 3 * 45 for tap in times(talk))


def test_who_comes_second_sees_a_tapped_time_as_taken(amina: Talk, boris: Talk):
    amina.booking_until("time")
    boris.booking_until("time")
    wanted = times(amina)[1]

    amina.hears(wanted.event)
    assert amina.scene == "booking.how"
    boris.hears(wanted.event)

    assert_told_kindly_with_three_others(boris, wanted)
    assert interview(amina) is interview(boris) is None


def test_one_of_the_others_is_booked_like_any_time(amina: Talk, boris: Talk):
    amina.booking_until("how")
    boris.booking_until("time")
    boris.hears(Tap("booking.time", str(amina_minutes(amina))).event)
    other = times(boris)[0]
    boris.hears(other.event)
    boris.tap("booking.how", "centre")
    boris.tap("booking.confirm", "yes")

    assert int(interview(boris).starts_at.timestamp()) // 60 == int(other.value)


def amina_minutes(talk: Talk) -> int:
    held = talk.session.get_one(HoldRow, talk.candidate_id)
    return int(held.starts_at.timestamp()) // 60


def test_a_time_that_is_held_is_not_on_show_for_others(amina: Talk, boris: Talk):
    amina.booking_until("time")
    wanted = times(amina)[0]
    amina.hears(wanted.event)
    boris.booking_until("time")

    assert wanted not in times(boris)
    # Who holds it still finds it where it was.
    amina.tap("booking.how", "centre")
    amina.tap("booking.confirm", "time")
    assert wanted in times(amina)


def test_who_taps_another_time_lets_go_of_the_first(amina: Talk, boris: Talk):
    amina.booking_until("time")
    first, second = times(amina)[:2]
    amina.hears(first.event)
    amina.tap("booking.how", "centre")
    amina.tap("booking.confirm", "time")
    amina.hears(second.event)
    boris.booking_until("time")

    assert first in times(boris)
    assert second not in times(boris)


def test_a_hold_frees_itself(amina: Talk, boris: Talk):
    amina.booking_until("time")
    wanted = times(amina)[0]
    amina.hears(wanted.event)

    boris.now += HOLD - A_LITTLE
    boris.booking_until("time")
    assert wanted not in times(boris)
    boris.now += A_LITTLE
    boris.say("/book")
    boris.booking_until("time")
    assert wanted in times(boris)


def test_who_reads_slowly_still_books_a_time_that_nobody_took(amina: Talk):
    amina.booking_until("how")
    amina.tap("booking.how", "centre")
    amina.now += timedelta(hours=3)
    amina.tap("booking.confirm", "yes")

    assert interview(amina) is not None


def test_a_hold_that_ran_out_and_was_taken_is_told_kindly(amina: Talk, boris: Talk):
    amina.booking_until("time")
    wanted = times(amina)[0]
    amina.hears(wanted.event)
    amina.tap("booking.how", "centre")
    boris.now = amina.now = amina.now + HOLD
    boris.booked()

    amina.tap("booking.confirm", "yes")

    assert_told_kindly_with_three_others(amina, wanted)
    assert interview(amina) is None


def test_a_held_time_stays_bookable_when_it_is_too_near_for_others(amina: Talk):
    """From two hours before on nobody else may book; who tapped before that may."""
    amina.booking_until("time")
    wanted = times(amina)[0]
    starts_in = timedelta(minutes=int(wanted.value)) - timedelta(seconds=amina.now.timestamp())
    amina.now += starts_in - timedelta(hours=2, minutes=1)
    amina.booking_until("time")
    amina.hears(wanted.event)
    amina.now += timedelta(minutes=5)
    amina.tap("booking.how", "centre")
    amina.tap("booking.confirm", "yes")

    assert int(interview(amina).starts_at.timestamp()) // 60 == int(wanted.value)


def test_the_same_hour_with_another_adviser_is_still_to_be_had(amina: Talk, boris: Talk):
    _karim_receives_when_marie_does(amina)
    amina.booking_until("time")
    boris.booking_until("time")
    hour = times(amina)[0]

    amina.hears(hour.event)
    boris.hears(hour.event)

    assert boris.scene.startswith(("booking.how", "booking.confirm"))
    held = {row.candidate_id: row.staff_id for row in amina.session.exec(select(HoldRow))}
    assert held == {amina.candidate_id: 2, boris.candidate_id: 3}


def _karim_receives_when_marie_does(talk: Talk) -> None:
    scheduling = talk.services.acting_as(Actor(ActorKind.STAFF, 3, 1)).scheduling
    for weekday in range(5):
        scheduling.open(
            staff_id=2,
            site_id=scheduling.sites()[0].id,
            kind=Kind.INTERVIEW,
            weekday=weekday,
            from_time=time(8),
            to_time=time(12),
            slot_minutes=45,
            modes=(Mode.CENTRE,),
        )


def test_the_last_free_hour_that_somebody_holds_leads_to_a_person(amina: Talk, boris: Talk):
    amina.booking_until("how")
    amina.session.exec(delete(OpeningRow))
    boris.say("/book")
    boris.choose("booking.site")

    assert "handover" in [tap.to for tap in boris.taps]
