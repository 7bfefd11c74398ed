"""Questions without an answer: nobody is named, a coordinator says what one means, and then it is answered."""

import pytest

from services.console.topics import TITLES
from services.questions.models import TopicId
from tests.services.console.centre import make_centre
from tests.services.console.surfing import Surfer


@pytest.fixture
async def coordinating(client, centre) -> Surfer:
    surfer = Surfer(client)
    await surfer.sign_in(centre.system(lambda services: services.staff.sign_in_link(centre.coordinator_id)))
    return surfer


def asks(centre, words, name="Rosa"):
    one = centre.register(name)
    centre.candidate(one, lambda services: services.questions.keep(one, words))
    return one


def test_every_topic_has_a_title():
    assert set(TITLES) == set(TopicId)


async def test_a_coordinator_says_what_a_question_means_and_takes_it_back(coordinating, centre):
    surfer, one = coordinating, asks(centre, "sa fait koi le bidule ?")

    page = await surfer.go("/console/questions")
    assert "sa fait koi le bidule ?" in page.text
    assert "Rosa" not in page.text
    (question,) = centre.staff(lambda services: services.questions.unanswered())
    page = await surfer.send(f"/console/questions/{question.id}/attach", topic="what-is-clea")

    assert "whoever asks nearly the same is answered now" in page.text
    answered = centre.staff(lambda services: services.questions.phrases_for(one))
    assert answered == [("sa fait koi le bidule ?", "what-is-clea")]
    (phrase,) = centre.staff(lambda services: services.questions.phrases())
    await surfer.send(f"/console/phrases/{phrase.id}/detach")
    assert centre.staff(lambda services: services.questions.phrases_for(one)) == []


async def test_what_is_no_question_goes_and_a_topic_that_is_none_changes_nothing(coordinating, centre):
    asks(centre, "mdr")
    (question,) = centre.staff(lambda services: services.questions.unanswered())
    await coordinating.go("/console/questions")

    page = await coordinating.send(f"/console/questions/{question.id}/attach", topic="football")
    assert page.status == 422
    await coordinating.send(f"/console/questions/{question.id}/let-go")

    assert centre.staff(lambda services: services.questions.unanswered()) == []


async def test_an_adviser_reads_them_and_only_a_coordinator_decides(surfer, centre):
    asks(centre, "sa fait koi ?")
    (question,) = centre.staff(lambda services: services.questions.unanswered())

    page = await surfer.go("/console/questions")
    assert "sa fait koi ?" in page.text
    assert not page.all("select")
    assert (await surfer.send(f"/console/questions/{question.id}/attach", topic="cost")).status == 403
    assert len(centre.staff(lambda services: services.questions.unanswered())) == 1


async def test_another_bodys_questions_are_nowhere(coordinating, centre, database, now):
    other = make_centre(database, now, name="Ailleurs")
    asks(other, "zinedine demande")
    (question,) = other.staff(lambda services: services.questions.unanswered())

    page = await coordinating.go("/console/questions")
    assert "zinedine" not in page.text
    assert (await coordinating.send(f"/console/questions/{question.id}/attach", topic="cost")).status == 404
    assert (await coordinating.send(f"/console/questions/{question.id}/let-go")).status == 404
