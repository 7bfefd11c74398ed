"""Webhooks: where the body’s other software is told of changes, and what it was told."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from locales import NS_
from services.api.candidates import zone_of
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.values import Answer, Asked, local, without_nul
from services.bundle import Services
from services.webhooks.addresses import URL_MAX, AddressNotAllowed
from services.webhooks.models import DeliveryRow, DeliveryState, EndpointRow, Event
from services.webhooks.service import Change, NotRepeatable, TooManyEndpoints

routes = Routes("Webhooks", scope="webhooks")

Address = Annotated[str, StringConstraints(min_length=1, max_length=URL_MAX), AfterValidator(without_nul)]
Words = Annotated[str, StringConstraints(max_length=200), AfterValidator(without_nul)]
Events = Annotated[list[Event], Field(max_length=len(Event))]


class Webhook(Answer):
    id: int
    url: str
    description: str
    events: list[Event] = Field(description="None named: all.")
    active: bool
    disabled_at: datetime | None
    disabled_because: str | None = Field(
        description="switched_off, failing (for more than a day), or gone (it answered 410)."
    )
    failures: int = Field(description="In a row; 0 after the first success.")
    created_at: datetime

    @classmethod
    def of(cls, row: EndpointRow, zone: str, **others: Any) -> Self:
        return cls.made_of(
            row,
            active=row.disabled_at is None,
            disabled_at=row.disabled_at and local(row.disabled_at, zone),
            created_at=local(row.created_at, zone),
            **others,
        )


class NewWebhook(Webhook):
    secret: str = Field(
        description="Shown this once. Signatures are made with it as Standard Webhooks has them:"
        " `webhook-signature: v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`."
    )

    @classmethod
    def shown(cls, row: EndpointRow, zone: str) -> Self:
        return cls.of(row, zone, secret=row.secret)


class Delivery(Answer):
    id: int
    message_id: str = Field(description="The header webhook-id, the same with every attempt.")
    event: Event
    payload: dict[str, Any]
    state: DeliveryState
    attempts: int
    due_at: datetime
    status: int | None = Field(description="Of the last answer.")
    reason: str | None = Field(
        description="Why the last attempt failed: refused, no_answer, no_connection, certificate,"
        " address_not_allowed."
    )
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, row: DeliveryRow, zone: str) -> Self:
        return cls.made_of(
            row,
            message_id=f"msg_{row.id}",
            due_at=local(row.due_at, zone),
            created_at=local(row.created_at, zone),
            ended_at=row.ended_at and local(row.ended_at, zone),
        )


class WebhookIn(Asked):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"url": "https://example.org/clea", "events": ["candidate.stage_changed"]}]
        }
    )

    url: Address = Field(description="https, on the public internet. Redirects are not followed.")
    events: Events = Field(default_factory=list, description="Which ones; without any, all.")
    description: Words = ""


class WebhookChange(Asked):
    """What changes; what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"active": True}],
            "anyOf": [{"required": [name]} for name in ("url", "events", "description", "active")],
        }
    )

    url: Address | None = None
    events: Events | None = None
    description: Words | None = None
    active: bool | None = Field(default=None, description="True: what waited meanwhile is told now.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(value is None for _, value in self):
            raise ValueError(NS_("name at least one of url, events, description and active"))
        return self


class DeliveryQuery(PageQuery):
    state: DeliveryState | None = None


@routes.get("/webhooks")
def list_webhooks(services: Services, query: PageQuery) -> Page[Webhook]:
    """Where the body’s other software is told of changes."""
    found, zone = services.webhooks.all(after=query.after, limit=query.limit + 1), zone_of(services)
    return Page[Webhook].of(found, query.limit, lambda row: Webhook.of(row, zone), lambda item: item.id)


@routes.post("/webhooks", AddressNotAllowed, TooManyEndpoints)
def add_webhook(services: Services, asked: WebhookIn, private_webhooks: bool) -> NewWebhook:
    """Add an address that is told of changes, signed and repeated until it is heard; order is not promised."""
    row = services.webhooks.add(asked.url, asked.events, asked.description, private=private_webhooks)
    return NewWebhook.shown(row, zone_of(services))


@routes.get("/webhooks/{id}")
def read_webhook(services: Services, webhook_id: int) -> Webhook:
    """One of them."""
    return Webhook.of(services.webhooks.endpoint(webhook_id), zone_of(services))


@routes.patch("/webhooks/{id}", AddressNotAllowed)
def change_webhook(
    services: Services, webhook_id: int, asked: WebhookChange, private_webhooks: bool
) -> Webhook:
    """Change an address or what is told there; switch it off, or on again."""
    row = services.webhooks.change(webhook_id, Change(**dict(asked)), private=private_webhooks)
    return Webhook.of(row, zone_of(services))


@routes.post("/webhooks/{id}/secret", status=200)
def renew_secret(services: Services, webhook_id: int) -> NewWebhook:
    """Sign with a new secret from now on."""
    return NewWebhook.shown(services.webhooks.renew_secret(webhook_id), zone_of(services))


@routes.post("/webhooks/{id}/test")
def test_webhook(services: Services, webhook_id: int) -> Delivery:
    """Tell it something harmless; its deliveries show what came of it."""
    return Delivery.of(services.webhooks.test(webhook_id), zone_of(services))


@routes.get("/webhooks/{id}/deliveries")
def list_deliveries(services: Services, webhook_id: int, query: DeliveryQuery) -> Page[Delivery]:
    """What it was told, latest first, for 30 days."""
    found = services.webhooks.deliveries(webhook_id, query.state, after=query.after, limit=query.limit + 1)
    zone = zone_of(services)
    return Page[Delivery].of(found, query.limit, lambda row: Delivery.of(row, zone), lambda item: item.id)


@routes.post("/webhook-deliveries/{id}/repeat", NotRepeatable, status=200)
def repeat_delivery(services: Services, delivery_id: int) -> Delivery:
    """Send again what failed."""
    return Delivery.of(services.webhooks.repeat(delivery_id), zone_of(services))


@routes.delete("/webhooks/{id}")
def remove_webhook(services: Services, webhook_id: int) -> Webhook:
    """Tell it nothing more, also not what was still to be told."""
    return Webhook.of(services.webhooks.remove(webhook_id), zone_of(services))
