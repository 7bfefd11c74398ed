"""The engine alone: scenes made up for the purpose, and no services at all."""

from dataclasses import replace
from typing import Any, cast

import pytest

from dialogues.engine import (
    Button,
    Done,
    Event,
    Flow,
    Goto,
    Place,
    Reply,
    Scene,
    Stay,
    Who,
    advance,
    question,
    rows,
)
from locales import line
from services import Services

NO_SERVICES = cast(Services, None)
SOMEBODY = Who(chat_id=1, locale="en")

WHICH = Reply((line("Which one?"),), rows(Button("One", "1")))
WHEN = Reply((line("When?"),))
NOT_THAT = Reply((line("Not that one."),))


def at(scene: str, **answers: Any) -> Place:
    return Place(SOMEBODY, "choosing", scene, answers)


def take_which(place: Place, event: Event, services: Services) -> Stay | Goto:
    return Goto("when", {"which": event.value}) if event.value == "1" else Stay(NOT_THAT)


def finish(place: Place, event: Event, services: Services) -> Done:
    return Done((Reply((line("{which}", which=place.answers["which"]),)),))


def scene(asked: Reply | Goto | Done, take: Any = finish) -> Scene:
    return Scene(lambda place, services: asked, take)


CHOOSING = Flow({"which": scene(WHICH, take_which), "when": scene(WHEN)})


def lines_of(replies: list[Reply]) -> list[str]:
    return [text.msgid for reply in replies for text in reply.lines]


def test_an_answer_leads_to_the_next_question_and_is_remembered():
    then, said = advance(CHOOSING, at("which", before="kept"), Event("1"), NO_SERVICES)

    assert then == at("when", before="kept", which="1")
    assert lines_of(said) == ["When?"]


def test_an_answer_that_does_not_fit_is_explained_and_the_question_asked_again():
    then, said = advance(CHOOSING, at("which"), Event("2"), NO_SERVICES)

    assert then == at("which")
    assert lines_of(said) == ["Not that one.", "Which one?"]


def test_the_last_answer_ends_the_flow():
    then, said = advance(CHOOSING, at("when", which="1"), Event("x"), NO_SERVICES)

    assert isinstance(then, Done)
    assert said[0].lines[0].values == {"which": "1"}


def test_a_question_says_which_scene_its_buttons_belong_to():
    _, (asked,) = question(CHOOSING, at("which"), NO_SERVICES)

    assert asked == replace(WHICH, pressed="choosing.which")


def test_scenes_with_nothing_to_ask_are_passed_by_and_what_they_say_is_heard():
    skip = scene(Goto("when", {"which": "1"}, before=(NOT_THAT,)))
    flow = Flow({"which": scene(WHICH, lambda *_: Goto("skip")), "skip": skip, "when": scene(WHEN)})

    then, said = advance(flow, at("which"), Event("1"), NO_SERVICES)

    assert then == at("when", which="1")
    assert lines_of(said) == ["Not that one.", "When?"]


def test_a_question_may_find_that_the_flow_is_over():
    flow = Flow({"which": scene(Done((NOT_THAT,)))})

    then, said = question(flow, at("which"), NO_SERVICES)

    assert isinstance(then, Done)
    assert said == [NOT_THAT]


@pytest.mark.parametrize("by", ["asking", "taking"])
def test_another_flow_is_left_to_the_conversation(by):
    leave = Goto("there", {"a": 1}, flow="another", before=(NOT_THAT,))
    flow = Flow({"which": scene(WHICH if by == "taking" else leave, lambda *_: leave)})
    asked = question(flow, at("which"), NO_SERVICES)
    taken = advance(flow, at("which"), Event("1"), NO_SERVICES)

    then, said = asked if by == "asking" else taken

    assert then == leave
    assert lines_of(said) == ["Not that one."]


def test_scenes_that_lead_in_a_circle_are_found_out():
    flow = Flow({"which": scene(Goto("when")), "when": scene(Goto("which"))})

    with pytest.raises(RecursionError, match="choosing"):
        question(flow, at("which"), NO_SERVICES)


def test_whoever_a_step_made_of_the_person_asks_the_next_question():
    candidate = replace(SOMEBODY, candidate_id=7)
    flow = Flow({"which": scene(WHICH, lambda *_: Goto("when", who=candidate)), "when": scene(WHEN)})

    then, _ = advance(flow, at("which"), Event("1"), NO_SERVICES)

    assert isinstance(then, Place)
    assert then.candidate_id == 7


def test_a_flow_that_forgot_to_ask_for_a_candidate_says_so():
    with pytest.raises(LookupError, match="needs_candidate"):
        _ = at("which").candidate_id


def test_buttons_stand_in_rows():
    buttons = [Button(str(n)) for n in range(5)]

    assert [len(row) for row in rows(*buttons, per_row=3)] == [3, 2]
