"""What would be published of a jury as it stands, and all that stands in the way of it. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.dossiers.domains import Domain
from services.dossiers.facts import Facts, JuryPassage
from services.jury.members import Member, Tie, is_even
from services.jury.models import Decision


@dataclass(frozen=True, slots=True)
class Publication:
    """The jury's members, the facts of the candidates before it, and who of the members may not decide on whom."""

    session_id: int
    members: Sequence[Member]
    dossiers: Mapping[int, Facts]
    ties: Sequence[Tie]

    @property
    def decided(self) -> dict[int, JuryPassage]:
        """Each file's passage before this jury, by candidate."""
        return {one: passage_of(facts, self.session_id) for one, facts in self.dossiers.items()}

    def those(self, decision: Decision | None) -> list[int]:
        """The candidates of whom that was decided; None: nothing yet."""
        return [one for one, passage in self.decided.items() if passage.decision is decision]

    @property
    def incomplete(self) -> dict[int, list[Domain]]:
        """Who cannot be certified, and the domains they lack: an assessment may have been corrected meanwhile."""
        return {
            one: missing
            for one in self.those(Decision.CERTIFIED)
            if (missing := missing_domains(self.dossiers[one]))
        }

    @property
    def is_even(self) -> bool:
        return is_even(self.members)

    @property
    def is_clear(self) -> bool:
        """Whether nothing stands in the way."""
        in_the_way = self.those(None), self.incomplete, self.ties
        return bool(self.dossiers) and self.is_even and not any(in_the_way)

    @property
    def fingerprint(self) -> str:
        """Differs when members or decisions do: what was looked at is what is published."""
        seats = [(one.name, one.side, one.organisation) for one in self.members]
        decisions = [(one, its.decision, its.next_step) for one, its in sorted(self.decided.items())]
        return hashlib.sha256(json.dumps([seats, decisions]).encode()).hexdigest()[:16]


def passage_of(facts: Facts, jury_session_id: int) -> JuryPassage:
    return next(passage for passage in facts.juries if passage.session_id == jury_session_id)


def with_passage(facts: Facts, passage: JuryPassage) -> Facts:
    """The facts as they would be, were that their passage before its jury: to see what would be said."""
    before = (one if one.session_id != passage.session_id else passage for one in facts.juries)
    return replace(facts, juries=tuple(before))


def missing_domains(facts: Facts) -> list[Domain]:
    return [domain for domain in Domain if domain not in facts.acquired]
