"""Free questions that were not understood, and the phrases that a coordinator attached to topics."""

from datetime import datetime
from typing import Self

from pydantic import ConfigDict, Field

from services.api.candidates import zone_of
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.values import Answer, Asked, local
from services.bundle import Services
from services.questions.models import PhraseRow, TopicId, UnansweredRow

routes = Routes("Questions")


class Unanswered(Answer):
    id: int
    text: str = Field(description="As it was written, without long numbers. Whose it is, is not told.")
    locale: str = Field(description="The language in which the person reads.")
    asked_at: datetime

    @classmethod
    def of(cls, row: UnansweredRow, zone: str) -> Self:
        return cls.made_of(row, asked_at=local(row.asked_at, zone))


class Phrase(Answer):
    id: int
    text: str
    topic: TopicId
    attached_at: datetime

    @classmethod
    def of(cls, row: PhraseRow, zone: str) -> Self:
        return cls.made_of(row, attached_at=local(row.attached_at, zone))


class TopicIn(Asked):
    model_config = ConfigDict(json_schema_extra={"examples": [{"topic": "cost"}]})

    topic: TopicId


class Gone(Answer):
    id: int


@routes.get("/unanswered")
def list_unanswered(services: Services, query: PageQuery) -> Page[Unanswered]:
    """What candidates of the body asked and nothing answered, nobody named; kept for 90 days."""
    found, zone = services.questions.unanswered(query.after, query.limit + 1), zone_of(services)
    return Page[Unanswered].of(
        list(found), query.limit, lambda row: Unanswered.of(row, zone), lambda item: item.id
    )


@routes.get("/unanswered/{id}")
def read_unanswered(services: Services, unanswered_id: int) -> Unanswered:
    """A question that was not understood."""
    return Unanswered.of(services.questions.question(unanswered_id), zone_of(services))


@routes.post("/unanswered/{id}/attach")
def attach_unanswered(services: Services, unanswered_id: int, asked: TopicIn) -> Phrase:
    """Attach a question to a topic: whoever says nearly the same is answered from now on."""
    return Phrase.of(services.questions.attach(unanswered_id, asked.topic), zone_of(services))


@routes.delete("/unanswered/{id}")
def let_unanswered_go(services: Services, unanswered_id: int) -> Gone:
    """Take a question off the list."""
    services.questions.let_go(unanswered_id)
    return Gone(id=unanswered_id)


@routes.get("/phrases")
def list_phrases(services: Services, query: PageQuery) -> Page[Phrase]:
    """The body’s own phrases, each with its topic."""
    found, zone = services.questions.phrases(query.after, query.limit + 1), zone_of(services)
    return Page[Phrase].of(list(found), query.limit, lambda row: Phrase.of(row, zone), lambda item: item.id)


@routes.get("/phrases/{id}")
def read_phrase(services: Services, phrase_id: int) -> Phrase:
    """A phrase of the body’s own, with its topic."""
    return Phrase.of(services.questions.phrase(phrase_id), zone_of(services))


@routes.delete("/phrases/{id}")
def detach_phrase(services: Services, phrase_id: int) -> Gone:
    """Let a phrase answer nobody any more."""
    services.questions.detach(phrase_id)
    return Gone(id=phrase_id)
