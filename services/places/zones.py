"""The clock of a place, as an IANA name: mainland France, or one of its overseas territories."""

from services.places.distance import Located, Spot, nearest
from services.places.gazetteer import Town

MAINLAND = "Europe/Paris"

OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
"""By department or territory."""

CLOCKS = {
    Spot(46.5, 2.5): MAINLAND,
    Spot(16.2, -61.5): "America/Guadeloupe",
    Spot(14.6, -61.0): "America/Martinique",
    Spot(4.9, -52.3): "America/Cayenne",
    Spot(-21.1, 55.5): "Indian/Reunion",
    Spot(46.8, -56.2): "America/Miquelon",
    Spot(-12.8, 45.2): "Indian/Mayotte",
    Spot(18.0, -63.0): "America/Marigot",
    Spot(-13.3, -176.2): "Pacific/Wallis",
    Spot(-17.6, -149.4): "Pacific/Tahiti",
    Spot(-21.5, 165.5): "Pacific/Noumea",
}
"""The middle of each: a place shared from there is nearer to it than to any other."""


def zone_of_place(place: Located | Town) -> str:
    """Of a town by its department, of a point by the territory it is nearest to."""
    if isinstance(place, Town):
        return OVERSEAS.get(place.department, MAINLAND)
    return CLOCKS[nearest(CLOCKS, place)[0].place]
