"""Referrers: who sends people to the body, by what code, and how many came. Posters are made in the console."""

from datetime import datetime
from typing import Self

from pydantic import ConfigDict, Field

from services.api.candidates import zone_of
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.values import Answer, Asked, Line, local
from services.bundle import Services
from services.referrers.codes import link
from services.referrers.models import ReferrerKind
from services.referrers.service import Referrer as ReferrerValue

routes = Routes("Referrers")


class Referrer(Answer):
    id: int
    kind: ReferrerKind
    name: str
    code: str = Field(description="What /start carries: candidates.referrer_code of who came by it.")
    link: str | None = Field(
        description="What the poster's QR code holds; null until the bot's name is known."
    )
    created_at: datetime
    closed_at: datetime | None
    came: int = Field(
        description="Chats that began with the code. Nobody is named; who erased all is not counted."
    )
    registered: int = Field(description="Of these, who agreed that a first name and steps are kept.")
    booked: int = Field(description="Of these, who booked an interview and did not cancel it.")

    @classmethod
    def of(cls, one: ReferrerValue, zone: str, bot_username: str | None) -> Self:
        return cls.made_of(
            one,
            link=link(one.code, bot_username) if bot_username else None,
            created_at=local(one.created_at, zone),
            closed_at=local(one.closed_at, zone) if one.closed_at else None,
        )


class ReferrerIn(Asked):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "employer", "name": "Boulangerie Martin"}]}
    )

    kind: ReferrerKind
    name: Line


@routes.get("/referrers")
def list_referrers(services: Services, query: PageQuery, bot_username: str | None) -> Page[Referrer]:
    """The body’s referrers, and how many came by each one’s code."""
    found = services.referrers.all(after=query.after, limit=query.limit + 1)
    zone = zone_of(services)
    return Page[Referrer].of(
        found, query.limit, lambda one: Referrer.of(one, zone, bot_username), lambda item: item.id
    )


@routes.post("/referrers")
def add_referrer(services: Services, asked: ReferrerIn, bot_username: str | None) -> Referrer:
    """Give a referrer a code of its own."""
    return Referrer.of(services.referrers.add(asked.kind, asked.name), zone_of(services), bot_username)


@routes.post("/referrers/{id}/close", status=200)
def close_referrer(services: Services, referrer_id: int, bot_username: str | None) -> Referrer:
    """Let a code count no more; whoever still scans it is welcome."""
    return Referrer.of(services.referrers.close(referrer_id), zone_of(services), bot_username)
