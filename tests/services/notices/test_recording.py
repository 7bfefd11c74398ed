"""What becomes of a notice after each answer, as a table; and who may write it down."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from services.messages.models import TaskKind
from services.notices import pace
from services.notices.channel import Answer, Delivery, Outcome
from services.notices.claiming import Claimed, claim
from services.notices.models import NoticeState
from services.notices.planner import plan_one
from services.notices.recording import RETRY_DELAYS, UNREACHABLE_FOR, record, recover
from services.notices.rule import Doubt, Wanted
from services.notices.rules import RULES
from services.notices.wording import Wording
from tests.faults import crowd

RETRIED, HELD = "certified", "message"

LATER = timedelta(seconds=7)


@dataclass(frozen=True)
class After:
    """What is so afterwards: the state, whether it may have arrived, how much later it is tried, the task."""

    state: NoticeState
    perhaps_sent: bool = False
    later: timedelta = timedelta()
    task: TaskKind | None = None
    reachable: bool = True


FIRST = RETRY_DELAYS[0]
SENT, PLANNED, FAILED = NoticeState.SENT, NoticeState.PLANNED, NoticeState.FAILED
UNCONFIRMED, UNREACHABLE = TaskKind.UNCONFIRMED, TaskKind.UNREACHABLE

# fmt: off
TABLE = [
    #  answer              in doubt      afterwards
    (Answer.SENT,        Doubt.RETRY, After(SENT)),
    (Answer.SENT,        Doubt.HOLD,  After(SENT)),
    (Answer.NOT_SENT,    Doubt.RETRY, After(PLANNED, later=FIRST)),
    (Answer.NOT_SENT,    Doubt.HOLD,  After(PLANNED, later=FIRST)),
    (Answer.HALT,        Doubt.RETRY, After(PLANNED, later=FIRST)),
    (Answer.HALT,        Doubt.HOLD,  After(PLANNED, later=FIRST)),
    (Answer.UNKNOWN,     Doubt.RETRY, After(PLANNED, perhaps_sent=True, later=FIRST)),
    (Answer.UNKNOWN,     Doubt.HOLD,  After(NoticeState.UNKNOWN, task=UNCONFIRMED)),
    (Answer.REFUSED,     Doubt.RETRY, After(FAILED, task=UNCONFIRMED)),
    (Answer.REFUSED,     Doubt.HOLD,  After(FAILED, task=UNCONFIRMED)),
    (Answer.UNREACHABLE, Doubt.RETRY, After(FAILED, task=UNREACHABLE, reachable=False)),
    (Answer.UNREACHABLE, Doubt.HOLD,  After(FAILED, task=UNREACHABLE, reachable=False)),
]
# fmt: on


def planned(session: Session, now: datetime, rule: str, *, for_: timedelta = timedelta(days=7)) -> None:
    wanted = Wanted("x1", 1, now, now + for_, Wording(()))
    plan_one(session, rule, wanted, now, body_id=crowd.BODY, candidate_id=1)


def taken(session: Session, now: datetime, rule: str, **about: Any) -> Claimed:
    """A notice of that rule, on its way; claimed as no fact had to be asked."""
    planned(session, now, rule, **about)
    (row,) = crowd.notices(session)
    crowd.set_all(session, state=NoticeState.SENDING, fence=1, attempts=1, lease_until=now)
    return Claimed(Delivery(row.id, 1, "en", Wording(())), {row.id: 1}, timedelta())


def the_row(session: Session) -> Any:
    (row,) = crowd.notices(session)
    return row


def test_the_table_is_whole():
    assert {(answer, doubt) for answer, doubt, _ in TABLE} == {(a, d) for a in Answer for d in Doubt}
    assert (RULES[RETRIED].doubt, RULES[HELD].doubt) == (Doubt.RETRY, Doubt.HOLD)


@pytest.mark.parametrize(("answer", "doubt", "after"), TABLE)
def test_each_answer_has_its_consequence(
    session: Session, now: datetime, answer: Answer, doubt: Doubt, after: After
):
    claimed = taken(session, now, RETRIED if doubt is Doubt.RETRY else HELD)
    message_id = 5 if answer is Answer.SENT else None
    late = record(session, [(claimed, Outcome(answer, "why", message_id))], now)

    row, tasks = the_row(session), crowd.tasks(session)
    assert late == []
    assert row.state is after.state
    assert row.perhaps_sent is after.perhaps_sent
    assert row.due_at - now == after.later
    assert row.lease_until is None
    assert row.message_id == message_id
    assert row.reason == (None if answer is Answer.SENT else "why")
    assert (row.ended_at == now) is (after.state in crowd.FINAL)
    assert [task.kind for task in tasks] == ([after.task] if after.task else [])
    if after.task is UNREACHABLE:
        assert tasks[0].not_before == now + UNREACHABLE_FOR
    assert crowd.reachable(session, 1) is after.reachable


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer.NOT_SENT, NoticeState.FAILED),
        (Answer.HALT, NoticeState.FAILED),
        (Answer.UNKNOWN, NoticeState.UNKNOWN),
    ],
)
def test_what_would_be_tried_again_too_late_ends_now_and_a_person_is_told(
    session: Session, now: datetime, answer: Answer, state: NoticeState
):
    claimed = taken(session, now, RETRIED, for_=timedelta(seconds=5))
    record(session, [(claimed, Outcome(answer, "why"))], now)

    assert (the_row(session).state, the_row(session).reason) == (state, "why")
    assert [task.kind for task in crowd.tasks(session)] == [TaskKind.UNCONFIRMED]


@pytest.mark.parametrize("attempts", range(1, 9))
def test_each_try_waits_longer_and_not_for_ever(session: Session, now: datetime, attempts: int):
    claimed = taken(session, now, RETRIED)
    crowd.set_all(session, attempts=attempts)
    record(session, [(claimed, Outcome(Answer.UNKNOWN, "why"))], now)

    assert the_row(session).due_at - now == RETRY_DELAYS[min(attempts, len(RETRY_DELAYS)) - 1]


def test_what_may_have_arrived_once_may_have_arrived_whatever_comes_after(session: Session, now: datetime):
    claimed = taken(session, now, RETRIED)
    crowd.set_all(session, perhaps_sent=True)
    record(session, [(claimed, Outcome(Answer.NOT_SENT, "why"))], now)

    assert the_row(session).perhaps_sent


@pytest.mark.parametrize("answer", list(Answer))
@pytest.mark.parametrize(
    "since", [{"fence": 2}, {"state": NoticeState.UNKNOWN}, {"state": NoticeState.PLANNED}, {"state": SENT}]
)
def test_a_late_answer_changes_nothing(
    session: Session, now: datetime, answer: Answer, since: dict[str, Any]
):
    claimed = taken(session, now, RETRIED)
    crowd.set_all(session, **since)
    before = the_row(session)
    late = record(session, [(claimed, Outcome(answer, "why", 5))], now + timedelta(minutes=1))

    assert late == [before.id]
    assert the_row(session) == before
    assert crowd.tasks(session) == []
    assert crowd.reachable(session, 1)


@pytest.mark.parametrize(("rule", "state"), [(RETRIED, NoticeState.PLANNED), (HELD, NoticeState.UNKNOWN)])
def test_who_dies_leaves_a_doubt(session: Session, now: datetime, rule: str, state: NoticeState):
    taken(session, now, rule)  # whose lease ended, by the database's clock, long ago
    crowd.set_all(session, lease_until=datetime(2020, 1, 1, tzinfo=now.tzinfo))

    assert recover(session, now) == 1
    assert (the_row(session).state, the_row(session).reason) == (state, "dispatcher_died")
    assert recover(session, now) == 0


def test_nobody_s_lease_is_ended_before_its_time(session: Session, now: datetime):
    planned(session, now, HELD)
    claim(session, now, 10, 1000)

    assert recover(session, now) == 0
    assert the_row(session).state is NoticeState.SENDING


def test_a_chat_that_said_later_is_left_alone_and_nobody_else(session: Session, now: datetime):
    claimed = taken(session, now, HELD)
    record(session, [(claimed, Outcome(Answer.NOT_SENT, "later", retry_after=LATER))], now)

    waits = pace.paces(session, [1, 2])
    assert set(waits) == {1}
    assert the_row(session).due_at == now + LATER


def test_when_several_chats_say_later_everybody_is_left_alone(session: Session, now: datetime):
    outcomes = [
        (
            Claimed(Delivery(one, one, "en", Wording(())), {}, timedelta()),
            Outcome(Answer.NOT_SENT, "", None, LATER),
        )
        for one in range(1, pace.SEVERAL + 2)
    ]
    record(session, outcomes, now)

    waits = pace.paces(session, range(1, 9))
    assert set(waits) == {pace.EVERYBODY, *range(1, pace.SEVERAL + 2)}
