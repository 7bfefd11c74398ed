"""The morning digest: for whom, when, and what it says at 8:00."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from locales import plain_lines
from services.database import Database
from services.notices.claiming import claim
from services.notices.digest import next_morning, plan_digests
from services.notices.models import NoticeRow, NoticeState
from services.scheduling.models import Kind, Mode
from tests.services.console.centre import make_centre

PARIS = "Europe/Paris"


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def centre(database, now):
    centre = make_centre(database, now, locale="en")
    centre.join(centre.adviser_id, 71)
    return centre


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 1, 4, 6, 59, tzinfo=UTC), date(2027, 1, 4)),
        (datetime(2027, 1, 4, 7, 0, tzinfo=UTC), date(2027, 1, 5)),
        (datetime(2027, 1, 8, 12, 0, tzinfo=UTC), date(2027, 1, 11)),  # Friday
        (datetime(2027, 3, 26, 12, 0, tzinfo=UTC), date(2027, 3, 30)),  # Easter Monday is a day off
        (datetime(2027, 12, 24, 12, 0, tzinfo=UTC), date(2027, 12, 27)),
    ],
)
def test_it_comes_on_the_next_working_day(moment, day):
    assert next_morning(moment, PARIS) == day


def test_it_says_who_comes_and_what_waits_and_plans_the_next(centre, database, now):
    one = centre.register("Moussa")
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(9), UTC)
    centre.staff(
        lambda services: services.scheduling.book(
            one,
            kind=Kind.INTERVIEW,
            site_id=centre.site_id,
            staff_id=centre.adviser_id,
            starts_at=tomorrow,
            mode=Mode.PHONE,
        )
    )
    database.run_now(lambda session: plan_digests(session, now))
    centre.candidate(one, lambda services: services.messages.from_candidate(one, "Bonjour"))

    said = _claimed(database, datetime(2027, 1, 5, 7, 0, tzinfo=UTC))

    assert said == [
        "☀️ Good morning Claire. Your day:\n• 10:00: Moussa, Information interview, by phone\n\n"
        "Open tasks: 1\nUnread conversations: 1"
    ]
    assert _digests(database)[-1] == (NoticeState.PLANNED, datetime(2027, 1, 6, 7, 0, tzinfo=UTC))


def test_a_day_that_holds_nothing_is_not_spoken_of(centre, database, now):
    database.run_now(lambda session: plan_digests(session, now))

    assert _claimed(database, datetime(2027, 1, 5, 7, 0, tzinfo=UTC)) == []
    assert [state for state, _ in _digests(database)] == [NoticeState.CANCELLED, NoticeState.PLANNED]


def test_who_wants_none_gets_none(centre, database, now):
    one = centre.register("Moussa")
    centre.candidate(one, lambda services: services.messages.from_candidate(one, "Bonjour"))
    database.run_now(lambda session: plan_digests(session, now))
    centre.staff(lambda services: services.staff.set_digest(centre.adviser_id, False))

    assert _claimed(database, datetime(2027, 1, 5, 7, 0, tzinfo=UTC)) == []
    assert [state for state, _ in _digests(database)] == [NoticeState.CANCELLED]


def _claimed(database, moment):
    """What the digests that are due then say."""

    def work(session: Session):
        claimed, _ = claim(session, moment, 100, 1000, per_chat=timedelta())
        digests = {row.id for row in session.exec(select(NoticeRow).where(NoticeRow.rule == "digest"))}
        return [
            plain_lines(one.delivery.wording.lines, "en")
            for one in claimed
            if one.delivery.notice_id in digests
        ]

    return database.run_now(work)


def _digests(database):
    def work(session: Session):
        rows = session.exec(
            select(NoticeRow).where(NoticeRow.rule == "digest").order_by(col(NoticeRow.due_at))
        )
        return [(row.state, row.due_at) for row in rows]

    return database.run_now(work)
