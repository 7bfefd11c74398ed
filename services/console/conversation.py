"""The thread with a candidate as pages show it: what both said, what became of it, what was noted about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.audit import AuditRow
from services.bundle import Services
from services.candidates.service import Candidate
from services.messages.attention import Waiting
from services.messages.models import TemplateRow
from services.messages.service import Message
from services.staff.service import StaffMember


@dataclass(frozen=True, slots=True)
class Said:
    """A message, or something that was noted about the thread (`note`): closed, opened again, given to somebody."""

    at: datetime
    message: Message | None = None
    note: AuditRow | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    candidate: Candidate
    said: Sequence[Said]
    staff: Mapping[int, str]
    colleagues: Sequence[StaffMember]
    carer_id: int | None
    closed_at: datetime | None
    waiting: Waiting
    templates: Sequence[TemplateRow]

    @property
    def has_begun(self) -> bool:
        return any(one.message is not None for one in self.said)


NOTED = ("thread.closed", "thread.reopened", "thread.assigned")


def talk_of(services: Services, candidate_id: int, candidate: Candidate | None = None) -> Talk:
    """Raises NotFound, for a candidate of another body too."""
    candidate = candidate or services.candidates.candidate(candidate_id)
    messages = [Said(one.written_at, message=one) for one in services.messages.thread(candidate_id)]
    since = messages[0].at if messages else services.now
    noted = [
        Said(one.at, note=one)
        for one in services.candidates.history(candidate_id, actions=NOTED)
        if one.at >= since
    ]
    return Talk(
        candidate=candidate,
        said=sorted((*messages, *noted), key=lambda one: one.at),
        staff=services.staff.names(),
        colleagues=services.staff.members(services.body_id),
        carer_id=services.threads.carer_of(candidate_id),
        closed_at=services.threads.closed_at(candidate_id),
        waiting=services.attention.of([candidate_id])[candidate_id],
        templates=services.templates.all(),
    )
