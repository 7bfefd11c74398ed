"""Calendar feeds: a candidate's appointments and training under a secret address, which a phone asks now and then.

Only the secret's hash is kept. One link a candidate: a new one ends the old one.
"""

import secrets
from datetime import datetime, timedelta

from sqlmodel import Field, SQLModel, col, delete, select

from locales import best_locale
from services.database import UtcDateTime
from services.dossiers.loading import facts_of
from services.errors import NotFound
from services.scheduling.calendar_file import calendar_feed
from services.service import Service
from services.staff.service import hashed

PAST = timedelta(days=30)
"""What is over stays in the calendar for so long."""


class CalendarFeedRow(SQLModel, table=True):
    __tablename__ = "calendar_feed"

    secret_hash: str = Field(primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", unique=True, ondelete="CASCADE")
    """The link goes with the candidate: the database itself sees to it."""
    created_at: datetime = Field(sa_type=UtcDateTime)


class Feeds(Service):
    def has_link(self, candidate_id: int) -> bool:
        """Raises NotFound."""
        self.candidate_row(candidate_id)
        return self._row(candidate_id) is not None

    def new_link(self, candidate_id: int) -> str:
        """The secret of a new link, told once; the old one leads nowhere from now on. Raises NotFound."""
        self.candidate_row(candidate_id, lock=True)
        secret = secrets.token_urlsafe(24)
        self._forget(candidate_id)
        self.session.add(
            CalendarFeedRow(secret_hash=hashed(secret), candidate_id=candidate_id, created_at=self.now)
        )
        self.audit("calendar.linked", candidate_id)
        return secret

    def remove_link(self, candidate_id: int) -> None:
        """Nobody gets anything by the link any more. Raises NotFound."""
        self.candidate_row(candidate_id, lock=True)
        if self._row(candidate_id) is not None:
            self._forget(candidate_id)
            self.audit("calendar.unlinked", candidate_id)

    def calendar(self, secret: str) -> bytes:
        """The calendar that the secret opens: knowing it is the permission. Raises NotFound.

        It is looked for by its hash, so how long a wrong one takes says nothing of the right ones.
        """
        row = self.session.get(CalendarFeedRow, hashed(secret if secret.isascii() else ""))
        if row is None:
            raise NotFound
        facts = facts_of(self.session, row.candidate_id)
        return calendar_feed(facts, best_locale(facts.locale), self.now - PAST, self.now)

    def _row(self, candidate_id: int) -> CalendarFeedRow | None:
        query = select(CalendarFeedRow).where(col(CalendarFeedRow.candidate_id) == candidate_id)
        return self.session.exec(query).one_or_none()

    def _forget(self, candidate_id: int) -> None:
        self.session.exec(delete(CalendarFeedRow).where(col(CalendarFeedRow.candidate_id) == candidate_id))
