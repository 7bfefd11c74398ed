"""Booking and moving an interview, with the demo's centres."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import delete, select

from dialogues import booking
from services import Actor, ActorKind, Kind, Mode
from services.messages.models import TaskKind, TaskRow
from services.scheduling.models import AppointmentRow, OpeningRow
from tests.dialogues.talk import AMINA, Talk


def other(talk: Talk) -> Talk:
    """Somebody else, in the same house."""
    return Talk(talk.session, talk.now, AMINA + 1, "Boris").introduced()


def is_day(value: str) -> bool:
    return value.startswith("2027-")


def interview(talk: Talk) -> Any:
    return talk.services.dossiers.facts(talk.candidate_id).booked(Kind.INTERVIEW)


def test_a_centre_a_day_a_time_a_way_and_it_is_booked(amina: Talk):
    scenes = []
    amina.say("/book")
    while amina.scene:
        scenes.append(amina.scene)
        amina.choose(amina.scene)

    assert scenes == ["booking.site", "booking.day", "booking.time", "booking.how", "booking.confirm"]
    assert interview(amina).mode is Mode.CENTRE
    _agreed, where, calendar = amina.replies
    assert where.point is not None
    assert calendar.document is not None
    assert calendar.document.content.startswith(b"BEGIN:VCALENDAR")
    assert "appointment.cancel" in [tap.to for tap in amina.taps]


def test_all_times_of_a_long_day_are_a_tap_away(amina: Talk):
    _open_one_hour_on(amina, date(2027, 1, 12), hours=(time(8), time(18)), minutes=30)
    amina.booking_until("time")
    first = [tap.value for tap in amina.taps if tap.value.isdigit()]

    amina.tap("booking.time", next(tap.value for tap in amina.taps if tap.value.startswith("later:")))
    second = [tap.value for tap in amina.taps if tap.value.isdigit()]

    assert (len(first), len(second)) == (booking.TIMES_SHOWN, 20 - booking.TIMES_SHOWN)
    assert max(first) < min(second)


def test_at_most_six_days_are_shown_and_later_ones_are_a_tap_away(amina: Talk):
    amina.booking_until("day")
    first = [tap.value for tap in amina.taps if is_day(tap.value)]

    amina.tap("booking.day", next(tap.value for tap in amina.taps if tap.value.startswith("later:")))
    second = [tap.value for tap in amina.taps if is_day(tap.value)]

    assert len(first) == len(second) == booking.DAYS_SHOWN
    assert max(first) < min(second)


def test_one_may_go_back_to_another_day_and_another_centre(amina: Talk):
    amina.booking_until("time")
    amina.tap("booking.time", "day")
    assert amina.scene == "booking.day"
    amina.tap("booking.day", "site")

    assert amina.scene == "booking.site"


@pytest.mark.parametrize("mode", ["centre", "video"])
def test_a_number_is_not_asked_for_where_nobody_calls(amina: Talk, mode: str):
    amina.booking_until("how")
    amina.tap("booking.how", mode)
    amina.tap("booking.confirm", "yes")

    assert interview(amina).mode == mode


def test_a_number_is_asked_for_by_phone_once(amina: Talk):
    amina.booking_until("how")
    (asked,) = amina.tap("booking.how", "phone")
    assert asked.asks_for_phone
    assert "📅 {what}: {when}." in amina.said
    assert interview(amina) is None

    amina.say("06 12 34 56 78")

    assert interview(amina).mode is Mode.PHONE
    assert amina.services.candidates.candidate(amina.candidate_id).phone == "06 12 34 56 78"


@pytest.mark.parametrize("words", ["later", "0", "+33", "6" * 30, "06 12 34 56 78 please", "٠٦١٢٣٤٥٦٧٨"])
def test_what_is_no_number_is_asked_again(amina: Talk, words: str):
    amina.booking_until("how")
    amina.tap("booking.how", "phone")
    amina.say(words)

    assert amina.scene == "booking.confirm"
    assert amina.replies[-1].asks_for_phone


def test_the_last_time_of_a_day_that_is_taken_leads_to_other_days(amina: Talk):
    _open_one_hour_on(amina, date(2027, 1, 12))
    amina.booking_until("time")
    other(amina).booking_until("how").tap("booking.how", "centre")
    _open_one_hour_on(amina, date(2027, 1, 13), keep=True)

    amina.say("?")

    assert amina.scene == "booking.day"
    assert "2027-01-13" in [tap.value for tap in amina.taps]


def test_days_that_became_free_before_the_page_on_show_are_offered(amina: Talk):
    """Who turned to later days, which fill up meanwhile, hears of the earlier ones instead of a refusal."""
    amina.booking_until("day")
    amina.tap("booking.day", "later:2027-01-20")
    amina.session.exec(delete(OpeningRow))
    _open_one_hour_on(amina, date(2027, 1, 12), keep=True)

    amina.say("?")

    assert next(tap.value for tap in amina.taps) == "2027-01-12"


def test_no_free_time_at_all_becomes_a_task_for_a_person(amina: Talk):
    amina.session.exec(delete(OpeningRow))
    amina.say("/book")
    amina.choose("booking.site")

    tasks = amina.session.exec(select(TaskRow).where(TaskRow.candidate_id == amina.candidate_id)).all()
    assert [task.kind for task in tasks] == [TaskKind.CALL]
    assert amina.scene == ""
    assert "handover" in [tap.to for tap in amina.taps]


def test_who_has_an_interview_is_shown_it_instead_of_a_second_one(amina: Talk):
    amina.booked()
    amina.say("/book")

    assert amina.scene == ""
    assert {"appointment.move", "appointment.cancel"} <= {tap.to for tap in amina.taps}


def test_an_interview_is_moved_and_stays_one(amina: Talk):
    amina.booked()
    before = interview(amina)
    amina.choose("appointment.move")
    amina.choose("booking.day", 1)
    amina.choose("booking.time", 2)
    assert "Before, it was {when}." in amina.said
    assert interview(amina) == before
    amina.tap("booking.confirm", "yes")

    after = interview(amina)
    assert (after.id, after.mode) == (before.id, Mode.CENTRE)
    assert after.starts_at > before.starts_at
    assert after.version > before.version


def test_an_interview_that_the_centre_cancels_while_it_is_moved_is_over(amina: Talk):
    amina.booked()
    amina.choose("appointment.move")
    amina.choose("booking.day", 1)
    amina.choose("booking.time", 1)
    amina.services.scheduling.cancel(interview(amina).id)

    amina.tap("booking.confirm", "yes")

    assert amina.scene == ""
    assert "booking" in [tap.to for tap in amina.taps]


def test_cancelling_asks_once_and_cancels(amina: Talk):
    amina.booked()
    amina.choose("appointment.cancel")
    assert interview(amina) is not None
    amina.choose("appointment.cancelled")

    assert interview(amina) is None


def test_nobody_moves_or_sees_somebody_elses_appointment(amina: Talk):
    boris = other(amina).booked()
    value = f"a{interview(boris).id}"

    for scene in ("move", "cancel", "cancelled", "kept"):
        amina.tap(f"appointment.{scene}", value)
        assert "appointment.move" not in [tap.to for tap in amina.taps]

    assert interview(boris) is not None


def test_an_appointment_of_yesterday_is_over(amina: Talk):
    amina.booked()
    value = f"a{interview(amina).id}"
    amina.now += timedelta(days=30)

    amina.tap("appointment.move", value)

    assert amina.scene == ""
    assert "booking" in [tap.to for tap in amina.taps]


def test_two_taps_on_the_last_question_book_once(amina: Talk):
    amina.booked()
    amina.tap("booking.confirm", "yes")

    rows = amina.session.exec(
        select(AppointmentRow).where(AppointmentRow.candidate_id == amina.candidate_id)
    ).all()
    assert len(rows) == 1
    assert "appointment.move" in [tap.to for tap in amina.taps]


def _open_one_hour_on(
    talk: Talk,
    day: date,
    *,
    keep: bool = False,
    hours: tuple[time, time] = (time(9), time(10)),
    minutes: int = 60,
) -> None:
    """Leaves one free hour of interviews, at the first site; with `keep`, adds it to what there is."""
    if not keep:
        talk.session.exec(delete(OpeningRow))
    marie = Actor(ActorKind.STAFF, 3, 1)
    site = talk.services.acting_as(marie).scheduling.sites()[0]
    talk.services.acting_as(marie).scheduling.open(
        staff_id=3,
        site_id=site.id,
        kind=Kind.INTERVIEW,
        on_date=day,
        from_time=hours[0],
        to_time=hours[1],
        slot_minutes=minutes,
        modes=(Mode.CENTRE, Mode.PHONE),
    )
