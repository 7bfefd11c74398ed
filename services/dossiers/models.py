"""Tables: what was recorded of a candidate's path. The stage is computed from it, never stored.

Nothing recorded is overwritten (the database refuses it, migration 0010): what was wrong is replaced by another
row, and a correction says by which, why and by whom.
"""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from services.database import UtcDateTime, one_of
from services.dossiers.domains import Domain, Result
from services.dossiers.kinds import AssessmentKind, FactKind, Outcome


class InterviewOutcomeRow(SQLModel, table=True):
    """How an information interview ended. Several follow one another: thinking, then dossier opened."""

    __tablename__ = "interview_outcome"

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    appointment_id: int | None = Field(default=None, foreign_key="appointment.id")
    outcome: Outcome = Field(sa_type=one_of(Outcome))
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: str = ""
    """An actor, as the audit names them: staff:3."""
    wants_to_go_on: bool = False
    """The candidate, thinking it over, has said yes: they are not asked again."""


class AssessmentRow(SQLModel, table=True):
    __tablename__ = "assessment"
    # Whose five years come to their end.
    __table_args__ = (Index("ix_assessment_kind_held", "kind", "held_on"),)

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    kind: AssessmentKind = Field(sa_type=one_of(AssessmentKind))
    held_on: date
    assessor_id: int | None = Field(default=None, foreign_key="staff.id")
    assessor: str = ""
    """The name of an assessor who is not of the staff."""
    assessor_body: str = ""
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: str = ""


class AssessmentResultRow(SQLModel, table=True):
    __tablename__ = "assessment_result"

    assessment_id: int = Field(foreign_key="assessment.id", primary_key=True)
    domain: Domain = Field(primary_key=True, sa_type=one_of(Domain))
    result: Result = Field(sa_type=one_of(Result))


class AttestationRow(SQLModel, table=True):
    """The body gave its attestation: its own paper, of the strong points so far."""

    __tablename__ = "attestation"

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    given_on: date
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: str = ""


class ObjectiveRow(SQLModel, table=True):
    """What the training plan is for: a domain, and the day by which it should be acquired."""

    __tablename__ = "objective"
    __table_args__ = (
        UniqueConstraint("candidate_id", "domain"),
        # Which goals come near, and which were missed.
        Index("ix_objective_due", "due_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    domain: Domain = Field(sa_type=one_of(Domain))
    due_on: date
    trainer_id: int | None = Field(default=None, foreign_key="staff.id")
    trainer: str = ""
    """The name of a trainer who is not of the staff."""
    trainer_body: str = ""
    set_at: datetime = Field(sa_type=UtcDateTime)


class CorrectionRow(SQLModel, table=True):
    """A recorded fact was wrong; another stands in its place, or none where it never was."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("fact", "wrong_id"),)

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    fact: FactKind = Field(sa_type=one_of(FactKind))
    wrong_id: int
    right_id: int | None = None
    reason: str
    corrected_at: datetime = Field(sa_type=UtcDateTime)
    corrected_by: str
