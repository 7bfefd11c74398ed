"""The phone's calendar, from the chat: files that update, and a link that can be changed and removed."""

import pytest

from dialogues.engine import Reply
from services import NotFound
from tests.dialogues.talk import Talk
from tests.services.scheduling.calendars import PhoneCalendar, read


def document(talk: Talk) -> bytes:
    (found,) = [reply.document for reply in talk.replies if reply.document]
    return found.content


def links(talk: Talk) -> list[str]:
    return [button.url for reply in talk.replies for row in reply.buttons for button in row if button.url]


def secret_of(talk: Talk) -> str:
    (link,) = links(talk)
    return link.removeprefix("/calendar/").removesuffix(".ics")


def last(talk: Talk) -> Reply:
    return talk.replies[-1]


def test_booked_moved_cancelled_the_phone_holds_what_is_agreed(amina: Talk):
    phone = PhoneCalendar()
    amina.booked()
    phone.open(document(amina))
    (uid,), first = phone.events, phone.starts

    amina.choose("appointment.move")
    while not any(reply.document for reply in amina.replies):
        amina.choose(amina.scene)
    phone.open(document(amina))
    assert list(phone.events) == [uid]
    assert phone.events[uid].sequence == 1
    assert phone.starts != first

    amina.choose("appointment.cancel")
    amina.choose("appointment.cancelled")
    assert amina.said[0] == "It is cancelled."
    assert read(document(amina)).method == "CANCEL"
    phone.open(document(amina))
    assert phone.events == {}


def test_the_timetable_leads_to_a_link_for_the_phones_calendar(amina: Talk):
    amina.booked().say("/timetable")
    amina.choose("timetable.calendar")

    assert len(last(amina).lines) == 2
    assert [tap.to for tap in amina.taps] == ["timetable.new_link", "timetable.remove_link", "menu"]
    assert len(read(amina.services.feeds.calendar(secret_of(amina))).events) == 1


def test_the_link_is_told_once(amina: Talk):
    amina.tap("timetable.calendar")
    first = secret_of(amina)

    amina.tap("timetable.calendar")
    assert amina.said[0] == "You have a calendar link already."
    assert links(amina) == []
    assert amina.services.feeds.calendar(first)

    amina.choose("timetable.new_link")
    assert amina.services.feeds.calendar(secret_of(amina))
    with pytest.raises(NotFound):
        amina.services.feeds.calendar(first)


def test_a_removed_link_leads_nowhere_and_may_be_made_anew(amina: Talk):
    amina.tap("timetable.calendar")
    secret = secret_of(amina)
    amina.choose("timetable.remove_link")

    with pytest.raises(NotFound):
        amina.services.feeds.calendar(secret)
    amina.choose("timetable.calendar")
    assert links(amina)


def test_who_has_a_link_finds_it_again_even_with_nothing_planned(amina: Talk):
    amina.say("/timetable")
    assert "timetable.calendar" not in [tap.to for tap in amina.taps]
    amina.tap("timetable.calendar")

    amina.say("/timetable")

    assert "timetable.calendar" in [tap.to for tap in amina.taps]


def test_asking_for_the_calendar_leaves_an_open_question_open(amina: Talk):
    amina.booking_until("day")
    amina.tap("timetable.calendar")

    assert amina.scene == "booking.day"
    assert amina.taps[0].to == "resume"


def test_an_erased_person_has_no_calendar(amina: Talk):
    amina.tap("timetable.calendar")
    secret = secret_of(amina)
    amina.tap("erasure")
    amina.tap("erasure.sure", "yes")

    with pytest.raises(NotFound):
        amina.services.feeds.calendar(secret)
