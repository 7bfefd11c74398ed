"""Sure signs of distress: heard however they are spelt, and not where somebody only exaggerates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.answers.danger import is_alarming, phrases
from dialogues.answers.examples import examples
from dialogues.answers.matching import DISTRESS


@pytest.mark.parametrize(
    "said",
    [
        "jveu mourir",
        "chui a bou",
        "Mon mari me bat !!!",
        "j’en peux plus",
        "kaydrebni rajli",
        "je veux me suicider",
        "I want to die",
        "хочу померти",
        "Б’є мене",
        "می‌خوام بمیرم",
        "ölmek istiyorum",
        "أريد أن أموت",
        "quero morrer",
        "ya no aguanto",
    ],
)
def test_sure_signs_are_heard(said: str):
    assert is_alarming(said)


@pytest.mark.parametrize(
    "said",
    [
        "je meurs de faim",
        "j'en peux plus de vos messages",
        "je me bats pour réussir",
        "je veux disparaitre de votre fichier",
    ],
)
def test_who_only_exaggerates_is_not_alarming(said: str):
    assert not is_alarming(said)


def test_no_example_of_another_topic_is_alarming():
    alarming = [one.text for one in examples() if one.topic != DISTRESS and is_alarming(one.text)]

    assert alarming == []


def test_each_phrase_of_the_lists_is_a_sign():
    deaf = [phrase for phrase in phrases() if not is_alarming(phrase.rstrip("*$ "))]

    assert deaf == []


@given(st.text())
def test_any_text_at_all_is_read(said: str):
    assert is_alarming(said) in (True, False)
