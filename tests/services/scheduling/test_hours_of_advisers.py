"""What a body says of its advisers' hours, and what is offered then, on both databases."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from services import Actor, ActorKind, Database, Invalid, Kind, NotFound, Role, SlotNotOffered, SlotTaken
from services.scheduling import reading
from services.scheduling.models import AppointmentRow
from services.scheduling.service import Scheduling
from tests.services.scheduling.body import CLAIRE, KARIM, SITE, book, found, of_karim, open_tuesdays
from tests.services.scheduling.hours import paris

TUESDAY, NEXT = "2027-01-05", "2027-01-12"


@pytest.fixture
def session(database_url: str, now: datetime) -> Iterator[Session]:
    database = Database(database_url)
    with Session(database.engine, expire_on_commit=False) as session, session.begin():
        found(session, now)
        yield session
    database.close()


@pytest.fixture
def scheduling(session: Session, now: datetime) -> Scheduling:
    return of_karim(session, now).scheduling


def begins(scheduling: Scheduling, day: str = TUESDAY) -> list[str]:
    since = paris(day, "00:00")
    found = scheduling.slots(Kind.INTERVIEW, since=since, until=since + timedelta(days=1))
    return [f"{slot.starts_at + timedelta(hours=1):%H:%M}" for slot in found]


def test_an_opening_has_todays_terms_unless_it_says_otherwise(scheduling: Scheduling, now: datetime):
    open_tuesdays(scheduling)

    found = scheduling.slots(Kind.INTERVIEW)

    assert found[0].starts_at == paris(TUESDAY, "09:00")
    assert found[-1].starts_at == paris("2027-03-02", "11:30")
    assert {slot.places for slot in found} == {1}


def test_buffers_of_a_booked_appointment_hold_for_other_openings_too(scheduling: Scheduling):
    open_tuesdays(
        scheduling, kind=Kind.ASSESSMENT, buffer_before_minutes=15, buffer_after_minutes=30, slot_minutes=45
    )
    open_tuesdays(scheduling)

    book(scheduling, 1, paris(TUESDAY, "10:30"), kind=Kind.ASSESSMENT)

    assert begins(scheduling) == ["09:00", "09:30"]
    with pytest.raises(SlotTaken):
        book(scheduling, 2, paris(TUESDAY, "11:30"))


def test_a_moved_appointment_takes_its_buffers_along(scheduling: Scheduling):
    open_tuesdays(scheduling, buffer_after_minutes=30)
    booked = book(scheduling, 1, paris(TUESDAY, "09:00"))
    assert begins(scheduling) == ["10:00", "11:00"]

    scheduling.move(booked.id, starts_at=paris(TUESDAY, "10:00"))

    assert begins(scheduling) == ["09:00", "11:00"]


def test_an_absence_closes_and_names_the_appointments_in_it(scheduling: Scheduling):
    open_tuesdays(scheduling)
    booked = book(scheduling, 1, paris(TUESDAY, "11:00"))

    absence = scheduling.add_absence(
        staff_id=CLAIRE, starts_at=paris(TUESDAY, "09:30"), ends_at=paris(NEXT, "10:00")
    )

    assert begins(scheduling) == ["09:00"]
    assert begins(scheduling, NEXT) == ["10:00", "10:30", "11:00", "11:30"]
    assert scheduling.appointments_within(absence) == [booked.id]
    with pytest.raises(SlotTaken):
        book(scheduling, 2, paris(TUESDAY, "10:00"))
    assert absence.id is not None
    scheduling.remove_absence(absence.id)
    assert begins(scheduling) == ["09:00", "09:30", "10:00", "10:30", "11:30"]


def test_a_day_is_closed_or_has_other_hours(scheduling: Scheduling):
    open_tuesdays(scheduling)
    same: dict[str, Any] = {"staff_id": CLAIRE, "site_id": SITE}
    scheduling.except_on(**same, on_date=date.fromisoformat(TUESDAY))
    other = scheduling.except_on(**same, on_date=date.fromisoformat(NEXT), hours=(time(14), time(15)))

    assert begins(scheduling) == []
    assert begins(scheduling, NEXT) == ["14:00", "14:30"]
    with pytest.raises(SlotNotOffered):
        book(scheduling, 1, paris(TUESDAY, "09:00"))
    assert book(scheduling, 1, paris(NEXT, "14:30")).starts_at == paris(NEXT, "14:30")
    assert other.id is not None
    scheduling.remove_exception(other.id)
    assert begins(scheduling, NEXT)[0] == "09:00"


def test_a_removed_opening_offers_nothing_and_its_appointments_stand(scheduling: Scheduling):
    open_tuesdays(scheduling)
    booked = book(scheduling, 1, paris(TUESDAY, "11:00"))

    scheduling.remove_opening(1)

    assert begins(scheduling) == []
    assert scheduling.appointment(booked.id).starts_at == paris(TUESDAY, "11:00")


def test_a_site_may_keep_the_holidays_of_alsace_moselle(scheduling: Scheduling):
    good_friday = "2027-03-26"
    open_tuesdays(scheduling, weekday=4, horizon_days=366)
    assert begins(scheduling, good_friday) != []

    scheduling.set_holiday_region(SITE, "57")
    assert begins(scheduling, good_friday) == []

    scheduling.set_holiday_region(SITE, None)
    assert begins(scheduling, good_friday) != []
    with pytest.raises(Invalid):
        scheduling.set_holiday_region(SITE, "Zone A")


def test_screens_agree_with_the_whole_list(scheduling: Scheduling):
    for staff_id in (CLAIRE, KARIM):
        open_tuesdays(scheduling, staff_id)
        open_tuesdays(scheduling, staff_id, weekday=3, to_time=time(10))
    book(scheduling, 1, paris(NEXT, "10:00"))
    book(scheduling, 2, paris(NEXT, "10:00"), staff_id=KARIM)
    whole = scheduling.slots(Kind.INTERVIEW)

    days = scheduling.next_days(Kind.INTERVIEW, "Europe/Paris", count=3)
    times = scheduling.times_of_day(Kind.INTERVIEW, date.fromisoformat(NEXT), "Europe/Paris", site_id=SITE)
    near = scheduling.nearest(Kind.INTERVIEW, paris(NEXT, "10:00"))
    pages = scheduling.slots(Kind.INTERVIEW, limit=5)
    pages += scheduling.slots(Kind.INTERVIEW, after=pages[-1].key, limit=10**6)

    assert [f"{day}" for day in days] == ["2027-01-05", "2027-01-07", "2027-01-12"]
    assert [f"{slot.starts_at:%H:%M}" for slot in times] == ["08:00", "08:30", "09:30", "10:00", "10:30"]
    assert [f"{slot.starts_at:%H:%M}" for slot in near] == ["08:30", "09:30", "08:00"]
    assert pages == whole


def test_many_openings_are_read_in_parts_and_say_the_same(
    scheduling: Scheduling, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    staff = of_karim(session, now).staff
    for number in range(20):
        who = staff.add_staff(1, f"Adviser {number}", "Dumas", Role.ADVISER).id
        assert who is not None
        open_tuesdays(scheduling, who, to_time=time(10))
        open_tuesdays(scheduling, who, weekday=None, on_date=date(2027, 1, 5), to_time=time(9, 30))
        open_tuesdays(scheduling, who, weekday=3, slot_minutes=45, notice_minutes=0, horizon_days=90)
        if number < 15:
            scheduling.add_absence(
                staff_id=who, starts_at=paris(TUESDAY, "00:00"), ends_at=paris(NEXT, "09:10")
            )
    at_once = _all_screens(scheduling)

    monkeypatch.setattr(reading, "FEW", 0)
    monkeypatch.setattr(reading, "ADVISERS_AT_ONCE", 2)

    assert _all_screens(scheduling) == at_once
    assert begins(scheduling).count("09:00") == 5
    assert begins(scheduling, NEXT).count("09:30") == 20


def _all_screens(scheduling: Scheduling) -> list[Any]:
    kind, zone, day = Kind.INTERVIEW, "Europe/Paris", date.fromisoformat(NEXT)
    return [
        scheduling.slots(kind),
        scheduling.slots(kind, limit=40),
        scheduling.next_days(kind, zone, count=20),
        scheduling.times_of_day(kind, day, zone),
        scheduling.nearest(kind, paris(NEXT, "09:00"), count=9),
    ]


def test_hours_of_another_body_are_nobodys(scheduling: Scheduling, session: Session, now: datetime):
    open_tuesdays(scheduling)
    body = of_karim(session, now).staff.add_body("Autre", "Europe/Paris")
    other = of_karim(session, now).acting_as(Actor(ActorKind.STAFF, KARIM, body.id))

    for remove in (
        other.scheduling.remove_opening,
        other.scheduling.remove_exception,
        other.scheduling.remove_absence,
    ):
        with pytest.raises(NotFound):
            remove(1)
    with pytest.raises(NotFound):
        other.scheduling.add_absence(staff_id=CLAIRE, starts_at=now, ends_at=now + timedelta(days=1))
    with pytest.raises(NotFound):
        other.scheduling.set_holiday_region(SITE, "57")


def test_what_makes_no_sense_is_refused(scheduling: Scheduling, now: datetime):
    with pytest.raises(Invalid):
        scheduling.add_absence(staff_id=CLAIRE, starts_at=now, ends_at=now)
    with pytest.raises(Invalid):
        scheduling.except_on(staff_id=CLAIRE, site_id=SITE, on_date=now.date(), hours=(time(9), time(9)))
    with pytest.raises(Invalid):
        open_tuesdays(scheduling, capacity=0)


def test_rows_of_before_have_todays_terms(scheduling: Scheduling, session: Session):
    """Who writes to the tables without naming the new columns gets what was before."""
    session.connection().execute(
        text(
            "INSERT INTO opening (body_id, staff_id, site_id, kind, weekday, from_time, to_time, slot_minutes, modes)"
            " VALUES (1, 1, 1, 'interview', 1, '09:00:00.000000', '10:00:00.000000', 30, '[\"centre\"]')"
        )
    )

    assert begins(scheduling) == ["09:00", "09:30"]
    assert session.get(AppointmentRow, 1) is None
