"""What was recorded of some candidates, out of the tables: what holds now, and what was corrected."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from services.dossiers import facts
from services.dossiers.kinds import FactKind
from services.dossiers.people import Person

T = TypeVar("T")

Names = Mapping[int, str]
"""Of the staff, by id."""


class Shelf(Generic[T]):
    """Facts of one kind by candidate, without those that were corrected; these stay findable by their id."""

    def __init__(self, wrong: set[int]) -> None:
        self._wrong = wrong
        self.holding: dict[int, list[T]] = defaultdict(list)
        self.wrong: dict[int, T] = {}

    def add(self, candidate_id: int, fact_id: int, fact: T) -> None:
        if fact_id in self._wrong:
            self.wrong[fact_id] = fact
        else:
            self.holding[candidate_id].append(fact)

    def filled(self, rows: Iterable[Any], convert: Callable[[Any], T]) -> "Shelf[T]":
        for row in rows:
            self.add(row.candidate_id, row.id, convert(row))
        return self


@dataclass(frozen=True, slots=True)
class Recorded:
    """Of several candidates, by their ids."""

    outcomes: Shelf[facts.InterviewOutcome]
    assessments: Shelf[facts.Assessment]
    attestations: Shelf[facts.Attestation]
    objectives: Mapping[int, list[facts.Objective]]
    sessions: Mapping[int, list[facts.TrainingSession]]
    attendances: Shelf[facts.Attendance]
    checks: Shelf[facts.ProgressCheck]
    decisions: Shelf[facts.JuryDecision]
    juries: Mapping[int, list[facts.JuryPassage]]
    corrections: Mapping[int, list[Any]] = field(default_factory=dict)

    def of(self, one: int) -> dict[str, Any]:
        """A candidate's part, by the names that Facts has for it."""
        return {
            "outcomes": tuple(self.outcomes.holding[one]),
            "assessments": tuple(self.assessments.holding[one]),
            "attestations": tuple(self.attestations.holding[one]),
            "objectives": tuple(sorted(self.objectives.get(one, ()), key=lambda o: o.domain)),
            "sessions": tuple(sorted(self.sessions.get(one, ()), key=lambda s: (s.starts_at, s.id))),
            "checks": tuple(self.checks.holding[one]),
            "juries": tuple(self.juries.get(one, ())),
            "corrections": tuple(self._corrections(self.corrections.get(one, ()))),
        }

    def _corrections(self, rows: Sequence[Any]) -> Iterable[facts.Correction]:
        shelves: dict[FactKind, Shelf[Any]] = {
            FactKind.OUTCOME: self.outcomes,
            FactKind.ASSESSMENT: self.assessments,
            FactKind.ATTESTATION: self.attestations,
            FactKind.ATTENDANCE: self.attendances,
            FactKind.CHECK: self.checks,
            FactKind.DECISION: self.decisions,
        }
        for row in rows:
            yield facts.Correction(
                fact=row.fact,
                wrong=shelves[row.fact].wrong[row.wrong_id],
                right_id=row.right_id,
                reason=row.reason,
                corrected_at=row.corrected_at,
                corrected_by=row.corrected_by,
            )


def outcome(row: Any) -> facts.InterviewOutcome:
    return facts.InterviewOutcome(row.outcome, row.recorded_at, row.wants_to_go_on, row.id, row.recorded_by)


def assessment(row: Any, results: Mapping[Any, Any], names: Names) -> facts.Assessment:
    assessor = person(row.assessor_id, row.assessor, row.assessor_body, names)
    return facts.Assessment(
        row.id, row.kind, row.held_on, row.recorded_at, results, assessor, row.recorded_by
    )


def attestation(row: Any) -> facts.Attestation:
    return facts.Attestation(row.id, row.given_on, row.recorded_at, row.recorded_by)


def objective(row: Any, names: Names) -> facts.Objective:
    trainer = person(row.trainer_id, row.trainer, row.trainer_body, names)
    return facts.Objective(row.domain, row.due_on, row.set_at, trainer)


def attendance(row: Any) -> facts.Attendance:
    return facts.Attendance(row.id, row.training_session_id, row.attended, row.recorded_at, row.recorded_by)


def check(row: Any) -> facts.ProgressCheck:
    return facts.ProgressCheck(
        row.id, row.domain, row.checked_on, row.state, row.note, row.recorded_at, row.recorded_by
    )


def decision(row: Any) -> facts.JuryDecision:
    return facts.JuryDecision(
        row.id, row.jury_session_id, row.decision, row.next_step, row.decided_at, row.decided_by
    )


def training_session(row: Any, attended: facts.Attendance | None, names: Names) -> facts.TrainingSession:
    return facts.TrainingSession(
        id=row.id,
        domain=row.domain,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        trainer_id=row.trainer_id,
        version=row.version,
        planned_at=row.planned_at,
        changed_at=row.changed_at,
        cancelled_at=row.cancelled_at,
        coming=row.coming,
        attended=attended.attended if attended else None,
        attendance_at=attended.recorded_at if attended else None,
        attendance_id=attended.id if attended else 0,
        moved_from=row.moved_from,
        trainer=person(row.trainer_id, "", "", names),
    )


def passage(row: Any, decided: facts.JuryDecision | None) -> facts.JuryPassage:
    """A file before a jury session (its row, with the session's), and the decision that holds."""
    return facts.JuryPassage(
        session_id=row.jury_session_id,
        held_on=row.held_on,
        attached_at=row.attached_at,
        decision=decided.decision if decided else None,
        published_at=row.published_at,
        next_step=decided.next_step if decided else "",
        decided_at=decided.recorded_at if decided else None,
        tell_at=row.tell_at,
        version=row.version,
        moved_at=row.moved_at,
        decision_id=decided.id if decided else 0,
    )


def person(staff_id: int | None, name: str, body: str, names: Names) -> Person | None:
    if staff_id is not None:
        return Person(names.get(staff_id, ""), staff_id)
    return Person(name, None, body) if name else None
