"""After hours in which nothing went out: what still makes sense is said, the rest ends with a reason."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from services.notices.models import NoticeState
from services.notices.planner import replan
from tests.faults import crowd
from tests.faults.post import post

PARIS = ZoneInfo("Europe/Paris")
SIX_HOURS = timedelta(hours=6)

SATURDAY, MONDAY, TUESDAY = (datetime(2027, 1, day, tzinfo=PARIS) for day in (2, 4, 5))


def hour(day: datetime, hours: int) -> datetime:
    return day.replace(hour=hours)


def appointments(session: Session, now: datetime, *times: datetime) -> None:
    """A candidate for each time; booked long ago, so that they heard of it then."""
    crowd.crowd(session, now, len(times))
    crowd.advisers(session, now, len(times) - 1)
    crowd.appointments(session, SATURDAY, ((n, n, at) for n, at in enumerate(times, start=1)))
    for one in range(1, len(times) + 1):
        replan(session, one, now)


def of(rows: list[Any], candidate_id: int, rule: str) -> tuple[NoticeState, str | None]:
    (row,) = [row for row in rows if (row.candidate_id, row.rule) == (candidate_id, rule)]
    return row.state, row.reason


async def test_after_six_hours_of_outage_nothing_pointless_is_said_and_everything_has_its_reason(
    database_url: str,
):
    morning = hour(MONDAY, 8)
    times = (hour(MONDAY, 12), hour(MONDAY, 15), hour(TUESDAY, 10))
    async with post(database_url, morning, lambda s: appointments(s, morning, *times), people=3) as office:
        await office.dispatcher.drain()
        before = len(office.sandbox.ledger.entries)
        await office.database.run(lambda s: crowd.news(s, morning, 1))
        office.clock.move_to(morning + SIX_HOURS)
        await office.dispatcher.drain()
        rows = await office.database.read(crowd.notices)
    said = [(entry.chat_id, entry.text.splitlines()[0]) for entry in office.sandbox.ledger.entries[before:]]

    assert sorted(said) == [
        (1, "News"),
        (2, "Today at 15:00: your interview (entretien d’information)."),
    ]
    assert of(rows, 1, "appointment_soon") == (NoticeState.EXPIRED, "too_late")
    assert of(rows, 2, "appointment_soon") == (NoticeState.SENT, None)
    assert of(rows, 3, "appointment_eve") == (NoticeState.PLANNED, None)
    assert [
        row.id for row in rows if row.due_at <= morning + SIX_HOURS and row.state not in crowd.FINAL
    ] == []
    assert [row.id for row in rows if row.state in crowd.FINAL - {NoticeState.SENT} and not row.reason] == []


async def test_an_eve_that_was_missed_is_made_good_at_night_only_where_the_morning_is_too_near(
    database_url: str,
):
    afternoon = hour(MONDAY, 17)
    times = (hour(TUESDAY, 9), hour(TUESDAY, 15))
    async with post(
        database_url, afternoon, lambda s: appointments(s, afternoon, *times), people=2
    ) as office:
        await office.dispatcher.drain()
        before = len(office.sandbox.ledger.entries)
        office.clock.move_to(afternoon + SIX_HOURS)
        await office.dispatcher.drain()
        at_night = office.sandbox.ledger.entries[before:]
        await office.until(hour(TUESDAY, 8))
        in_the_morning = office.sandbox.ledger.entries[before + len(at_night) :]

    assert [(e.chat_id, e.text.split(":")[0]) for e in at_night] == [(1, "Tomorrow, Tuesday 5 January at 09")]
    assert [(e.chat_id, e.text.split(":")[0]) for e in in_the_morning] == [
        (1, "Today at 09"),
        (2, "Today, Tuesday 5 January at 15"),
    ]


async def test_after_a_week_of_outage_nobody_hears_of_what_is_over(database_url: str):
    morning = hour(MONDAY, 8)
    times = [hour(MONDAY, 10) + timedelta(hours=20 * n) for n in range(8)]
    async with post(database_url, morning, lambda s: appointments(s, morning, *times), people=8) as office:
        office.clock.move_to(hour(MONDAY, 9) + timedelta(days=7))
        await office.dispatcher.drain()
        rows = await office.database.read(crowd.notices)

    assert office.sandbox.ledger.entries == []
    assert {(row.state, row.reason) for row in rows} == {(NoticeState.EXPIRED, "too_late")}
