"""Who sits in a jury: half employers, half employees, and nobody who assessed or trained a candidate. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

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
        return self._is_one_of(people) or any(same_name(self.organisation, named) for named in bodies)

    def bond_with(self, facts: Facts, body: str) -> "Bond | None":
        """What ties them to a candidate, if anything does: the nearest tie first."""
        if self._is_one_of(facts.assessors):
            return Bond.ASSESSED
        if self._is_one_of(facts.trainers):
            return Bond.TRAINED
        people = (*facts.assessors, *facts.trainers)
        return Bond.ORGANISATION if self.is_tied_to(people, body) else None

    def _is_one_of(self, people: Collection[Person]) -> bool:
        return any(same_name(self.name, person.name) for person in people)


class Bond(StrEnum):
    """What keeps somebody from deciding on a candidate's file."""

    ASSESSED = "assessed"
    TRAINED = "trained"
    ORGANISATION = "organisation"
    """They work for a body that assessed or trained the candidate."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A member who may not decide on this candidate's file."""

    member: Member
    candidate_id: int
    bond: Bond


def ties(members: Iterable[Member], dossiers: Iterable[Facts], body: str) -> Iterator[Tie]:
    """Every member who assessed or trained one of these candidates, or whose organisation did."""
    known = list(members)
    for facts in dossiers:
        for member in known:
            bond = member.bond_with(facts, body)
            if bond is not None:
                yield Tie(member, facts.candidate_id, bond)


def is_even(members: Collection[Member]) -> bool:
    """Parity: as many employers as employees, and at least one of each."""
    employers = sum(member.side is Side.EMPLOYERS for member in members)
    return 0 < employers == len(members) - employers
