"""A hundred decisions published at once: told within the rate; killed on the way, nothing is lost or published twice.

What was on its way at a kill may have arrived: for news of the jury a double is better than silence (DESIGN, 2.7),
so it is said again, as a reminder that says so. Nobody ever hears the decision itself twice as if it were new.
"""

import os
import signal
from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from sqlmodel import Session, col, select

from services import Actor, ActorKind, Database, Domain, Result, Services
from services.audit import AuditRow
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.models import AssessmentResultRow, AssessmentRow, InterviewOutcomeRow
from services.jury.members import Member
from services.jury.models import Decision, JurySessionRow, Side
from services.jury.service import DecisionOn
from services.messages.models import TaskKind, TaskRow
from services.notices.models import NoticeRow, NoticeState
from tests.faults.crowd import BODY, crowd, unfinished
from tests.faults.post import Post, eventually, post, told
from tests.faults.processes import Start, process

CANDIDATES = 100
NOT_YET = 10
"""So many of them; the others are certified."""

PER_SECOND = 25

KILLED_AT = (20, 55)
"""After so many messages."""

KILLS_MOST = len(KILLED_AT) * (1 + PER_SECOND // 2)
"""In the air at both kills together: what the pace gives out in a quarter of a second, and as much unrecorded."""

AGAIN = "Reminder: you may have received this message already."

MEMBERS = [Member(f"{side} {n}", side) for side in Side for n in range(3)]


def decided(session: Session, now: datetime) -> None:
    """Files with all seven domains before a jury of three and three, which has decided and published nothing."""
    crowd(session, now, CANDIDATES)
    services = _services(session, now)
    long_ago = now - timedelta(days=40)
    for one in range(1, CANDIDATES + 1):
        session.add(
            InterviewOutcomeRow(candidate_id=one, outcome=Outcome.DOSSIER_OPENED, recorded_at=long_ago)
        )
        row = AssessmentRow(
            candidate_id=one, kind=AssessmentKind.INITIAL, held_on=long_ago.date(), recorded_at=long_ago
        )
        session.add(row)
        session.flush()
        for domain in Domain:
            session.add(AssessmentResultRow(assessment_id=row.id or 0, domain=domain, result=Result.ACQUIRED))
    jury = services.jury.create(date(2027, 1, 2), "Lyon", MEMBERS).id or 0
    everybody = range(1, CANDIDATES + 1)
    services.jury.attach(jury, everybody)
    services.jury.decide(
        jury,
        [DecisionOn(one, Decision.NOT_YET if one <= NOT_YET else Decision.CERTIFIED) for one in everybody],
    )


def publish(session: Session, now: datetime) -> None:
    services = _services(session, now)
    (jury,) = session.exec(select(JurySessionRow.id)).all()
    services.jury.publish(jury or 0)


def _services(session: Session, now: datetime) -> Services:
    return Services(session, now, Actor(ActorKind.SYSTEM, None, BODY))


def killed_while_publishing(url: str, now: datetime) -> None:
    """In a process of its own: everything is written, and it dies before the commit."""

    def work(session: Session) -> None:
        publish(session, now)
        session.flush()
        os.kill(os.getpid(), signal.SIGKILL)

    Database(url).run_now(work)


def published(session: Session) -> tuple[int, int, int, int]:
    """Published sessions, notices of the decision, tasks for a person, entries of the audit."""
    sessions = session.exec(select(JurySessionRow).where(col(JurySessionRow.published_at).is_not(None))).all()
    notices = session.exec(select(NoticeRow).where(col(NoticeRow.rule).in_(["certified", "not_yet"]))).all()
    tasks = session.exec(select(TaskRow).where(TaskRow.kind == TaskKind.TELL_DECISION)).all()
    audit = session.exec(select(AuditRow).where(AuditRow.action == "jury.published")).all()
    return len(sessions), len(notices), len(tasks), len(audit)


async def test_a_hundred_are_told_within_the_rate(sqlite_url: str, now: datetime):
    async with post(
        sqlite_url, now, lambda s: decided(s, now), people=CANDIDATES, per_second=PER_SECOND
    ) as office:
        await office.database.run(lambda session: publish(session, now))
        await office.dispatcher.drain()

    times = sorted(at for _, at in office.channel.calls)
    took = times[-1] - times[0]
    told(f"{CANDIDATES} decisions published at once", [("told", len(times)), ("seconds", f"{took:.1f}")])
    # A busy machine sends late, never early: all together they keep the rate.
    assert took >= (len(times) - 1 - PER_SECOND / 5) / PER_SECOND
    assert Counter(chat for chat, _ in office.channel.calls) == dict.fromkeys(
        range(NOT_YET + 1, CANDIDATES + 1), 1
    )
    assert all("Congratulations" in office.heard(one)[0] for one in range(NOT_YET + 1, CANDIDATES + 1))


async def test_killed_in_the_middle_of_it_nothing_is_lost_and_what_was_in_the_air_comes_again_as_a_reminder(
    database_url: str, now: datetime, tmp_path: Path
):
    async with post(database_url, now, lambda s: decided(s, now), people=CANDIDATES) as office:
        killed = get_context("spawn").Process(target=killed_while_publishing, args=(database_url, now))
        killed.start()
        await eventually(lambda: _ended(killed))
        assert killed.exitcode == -signal.SIGKILL
        assert await office.database.read(published) == (0, 0, 0, 0)

        await office.database.run(lambda session: publish(session, now))
        assert await office.database.read(published) == (1, CANDIDATES, NOT_YET, CANDIDATES)
        in_flight = await _told_by_workers_that_are_killed(office, now, tmp_path / "log")

        states = await office.database.read(_states)
        certified = {one: office.heard(one) for one in range(NOT_YET + 1, CANDIDATES + 1)}
    news = {one: [text for text in heard if not text.startswith(AGAIN)] for one, heard in certified.items()}
    told_twice = sum(len(heard) - 1 for heard in certified.values())
    told(
        "killed twice while 90 certified are told",
        [
            ("lost", sum(not heard for heard in certified.values())),
            ("told twice as news", sum(len(heard) > 1 for heard in news.values())),
            ("in flight at the kills", in_flight),
            ("of them arrived, told again as a reminder", told_twice),
        ],
    )
    assert states == {
        ("certified", NoticeState.SENT): CANDIDATES - NOT_YET,
        ("not_yet", NoticeState.PLANNED): NOT_YET,
    }
    assert all(certified.values())
    assert all(len(heard) <= 1 for heard in news.values())
    assert told_twice <= in_flight <= KILLS_MOST
    assert not any(office.heard(one) for one in range(1, NOT_YET + 1))


async def _told_by_workers_that_are_killed(office: Post, now: datetime, log: Path) -> int:
    """How many messages were on their way at the kills, together."""
    start = Start(office.database.url, office.bot_api_url, now, 2.0, 20.0, per_second=PER_SECOND)
    in_flight = 0
    for aim in KILLED_AT:
        async with process(start.command, log) as worker:
            await eventually(partial(_reached, office, aim))
            worker.kill()
        in_flight += (await office.database.read(_states)).get(("certified", NoticeState.SENDING), 0)
    async with process(start.command, log) as worker:
        await eventually(lambda: _all_certified_are_told(office))
        worker.kill()
    return in_flight


async def _ended(process_) -> bool:
    return process_.exitcode is not None


async def _reached(office: Post, aim: int) -> bool:
    return len(office.sandbox.ledger.entries) >= aim or not await office.database.read(unfinished)


async def _all_certified_are_told(office: Post) -> bool:
    states = await office.database.read(_states)
    return states.get(("certified", NoticeState.SENT), 0) == CANDIDATES - NOT_YET


def _states(session: Session) -> dict[tuple[str, NoticeState], int]:
    """How many notices of decisions are in each state."""
    rows = session.exec(select(NoticeRow).where(col(NoticeRow.rule).in_(["certified", "not_yet"])))
    return dict(Counter((row.rule, row.state) for row in rows))
