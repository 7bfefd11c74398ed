"""A planned session written over one there is: what has changed, and whether the candidate needs to hear of it."""

from datetime import datetime

from services.training.lessons import PlannedSession
from services.training.models import TrainingGroupSessionRow, TrainingSessionRow


def differs(row: TrainingSessionRow | TrainingGroupSessionRow, planned: PlannedSession) -> bool:
    """Whether the candidate would come at another time, to another place, or for something else."""
    return (row.domain, row.starts_at, row.ends_at, row.place) != (
        planned.domain,
        planned.starts_at,
        planned.ends_at,
        planned.place,
    )


def write_over(
    row: TrainingSessionRow | TrainingGroupSessionRow, planned: PlannedSession, now: datetime
) -> bool:
    """Makes the row what is planned. Returns whether it is news; who trains, and its name in a file, are none."""
    news = differs(row, planned)
    if news:
        row.moved_from = row.starts_at if row.starts_at != planned.starts_at else None
        row.version += 1
        row.changed_at = now
        if isinstance(row, TrainingSessionRow):
            row.coming = None
        row.domain, row.place = planned.domain, planned.place
        row.starts_at, row.ends_at = planned.starts_at, planned.ends_at
    if planned.trainer_id not in (None, row.trainer_id):
        row.trainer_id = planned.trainer_id
    if planned.source not in ("", row.source):
        row.source = planned.source
    return news


def call_off(row: TrainingSessionRow | TrainingGroupSessionRow, now: datetime) -> None:
    row.cancelled_at = row.changed_at = now
    row.version += 1
