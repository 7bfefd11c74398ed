"""The pace is the database's: whoever sends, all together keep to it."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import Session

from services import Database
from services.database import database_time
from services.notices import pace
from services.notices.claiming import AHEAD, LEASE, Claimed, claim
from tests.faults import crowd


@pytest.mark.parametrize(
    ("a_second", "between"),
    [(25, timedelta(milliseconds=50)), (5, timedelta(seconds=1)), (1, timedelta(seconds=1))],
)
def test_some_messages_of_every_second_are_kept_for_replies(a_second: int, between: timedelta):
    assert pace.interval(a_second) == between


def test_a_chat_is_never_let_in_earlier_than_it_was_told(session: Session):
    present = database_time(session)
    pace.set_paces(session, {1: present + timedelta(seconds=30), 2: present})
    pace.set_paces(session, {1: present + timedelta(seconds=1), 2: present + timedelta(seconds=2)})

    assert pace.paces(session, [1, 2]) == {
        1: present + timedelta(seconds=30),
        2: present + timedelta(seconds=2),
    }


def news_for(session: Session, now: datetime, *candidates: int) -> None:
    for number, one in enumerate(candidates):
        crowd.news(session, now, one, f"News {number}")


def moments(session: Session, now: datetime, a_second: int, limit: int = 100) -> list[Claimed]:
    claimed, _ = claim(session, now, limit, a_second)
    return claimed


def test_messages_to_one_chat_are_a_second_apart(session: Session, now: datetime):
    news_for(session, now, 1, 1, 1, 2)
    present = database_time(session)
    claimed = moments(session, now, 1000)

    assert Counter(message.delivery.chat_id for message in claimed) == {1: 1, 2: 1}
    assert pace.paces(session, [1])[1] - present >= pace.PER_CHAT
    assert moments(session, now, 1000) == []
    session.connection().execute(pace.PACE.update().values(next_at=present))
    assert [message.delivery.chat_id for message in moments(session, now, 1000)] == [1]


def test_no_moment_is_given_out_further_ahead_than_a_quarter_of_a_second(session: Session, now: datetime):
    news_for(session, now, *[1, 2, 3, 4, 5] * 4)
    claimed = moments(session, now, 15)  # ten a second

    assert len(claimed) == 3
    assert max(one.wait for one in claimed) <= AHEAD


def test_dispatchers_share_one_pace(database: Database, now: datetime):
    """Two processes that claim in turn get moments as one would."""
    database.run_now(lambda session: news_for(session, now, *range(1, 6)))
    other = Database(database.url)
    for one in (database, other) * 3:
        one.run_now(lambda session: moments(session, now, 55, 1))
    other.close()

    given = sorted(row.lease_until - LEASE for row in database.run_now(crowd.notices))
    assert len(given) == 5
    assert all(later - earlier >= timedelta(milliseconds=20) for earlier, later in pairwise(given))


def test_a_chat_that_waits_does_not_hide_the_others(session: Session, now: datetime):
    pace.set_paces(session, {1: database_time(session) + timedelta(minutes=10)})
    news_for(session, now, *[1] * 20, 2)
    claimed = moments(session, now, 1000, limit=10)

    assert Counter(message.delivery.chat_id for message in claimed) == {2: 1}


def test_while_everybody_waits_nobody_is_claimed(session: Session, now: datetime):
    pace.set_paces(session, {pace.EVERYBODY: database_time(session) + timedelta(minutes=10)})
    news_for(session, now, 1, 2, 3)

    assert claim(session, now, 10, 1000) == ([], 0)
