"""The seven domains as pictograms: what somebody can do already, then what grows, then what is to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from services.pictures.drawing import PALETTE, Look, draw

WIDTH = 360
BADGE = 27
DOMAINS = ("D1", "D2", "D3", "D4", "D5", "D6", "D7")

# In this order: strong points are seen before anything else.
STATES = ("acquired", "growing", "to_develop", "unknown")

# The first row holds four, the second three in the gaps below them.
_PLACES = tuple((54 + 84 * n, 58) for n in range(4)) + tuple((96 + 84 * n, 152) for n in range(3))

_LOOKS = {
    "acquired": Look(PALETTE.deep, PALETTE.white, PALETTE.deep, 3),
    "growing": Look(PALETTE.glow, PALETTE.deep, PALETTE.deep, 3),
    "to_develop": Look(PALETTE.white, PALETTE.deep, PALETTE.deep, 3),
    "unknown": Look(PALETTE.white, PALETTE.deep, PALETTE.road, 2.4),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A domain at its place, in the picture's units."""

    domain: str
    state: str
    x: float
    y: float
    badge_x: float


def domains_picture(results: Mapping[str, str | None], *, title: str, right_to_left: bool = False) -> str:
    """The seven domains, acquired ones first; a result is acquired, growing, to_develop or None (not known).

    Without any result it is the neutral picture that explains what the seven domains are.
    """
    strange = set(results) - set(DOMAINS) | {state for state in results.values() if state} - set(STATES)
    if strange:
        raise ValueError(f"not a domain or a result: {', '.join(sorted(strange))}")
    states = tuple(results.get(domain) or "unknown" for domain in DOMAINS)
    return _draw(states, title, right_to_left)


@lru_cache(maxsize=256)
def _draw(states: tuple[str, ...], title: str, right_to_left: bool) -> str:
    shown = sorted(zip(DOMAINS, states, strict=True), key=lambda pair: STATES.index(pair[1]))
    tiles = [
        Tile(domain, state, WIDTH - x if right_to_left else x, y, -BADGE if right_to_left else BADGE)
        for (domain, state), (x, y) in zip(shown, _PLACES, strict=True)
    ]
    return draw("domains.svg", title=title, tiles=tiles, looks=_LOOKS)
