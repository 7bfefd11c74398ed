"""A "not yet" that a person tells first: who is to tell it, and what they are shown in Telegram."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from locales import NS_, Text
from services.candidates.models import CandidateRow
from services.dossiers.facts import Facts, JuryPassage
from services.dossiers.loading import facts_of_many
from services.jury.models import Decision, JuryDossierRow
from services.notices.planner import plan_one
from services.notices.rule import Wanted
from services.notices.wording import Choice, Wording
from services.staff.models import Role, StaffRow

WORTH_SAYING = timedelta(days=7)
NAMED_MOST = 8

AFTER_THEM = (Role.COORDINATOR, Role.ADVISER)


def untold(facts: Facts, now: datetime) -> JuryPassage | None:
    """The published "not yet" of which the candidate has heard nothing from the bot so far."""
    waiting = [
        one
        for one in facts.juries
        if one.published_at is not None
        and one.decision is Decision.NOT_YET
        and (one.tell_at is None or one.tell_at > now)
    ]
    return max(waiting, key=lambda one: one.held_on, default=None)


def ask_to_tell(session: Session, candidate: CandidateRow, jury_session_id: int, now: datetime) -> None:
    """Asks whoever cares for the candidate to tell them; one message, however many it decided on."""
    wording = Wording((Text(NS_("A jury has decided “not yet”.")),))
    one = Wanted(f"j{jury_session_id}", int(now.timestamp()), now, now + WORTH_SAYING, wording)
    for staff_id in _who_tells(session, candidate):
        plan_one(session, "decision_to_tell", one, now, body_id=candidate.body_id, staff_id=staff_id)


def compose(session: Session, row: Any, now: datetime) -> Wording | None:
    """Written when it is claimed: who was told meanwhile is not in it. None where nobody is left."""
    jury_session_id = int(row.key.split(":")[1].removeprefix("j"))
    people = [
        candidate
        for candidate in _before(session, jury_session_id, now)
        if row.staff_id in _who_tells(session, candidate)
    ]
    if not people:
        return None
    named = [Text("{name} ({id})").given(name=one.first_name, id=one.id or 0) for one in people[:NAMED_MOST]]
    lines = [
        Text(NS_("⚖️ The jury says “not yet” for:")),
        *(Text("• {name}").given(name=name) for name in named),
    ]
    if len(people) > NAMED_MOST:
        lines.append(Text(NS_("• and {n} more, in your tasks")).given(n=len(people) - NAMED_MOST))
    lines.append(Text(NS_("Talk with them first: they have heard nothing from me.")))
    choices = [
        Choice(name, f"decision.look:{one.id}.{jury_session_id}")
        for one, name in zip(people, named, strict=False)
    ]
    return Wording(tuple(lines), (*choices, Choice(NS_("Open the console"), "staff.console")))


def _before(session: Session, jury_session_id: int, now: datetime) -> list[CandidateRow]:
    """Those whose "not yet" of this jury nobody has told yet."""
    query = (
        select(CandidateRow)
        .join(JuryDossierRow, col(JuryDossierRow.candidate_id) == col(CandidateRow.id))
        .where(JuryDossierRow.jury_session_id == jury_session_id, col(JuryDossierRow.detached_at).is_(None))
    )
    rows = {row.id or 0: row for row in session.exec(query.order_by(col(CandidateRow.id)))}
    facts = facts_of_many(session, list(rows))
    waiting = {one: untold(its, now) for one, its in facts.items()}
    return [rows[one] for one, its in waiting.items() if its and its.session_id == jury_session_id]


def _who_tells(session: Session, candidate: CandidateRow) -> list[int]:
    """The candidate's adviser; where the bot cannot reach them the coordinators, else all advisers."""
    query = select(StaffRow).where(
        StaffRow.body_id == candidate.body_id, col(StaffRow.active), col(StaffRow.chat_id).is_not(None)
    )
    reachable = list(session.exec(query.order_by(col(StaffRow.id))))
    own = [one for one in reachable if one.id == candidate.adviser_id]
    for found in (own, *([s for s in reachable if s.role is role] for role in AFTER_THEM)):
        if found:
            return [one.id for one in found if one.id is not None]
    return []
