"""The path of CléA as a road with four stages, from a first talk to the certificate; a pin says "here"."""

from dataclasses import dataclass
from functools import lru_cache

from services.pictures.digits import Lettering, lettering
from services.pictures.drawing import PALETTE, Look, draw

WIDTH = 360
CERTIFIED = 5
TRAINING = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the picture, in its own units (360 wide)."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage beside the road; `state` is past, here, ahead, told (nobody's own) or skipped."""

    number: int
    pictogram: str
    state: str
    x: float
    y: float
    figure: Lettering
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class End:
    """The certificate at the end of the road."""

    state: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of road, drawn for left to right; the template mirrors it."""

    outline: str
    walked: bool


PICTOGRAMS = ("talk", "strengths", "learn", "jury")

# Where the four stages stand, the certificate last; then where the pin stands between a stage and the next.
_STAGES = (Spot(118, 92), Spot(250, 92), Spot(250, 232), Spot(118, 232))
_CERTIFICATE = Spot(190, 364)
_START = Spot(34, 94)
_AFTER = (_START, Spot(184, 94), Spot(340, 162), Spot(184, 234), Spot(36, 300))

# A skipped training stands in the bend, and the road passes by it.
_BESIDE_THE_ROAD = Spot(264, 175)

# The road's half stretches: up to a stage, then from it to the middle of the way to the next.
_ROAD = (
    "M-6 92H34",
    "M34 92H118",
    "M118 92H184",
    "M184 92H250",
    "M250 92H270A70 70 0 0 1 340 162",
    "M340 162A70 70 0 0 1 270 232H250",
    "M250 232H184",
    "M184 232H118",
    "M118 232H102A66 66 0 0 0 36 298",
    "M36 298A66 66 0 0 0 102 364H190",
)

_LOOKS = {
    "past": Look(PALETTE.mist, PALETTE.deep, PALETTE.deep, 4),
    "here": Look(PALETTE.sun, PALETTE.deep, PALETTE.deep, 5, PALETTE.pin),
    "ahead": Look(PALETTE.white, PALETTE.quiet, PALETTE.quiet, 2.6, PALETTE.quiet),
    "told": Look(PALETTE.white, PALETTE.deep, PALETTE.deep, 4, PALETTE.deep),
    "skipped": Look(PALETTE.ground, PALETTE.quiet, PALETTE.quiet, 3.5),
}


@lru_cache(maxsize=256)
def path_picture(
    position: int,
    *,
    title: str,
    done: bool = False,
    skip_training: bool = False,
    right_to_left: bool = False,
) -> str:
    """The road and a pin on it: `position` 0 is before the first stage, 1 to 4 at that stage, 5 certified.

    `done` says that this stage is over and the next has not begun: the pin stands on the road between them.
    `skip_training` is for whoever has all seven domains already: the road passes by stage 3.
    """
    if position not in range(CERTIFIED + 1):
        raise ValueError(f"no position {position} on the path: 0 to {CERTIFIED}")
    if skip_training and position == TRAINING:
        raise ValueError("nobody stands at a stage that is skipped")
    over = done or position == CERTIFIED
    states = tuple(_state(stage, position, over, skip_training) for stage in range(1, 5))
    end = "here" if position == CERTIFIED else "ahead"
    walked = 2 * position + (done and position < CERTIFIED) if position else 1
    return _draw(states, end, walked, _pin(position, done), title, right_to_left)


@lru_cache(maxsize=32)
def stages_picture(*, title: str, right_to_left: bool = False) -> str:
    """The four stages as one tells them to somebody: nobody stands anywhere, all is equally visible."""
    return _draw(("told",) * 4, "told", 0, None, title, right_to_left)


def _state(stage: int, position: int, over: bool, skip_training: bool) -> str:
    if skip_training and stage == TRAINING:
        return "skipped"
    if stage < position or (stage == position and over):
        return "past"
    return "here" if stage == position else "ahead"


def _pin(position: int, done: bool) -> Spot:
    if position == CERTIFIED:
        return Spot(_CERTIFICATE.x, _CERTIFICATE.y - 44)
    if position == 0 or done:
        return _AFTER[position]
    stage = _STAGES[position - 1]
    return Spot(stage.x, stage.y - 38)


def _draw(
    states: tuple[str, ...], end: str, walked: int, pin: Spot | None, title: str, right_to_left: bool
) -> str:
    def across(x: float) -> float:
        return WIDTH - x if right_to_left else x

    stops = []
    for number, (state, pictogram, spot) in enumerate(zip(states, PICTOGRAMS, _STAGES, strict=True), start=1):
        place, scale = (_BESIDE_THE_ROAD, 0.52) if state == "skipped" else (spot, 1.0)
        stops.append(Stop(number, pictogram, state, across(place.x), place.y, lettering(str(number)), scale))
    return draw(
        "path.svg",
        title=title,
        right_to_left=right_to_left,
        looks=_LOOKS,
        road=[Stretch(outline, index < walked) for index, outline in enumerate(_ROAD)],
        stops=stops,
        end=End(end, across(_CERTIFICATE.x), _CERTIFICATE.y),
        certified=end == "here",
        here=pin and Spot(across(pin.x), pin.y),
    )
