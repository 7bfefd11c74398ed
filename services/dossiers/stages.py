"""Where a candidate stands on the path: computed from facts, never typed in."""

from enum import StrEnum

from services.dossiers.facts import Facts
from services.dossiers.kinds import Outcome
from services.scheduling.models import Kind


class Stage(StrEnum):
    """In the order of the path."""

    DISCOVERING = "discovering"
    INTERVIEW_BOOKED = "interview_booked"
    THINKING = "thinking"
    DECLINED = "declined"
    DOSSIER_OPENED = "dossier_opened"
    ASSESSED = "assessed"
    """Something is to be trained, and the training is not planned yet."""
    IN_TRAINING = "in_training"
    COMPLETE = "complete"
    """All seven domains are acquired; the file waits for a jury session."""
    BEFORE_THE_JURY = "before_the_jury"
    CERTIFIED = "certified"

    @property
    def step(self) -> int:
        """The step of the leaflet that the person is at: 0 before the first, 1 to 4, 5 with the certificate."""
        return _STEPS[self]


_STEPS = {
    Stage.DISCOVERING: 0,
    Stage.INTERVIEW_BOOKED: 1,
    Stage.THINKING: 1,
    Stage.DECLINED: 1,
    Stage.DOSSIER_OPENED: 2,
    Stage.ASSESSED: 3,
    Stage.IN_TRAINING: 3,
    Stage.COMPLETE: 4,
    Stage.BEFORE_THE_JURY: 4,
    Stage.CERTIFIED: 5,
}


def stage_of(facts: Facts) -> Stage:
    """Where a candidate stands, from what was recorded. Total: every set of facts has a stage."""
    if facts.certified_on:
        return Stage.CERTIFIED
    if facts.all_acquired:
        waiting = facts.jury is not None and facts.jury.published_at is None
        return Stage.BEFORE_THE_JURY if waiting else Stage.COMPLETE
    if facts.initial is not None:
        return Stage.IN_TRAINING if facts.objectives else Stage.ASSESSED
    if facts.dossier_opened_at:
        return Stage.DOSSIER_OPENED
    return _before_the_file(facts)


def _before_the_file(facts: Facts) -> Stage:
    if facts.booked(Kind.INTERVIEW):
        return Stage.INTERVIEW_BOOKED
    last = facts.last_outcome
    if last is not None and last.outcome is Outcome.THINKING:
        return Stage.THINKING
    if last is not None and last.outcome is Outcome.DECLINED:
        return Stage.DECLINED
    return Stage.DISCOVERING
