"""Tables: jury sessions, their members, the files before them. Parity is kept by migration 0002."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from services.database import UtcDateTime, one_of


class Side(StrEnum):
    """Half of a jury speaks for employers, half for employees."""

    EMPLOYERS = "employers"
    EMPLOYEES = "employees"


class Decision(StrEnum):
    CERTIFIED = "certified"
    NOT_YET = "not_yet"


class JurySessionRow(SQLModel, table=True):
    __tablename__ = "jury_session"

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    held_on: date
    place: str = ""
    version: int = 1
    """Goes up when its day changes; `moved_at` says when that was."""
    moved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class JuryMemberRow(SQLModel, table=True):
    __tablename__ = "jury_member"

    id: int | None = Field(default=None, primary_key=True)
    jury_session_id: int = Field(foreign_key="jury_session.id", index=True)
    name: str
    side: Side = Field(sa_type=one_of(Side))
    organisation: str = ""


class JuryDossierRow(SQLModel, table=True):
    """A candidate's file before a jury session."""

    __tablename__ = "jury_dossier"

    jury_session_id: int = Field(foreign_key="jury_session.id", primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", primary_key=True, index=True)
    attached_at: datetime = Field(sa_type=UtcDateTime)
    detached_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was taken from before the jury: then it is not before it any more."""
    tell_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """From when on the candidate may be told of a "not yet"; empty until its publication."""


class JuryDecisionRow(SQLModel, table=True):
    """What the jury decided of one file. Another decision is another row; see corrections."""

    __tablename__ = "jury_decision"

    id: int | None = Field(default=None, primary_key=True)
    jury_session_id: int = Field(foreign_key="jury_session.id", index=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    decision: Decision = Field(sa_type=one_of(Decision))
    next_step: str = ""
    """With "not yet": what to do next, told to the candidate with it."""
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str = ""
