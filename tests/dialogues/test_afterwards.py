"""After booking, in the chat: coming late, another way to meet, too late to move, and what a cancellation says."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from services import MOVE_UNTIL, Actor, ActorKind, Kind, Mode
from services.messages.models import TaskKind, TaskRow
from services.notices.models import NoticeRow
from services.scheduling.models import OpeningRow
from services.staff.models import StaffRow
from tests.dialogues.talk import Talk


def interview(talk: Talk) -> Any:
    return talk.services.dossiers.facts(talk.candidate_id).booked(Kind.INTERVIEW)


def before(talk: Talk, how_long: timedelta) -> Talk:
    """The same talk, so long before the interview."""
    talk.now = interview(talk).starts_at - how_long
    return talk


def to(talk: Talk) -> set[str]:
    return {tap.to for tap in talk.taps}


def adviser(talk: Talk) -> StaffRow:
    return talk.session.get_one(StaffRow, interview(talk).staff_id)


def told_to_staff(talk: Talk) -> list[NoticeRow]:
    return list(talk.session.exec(select(NoticeRow).where(NoticeRow.rule == "appointment_news")))


def test_who_is_late_says_so_with_two_taps_and_the_adviser_hears_it(amina: Talk):
    before(amina.booked(), timedelta(hours=1)).say("/start")
    staff = adviser(amina)
    staff.chat_id = 4711
    amina.session.add(staff)
    amina.tap("appointment.late", f"a{interview(amina).id}")
    amina.choose("appointment.late", 1)

    assert amina.said[0] == "Thank you, I tell {name}."
    assert interview(amina).late_minutes == 20
    (told,) = told_to_staff(amina)
    assert told.staff_id == staff.id
    assert "minutes late" in told.content["lines"][0]["text"]


def test_an_adviser_without_a_chat_finds_a_task(amina: Talk):
    before(amina.booked(), timedelta(hours=1))
    for minutes in (10, 30):
        amina.tap("appointment.late", f"a{interview(amina).id}.{minutes}")

    tasks = amina.session.exec(select(TaskRow).where(TaskRow.kind == TaskKind.COMES_LATE)).all()
    assert len(tasks) == 1
    assert interview(amina).late_minutes == 30


def test_late_is_offered_on_the_day_only(amina: Talk):
    before(amina.booked(), timedelta(hours=4)).tap("appointment.show")
    assert "appointment.late" not in to(amina)
    before(amina, timedelta(hours=3)).tap("appointment.show")
    assert "appointment.late" in to(amina)


def test_until_two_hours_before_it_can_be_moved_then_a_person_helps(amina: Talk):
    value = f"a{interview(amina.booked()).id}"
    before(amina, MOVE_UNTIL).tap("appointment.move", value)
    assert amina.scene == "booking.day"

    before(amina, MOVE_UNTIL - timedelta(seconds=1)).tap("appointment.move", value)

    assert amina.said[:2] == ["Your appointment begins soon.", "I can no longer change its time."]
    assert "You can call the centre: {phone}." in amina.said
    assert {"handover", "appointment.late", "appointment.cancel"} <= to(amina)


def test_who_takes_long_to_choose_hears_that_it_is_too_late(amina: Talk):
    amina.booked()
    before(amina, MOVE_UNTIL + timedelta(minutes=5))
    amina.tap("appointment.move", f"a{interview(amina).id}")
    amina.choose("booking.day", 1)
    old = interview(amina)
    amina.now += timedelta(minutes=10)
    amina.choose("booking.time")

    assert amina.said[0] == "Your appointment begins soon."
    assert interview(amina) == old


def test_another_way_keeps_the_hour_and_updates_the_phones_calendar(amina: Talk):
    amina.booked()
    old = interview(amina)
    amina.choose("way.open")
    assert [tap.value for tap in amina.taps if tap.to == "way.choose"] == ["phone", "video"]
    amina.tap("way.choose", "video")

    new = interview(amina)
    assert (new.starts_at, new.mode, new.version) == (old.starts_at, Mode.VIDEO, old.version + 1)
    assert amina.said[0] == "✅ It is changed."
    assert [reply.document.content for reply in amina.replies if reply.document]


def test_by_phone_instead_asks_for_a_number_once(amina: Talk):
    amina.booked().choose("way.open")
    (asked,) = amina.tap("way.choose", "phone")
    assert asked.asks_for_phone
    amina.say("bientôt")
    assert amina.scene == "way.number"
    amina.say("06 12 34 56 78")

    assert interview(amina).mode is Mode.PHONE
    assert amina.services.candidates.candidate(amina.candidate_id).phone == "06 12 34 56 78"


def test_a_way_that_is_not_offered_is_not_taken(amina: Talk):
    amina.booked().choose("way.open")
    for opening in amina.session.exec(select(OpeningRow)):
        opening.modes = ["centre", "phone"]
    amina.session.flush()
    amina.tap("way.choose", "video")

    assert interview(amina).mode is Mode.CENTRE


def test_a_cancellation_says_what_is_cancelled_and_that_the_rest_stays(amina: Talk):
    _has_an_assessment_too(amina.booked())
    amina.tap("appointment.cancelled", f"a{interview(amina).id}")

    assert amina.said[:3] == [
        "It is cancelled.",
        "It was {what}, {when}.",
        "Only this one is cancelled, the others stay.",
    ]
    assert "booking" in to(amina)


def test_who_has_nothing_else_reads_nothing_of_others(amina: Talk):
    amina.booked().tap("appointment.cancelled", "a1")

    assert "Only this one is cancelled, the others stay." not in amina.said


def _has_an_assessment_too(talk: Talk) -> None:
    marie = talk.services.acting_as(Actor(ActorKind.STAFF, 3, 1)).scheduling
    slot = marie.slots(Kind.ASSESSMENT, limit=1)[0]
    marie.book(
        talk.candidate_id,
        kind=Kind.ASSESSMENT,
        site_id=slot.site_id,
        staff_id=slot.staff_id,
        starts_at=slot.starts_at,
        mode=Mode.CENTRE,
    )
