"""What was not understood, for coordinators: kept with consent and without a name, attached to a topic, or let go.

A phrase works for its own body's candidates: another body's coordinator has not read it, and answers differently.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from services.candidates.models import CandidateRow
from services.errors import NotFound
from services.prepared import Prepared
from services.questions.models import PhraseRow, TopicId, UnansweredRow
from services.service import Service

KEPT = timedelta(days=90)
"""A question that nobody attached in this time is let go."""

LONGEST = 200
"""Characters of a question that are kept."""

MOST_PHRASES = 500
"""So many phrases of a body are compared with what somebody says, the latest ones."""

# Every sentence asks for them.
PHRASES_FOR = Prepared(
    select(col(PhraseRow.text), col(PhraseRow.topic))
    .join(CandidateRow, col(CandidateRow.body_id) == col(PhraseRow.body_id))
    .where(col(CandidateRow.id) == bindparam("candidate_id"))
    .order_by(col(PhraseRow.id).desc())
    .limit(MOST_PHRASES)
)

_DIGITS = re.compile(r"\d(?:[\s.\-]?\d){5,}")


class Questions(Service):
    def keep(self, candidate_id: int, text: str) -> None:
        """Keeps what a candidate asked and nobody understood, without long numbers; nothing where no body is theirs."""
        row = self.candidate_row(candidate_id)
        said = _DIGITS.sub("…", " ".join(text.split()))[:LONGEST]
        if row.body_id is None or not said:
            return
        self.session.add(
            UnansweredRow(
                body_id=row.body_id,
                candidate_id=candidate_id,
                locale=row.locale,
                text=said,
                asked_at=self.now,
            )
        )

    def unanswered(self, after: int | None = None, limit: int = 50) -> Sequence[UnansweredRow]:
        """The body's questions that fit no topic, by id from after `after`."""
        query = select(UnansweredRow).where(
            col(UnansweredRow.body_id) == self.body_id, col(UnansweredRow.id) > (after or 0)
        )
        return self.session.exec(query.order_by(col(UnansweredRow.id)).limit(limit)).all()

    def attach(self, unanswered_id: int, topic: TopicId) -> PhraseRow:
        """From now on whoever says nearly this is answered with `topic`. Raises NotFound, NotAllowed."""
        self.coordinators_only()
        asked = self.question(unanswered_id)
        row = PhraseRow(body_id=asked.body_id, text=asked.text, topic=topic, attached_at=self.now)
        self.session.add(row)
        self.session.delete(asked)
        self.session.flush()
        self.audit("question.attached", phrase_id=row.id, topic=topic.value)
        return row

    def let_go(self, unanswered_id: int) -> None:
        """Takes a question off the list. Raises NotFound, NotAllowed."""
        self.coordinators_only()
        self.session.delete(self.question(unanswered_id))
        self.audit("question.let_go")

    def phrases(self, after: int | None = None, limit: int = 50) -> Sequence[PhraseRow]:
        """The body's own phrases, by id from after `after`."""
        query = select(PhraseRow).where(
            col(PhraseRow.body_id) == self.body_id, col(PhraseRow.id) > (after or 0)
        )
        return self.session.exec(query.order_by(col(PhraseRow.id)).limit(limit)).all()

    def detach(self, phrase_id: int) -> None:
        """The phrase answers nobody any more. Raises NotFound, NotAllowed."""
        self.coordinators_only()
        self.session.delete(self.phrase(phrase_id))
        self.audit("question.detached", phrase_id=phrase_id)

    def phrase(self, phrase_id: int) -> PhraseRow:
        """Raises NotFound."""
        row = self.session.get(PhraseRow, phrase_id)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        return row

    def phrases_for(self, candidate_id: int | None) -> list[tuple[str, str]]:
        """Phrases and their topics that hold for a candidate: their body's, latest first; none before consent."""
        if candidate_id is None:
            return []
        return [
            (row.text, str(row.topic)) for row in PHRASES_FOR.all(self.session, candidate_id=candidate_id)
        ]

    def question(self, unanswered_id: int) -> UnansweredRow:
        """Raises NotFound."""
        row = self.session.get(UnansweredRow, unanswered_id)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        return row


def forget_unanswered(session: Session, now: datetime) -> None:
    """Lets go of what nobody attached in time."""
    session.connection().execute(delete(UnansweredRow).where(col(UnansweredRow.asked_at) < now - KEPT))
