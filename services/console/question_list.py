"""What was not understood: nobody is named; a coordinator says what it means, and from then on it is answered."""

from collections.abc import Sequence

from aiohttp import web

from services.bundle import Services
from services.console import topics
from services.console.fields import choice_in
from services.console.visit import VISIT, cursor
from services.errors import Invalid
from services.questions.models import PhraseRow, TopicId, UnansweredRow

PAGE = 30

PHRASES_SHOWN = 200


async def show(request: web.Request) -> web.Response:
    visit, after = request[VISIT], cursor(request)

    def gather(services: Services) -> tuple[Sequence[UnansweredRow], Sequence[PhraseRow]]:
        return (
            services.questions.unanswered(after, PAGE + 1),
            services.questions.phrases(limit=PHRASES_SHOWN),
        )

    found, phrases = await visit.read(gather)
    return visit.page(
        "questions.html",
        questions=found[:PAGE],
        next_after=found[PAGE - 1].id if len(found) > PAGE else None,
        after=after,
        phrases=sorted(phrases, key=lambda one: (one.topic, one.text)),
        groups=topics.GROUPS,
        titles=topics.TITLES,
        flash=request.query.get("flash"),
    )


async def attach(request: web.Request) -> web.StreamResponse:
    """From now on whoever says nearly this is answered with the topic."""
    question_id = int(request.match_info["id"])
    topic = choice_in(await request.post(), "topic", TopicId)
    if topic is None:
        raise Invalid
    await request[VISIT].run(lambda services: services.questions.attach(question_id, topic))
    raise web.HTTPSeeOther("/console/questions?flash=attached")


async def let_go(request: web.Request) -> web.StreamResponse:
    question_id = int(request.match_info["id"])
    await request[VISIT].run(lambda services: services.questions.let_go(question_id))
    raise web.HTTPSeeOther("/console/questions?flash=let_go")


async def detach(request: web.Request) -> web.StreamResponse:
    phrase_id = int(request.match_info["id"])
    await request[VISIT].run(lambda services: services.questions.detach(phrase_id))
    raise web.HTTPSeeOther("/console/questions?flash=detached")
