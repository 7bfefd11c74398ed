"""How far it is, as the crow flies: whom it is near to, in whole kilometres that people can use."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Generic, Protocol, TypeVar

EARTH_KM = 6371.0


class Located(Protocol):
    """Whatever stands somewhere: a site, a town."""

    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on the map, in degrees. Raises ValueError for one that is not on the Earth."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (isfinite(self.latitude) and isfinite(self.longitude)):
            raise ValueError("a point has finite coordinates")
        if abs(self.latitude) > 90 or abs(self.longitude) > 180:
            raise ValueError("a point lies within 90 and 180 degrees")


Place = TypeVar("Place", bound=Located)


@dataclass(frozen=True, slots=True)
class Near(Generic[Place]):
    """A place with its distance, in kilometres."""

    place: Place
    km: float


def distance_km(one: Located, other: Located) -> float:
    """Along the great circle."""
    north, other_north = radians(one.latitude), radians(other.latitude)
    down, across = (other_north - north) / 2, radians(other.longitude - one.longitude) / 2
    part = sin(down) ** 2 + cos(north) * cos(other_north) * sin(across) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, part)))


def nearest(places: Iterable[Place], spot: Located) -> list[Near[Place]]:
    """All of them, nearest first."""
    found = [Near(place, distance_km(place, spot)) for place in places]
    return sorted(found, key=lambda near: near.km)
