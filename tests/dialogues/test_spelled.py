"""What is typed instead of tapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.spelled import named, says_yes

DAYS = ["Jeudi 26 novembre", "Lundi 30 novembre", "Mardi 1er décembre", "D’autres jours", "Menu"]
HOURS = ["9 h", "9 h 45", "10 h 30", "11 h 15", "Un autre jour"]
COMING = ["Je viens", "Je ne peux pas"]


@pytest.mark.parametrize(
    ("text", "labels", "meant"),
    [
        ("lundi", DAYS, "Lundi 30 novembre"),
        ("LUNDI 30", DAYS, "Lundi 30 novembre"),
        ("le 30 novembre", DAYS, "Lundi 30 novembre"),
        ("à 9h45", HOURS, "9 h 45"),
        ("30 novembre", DAYS, "Lundi 30 novembre"),
        ("mardi svp", DAYS, "Mardi 1er décembre"),
        ("menu", DAYS, "Menu"),
        ("novembre", DAYS, None),
        ("jeudi", [*DAYS, "Jeudi 3 décembre"], "Jeudi 26 novembre"),
        ("9h", HOURS, "9 h"),
        ("9", HOURS[1:], "9 h 45"),
        ("9h45", HOURS, "9 h 45"),
        ("10:30", HOURS, "10 h 30"),
        ("11 h", HOURS, "11 h 15"),
        ("je viens", COMING, "Je viens"),
        ("oui je viens", COMING, "Je viens"),
        ("je ne viens pas", COMING, None),
        ("je peux pas", COMING, "Je ne peux pas"),
        ("je", COMING, None),
        ("combien ça coûte", DAYS, None),
        ("", DAYS, None),
    ],
)
def test_words_name_one_button_or_none(text: str, labels: list[str], meant: str | None) -> None:
    found = named(text, labels)
    assert (None if found is None else labels[found]) == meant


def test_where_one_writes_freely_only_the_whole_label_is_a_tap() -> None:
    assert named("non", ["Non, revenir"], whole=True) is None
    assert named("non revenir", ["Non, revenir"], whole=True) == 0


@pytest.mark.parametrize(
    "text", ["oui", "Oui !", "ok merci", "d'accord", "نعم", "evet", "так", "Oui d’accord"]
)
def test_yes_is_heard(text: str) -> None:
    assert says_yes(text)


@pytest.mark.parametrize("text", ["merci", "oui mais pas demain", "non", "", "ok je ne sais pas"])
def test_more_than_yes_is_more_than_yes(text: str) -> None:
    assert not says_yes(text)


@given(st.lists(st.text(max_size=30), max_size=6), st.text(max_size=50))
def test_whatever_is_typed_names_a_label_that_is_there(labels: list[str], text: str) -> None:
    found = named(text, labels)
    assert found is None or 0 <= found < len(labels)


@given(st.lists(st.sampled_from([*DAYS, *HOURS]), min_size=1, unique=True), st.data())
def test_a_label_copied_whole_is_its_tap(labels: list[str], data: st.DataObject) -> None:
    label = data.draw(st.sampled_from(labels))
    assert named(label, labels) == labels.index(label)
