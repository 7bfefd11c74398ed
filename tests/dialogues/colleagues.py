"""Chats of people who work at the demo's centre, with candidates who wrote to them."""

from sqlmodel import col, select

from services import Actor, ActorKind, Role
from services.staff.models import StaffRow
from tests.dialogues.talk import Talk

AT_WORK = 700_000_500
"""The chat of whoever works; of further people, the numbers after it."""


def staff_of(talk: Talk, role: Role) -> StaffRow:
    query = select(StaffRow).where(col(StaffRow.role) == role, col(StaffRow.active))
    return talk.session.exec(query.order_by(col(StaffRow.id))).first() or _nobody(role)


def _nobody(role: Role) -> StaffRow:
    raise LookupError(f"the demo has no {role}")


def joined(talk: Talk, who: Role | StaffRow = Role.ADVISER) -> Talk:
    """The person of this chat, as somebody of the staff."""
    row = who if isinstance(who, StaffRow) else staff_of(talk, who)
    talk.say(f"/start {talk.services.staff.invite(row.body_id, row.role, row.id)}")
    return talk


def written(candidate: Talk, adviser: StaffRow, words: str = "Bonjour") -> int:
    """A candidate of the adviser's writes to the centre; gives the candidate's number."""
    one = candidate.services.candidates.candidate_row(candidate.candidate_id)
    one.body_id, one.adviser_id = adviser.body_id, adviser.id
    candidate.session.add(one)
    actor = Actor(ActorKind.CANDIDATE, candidate.candidate_id)
    candidate.services.acting_as(actor).messages.from_candidate(candidate.candidate_id, words)
    candidate.session.flush()
    return candidate.candidate_id


def introduced(like: Talk, number: int, name: str) -> Talk:
    """Another candidate in the same house."""
    return Talk(like.session, like.now, chat_id=AT_WORK + number, name=name).introduced()


def at_work(talk: Talk) -> Talk:
    """The person of this chat is an adviser, and candidate 1 waits for an answer."""
    adviser = staff_of(talk, Role.ADVISER)
    written(introduced(talk, 1, "Amina"), adviser)
    return joined(talk)
