"""The days on which somebody reached the steps of the path, from what was recorded: what figures are made of. Pure."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.dossiers.facts import Facts
from services.dossiers.kinds import Outcome


@dataclass(frozen=True, slots=True)
class Steps:
    """Days of the candidate's own calendar, empty for what is not reached (or no longer holds).

    The names are those of the candidate's columns that keep them.
    """

    interviewed_on: date | None = None
    opened_on: date | None = None
    assessed_on: date | None = None
    training_on: date | None = None
    """When the training was planned; empty also for who needed none."""
    complete_on: date | None = None
    jury_on: date | None = None
    """When the file was put before a jury."""
    certified_on: date | None = None

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))


def steps_of(facts: Facts) -> Steps:
    """Of what was recorded again the first day counts, of the assessment the one that holds."""
    zone = ZoneInfo(facts.zone)

    def first(moments: list[datetime]) -> date | None:
        return min(moments).astimezone(zone).date() if moments else None

    complete = facts.all_acquired
    return Steps(
        interviewed_on=first([o.recorded_at for o in facts.outcomes if o.outcome is not Outcome.ABSENT]),
        opened_on=first([facts.dossier_opened_at] if facts.dossier_opened_at else []),
        assessed_on=facts.initial.held_on if facts.initial else None,
        training_on=first([objective.set_at for objective in facts.objectives]),
        complete_on=max(one.held_on for one in facts.assessments) if complete else None,
        jury_on=first([jury.attached_at for jury in facts.juries]),
        certified_on=facts.certified_on,
    )
