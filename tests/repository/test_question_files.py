"""The files of examples and of held-out questions are in order, so that the figures measure what they say."""

from collections import Counter
from pathlib import Path

import pytest

from dialogues.answers.examples import LANGUAGES, NOTHING, Example, examples, path_of, read
from dialogues.answers.reading import plainly
from dialogues.answers.topics import TOPICS
from tests.questions.held_out import SETS, held_out

KNOWN = {*TOPICS, NOTHING}
FEWEST = {"fr": 60, "en": 40}
"""Examples of a topic; in the other languages: FEWEST_ELSEWHERE."""
FEWEST_ELSEWHERE = 25
MOST_WRITTEN_OF = ("greeting", "thanks")
"""There are not that many ways to say hello."""


def examples_of(language: str) -> list[Example]:
    return [example for example in examples() if example.language == language]


def faults_of(path: Path, language: str) -> list[str]:
    """Headings that are no topic, or there twice, and phrases under none, in one file."""
    headings = Counter(
        line[1:-1]
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("[") and line.endswith("]")
    )
    found = [f"[{topic}] is no topic" for topic in headings if topic not in KNOWN]
    found += [f"[{topic}] is there twice" for topic, times in headings.items() if times > 1]
    return found + [f"under no topic: {e.text}" for e in read(path, language) if not e.topic]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_is_a_topic_of_the_contract(language: str):
    files = [path_of(language), *(folder / f"{language}.txt" for folder in SETS.values())]

    assert {path: faults for path in files if (faults := faults_of(path, language))} == {}


def test_a_file_with_faults_is_refused(tmp_path: Path):
    path = tmp_path / "fr.txt"
    path.write_text("alone\n[cost]\nc combien\n[price]\nle prix\n[cost]\nle tarif\n", encoding="utf-8")

    assert faults_of(path, "fr") == ["[price] is no topic", "[cost] is there twice", "under no topic: alone"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_enough_examples_and_is_asked_for(language: str):
    often = Counter(example.topic for example in examples_of(language))
    fewest = FEWEST.get(language, FEWEST_ELSEWHERE)
    few = {topic: often[topic] for topic in KNOWN if often[topic] < fewest and topic not in MOST_WRITTEN_OF}

    assert few == {}
    assert {asked.topic for asked in held_out(language)} == KNOWN


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_there_twice_nor_of_two_topics(language: str):
    for those in (examples_of(language), held_out(language)):
        often = Counter(plainly(one.text) or one.text for one in those)

        assert [text for text, times in often.items() if times > 1] == []


def test_no_held_out_question_is_an_example():
    known = {plainly(example.text) for example in examples()} - {""}

    assert [
        asked.text for language in LANGUAGES for asked in held_out(language) if plainly(asked.text) in known
    ] == []
