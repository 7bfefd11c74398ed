"""A lost phone: whoever an adviser has recognised opens their file from a new Telegram account, once.

Only the code's hash is kept. The old account is cut off in the same moment: nothing is said there any more.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey
from sqlmodel import Field, SQLModel, col, delete, select

from services.actor import Actor, ActorKind
from services.candidates.models import CandidateRow, ChatRow, PlaceRow
from services.candidates.service import Candidate, Candidates, candidate_of
from services.database import UtcDateTime
from services.dossiers.loading import facts_of
from services.dossiers.stages import Stage, stage_of
from services.errors import Refusal
from services.messages.models import MessageRow
from services.scheduling.feeds import Feeds
from services.service import Service
from services.staff.service import LinkUsed, hashed

LASTS = timedelta(hours=24)


class NewPhoneLinkRow(SQLModel, table=True):
    """A single-use code that links another Telegram account to a file."""

    __tablename__ = "new_phone_link"

    code_hash: str = Field(primary_key=True)
    candidate_id: int = Field(
        sa_column_args=[ForeignKey("candidate.id", ondelete="CASCADE")], nullable=False, index=True
    )
    staff_id: int = Field(foreign_key="staff.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AnotherFile(Refusal):
    """This Telegram account has a file of its own already: the centre must look at the two."""

    code = "another_file"


class NewPhones(Service):
    def invite(self, candidate_id: int, verified: str) -> str:
        """A code for /start, good for 24 hours; an earlier one is good no more. `verified`: how they were recognised.

        Raises NotFound.
        """
        self.candidate_row(candidate_id, lock=True)
        assert self.actor.kind is ActorKind.STAFF
        assert self.actor.id is not None
        self._forget(candidate_id)
        code = f"p{secrets.token_urlsafe(16)}"
        self.session.add(
            NewPhoneLinkRow(
                code_hash=hashed(code),
                candidate_id=candidate_id,
                staff_id=self.actor.id,
                expires_at=self.now + LASTS,
            )
        )
        self.audit("new_phone.invited", candidate_id, verified=verified)
        return code

    def move_in(self, code: str, chat_id: int) -> Candidate | None:
        """Gives the file to this chat and takes it from the old one; None where the code is no such code.

        Raises LinkUsed for one that was used or is too old, AnotherFile.
        """
        link = self.session.get(NewPhoneLinkRow, hashed(code), with_for_update=True)
        if link is None:
            return None
        if link.used_at is not None or link.expires_at <= self.now:
            raise LinkUsed
        row = self.session.get_one(CandidateRow, link.candidate_id, with_for_update=True)
        new = self.session.get_one(ChatRow, chat_id, with_for_update=True)
        if new.candidate_id not in (None, row.id):
            self._let_go_of_an_empty_file(new)
        link.used_at = self.now
        for chat in self.session.exec(select(ChatRow).where(col(ChatRow.candidate_id) == row.id)).all():
            chat.candidate_id = None
            self.session.add(chat)
            self.session.exec(delete(PlaceRow).where(col(PlaceRow.chat_id) == chat.chat_id))
        self.session.flush()
        new.candidate_id, new.code = row.id, None
        self.session.add(new)
        row.reachable = True
        self.session.add(row)
        self._tell_the_audit(link)
        return candidate_of(row)

    def _let_go_of_an_empty_file(self, chat: ChatRow) -> None:
        """Who pressed Start on the new phone before calling the centre has begun a second file, with nothing in it."""
        assert chat.candidate_id is not None
        facts = facts_of(self.session, chat.candidate_id)
        wrote = self.session.exec(
            select(MessageRow.id).where(col(MessageRow.candidate_id) == chat.candidate_id).limit(1)
        ).first()
        if stage_of(facts) is not Stage.DISCOVERING or facts.appointments or wrote is not None:
            raise AnotherFile
        themselves = Actor(ActorKind.CANDIDATE, chat.candidate_id)
        Candidates(self.session, self.now, themselves).erase(chat.candidate_id)
        self.session.refresh(chat)

    def _tell_the_audit(self, link: NewPhoneLinkRow) -> None:
        themselves = Actor(ActorKind.CANDIDATE, link.candidate_id)
        # The old phone may still ask for the calendar.
        Feeds(self.session, self.now, themselves).remove_link(link.candidate_id)
        Service(self.session, self.now, themselves).audit(
            "new_phone.moved_in", link.candidate_id, invited_by=link.staff_id
        )

    def _forget(self, candidate_id: int) -> None:
        unused = delete(NewPhoneLinkRow).where(
            col(NewPhoneLinkRow.candidate_id) == candidate_id, col(NewPhoneLinkRow.used_at).is_(None)
        )
        self.session.exec(unused)
