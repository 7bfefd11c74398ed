"""Texts before anybody chose a language: packed into the outbox as JSON, and unpacked unchanged."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import Day, Hours, Listed, Moment, Text, TimeOfDay, Value, line, listed, pack, unpack

ZONES = st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Noumea"])
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis asks for naive bounds
WORDS = st.text(max_size=20)

SIMPLE = st.one_of(
    WORDS,
    st.integers(),
    st.builds(Day, st.dates(), st.booleans()),
    st.builds(Moment, INSTANTS, ZONES),
    st.builds(TimeOfDay, INSTANTS, ZONES),
    st.builds(Hours, INSTANTS, INSTANTS, ZONES),
)


def _texts(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Text]:
    return st.builds(
        Text, WORDS, st.none() | WORDS, st.none() | st.integers(), st.dictionaries(WORDS, values, max_size=3)
    )


VALUES = st.recursive(
    SIMPLE,
    lambda inner: _texts(inner) | st.builds(Listed, st.lists(inner, max_size=3).map(tuple), WORDS),
    max_leaves=8,
)


@given(value=VALUES)
def test_a_value_comes_back_from_json_as_it_was(value: Value):
    assert unpack(json.loads(json.dumps(pack(value)))) == value


@pytest.mark.parametrize("packed", [None, 1.5, [], {}, {"day": "2027-01-01"}, {"moment": "x"}, {"text": "x"}])
def test_what_was_never_packed_is_refused(packed: object):
    with pytest.raises(ValueError, match="packed"):
        unpack(packed)


def test_values_are_added_and_replaced_without_changing_the_text():
    before = line("{a} {b}", a="1", b="2")

    after = before.given(b="3")

    assert (dict(before.values), dict(after.values)) == ({"a": "1", "b": "2"}, {"a": "1", "b": "3"})


def test_a_list_keeps_what_it_was_made_of():
    assert listed(iter(["a", "b"]), "✅").items == ("a", "b")
