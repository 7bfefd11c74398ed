"""What every service has: a transaction, the present, and somebody on whose behalf it acts."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from locales import NS_
from services import audit
from services.actor import Actor, ActorKind
from services.candidates.models import CandidateRow
from services.errors import NotAllowed, NotFound
from services.staff.models import Role, StaffRow
from services.webhooks.telling import tell_of_deed


class Service:
    """A piece of the service, within one transaction (`session`), at one moment (`now`), for one `actor`."""

    def __init__(self, session: Session, now: datetime, actor: Actor) -> None:
        self.session = session
        self.now = now
        self.actor = actor

    def candidate_row(self, candidate_id: int, *, lock: bool = False) -> CandidateRow:
        """The candidate, if the actor may see them. Every way to a candidate's data begins here.

        Raises NotFound, also for a candidate of another body: whoever asks learns nothing of others.
        """
        query = select(CandidateRow).where(col(CandidateRow.id) == candidate_id)
        match self.actor.kind:
            case ActorKind.CANDIDATE if self.actor.id != candidate_id:
                raise NotFound
            case ActorKind.STAFF | ActorKind.TOKEN:
                query = query.where(col(CandidateRow.body_id) == self.actor.body_id)
            case ActorKind.VISITOR:
                raise NotFound
            case _:
                pass
        row = self.session.exec(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NotFound
        return row

    def may_see(self, candidate_id: int) -> None:
        """Raises NotFound where `candidate_row` does; one's own file is not looked up."""
        if self.actor.kind is not ActorKind.CANDIDATE or self.actor.id != candidate_id:
            self.candidate_row(candidate_id)

    @property
    def body_id(self) -> int:
        """The body that staff or a token acts for. Raises NotAllowed for anybody else."""
        if self.actor.body_id is None:
            raise NotAllowed
        return self.actor.body_id

    def coordinators_only(self) -> None:
        """Coordinators may, and the body's own software. Raises NotAllowed for anybody else."""
        if self.actor.kind is ActorKind.TOKEN:
            return
        staff = self.session.get(StaffRow, self.actor.id) if self.actor.kind is ActorKind.STAFF else None
        if staff is None or staff.role is not Role.COORDINATOR:
            raise NotAllowed(NS_("Only a coordinator may do that."))

    def audit(self, action: str, candidate_id: int | None = None, **facts: Any) -> None:
        about = self.session.get(CandidateRow, candidate_id) if candidate_id else None
        body_id = about.body_id if about else None
        audit.record(self.session, self.now, self.actor, action, candidate_id, body_id=body_id, **facts)
        tell_of_deed(self.session, self.now, action, self.actor.body_id or body_id, candidate_id, facts)
