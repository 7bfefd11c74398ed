"""What is claimed, what is merged, what waits, what ends: with the facts as they are at that moment."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from locales import plain
from services import Database
from services.dossiers.domains import Domain
from services.notices import pace
from services.notices.claiming import ADDED_LATER, Claimed, claim
from services.notices.models import NoticeState
from services.notices.outbox import due_notices
from services.notices.planner import replan
from services.notices.rules import EDITING
from services.training.models import Progress, ProgressCheckRow, TrainingSessionRow
from tests.faults import crowd

AMINA = 1


def check(session: Session, recorded_at: datetime, domain: Domain = Domain.D1, who: int = AMINA) -> None:
    """A word of encouragement becomes due: gentle, in the group "progress"."""
    row = ProgressCheckRow(
        candidate_id=who,
        domain=domain,
        checked_on=recorded_at.date(),
        state=Progress.GOING_WELL,
        recorded_at=recorded_at,
    )
    session.add(row)
    replan(session, who, recorded_at)


def changed(session: Session, changed_at: datetime, starts_at: datetime) -> TrainingSessionRow:
    """A training session is moved: news, in a group that settles."""
    row = TrainingSessionRow(
        candidate_id=AMINA,
        domain=Domain.D1,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        place="Salle 2",
        version=2,
        planned_at=changed_at - timedelta(days=30),
        changed_at=changed_at,
    )
    session.add(row)
    replan(session, AMINA, changed_at)
    # That there is a timetable was said long ago.
    planned = crowd.NOTICE.c.rule == "timetable_planned"
    session.connection().execute(crowd.NOTICE.update().where(planned).values(state=NoticeState.SENT))
    return row


def of(session: Session, rule: str) -> list[Any]:
    return [row for row in crowd.notices(session) if row.rule == rule]


def taken(session: Session, now: datetime, limit: int = 100) -> list[Claimed]:
    """All that can be claimed now, batch after batch."""
    claimed: list[Claimed] = []
    while True:
        batch, settled = claim(session, now, limit, 1000, timedelta())
        claimed += batch
        if not batch and not settled:
            return claimed


def test_a_claim_marks_all_of_a_message_with_fence_lease_and_what_is_said(session: Session, now: datetime):
    check(session, now, Domain.D1)
    check(session, now, Domain.D2)
    (claimed,) = taken(session, now)

    rows = of(session, "progress_checked")
    assert claimed.fences == {row.id: 1 for row in rows}
    assert {(row.state, row.fence, row.attempts) for row in rows} == {(NoticeState.SENDING, 1, 1)}
    assert len({row.lease_until for row in rows}) == 1
    words = [plain(line, "en") for line in claimed.delivery.wording.lines]
    assert [("reading" in line, "Counting" in line) for line in words] == [
        (True, False),
        (False, False),
        (False, True),
    ]


def test_nobody_claims_what_is_claimed(session: Session, now: datetime):
    check(session, now)

    assert len(taken(session, now)) == 1
    assert taken(session, now) == []


def test_two_dispatchers_never_claim_the_same(postgres_url: str, now: datetime):
    database = Database(postgres_url)
    database.run_now(lambda session: crowd.crowd(session, now, 5))
    for one in range(1, 6):
        database.run_now(partial(crowd.news, now=now, candidate_id=one))
    with Session(database.engine) as first, Session(database.engine) as second, first.begin(), second.begin():
        # The second looks while the first has not committed yet: it takes only what is left.
        mine = due_notices(first, now, 2, now)
        others = due_notices(second, now, 10, now)
    database.close()

    assert len(mine) == 2
    assert len(others) == 3
    assert {row.id for row in mine}.isdisjoint(row.id for row in others)


def test_the_batch_s_limit_does_not_cut_a_message_in_two(session: Session, now: datetime):
    for domain in (Domain.D1, Domain.D2, Domain.D3):
        check(session, now, domain)

    assert [len(claimed.fences) for claimed in taken(session, now, limit=1)] == [3]


def test_what_the_facts_no_longer_ask_for_is_ended_though_nobody_planned_anew(
    session: Session, now: datetime
):
    check(session, now)
    session.connection().execute(ProgressCheckRow.__table__.delete())  # type: ignore[attr-defined]

    assert taken(session, now) == []
    assert {(row.state, row.reason) for row in of(session, "progress_checked")} == {
        (NoticeState.CANCELLED, "no_longer_true")
    }


def test_the_words_are_those_of_the_moment_of_the_claim(session: Session, now: datetime):
    row = changed(session, now, now + timedelta(days=9))
    row.place = "Salle 9"
    session.flush()
    (claimed,) = taken(session, now + EDITING)

    assert "Salle 9" in str(claimed.delivery.wording)


def test_a_group_settles_before_it_is_said(session: Session, now: datetime):
    for second in (0, 8, 16):
        changed(session, now + timedelta(seconds=second), now + timedelta(days=9, hours=4 * second))
    assert taken(session, now + timedelta(seconds=25)) == []
    (claimed,) = taken(session, now + timedelta(seconds=26))

    assert len(claimed.fences) == 3


def test_a_group_that_never_settles_is_said_after_five_minutes(session: Session, now: datetime):
    for second in range(0, 330, 9):
        changed(session, now + timedelta(seconds=second), now + timedelta(days=9, hours=4 * second))
    (claimed,) = taken(session, now + ADDED_LATER)

    assert len(claimed.fences) > 30


def test_what_may_have_arrived_is_said_again_alone(session: Session, now: datetime):
    for domain in (Domain.D1, Domain.D2, Domain.D3):
        check(session, now, domain)
    first = of(session, "progress_checked")[0].id
    crowd.set_one(session, first, perhaps_sent=True)
    claimed = taken(session, now)

    assert [(len(one.fences), one.delivery.perhaps_sent) for one in claimed] == [(1, True), (2, False)]


def test_messages_on_their_way_count_for_the_two_a_day(session: Session, now: datetime):
    """The next batch is claimed while the calls of the one before are under way."""
    for hour, domain in enumerate((Domain.D1, Domain.D2, Domain.D3, Domain.D4)):
        moment = now + timedelta(hours=hour)
        check(session, moment, domain)
        taken(session, moment)

    rows = of(session, "progress_checked")
    assert [row.state for row in rows] == [NoticeState.SENDING] * 2 + [NoticeState.PLANNED] * 2
    assert {row.held_over for row in rows[2:]} == {True}


def test_what_was_held_over_is_one_message_in_the_morning(session: Session, now: datetime):
    for hour, domain in enumerate((Domain.D1, Domain.D2, Domain.D3, Domain.D4)):
        moment = now + timedelta(hours=hour)
        check(session, moment, domain)
        taken(session, moment)
        crowd.sent(session, moment)
    (claimed,) = taken(session, (now + timedelta(days=1)).replace(hour=8))

    assert len(claimed.fences) == 2


def test_what_waits_for_its_chat_does_not_keep_the_claimer_busy(session: Session, now: datetime):
    """Of one group, one change may be said at night (it is near) and waits for the pace; the other is put off once."""
    night = now.replace(hour=22)
    changed(session, night, night + timedelta(hours=8))
    changed(session, night, night + timedelta(days=3))
    moment = night + EDITING
    assert claim(session, night, 100, 1000)[1] == 2
    pace.set_paces(session, {pace.EVERYBODY: datetime.now(now.tzinfo) + timedelta(hours=1)})

    claim(session, moment, 100, 1000)
    assert claim(session, moment, 100, 1000) == ([], 0)


@pytest.mark.parametrize(
    ("about", "ended"),
    [
        (
            {"stopped_at": datetime.fromisoformat("2027-01-01T00:00+00:00")},
            (NoticeState.CANCELLED, "stopped"),
        ),
        ({"reachable": False}, (NoticeState.FAILED, "unreachable")),
        ({"muted": ["encouragement"]}, (NoticeState.CANCELLED, "muted")),
    ],
)
def test_what_the_person_chose_is_asked_again_at_the_claim(
    session: Session, now: datetime, about: dict[str, Any], ended: tuple[NoticeState, str]
):
    check(session, now)
    crowd.set_candidate(session, AMINA, **about)

    assert taken(session, now) == []
    assert {(row.state, row.reason) for row in of(session, "progress_checked")} == {ended}
