"""Endpoints of a body: added, changed, tried out, removed; and what they were told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from services.errors import NotFound, Refusal
from services.service import Service
from services.webhooks.addresses import checked_url
from services.webhooks.models import DeliveryRow, DeliveryState, EndpointRow, Event
from services.webhooks.signing import new_secret
from services.webhooks.telling import delivery

ENDPOINTS_MAX = 20


class TooManyEndpoints(Refusal):
    """A body has 20 endpoints at most: remove one that is not needed."""

    code = "too_many_endpoints"


class NotRepeatable(Refusal):
    """Only a delivery that failed can be sent again."""

    code = "not_repeatable"


@dataclass(frozen=True, slots=True)
class Change:
    """What changes of an endpoint; what is None stays."""

    url: str | None = None
    description: str | None = None
    events: Sequence[Event] | None = None
    active: bool | None = None


class Webhooks(Service):
    def add(
        self, url: str, events: Sequence[Event] = (), description: str = "", *, private: bool = False
    ) -> EndpointRow:
        """`private`: also addresses that are not public, for tests and the demo.

        Raises AddressNotAllowed, TooManyEndpoints.
        """
        checked_url(url, private=private)
        count = select(func.count()).select_from(EndpointRow).where(EndpointRow.body_id == self.body_id)
        if self.session.exec(count).one() >= ENDPOINTS_MAX:
            raise TooManyEndpoints
        row = EndpointRow(
            body_id=self.body_id,
            url=url,
            description=description,
            secret=new_secret(),
            events=sorted(set(events)),
            created_at=self.now,
        )
        self.session.add(row)
        self.session.flush()
        self.audit("webhook.added", endpoint_id=row.id)
        return row

    def all(self, *, after: int | None = None, limit: int = 50) -> list[EndpointRow]:
        query = select(EndpointRow).where(
            col(EndpointRow.body_id) == self.body_id, col(EndpointRow.id) > (after or 0)
        )
        return list(self.session.exec(query.order_by(col(EndpointRow.id)).limit(limit)))

    def endpoint(self, endpoint_id: int) -> EndpointRow:
        """Raises NotFound."""
        row = self.session.get(EndpointRow, endpoint_id)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        return row

    def change(self, endpoint_id: int, change: Change, *, private: bool = False) -> EndpointRow:
        """Made active again, it is told all that waited for it. Raises AddressNotAllowed, NotFound."""
        row = self.endpoint(endpoint_id)
        if change.url is not None:
            row.url = checked_url(change.url, private=private)
        if change.description is not None:
            row.description = change.description
        if change.events is not None:
            row.events = sorted(set(change.events))
        if change.active is False and row.disabled_at is None:
            row.disabled_at, row.disabled_because = self.now, "switched_off"
        if change.active:
            row.disabled_at, row.disabled_because, row.failures, row.rests_until = None, None, 0, None
        self.session.add(row)
        self.audit("webhook.changed", endpoint_id=row.id)
        return row

    def remove(self, endpoint_id: int) -> EndpointRow:
        """With what was still to be told there. Raises NotFound."""
        row = self.endpoint(endpoint_id)
        self.session.delete(row)
        self.session.flush()
        self.audit("webhook.removed", endpoint_id=endpoint_id)
        return row

    def renew_secret(self, endpoint_id: int) -> EndpointRow:
        """From now on signed with another one. Raises NotFound."""
        row = self.endpoint(endpoint_id)
        row.secret = new_secret()
        self.session.add(row)
        self.audit("webhook.secret_renewed", endpoint_id=row.id)
        return row

    def test(self, endpoint_id: int) -> DeliveryRow:
        """Tells it something harmless, at once. Raises NotFound."""
        endpoint = self.endpoint(endpoint_id)
        endpoint.rests_until = None
        row = delivery(endpoint, self.now, Event.TEST, None, {})
        self.session.add_all((endpoint, row))
        self.session.flush()
        return row

    def deliveries(
        self,
        endpoint_id: int,
        state: DeliveryState | None = None,
        *,
        after: int | None = None,
        limit: int = 50,
    ) -> list[DeliveryRow]:
        """What an endpoint was told, latest first. Raises NotFound."""
        query = select(DeliveryRow).where(col(DeliveryRow.endpoint_id) == self.endpoint(endpoint_id).id)
        if state is not None:
            query = query.where(col(DeliveryRow.state) == state)
        if after is not None:
            query = query.where(col(DeliveryRow.id) < after)
        return list(self.session.exec(query.order_by(col(DeliveryRow.id).desc()).limit(limit)))

    def repeat(self, delivery_id: int) -> DeliveryRow:
        """Sends a failed one again, from the beginning. Raises NotRepeatable, NotFound."""
        row = self.session.get(DeliveryRow, delivery_id, with_for_update=True)
        if row is None:
            raise NotFound
        self.endpoint(row.endpoint_id)
        if row.state is not DeliveryState.FAILED:
            raise NotRepeatable
        row.state, row.attempts, row.due_at, row.ended_at = DeliveryState.PLANNED, 0, self.now, None
        self.session.add(row)
        self.audit("webhook.repeated", row.candidate_id, delivery_id=row.id)
        return row
