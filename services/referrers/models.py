"""Table: whoever sends people to a body, by the code of their poster."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from services.database import UtcDateTime, one_of


class ReferrerKind(StrEnum):
    """Who informs people of CléA and refers them (fact 3 of CLEA.md)."""

    EMPLOYER = "employer"
    OPCO = "opco"
    REGION = "region"
    FRANCE_TRAVAIL = "france_travail"
    CAREERS_ADVISER = "careers_adviser"
    """Conseil en évolution professionnelle (CEP)."""


class ReferrerRow(SQLModel, table=True):
    __tablename__ = "referrer"

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    kind: ReferrerKind = Field(sa_type=one_of(ReferrerKind))
    name: str
    code: str = Field(unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """From then on its code starts the chat like any other word, and counts no more."""
