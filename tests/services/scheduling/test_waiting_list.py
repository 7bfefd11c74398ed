"""Who hears of a freed time, when, and how often: one alert a day, three in all, never at night."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from services import Actor, ActorKind, Database, Kind, Mode, Outcome
from services.candidates.models import CandidateRow, ChatRow
from services.messages.models import TaskKind, TaskRow
from services.notices.claiming import claim
from services.notices.models import NoticeRow
from services.scheduling.models import EarlierTimeRow
from services.scheduling.service import Scheduling
from tests.services.scheduling.body import CLAIRE, SITE, book, found, of_karim
from tests.services.scheduling.hours import paris

AMINA, BORIS = 1, 2
FAR = paris("2027-02-02", "09:00")
HOURS = [paris("2027-01-12", f"{hour:02d}:00") for hour in range(9, 13)]
"""Of Tuesday 12 January, eight days from now."""

Do = Callable[..., Any]


@pytest.fixture
def database(database_url: str, now: datetime) -> Iterator[Database]:
    """Amina has an hour in February and would like to come earlier; others have those of next week."""
    database = Database(database_url)

    def prepare(session: Session) -> None:
        found(session, now, 8)
        for one in range(1, 9):
            session.add(ChatRow(chat_id=one, candidate_id=one, created_at=now))
        scheduling = of_karim(session, now).scheduling
        for weekday in range(7):
            scheduling.open(
                staff_id=CLAIRE,
                site_id=SITE,
                kind=Kind.INTERVIEW,
                weekday=weekday,
                from_time=time(9),
                to_time=time(13),
                slot_minutes=60,
                modes=(Mode.CENTRE,),
            )
        scheduling.wait(book(scheduling, AMINA, FAR).id)
        for number, hour in enumerate(HOURS):
            book(scheduling, BORIS + number, hour)

    database.run_now(prepare)
    yield database
    database.close()


@pytest.fixture
def do(database: Database, now: datetime) -> Do:
    def doing(work: Callable[[Scheduling], Any], at: datetime = now) -> Any:
        return database.run_now(lambda session: work(of_karim(session, at).scheduling))

    return doing


def cancels(number: int) -> Callable[[Scheduling], Any]:
    """The n-th of next week's hours becomes free."""
    return lambda scheduling: scheduling.cancel(2 + number)


def offered(database: Database, candidate_id: int = AMINA) -> list[tuple[datetime, datetime]]:
    """What was offered to somebody, and when they are told."""
    query = select(EarlierTimeRow).where(EarlierTimeRow.candidate_id == candidate_id)
    return database.run_now(
        lambda session: [(row.starts_at, row.tell_at) for row in session.exec(query.order_by("id"))]
    )


def test_a_freed_time_is_offered_to_who_waits_and_to_nobody_else(database: Database, do: Do, now: datetime):
    do(lambda scheduling: book(scheduling, 7, paris("2027-02-03", "09:00")))
    do(cancels(0))

    assert offered(database) == [(HOURS[0], now)]
    notices = database.run_now(
        lambda session: [
            row.candidate_id
            for row in session.exec(select(NoticeRow).where(NoticeRow.rule == "earlier_time"))
        ]
    )
    assert notices == [AMINA]


def test_a_moved_appointment_frees_its_old_time(database: Database, do: Do, now: datetime):
    do(lambda scheduling: scheduling.move(2, starts_at=paris("2027-01-13", "09:00")))

    assert offered(database) == [(HOURS[0], now)]


def test_one_alert_a_day_and_three_in_all(database: Database, do: Do, now: datetime):
    for number, day in enumerate((0, 0, 1, 2)):
        do(cancels(number), now + timedelta(days=day))
    days = [tell_at.day for _, tell_at in offered(database)]
    assert days == [4, 5, 6]

    do(lambda scheduling: book(scheduling, 8, paris("2027-01-14", "09:00")), now)
    late = now + timedelta(days=4)
    do(lambda scheduling: scheduling.cancel(6), late)
    assert len(offered(database)) == 3


def test_at_night_it_waits_for_the_morning_and_still_counts_as_one_a_day(
    database: Database, do: Do, now: datetime
):
    night, morning = paris("2027-01-04", "22:30"), paris("2027-01-05", "08:00")
    do(cancels(0), night)
    do(cancels(1), morning + timedelta(hours=2))

    assert offered(database) == [(HOURS[0], morning)]


@pytest.mark.parametrize(
    "about",
    [{"muted": ["appointments"]}, {"stopped_at": datetime(2027, 1, 3).astimezone()}, {"reachable": False}],
    ids=["muted", "stopped", "unreachable"],
)
def test_who_does_not_want_to_hear_or_cannot_is_left_alone(database: Database, do: Do, about: dict[str, Any]):
    def change(session: Session) -> None:
        row = session.get_one(CandidateRow, AMINA)
        for name, value in about.items():
            setattr(row, name, value)
        session.add(row)

    database.run_now(change)
    do(cancels(0))

    assert offered(database) == []


def test_within_a_week_of_their_own_hour_they_are_left_alone(database: Database, do: Do):
    do(cancels(0), FAR - timedelta(days=7))

    assert offered(database) == []


def test_a_time_that_is_later_than_their_own_is_not_offered(database: Database, do: Do):
    do(lambda scheduling: book(scheduling, 7, paris("2027-02-02", "10:00")))
    do(lambda scheduling: scheduling.cancel(6))

    assert offered(database) == []


def test_what_somebody_took_meanwhile_is_not_sent(database: Database, do: Do, now: datetime):
    do(cancels(0))
    do(lambda scheduling: book(scheduling, 8, HOURS[0]))

    sent = database.run_now(lambda session: claim(session, now, 100, 1000, timedelta())[0])

    assert not [one for one in sent if "earlier" in _first(one)]


def test_it_is_sent_in_the_words_of_now(database: Database, do: Do, now: datetime):
    do(cancels(0))

    sent = database.run_now(lambda session: claim(session, now, 100, 1000, timedelta())[0])

    (alert,) = [one.delivery for one in sent if one.delivery.chat_id == AMINA and "earlier" in _first(one)]
    assert [choice.label for choice in alert.wording.choices] == ["See this time", "I keep my time"]


def _first(claimed: Any) -> str:
    return str(claimed.delivery.wording.lines[0].msgid)


def test_the_one_who_takes_it_frees_their_own_for_the_next(database: Database, do: Do, now: datetime):
    do(lambda scheduling: scheduling.wait(book(scheduling, 8, paris("2027-02-10", "09:00")).id))
    do(cancels(0))
    do(lambda scheduling: scheduling.move(1, starts_at=HOURS[0]), now + timedelta(days=1))

    assert [starts_at for starts_at, _ in offered(database, 8)] == [HOURS[0], FAR]


def test_absent_once_is_offered_again_twice_is_a_task(database: Database, do: Do, now: datetime):
    def is_absent(day: datetime) -> tuple[list[str], list[str]]:
        def record(session: Session) -> tuple[list[str], list[str]]:
            of_karim(session, day).dossiers.record_outcome(BORIS, Outcome.ABSENT)
            notices = session.exec(
                select(NoticeRow).where(NoticeRow.candidate_id == BORIS, NoticeRow.rule == "absent")
            )
            calls = session.exec(
                select(TaskRow).where(TaskRow.candidate_id == BORIS, TaskRow.kind == TaskKind.CALL)
            )
            session.flush()
            return [row.state.value for row in notices], [row.about["why"] for row in calls]

        return database.run_now(record)

    assert is_absent(HOURS[0] + timedelta(hours=2)) == (["planned"], [])
    again = HOURS[0] + timedelta(days=1)
    own = Actor(ActorKind.CANDIDATE, BORIS)
    database.run_now(
        lambda session: book(
            of_karim(session, HOURS[0] + timedelta(hours=3)).acting_as(own).scheduling, BORIS, again
        )
    )
    assert is_absent(again + timedelta(hours=2)) == (["cancelled"], ["absent_twice"])
