"""The adviser cannot come: the candidate takes another time by one tap, or looks for one."""

from datetime import timedelta

from services import Actor, ActorKind, Appointment, Kind, Mode
from tests.dialogues.talk import Talk


def called_off(talk: Talk) -> Appointment:
    """The appointment of the candidate, whose adviser is ill that day."""
    (booked,) = [a for a in talk.services.dossiers.facts(talk.candidate_id).appointments if a.is_booked]
    desk = talk.services.acting_as(Actor(ActorKind.STAFF, 1, 1)).desk
    hour = timedelta(hours=1)
    desk.be_absent(booked.staff_id, booked.starts_at - hour, booked.ends_at + hour)
    return talk.services.scheduling.appointment(booked.id)


def open_ones(talk: Talk) -> list[Appointment]:
    return [a for a in talk.services.dossiers.facts(talk.candidate_id).appointments if a.is_booked]


def test_one_tap_books_the_time_that_was_offered(amina: Talk):
    old = called_off(amina.booked())
    assert old.proposed is not None

    amina.tap("again.take", f"a{old.id}.1")

    (new,) = open_ones(amina)
    assert (new.starts_at, new.staff_id) == (old.proposed[1].starts_at, old.proposed[1].staff_id)
    assert amina.said[0] == "✅ It is booked."
    assert any(reply.document for reply in amina.replies)


def test_tapped_twice_it_stays_one_appointment_and_is_shown(amina: Talk):
    old = called_off(amina.booked())
    amina.tap("again.take", f"a{old.id}.0")
    (new,) = open_ones(amina)

    for value in (f"a{old.id}.0", f"a{old.id}.2"):
        amina.tap("again.take", value)
        assert open_ones(amina) == [new]
        assert "📅 {what}: {when}." in amina.said
    amina.tap("again.other", f"a{old.id}")
    assert open_ones(amina) == [new]


def test_a_time_that_somebody_took_leads_to_the_others(amina: Talk):
    old = called_off(amina.booked())
    assert old.proposed is not None
    taken = old.proposed[0]
    desk = amina.services.acting_as(Actor(ActorKind.STAFF, 1, 1)).desk
    hour = timedelta(hours=1)
    desk.add_absence(staff_id=taken.staff_id, starts_at=taken.starts_at, ends_at=taken.starts_at + hour)

    amina.tap("again.take", f"a{old.id}.0")

    assert amina.said[0] == "Someone has just taken that time."
    assert amina.scene == "booking.day"


def test_another_time_is_found_by_day_and_hour_for_an_assessment_too(amina: Talk):
    slot = amina.services.scheduling.slots(Kind.ASSESSMENT)[0]
    amina.services.scheduling.book(
        amina.candidate_id,
        kind=Kind.ASSESSMENT,
        site_id=slot.site_id,
        staff_id=slot.staff_id,
        starts_at=slot.starts_at,
        mode=Mode.CENTRE,
    )
    old = called_off(amina)

    amina.tap("again.other", f"a{old.id}")
    while amina.scene:
        amina.choose(amina.scene)

    (new,) = open_ones(amina)
    assert (new.kind, new.site.id) == (Kind.ASSESSMENT, old.site.id)


def test_forged_and_old_buttons_do_nothing(amina: Talk):
    old = called_off(amina.booked())

    for value in ("", "a", f"a{old.id}.9", "a999999999.0", "a0.0", f"a{old.id}.0.0", f"a{old.id}"):
        amina.tap("again.take", value)
    assert open_ones(amina) == []
    amina.tap("again.take")
    amina.tap("again")
    assert amina.said == ["You have no appointment now."]
