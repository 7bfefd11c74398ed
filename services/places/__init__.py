"""Finding a centre: from what people write, or where they are, to the nearest site. No tables of its own.

`find_town`, `nearest`, `distance_km` and `wants_to_book` are pure. The towns are read (half a second, 20 MB)
when somebody first writes one; after that a search takes some milliseconds.
"""

from services.places.codes import code_for
from services.places.distance import Near, Spot, distance_km, nearest
from services.places.gazetteer import Town
from services.places.service import Places
from services.places.spelling import normalise
from services.places.towns import find_town, town_of
from services.places.wishes import wants_to_book
from services.places.zones import zone_of_place

__all__ = [
    "Near",
    "Places",
    "Spot",
    "Town",
    "code_for",
    "distance_km",
    "find_town",
    "nearest",
    "normalise",
    "town_of",
    "wants_to_book",
    "zone_of_place",
]
