"""Who acts: every service is asked on somebody's behalf, and shows them no more than is theirs."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    CANDIDATE = "candidate"
    STAFF = "staff"
    TOKEN = "token"  # noqa: S105 - a kind of actor, not a secret
    SYSTEM = "system"
    """The process itself (planner, dispatcher, commands): sees all bodies."""
    VISITOR = "visitor"
    """A chat whose person has not agreed that we keep anything."""


@dataclass(frozen=True, slots=True)
class Actor:
    kind: ActorKind
    id: int | None = None
    body_id: int | None = None
    """The body whose candidates a member of staff or a token may see."""

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


SYSTEM = Actor(ActorKind.SYSTEM)
VISITOR = Actor(ActorKind.VISITOR)
