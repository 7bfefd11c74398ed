"""Words of the file that have a fixed set of values."""

from enum import StrEnum


class Outcome(StrEnum):
    """How an information interview ended."""

    DOSSIER_OPENED = "dossier_opened"
    THINKING = "thinking"
    DECLINED = "declined"
    ABSENT = "absent"


class AssessmentKind(StrEnum):
    INITIAL = "initial"
    FINAL = "final"


class FactKind(StrEnum):
    """What of a file may have been recorded wrongly, and is then corrected by another row."""

    OUTCOME = "outcome"
    ASSESSMENT = "assessment"
    ATTESTATION = "attestation"
    ATTENDANCE = "attendance"
    CHECK = "progress_check"
    DECISION = "decision"
