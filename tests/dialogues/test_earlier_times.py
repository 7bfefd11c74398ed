"""The waiting list in the chat: a button under an appointment that is far away, an alert, two taps, and kind words."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import delete, select

from services import WAIT_FROM, Actor, ActorKind, Kind, Mode
from services.notices.models import NoticeRow, NoticeState
from services.scheduling.models import EarlierTimeRow, OpeningRow, WaitRow
from tests.dialogues.talk import AMINA, Talk

NEAR, FAR = date(2027, 1, 7), date(2027, 1, 19)


def interview(talk: Talk) -> Any:
    return talk.services.dossiers.facts(talk.candidate_id).booked(Kind.INTERVIEW)


def alerts(talk: Talk) -> list[NoticeRow]:
    query = select(NoticeRow).where(
        NoticeRow.rule == "earlier_time", NoticeRow.candidate_id == talk.candidate_id
    )
    return list(talk.session.exec(query))


def offer_of(talk: Talk) -> str:
    row = talk.session.exec(
        select(EarlierTimeRow).where(EarlierTimeRow.candidate_id == talk.candidate_id)
    ).one()
    return f"o{row.id}"


@pytest.fixture
def boris(amina: Talk) -> Talk:
    """Has the only hour of this week; all others are in two weeks."""
    amina.session.exec(delete(OpeningRow))
    scheduling = amina.services.acting_as(Actor(ActorKind.STAFF, 3, 1)).scheduling
    for day, until in ((NEAR, time(10)), (FAR, time(13))):
        scheduling.open(
            staff_id=3,
            site_id=scheduling.sites()[0].id,
            kind=Kind.INTERVIEW,
            on_date=day,
            from_time=time(9),
            to_time=until,
            slot_minutes=60,
            modes=(Mode.CENTRE, Mode.PHONE),
        )
    return Talk(amina.session, amina.now, AMINA + 1, "Boris").introduced().booked()


@pytest.fixture
def waits(amina: Talk, boris: Talk) -> Talk:
    """Has an hour in two weeks, and would like an earlier one."""
    amina.booked()
    amina.choose("earlier.wait")
    return amina


def test_who_waits_hears_of_a_freed_time_and_takes_it_with_two_taps(waits: Talk, boris: Talk):
    assert waits.said[0] == "All right, I look for an earlier time."
    freed, old = interview(boris).starts_at, interview(waits)
    boris.tap("appointment.cancelled", f"a{interview(boris).id}")
    (alert,) = alerts(waits)
    assert alert.content["choices"][0][1] == f"earlier.take:{offer_of(waits)}"

    waits.tap("earlier.take", offer_of(waits))
    assert waits.scene == "booking.confirm"
    assert interview(waits) == old
    waits.tap("booking.confirm", "yes")

    assert interview(waits).starts_at == freed
    assert (interview(waits).id, interview(waits).mode) == (old.id, old.mode)
    assert waits.session.exec(select(WaitRow)).all() == []


def test_the_others_hear_kindly_that_they_keep_theirs(waits: Talk, boris: Talk):
    carla = Talk(waits.session, waits.now, AMINA + 2, "Carla").introduced().booked()
    carla.choose("earlier.wait")
    boris.tap("appointment.cancelled", f"a{interview(boris).id}")
    assert len(alerts(waits)) == len(alerts(carla)) == 1
    mine = interview(carla)

    waits.tap("earlier.take", offer_of(waits))
    carla.tap("earlier.take", offer_of(carla))
    assert carla.said[:2] == ["Someone else has just taken this time.", "You keep your appointment."]
    waits.tap("booking.confirm", "yes")
    carla.tap("earlier.take", offer_of(carla))

    assert carla.said[:2] == ["Someone else has just taken this time.", "You keep your appointment."]
    assert interview(carla) == mine
    assert "📅 {what}: {when}." in carla.said


def test_who_keeps_their_time_keeps_it(waits: Talk, boris: Talk):
    mine = interview(waits)
    boris.tap("appointment.cancelled", f"a{interview(boris).id}")
    waits.tap("earlier.keep", offer_of(waits))

    assert waits.said[0] == "All right, you keep your appointment."
    assert interview(waits) == mine


def test_an_offer_that_is_not_ones_own_does_nothing(waits: Talk, boris: Talk):
    boris.tap("appointment.cancelled", f"a{interview(boris).id}")
    mine = interview(waits)
    for scene in ("take", "keep"):
        boris.tap(f"earlier.{scene}", offer_of(waits))

    assert boris.scene == ""
    assert interview(waits) == mine
    assert [row.closed_at for row in waits.session.exec(select(EarlierTimeRow))] == [None]


def test_where_an_earlier_time_is_free_already_it_is_shown_at_once(amina: Talk):
    amina.booking_until("day")
    days = [tap for tap in amina.taps if tap.value.startswith("later:")]
    while days:
        amina.hears(days[0].event)
        last = [tap for tap in amina.taps if tap.value.startswith("2027")][-1]
        days = [tap for tap in amina.taps if tap.value.startswith("later:")]
    amina.hears(last.event)
    amina.choose("booking.time")
    amina.tap("booking.how", "centre")
    amina.tap("booking.confirm", "yes")
    amina.choose("earlier.wait")

    assert amina.said[0] == "There are free times before yours."
    assert amina.scene == "booking.day"


def test_one_may_stop_looking(waits: Talk, boris: Talk):
    waits.choose("earlier.stop")
    boris.tap("appointment.cancelled", f"a{interview(boris).id}")

    assert waits.said[0] == "All right, I do not look any more."
    assert alerts(waits) == []
    assert "earlier.wait" in {tap.to for tap in waits.taps}


def test_it_is_not_offered_where_the_appointment_is_near(waits: Talk):
    waits.choose("earlier.stop")
    waits.now = interview(waits).starts_at - WAIT_FROM - timedelta(seconds=1)
    waits.tap("appointment.show")
    assert "earlier.wait" in {tap.to for tap in waits.taps}
    waits.now += timedelta(seconds=1)
    waits.tap("appointment.show")

    assert "earlier.wait" not in {tap.to for tap in waits.taps}
    waits.tap("earlier.wait", f"a{interview(waits).id}")
    assert waits.session.exec(select(WaitRow)).all() == []


def test_what_somebody_took_is_not_said_any_more(waits: Talk, boris: Talk):
    """The notice is computed again when it is sent: by then the time is gone."""
    waits.now = boris.now = waits.now.replace(hour=21)
    boris.tap("appointment.cancelled", f"a{interview(boris).id}")
    (alert,) = alerts(waits)
    assert (alert.state, alert.due_at.hour) == (NoticeState.PLANNED, 4)  # eight o'clock on her own clock
    boris.booked()

    facts = waits.services.dossiers.facts(waits.candidate_id)
    (offer,) = facts.earlier_times
    assert offer.closed_at is not None
