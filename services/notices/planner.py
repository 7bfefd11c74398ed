"""The planner: makes the outbox agree with the facts, in the transaction that changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from services.candidates.models import CandidateRow
from services.dossiers.facts import Facts
from services.dossiers.loading import facts_of
from services.dossiers.stages import stage_of
from services.dossiers.steps import Steps, steps_of
from services.notices.models import NoticeRow, NoticeState
from services.notices.rule import Rule, Wanted
from services.notices.rules import RULES, wanted
from services.notices.wording import pack_wording
from services.webhooks.models import Event
from services.webhooks.telling import tell

NOTICE: Any = NoticeRow.__table__  # type: ignore[attr-defined]
CANDIDATE: Any = CandidateRow.__table__  # type: ignore[attr-defined]

KEPT = (CANDIDATE.c.stage, *(CANDIDATE.c[name] for name in Steps.names()))

NO_LONGER_TRUE = "no_longer_true"
STOPPED = "stopped"
WHILE_AWAY = (STOPPED, "unreachable", "blocked", "chat_not_found", "muted")
"""Reasons that end with the person's return."""

_BY_THEMSELVES = tuple(name for name, rule in RULES.items() if rule.plan is not None)

_AGAIN: dict[str, Any] = {"state": NoticeState.PLANNED, "reason": None, "ended_at": None}


def replan(session: Session, candidate_id: int, now: datetime, *, returning: bool = False) -> None:
    """Plans what the facts ask for, once; takes back what they no longer ask for; keeps the stage. Idempotent.

    To be called after every change of a candidate's facts, in its transaction. `returning`: they can be
    written to again, so that what did not reach them and still makes sense is said after all.
    """
    session.flush()
    kept = _one_at_a_time(session, candidate_id)
    facts = facts_of(session, candidate_id)
    _keep_stage_and_steps(session, kept, facts, now)
    asked = {
        rule.key(one.subject, one.version, _recipient(facts)): (rule, one) for rule, one in wanted(facts, now)
    }
    known = _known(session, candidate_id)
    _insert(
        session,
        [
            _row(key, rule, one, facts, now)
            for key, (rule, one) in asked.items()
            if key not in known and one.pointless_at > now
        ],
    )
    revivable = (NO_LONGER_TRUE, *WHILE_AWAY) if returning else (NO_LONGER_TRUE,)
    for key, row in known.items():
        _reconcile(session, row, asked.get(key), now, revivable)


def take_back_all(session: Session, candidate_id: int, now: datetime) -> None:
    """They want no more messages: nothing stays planned. `replan(returning=True)` brings back what makes sense."""
    planned = (NOTICE.c.candidate_id == candidate_id) & (NOTICE.c.state == NoticeState.PLANNED)
    taken_back = {"state": NoticeState.CANCELLED, "reason": STOPPED, "ended_at": now}
    session.connection().execute(update(NOTICE).where(planned).values(**taken_back))


def hold(session: Session, candidate_id: int, now: datetime, until: datetime) -> None:
    """What has just become due by itself waits until then: it may yet be taken back. A person's words do not wait."""
    planned = (NOTICE.c.candidate_id == candidate_id) & (NOTICE.c.state == NoticeState.PLANNED)
    due = (NOTICE.c.due_at >= now) & (NOTICE.c.due_at < until) & NOTICE.c.rule.in_(_BY_THEMSELVES)
    session.connection().execute(update(NOTICE).where(planned & due).values(due_at=until))


def plan_one(
    session: Session,
    rule_name: str,
    one: Wanted,
    now: datetime,
    *,
    body_id: int | None,
    candidate_id: int | None = None,
    staff_id: int | None = None,
) -> None:
    """Plans something that a person wrote, to a candidate or to a member of staff."""
    recipient = f"c{candidate_id}" if candidate_id else f"w{staff_id}"
    values = {"candidate_id": candidate_id, "staff_id": staff_id}
    _insert(session, [_written(rule_name, one, now, body_id, recipient, **values)])


def plan_many(
    session: Session,
    rule_name: str,
    wanted: Sequence[tuple[Wanted, int]],
    now: datetime,
    *,
    body_id: int,
) -> None:
    """The same for many candidates at once: what is wanted, and whose it is."""
    rows = [
        _written(rule_name, one, now, body_id, f"c{candidate_id}", candidate_id=candidate_id)
        for one, candidate_id in wanted
    ]
    _insert(session, rows)


def _written(
    rule_name: str, one: Wanted, now: datetime, body_id: int | None, recipient: str, **whose: int | None
) -> dict[str, Any]:
    return {
        "key": RULES[rule_name].key(one.subject, one.version, recipient),
        "rule": rule_name,
        "body_id": body_id,
        **whose,
        **_content(one),
        "planned_at": now,
    }


def _one_at_a_time(session: Session, candidate_id: int) -> Any:
    """Two changes of one candidate replan one after the other: who read older facts would undo the newer plan.

    Returns the stage and the steps as they were kept so far.
    """
    locked = select(*KEPT).where(CANDIDATE.c.id == candidate_id).with_for_update()
    return session.connection().execute(locked).one_or_none()


def _keep_stage_and_steps(session: Session, kept: Any, facts: Facts, now: datetime) -> None:
    """Writes down where the facts have the candidate now, and since when, for whoever looks for or counts many."""
    before, stage, steps = kept and kept.stage, stage_of(facts), astuple(steps_of(facts))
    if (stage, *steps) == tuple(kept or ()):
        return
    of_theirs = update(CandidateRow).where(col(CandidateRow.id) == facts.candidate_id)
    session.execute(of_theirs.values(stage=stage, **dict(zip(Steps.names(), steps, strict=True))))
    if stage is not before:
        change = {"from": before, "to": stage}
        tell(session, now, Event.STAGE_CHANGED, facts.body_id, facts.candidate_id, **change)


def _known(session: Session, candidate_id: int) -> Mapping[str, Any]:
    columns = ("id", "key", "rule", "state", "reason", "due_at", "pointless_at")
    query = select(*(NOTICE.c[name] for name in columns))
    rows = session.connection().execute(query.where(NOTICE.c.candidate_id == candidate_id))
    return {row.key: row for row in rows}


def _reconcile(
    session: Session,
    row: Any,
    asked: tuple[Rule, Wanted] | None,
    now: datetime,
    revivable: tuple[str, ...],
) -> None:
    planned = row.state == NoticeState.PLANNED
    ended_in_vain = row.state in (NoticeState.CANCELLED, NoticeState.FAILED) and row.reason in revivable
    change: dict[str, Any] | None = None
    if RULES[row.rule].plan is None:
        # A person wrote it: no fact takes it back, and who returns in time reads it after all.
        if ended_in_vain and row.pointless_at > now:
            change = _AGAIN
    elif asked is None:
        if planned:
            change = {"state": NoticeState.CANCELLED, "reason": NO_LONGER_TRUE, "ended_at": now}
    elif planned and asked[1].due_at > now:
        change = _content(asked[1])
    elif ended_in_vain and asked[1].pointless_at > now:
        change = {**_content(asked[1]), **_AGAIN}
    if change is not None:
        # A dispatcher may have claimed it since we looked: what is on its way is left to whoever holds it.
        unchanged = (NOTICE.c.id == row.id) & (NOTICE.c.state == row.state)
        session.connection().execute(update(NOTICE).where(unchanged).values(**change))


def _recipient(facts: Facts) -> str:
    return f"c{facts.candidate_id}"


def _row(key: str, rule: Rule, one: Wanted, facts: Facts, now: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "rule": rule.name,
        "body_id": facts.body_id,
        "candidate_id": facts.candidate_id,
        **_content(one),
        "planned_at": now,
    }


def _content(one: Wanted) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "version": one.version,
        "content": pack_wording(one.wording),
        "due_at": one.due_at,
        "pointless_at": one.pointless_at,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    defaults = {
        "state": NoticeState.PLANNED,
        "attempts": 0,
        "fence": 0,
        "perhaps_sent": False,
        "held_over": False,
    }
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(NOTICE).on_conflict_do_nothing(index_elements=["key"])
    session.connection().execute(statement, [{**defaults, **row} for row in rows])
