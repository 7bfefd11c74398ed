"""Tables: assessing bodies, their sites and staff, and every way to prove who one is."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, true
from sqlmodel import Field, SQLModel

from services.database import JsonType, UtcDateTime, one_of


class Role(StrEnum):
    """What somebody does for a body. A coordinator may do all that the others may."""

    ADVISER = "adviser"
    TRAINER = "trainer"
    COORDINATOR = "coordinator"


class BodyRow(SQLModel, table=True):
    """An assessing body (organisme évaluateur), "le centre" to candidates."""

    __tablename__ = "body"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    timezone: str
    sentences: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JsonType)
    """Its own words by matter ("cost": what one pays, "bring": what to bring) and language, where it has any."""
    retention_months: int = 12
    not_yet_after_days: int | None = 7
    """Days after which the bot tells a jury's "not yet" if nobody has said that it may; empty: never by itself."""
    created_at: datetime = Field(sa_type=UtcDateTime)


class SiteRow(SQLModel, table=True):
    __tablename__ = "site"

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    name: str
    address: str
    postcode: str
    town: str
    latitude: float
    longitude: float
    timezone: str
    phone: str | None = None
    step_free: bool = False
    holiday_region: str | None = None
    """A département whose public holidays it keeps beyond those of its zone: 57 for Alsace-Moselle."""


class StaffRow(SQLModel, table=True):
    """A person who works for a body. `chat_id` is their own Telegram account, once they have joined."""

    __tablename__ = "staff"

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    first_name: str
    last_name: str
    role: Role = Field(sa_type=one_of(Role))
    locale: str = "fr"
    chat_id: int | None = Field(default=None, sa_type=BigInteger, unique=True)
    video_link: str | None = None
    languages: list[str] = Field(
        default_factory=list, sa_type=JsonType, sa_column_kwargs={"server_default": "[]"}
    )
    """Codes of the languages in which they receive candidates, besides French."""
    active: bool = True
    digest: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    """Whether they are told in the morning what the day holds."""
    created_at: datetime = Field(sa_type=UtcDateTime)


def full_name(staff: StaffRow) -> str:
    """Who joins from Telegram may have given no last name."""
    return f"{staff.first_name} {staff.last_name}".strip()


class InvitationRow(SQLModel, table=True):
    """A single-use code by which somebody joins a body in Telegram; only its hash is kept."""

    __tablename__ = "invitation"

    code_hash: str = Field(primary_key=True)
    body_id: int = Field(foreign_key="body.id")
    role: Role = Field(sa_type=one_of(Role))
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    """Set where the person is recorded already (and joins now), empty for a newcomer."""
    note: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Who it is for, in the words of who invites."""
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInLinkRow(SQLModel, table=True):
    """A one-time link to the console, sent by the bot; only its hash is kept."""

    __tablename__ = "sign_in_link"

    token_hash: str = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ConsoleSessionRow(SQLModel, table=True):
    """A browser that is signed in; only the hash of its cookie is kept."""

    __tablename__ = "console_session"

    token_hash: str = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    browser: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """What it calls itself, in short: "Firefox, Windows"."""
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ApiTokenRow(SQLModel, table=True):
    """A key of a body's other software; only its hash is kept."""

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_token_hash", "token_hash", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    name: str
    token_hash: str
    scopes: list[str] = Field(default_factory=list, sa_type=JsonType)
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
