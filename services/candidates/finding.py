"""Finding candidates: conditions that an index answers, however many candidates there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal
from sqlmodel import col, select

from services.candidates.models import CandidateRow, NameWordRow
from services.candidates.names import words_of
from services.dossiers.stages import Stage
from services.messages.attention import needs_somebody
from services.training.models import GroupMemberRow

LAST = "\U0010ffff"
"""Comes after every letter: what begins with a word lies between it and the word followed by this."""

NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Search:
    """Which candidates of a body are looked for; every condition that is given must hold.

    `q` is the beginning of a name or of several, however accented, or a candidate's number. `of_nobody`: only
    those without an adviser; `waiting`: of whom a task is open or a message unread; `silent_since`: of whom nothing
    was heard since then; `group_id`: of a training group. `after` is the id after which to go on.
    """

    stage: Stage | None = None
    q: str | None = None
    adviser_id: int | None = None
    of_nobody: bool = False
    site_id: int | None = None
    locale: str | None = None
    waiting: bool = False
    silent_since: datetime | None = None
    group_id: int | None = None
    after: int | None = None

    def query(self, body_id: int, now: datetime, limit: int | None = None) -> Any:
        """The rows that match, by id."""
        query = select(CandidateRow).where(*self.conditions(body_id, now))
        return query.order_by(col(CandidateRow.id)).limit(limit)

    def conditions(self, body_id: int, now: datetime) -> Iterator[ColumnElement[bool]]:
        """What a row must fulfil."""
        yield col(CandidateRow.body_id) == body_id
        if self.stage is not None:
            yield col(CandidateRow.stage) == self.stage
        if self.q:
            yield from _named(self.q)
        if self.adviser_id is not None:
            yield col(CandidateRow.adviser_id) == self.adviser_id
        if self.of_nobody:
            yield col(CandidateRow.adviser_id).is_(None)
        if self.site_id is not None:
            yield col(CandidateRow.site_id) == self.site_id
        if self.locale is not None:
            yield col(CandidateRow.locale) == self.locale
        if self.waiting:
            yield needs_somebody(body_id, now)
        if self.silent_since is not None:
            yield col(CandidateRow.last_seen_at) <= self.silent_since
        if self.group_id is not None:
            members = select(GroupMemberRow.candidate_id).where(GroupMemberRow.group_id == self.group_id)
            yield col(CandidateRow.id).in_(members)
        if self.after is not None:
            yield col(CandidateRow.id) > self.after


def _named(q: str) -> Iterator[ColumnElement[bool]]:
    """That each word of `q` begins a word of the name; a number is perhaps the candidate's own."""
    words = words_of(q)
    if not words:
        # Signs alone are in nobody's name.
        yield col(CandidateRow.id).is_(None)
    for word in words:
        begins = (col(NameWordRow.word) >= word, col(NameWordRow.word) < word + LAST)
        named: Any = select(NameWordRow.candidate_id).where(*begins)
        if word.isascii() and word.isdigit() and len(word) <= 10 and int(word) <= NUMBER_MAX:
            # One set, not "or": that would be asked of every candidate in turn.
            named = named.union(select(literal(int(word))))
        yield col(CandidateRow.id).in_(named)
