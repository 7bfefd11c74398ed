"""Claiming: takes what is due, ends or postpones what must not go out, merges what belongs together."""

import json
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from services.dossiers.loading import facts_of_many
from services.jury import telling
from services.notices import digest, outbox, pace, to_staff
from services.notices.channel import Delivery
from services.notices.hours import midnight_before
from services.notices.merging import merged
from services.notices.models import NoticeState
from services.notices.planner import NO_LONGER_TRUE
from services.notices.rule import Pace, Rule, Wanted
from services.notices.rules import RULES, wanted
from services.notices.verdict import End, Person, Postpone, Send, verdict
from services.notices.wording import Wording, pack_wording, wording_of

LEASE = timedelta(seconds=60)
"""How long a claimer may take before others hold it for dead; longer than any call may last."""

AHEAD = timedelta(seconds=0.25)
"""Moments of the pace are given out no further ahead than this: whoever is killed leaves no more in doubt."""

ADDED_LATER = timedelta(minutes=5)
"""A group that keeps growing waits no longer than this after it was first due."""

NOTHING_TO_SAY = "nothing_to_say"

COMPOSED = {
    "decision_to_tell": telling.compose,
    "digest": digest.compose,
    "candidate_wrote": to_staff.compose_what_they_wrote,
    "how_did_it_go": to_staff.compose_how_it_went,
}
"""What is written only when it is claimed."""

AUTOMATIC = tuple(name for name, rule in RULES.items() if rule.pace is not Pace.PERSONAL)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send until the lease ends: one notice, or several that became one.

    `fences` holds for each notice id the number of this claim; `wait` first, so as to keep the pace.
    """

    delivery: Delivery
    fences: dict[int, int]
    wait: timedelta


class _Ready(NamedTuple):
    """A notice that may go out now, with its wording as the facts have it at this moment."""

    row: Any
    rule: Rule
    person: Person
    wording: Wording


def claim(
    session: Session,
    now: datetime,
    limit: int,
    messages_per_second: int,
    per_chat: timedelta = pace.PER_CHAT,
    lease: timedelta = LEASE,
) -> tuple[list[Claimed], int]:
    """Takes up to `limit` due notices to send.

    Returns the claimed messages, and how many notices were ended or postponed; neither: nothing more can be
    done now. Facts are read again: what is sent is true at the moment of the claim.
    """
    present, opens_at = pace.opening(session)
    spacing = pace.interval(messages_per_second)
    room = (present + AHEAD - opens_at) // spacing + 1  # more would be judged in vain
    rows = outbox.due_notices(session, now, min(limit, room), present + AHEAD) if min(limit, room) > 0 else []
    if not rows:
        return [], 0
    rows = _with_their_groups(session, rows, now)
    ready, changes = _judged(session, rows, now)
    outbox.set_notices(session, changes)
    messages = _messages(ready)
    return _lease(session, messages, present, spacing, per_chat, lease), len(changes)


def opens_in(session: Session, now: datetime) -> timedelta | None:
    """How long the pace still holds back what is due; None where nothing is due."""
    present, opens_at = pace.opening(session)
    next_at = outbox.next_opening(session, now)
    return None if next_at is None else max(opens_at, next_at) - present


def _with_their_groups(session: Session, rows: list[Any], now: datetime) -> list[Any]:
    """Adds the notices that make one message with a due one, so that thirty edits become one message.

    Those of a group that settles come before their time; of other groups, those that the limit cut off.
    """
    groups = {RULES[row.rule].group for row in rows} - {""}
    if not groups:
        return rows
    names = [name for name, rule in RULES.items() if rule.group in groups]
    settling = [name for name in names if RULES[name].settle]
    candidates = {row.candidate_id for row in rows if row.rule in names}
    known = [row.id for row in rows]
    return rows + outbox.planned_of(session, candidates, names, settling, now, known)


def _judged(
    session: Session, rows: Sequence[Any], now: datetime
) -> tuple[list[_Ready], list[dict[str, Any]]]:
    """Which may go out, and what changes for the others."""
    asked = _asked_now(session, rows, now)
    heard = _heard_today(session, rows, now)
    settled_at = _settled_at(rows)
    ready: list[_Ready] = []
    begun: set[tuple[int, str]] = set()
    changes: list[dict[str, Any]] = []
    for row in rows:
        rule, one = RULES[row.rule], asked.get(row.key)
        if rule.plan is not None and one is None:
            changes.append(_end(row, NoticeState.CANCELLED, NO_LONGER_TRUE, now))
            continue
        if (until := settled_at.get((row.candidate_id, rule.group), now)) > now:
            if row.due_at <= now:
                changes.append({"id": row.id, "due_at": until})
            continue
        person = outbox.person_of(row, heard.get(row.candidate_id, 0))
        match verdict(rule, row.pointless_at, one.event_at if one else None, person, now, row.held_over):
            case End(state, reason):
                changes.append(_end(row, state, reason, now))
            case Postpone(until, held_over):
                if (until, held_over) != (row.due_at, row.held_over):
                    changes.append({"id": row.id, "due_at": until, "held_over": held_over})
            case Send():
                wording = _wording(session, row, one, now)
                if wording is None:
                    changes.append(_end(row, NoticeState.CANCELLED, NOTHING_TO_SAY, now))
                    continue
                ready.append(_Ready(row, rule, person, wording))
                joins_another = (row.candidate_id, rule.group) in begun
                if rule.pace is Pace.GENTLE and not row.held_over and not joins_another:
                    heard[row.candidate_id] += 1
                if rule.group:
                    begun.add((row.candidate_id, rule.group))
    return ready, changes


def _wording(session: Session, row: Any, one: Wanted | None, now: datetime) -> Wording | None:
    """What it says: of the facts as they are now, or as it was written; None where there is nothing to say."""
    if one is not None:
        return one.wording
    if (compose := COMPOSED.get(row.rule)) is not None:
        return compose(session, row, now)
    return wording_of(row.content)


def _asked_now(session: Session, rows: Sequence[Any], now: datetime) -> dict[str, Wanted]:
    ids = {row.candidate_id for row in rows if row.candidate_id and RULES[row.rule].plan is not None}
    facts = facts_of_many(session, sorted(ids)) if ids else {}
    due = {row.rule for row in rows}
    return {
        rule.key(one.subject, one.version, f"c{its.candidate_id}"): one
        for its in facts.values()
        for rule, one in wanted(its, now, due)
    }


def _heard_today(session: Session, rows: Sequence[Any], now: datetime) -> Counter[int]:
    """How many automatic messages each candidate has had since midnight of their own clock."""
    zones = {row.candidate_id: row.zone for row in rows if RULES[row.rule].pace is Pace.GENTLE}
    heard: Counter[int] = Counter()
    if zones:
        since = now - timedelta(hours=26)
        for sent in outbox.sent_lately(session, zones.keys(), AUTOMATIC, since):
            if sent.ended_at is None or sent.ended_at >= midnight_before(now, zones[sent.candidate_id]):
                heard[sent.candidate_id] += 1
    return heard


def _settled_at(rows: Sequence[Any]) -> dict[tuple[int, str], datetime]:
    """Until when a settling group still waits for more of its kind, by candidate and group."""
    first: dict[tuple[int, str], datetime] = {}
    until: dict[tuple[int, str], datetime] = {}
    for row in rows:
        rule = RULES[row.rule]
        if rule.settle:
            key = (row.candidate_id, rule.group)
            first[key] = min(first.get(key, row.planned_at), row.planned_at)
            until[key] = max(until.get(key, row.planned_at), row.planned_at + rule.settle)
    return {key: min(moment, first[key] + ADDED_LATER) for key, moment in until.items()}


def _messages(ready: Sequence[_Ready]) -> Iterator[list[_Ready]]:
    """Notices that become one message: of one group, or held over from the day before."""
    together: dict[tuple[object, ...], list[_Ready]] = defaultdict(list)
    for one in ready:
        if one.row.perhaps_sent:
            key: tuple[object, ...] = (one.row.id,)
        elif one.row.held_over:
            key = (one.row.candidate_id, "held over")
        elif one.rule.group:
            key = (one.row.candidate_id, one.rule.group, "group")
        else:
            key = (one.row.id,)
        together[key].append(one)
    yield from together.values()


def _lease(
    session: Session,
    messages: Iterator[list[_Ready]],
    present: datetime,
    spacing: timedelta,
    per_chat: timedelta,
    lease: timedelta,
) -> list[Claimed]:
    """Gives each message its moment of the pace, and marks it as ours. What would wait too long stays planned."""
    waiting = list(messages)
    if not waiting:
        return []
    next_at = pace.paces(session, [message[0].person.chat_id or 0 for message in waiting])
    everybody = max(present, next_at.get(pace.EVERYBODY, present))
    claimed: list[Claimed] = []
    used: dict[int, datetime] = {}
    leases: dict[int, datetime] = {}
    for message in waiting:
        chat_id = message[0].person.chat_id or 0
        moment = max(everybody, next_at.get(chat_id, present))
        if moment - present > AHEAD:
            continue
        used[pace.EVERYBODY] = everybody = everybody + spacing
        used[chat_id] = next_at[chat_id] = moment + per_chat
        claimed.append(_claimed(message, chat_id, moment - present))
        leases |= dict.fromkeys(claimed[-1].fences, moment + lease)
    outbox.claim_notices(session, leases)
    outbox.set_notices(session, _said_otherwise(waiting, leases))
    pace.set_paces(session, used)
    return claimed


def _claimed(message: list[_Ready], chat_id: int, wait: timedelta) -> Claimed:
    lead = message[0]
    wording = merged([one.wording for one in message])
    person = lead.person
    delivery = Delivery(lead.row.id, chat_id, person.locale, wording, lead.row.perhaps_sent, person.aloud)
    return Claimed(delivery, {one.row.id: one.row.fence + 1 for one in message}, wait)


def _said_otherwise(messages: Iterable[Sequence[_Ready]], claimed: Container[int]) -> list[dict[str, Any]]:
    """What is said now where it is not what was planned, so that the outbox shows what was said."""
    planned = (
        one for message in messages for one in message if one.rule.plan is not None and one.row.id in claimed
    )
    return [
        {"id": one.row.id, "content": content}
        for one in planned
        if (content := pack_wording(one.wording)) != json.loads(one.row.content)
    ]


def _end(row: Any, state: NoticeState, reason: str, now: datetime) -> dict[str, Any]:
    return {"id": row.id, "state": state, "reason": reason, "ended_at": now}
