"""How far it is."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.places import Spot, distance_km, nearest

SPOTS = st.builds(Spot, st.floats(-90, 90), st.floats(-180, 180))

LYON, PARIS, SAINT_DENIS = Spot(45.7640, 4.8357), Spot(48.8566, 2.3522), Spot(-20.8789, 55.4481)


def test_known_distances():
    assert distance_km(LYON, PARIS) == pytest.approx(392, abs=2)
    assert distance_km(PARIS, SAINT_DENIS) == pytest.approx(9380, abs=40)
    assert distance_km(Spot(0, 179.9), Spot(0, -179.9)) == pytest.approx(22, abs=1)


@given(SPOTS, SPOTS)
def test_a_distance_is_the_same_both_ways_and_at_most_half_round_the_earth(one: Spot, other: Spot):
    there, back = distance_km(one, other), distance_km(other, one)

    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= math.pi * 6371.1
    assert distance_km(one, one) == 0


@given(st.lists(SPOTS, max_size=8), SPOTS)
def test_the_nearest_come_first_and_nothing_is_lost(places: list[Spot], here: Spot):
    found = nearest(places, here)

    assert [near.km for near in found] == sorted(near.km for near in found)
    assert sorted(map(repr, (near.place for near in found))) == sorted(map(repr, places))


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(91, 0), (0, 181), (math.nan, 0), (0, math.inf), (-90.1, 0), (1e308, 1e308)]
)
def test_what_is_nowhere_on_the_earth_is_no_spot(latitude: float, longitude: float):
    with pytest.raises(ValueError, match="a point"):
        Spot(latitude, longitude)
