"""A list that somebody looks at: in the order that helps them, and with slips in a name forgiven."""

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from sqlmodel import col, func, select, union_all

from services.candidates.finding import Search
from services.candidates.models import CandidateRow, NameWordRow
from services.candidates.names import words_of
from services.candidates.service import Candidate, candidate_of
from services.dossiers.facts import Facts
from services.dossiers.loading import facts_of_many
from services.messages.attention import unread
from services.messages.models import MessageRow, TaskRow
from services.messages.tasks import is_open
from services.places.spelling import normalise, sound
from services.service import Service

NEAR = 0.75
"""So much of a name must be typed right (difflib's ratio): Mohamed for Mohammed, Amnia for Amina."""

PERHAPS = 3
"""Names that are proposed instead of one that nobody has."""


class Order(StrEnum):
    """What stands first in a list of candidates."""

    NEED = "need"
    """Whoever has waited longest for somebody of the centre."""
    SILENCE = "silence"
    """Whoever has not been heard of for longest."""
    COMING = "coming"
    """Whoever came first."""


class Looking(Service):
    def listed(
        self, search: Search, order: Order, *, skip: int = 0, limit: int = 40
    ) -> list[tuple[Candidate, Facts]]:
        """The body's candidates that match, in that order, with their facts."""
        ids = self._ids(search, order, skip, limit)
        query = select(CandidateRow).where(col(CandidateRow.id).in_(ids))
        rows = {row.id: row for row in self.session.exec(query)}
        facts = facts_of_many(self.session, ids)
        return [(candidate_of(rows[one]), facts[one]) for one in ids]

    def perhaps_meant(self, q: str) -> list[str]:
        """Names of the body's candidates that look or sound like what was typed, the nearest first."""
        known = self._words()
        sounds: dict[str, list[str]] = {}
        for word, heard in zip(known, sound("\n".join(map(normalise, known))).split("\n"), strict=True):
            sounds.setdefault(heard, []).append(word)
        found: list[str] = []
        for typed in words_of(q):
            found += sounds.get(sound(normalise(typed)), []) if typed.isascii() else []
            found += get_close_matches(typed, known, PERHAPS, NEAR)
        return list(dict.fromkeys(found))[:PERHAPS]

    def _ids(self, search: Search, order: Order, skip: int, limit: int) -> list[int]:
        """Numbers alone are put in order: ten thousand rows are not read to show forty."""
        query: Any = select(CandidateRow.id).where(*search.conditions(self.body_id, self.now))
        match order:
            case Order.NEED:
                waits = _waits(self.body_id, self.now)
                query = query.outerjoin(waits, waits.c.candidate_id == col(CandidateRow.id))
                query = query.order_by(waits.c.since.is_(None), waits.c.since, col(CandidateRow.id))
            case Order.SILENCE:
                query = query.order_by(col(CandidateRow.last_seen_at), col(CandidateRow.id))
            case Order.COMING:
                query = query.order_by(col(CandidateRow.id))
        return list(self.session.exec(query.offset(skip).limit(limit)))

    def _words(self) -> Sequence[str]:
        query = (
            select(NameWordRow.word)
            .join(CandidateRow, col(CandidateRow.id) == col(NameWordRow.candidate_id))
            .where(col(CandidateRow.body_id) == self.body_id)
            .distinct()
        )
        return self.session.exec(query.order_by(col(NameWordRow.word))).all()


def _waits(body_id: int, now: datetime) -> Any:
    """Who waits for somebody, and since when: small, as what is open is small."""
    tasks: Any = select(
        col(TaskRow.candidate_id).label("candidate_id"), col(TaskRow.not_before).label("since")
    ).where(col(TaskRow.body_id) == body_id, is_open(now), col(TaskRow.candidate_id).is_not(None))
    words = select(MessageRow.candidate_id, MessageRow.written_at).where(*unread())
    each = union_all(tasks, words).subquery()
    return (
        select(each.c.candidate_id, func.min(each.c.since).label("since"))
        .group_by(each.c.candidate_id)
        .subquery()
    )
