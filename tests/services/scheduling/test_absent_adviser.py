"""An adviser falls ill: one action, and everybody is offered other times; on both databases."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from services import Database, Kind, Mode, NotFound
from services.actor import Actor, ActorKind
from services.messages.models import TaskKind, TaskRow
from services.notices.models import NoticeRow, NoticeState
from services.scheduling.desk import PROPOSED, Desk
from services.scheduling.models import AppointmentRow, Status
from tests.services.scheduling.body import CLAIRE, KARIM, SITE, book, found, of_karim, open_tuesdays
from tests.services.scheduling.hours import paris

TUESDAY, NEXT = "2027-01-05", "2027-01-12"


@pytest.fixture
def session(database_url: str, now: datetime) -> Iterator[Session]:
    database = Database(database_url)
    with Session(database.engine, expire_on_commit=False) as session, session.begin():
        found(session, now, candidates=4)
        yield session
    database.close()


@pytest.fixture
def desk(session: Session, now: datetime) -> Desk:
    """Karim's, where Claire receives on Tuesdays and has three appointments on the next one."""
    desk = of_karim(session, now).desk
    open_tuesdays(desk)
    for candidate_id, hour in enumerate(("09:00", "10:00", "11:00"), start=1):
        book(desk, candidate_id, paris(TUESDAY, hour))
    return desk


def ill(desk: Desk, reason: str | None = None) -> Any:
    _, displaced = desk.be_absent(CLAIRE, paris(TUESDAY, "00:00"), paris(TUESDAY, "23:00"), reason)
    return displaced


def planned(session: Session, candidate_id: int) -> set[str]:
    query = select(NoticeRow.rule).where(
        NoticeRow.candidate_id == candidate_id, NoticeRow.state == NoticeState.PLANNED
    )
    return set(session.exec(query))


def tasks(session: Session, kind: TaskKind, at: datetime) -> list[TaskRow]:
    """Those that somebody sees at a moment."""
    query = select(TaskRow).where(
        TaskRow.kind == kind, col(TaskRow.done_at).is_(None), col(TaskRow.not_before) <= at
    )
    return list(session.exec(query.order_by(col(TaskRow.id))))


def test_each_is_offered_three_other_times_and_no_two_the_same(desk: Desk, session: Session):
    displaced = ill(desk)

    assert [one.candidate_id for one in displaced] == [1, 2, 3]
    offered = [time for one in displaced for time in one.proposed]
    assert [len(one.proposed) for one in displaced] == [PROPOSED] * 3
    assert len(set(offered)) == len(offered)
    assert all(time.starts_at >= paris(NEXT, "09:00") for time in offered)
    rows = session.exec(select(AppointmentRow)).all()
    assert {row.status for row in rows} == {Status.CANCELLED}


def test_colleagues_of_the_site_are_offered_the_same_day(desk: Desk):
    open_tuesdays(desk, KARIM)

    displaced = ill(desk)

    nearest = [time for one in displaced for time in one.proposed if time.starts_at < paris(NEXT, "00:00")]
    assert {time.staff_id for time in nearest} == {KARIM}
    assert [time.starts_at for time in displaced[0].proposed] == [
        paris(TUESDAY, hour) for hour in ("09:00", "09:30", "10:00")
    ]


def test_everybody_may_take_the_first_time_that_they_were_offered(desk: Desk, session: Session):
    open_tuesdays(desk, KARIM, weekday=3)
    for one in ill(desk):
        first = one.proposed[0]
        booked = book(desk, one.candidate_id, first.starts_at, staff_id=first.staff_id)
        assert booked.starts_at == first.starts_at
        assert "appointment_displaced" not in planned(session, one.candidate_id)


def test_one_kind_message_takes_the_place_of_all_others(desk: Desk, session: Session):
    ill(desk, "Claire est malade.")

    assert planned(session, 1) == {"appointment_displaced"}
    notice = session.exec(
        select(NoticeRow).where(NoticeRow.candidate_id == 1, NoticeRow.rule == "appointment_displaced")
    ).one()
    said = [line["text"] for line in notice.content["lines"]]
    assert said[0] == "Your adviser cannot come."
    assert "The reason: {reason}" in said
    to = [choice[1] for choice in notice.content["choices"]]
    assert to == ["again.take:a1.0", "again.take:a1.1", "again.take:a1.2", "again.other:a1", "handover"]


def test_a_person_is_asked_to_call_only_who_does_not_choose(desk: Desk, session: Session, now: datetime):
    first, second, third = ill(desk)
    assert tasks(session, TaskKind.FIND_TIME, now) == []
    assert tasks(session, TaskKind.RECORD_OUTCOME, now + timedelta(days=9)) == []

    book(desk, first.candidate_id, first.proposed[0].starts_at, staff_id=first.proposed[0].staff_id)

    waiting = tasks(session, TaskKind.FIND_TIME, now + timedelta(days=1))
    assert [task.candidate_id for task in waiting] == [second.candidate_id, third.candidate_id]
    assert tasks(session, TaskKind.FIND_TIME, paris(TUESDAY, "08:59")) == []  # they have until 9 o'clock


def test_where_nothing_is_free_a_person_calls_at_once(desk: Desk, session: Session, now: datetime):
    desk.remove_opening(1)

    assert [one.proposed for one in ill(desk)] == [(), (), ()]
    assert len(tasks(session, TaskKind.FIND_TIME, now)) == 3


def test_who_meets_by_phone_is_offered_times_by_phone(desk: Desk):
    open_tuesdays(desk, KARIM, modes=(Mode.CENTRE,))
    book(desk, 4, paris(TUESDAY, "11:30"), mode=Mode.PHONE)

    by_phone = ill(desk)[-1]

    assert {time.staff_id for time in by_phone.proposed} == {CLAIRE}


def test_what_is_over_or_elsewhere_stands(desk: Desk, session: Session, now: datetime):
    open_tuesdays(desk, KARIM)
    book(desk, 4, paris(TUESDAY, "09:00"), staff_id=KARIM)
    later = of_karim(session, paris(TUESDAY, "09:45")).desk

    _, displaced = later.be_absent(CLAIRE, paris(TUESDAY, "00:00"), paris(TUESDAY, "10:45"))

    assert [one.candidate_id for one in displaced] == [2]
    booked = session.exec(
        select(AppointmentRow.candidate_id).where(AppointmentRow.status == Status.BOOKED)
    ).all()
    assert sorted(booked) == [1, 3, 4]


def test_another_body_s_adviser_cannot_be_made_absent(desk: Desk, session: Session, now: datetime):
    other = of_karim(session, now).acting_as(Actor(ActorKind.STAFF, KARIM, 99)).desk

    with pytest.raises(NotFound):
        other.be_absent(CLAIRE, paris(TUESDAY, "00:00"), paris(TUESDAY, "23:00"))


def test_slots_that_run_out_are_a_task_until_there_are_some_again(
    desk: Desk, session: Session, now: datetime
):
    assert tasks(session, TaskKind.NO_SLOT, now) == []

    away, _ = desk.be_absent(CLAIRE, now, now + timedelta(days=20))
    (task,) = tasks(session, TaskKind.NO_SLOT, now)
    assert task.about == {"site_id": SITE, "what": Kind.INTERVIEW, "days": 14}

    open_tuesdays(desk, KARIM, weekday=3)
    assert tasks(session, TaskKind.NO_SLOT, now) == []
    assert (
        task.done_by == "system"
        or session.get_one(TaskRow, task.id, populate_existing=True).done_by == "system"
    )
    assert away.id is not None
