"""Who sits in a jury: half employers, half employees, and nobody who assessed or trained a candidate. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from services.dossiers.facts import Facts
from services.dossiers.people import Person, same_name
from services.jury.models import Side


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a jury; `organisation` is whom they work for, where that is known."""

    name: str
    side: Side
    organisation: str = ""

    def is_tied_to(self, people: Collection[Person], body: str) -> bool:
        """Whether they are one of these people, or of the same organisation; `body` is the assessing body's name."""
        bodies = {person.body or body for person in people} | {body}
        return any(same_name(self.name, person.name) for person in people) or any(
            same_name(self.organisation, named) for named in bodies
        )


@dataclass(frozen=True, slots=True)
class Tie:
    """A member who may not decide on this candidate's file."""

    member: Member
    candidate_id: int


def ties(members: Iterable[Member], dossiers: Iterable[Facts], body: str) -> Iterator[Tie]:
    """Every member who assessed or trained one of these candidates, or whose organisation did."""
    known = list(members)
    for facts in dossiers:
        people = (*facts.assessors, *facts.trainers)
        for member in known:
            if member.is_tied_to(people, body):
                yield Tie(member, facts.candidate_id)
