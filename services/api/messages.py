"""Messages to candidates, to one or to many, and what they write."""

from datetime import datetime

from locales import NS_
from services.api import correspondence
from services.api.candidates import zone_of
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.schemas import BroadcastIn, MessageIn
from services.api.values import local
from services.bundle import Services
from services.errors import NotFound, Refusal
from services.messages.broadcasts import Audience
from services.messages.service import MESSAGE_MAX, TooLong

routes = Routes("Messages")


class InThePast(Refusal):
    """This moment has passed: give a later `send_at`, or none to send at once."""

    code = "in_the_past"
    status = 422


@routes.post("/candidates/{id}/messages", TooLong, InThePast)
def write_message(services: Services, candidate_id: int, asked: MessageIn) -> correspondence.Message:
    """Write to a candidate, now or later."""
    _still_to_come(services, asked.send_at)
    message = services.messages.to_candidate(candidate_id, asked.text, asked.send_at)
    return correspondence.Message.of(message, services.candidates.candidate(candidate_id).zone)


@routes.post("/broadcasts", NotFound, TooLong, InThePast)
def write_broadcast(services: Services, asked: BroadcastIn) -> correspondence.Broadcast:
    """Write to many, each in their own language where it is given."""
    _still_to_come(services, asked.send_at)
    texts = asked.texts or {"": asked.text or ""}
    if any(len(text) > MESSAGE_MAX for text in texts.values()):
        raise TooLong
    row = services.broadcasts.send(texts, _audience(services, asked), asked.send_at)
    zone = zone_of(services)
    return correspondence.Broadcast.made_of(
        row, written_at=local(row.written_at, zone), send_at=local(row.send_at, zone)
    )


@routes.get("/threads/{candidate_id}")
def read_thread(services: Services, candidate_id: int, query: PageQuery) -> Page[correspondence.Message]:
    """What was written with a candidate, oldest first, and whether it arrived."""
    found = services.messages.thread(candidate_id, query.limit + 1, after=query.after or 0)
    zone = services.candidates.candidate(candidate_id).zone
    return Page[correspondence.Message].of(
        found, query.limit, lambda message: correspondence.Message.of(message, zone), lambda item: item.id
    )


def _audience(services: Services, asked: BroadcastIn) -> Audience:
    """Raises NotFound for somebody named who is not the body's: a message must not get lost silently."""
    asked_for = asked.audience
    named = None if asked_for.candidate_ids is None else tuple(sorted(set(asked_for.candidate_ids)))
    if named:
        missing = sorted(set(named) - set(services.candidates.several(named)))
        if missing:
            raise NotFound(NS_("Some of these candidates do not exist here."), candidate_ids=missing)
    if asked_for.site_id is not None:
        services.scheduling.site(asked_for.site_id)
    if asked_for.group_id is not None:
        services.groups.row(asked_for.group_id)
    return Audience(asked_for.stage, asked_for.site_id, asked_for.locale, asked_for.group_id, named)


def _still_to_come(services: Services, send_at: datetime | None) -> None:
    if send_at is not None and send_at < services.now:
        raise InThePast
