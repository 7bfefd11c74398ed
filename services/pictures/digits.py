"""Digits and a few signs drawn as strokes of our own, so that a date or an hour needs no font at all."""

from dataclasses import dataclass

GAP = 4.2

# Width and outline of each sign in a box 16 high; the line's thickness is added by whoever draws it.
_SIGNS = {
    "0": (10, "M5 0C8.2 0 9.7 3 9.7 8S8.2 16 5 16 .3 13 .3 8 1.8 0 5 0Z"),
    "1": (5, "M.4 3.6 4.8 0V16"),
    "2": (10, "M.7 4.4C.7 1.7 2.5 0 5 0 7.5 0 9.3 1.7 9.3 4.2 9.3 6.1 8.3 7.3 6.6 9.1L.5 16H9.6"),
    "3": (9.6, "M.9 0H8.9L4.6 6.2C7.6 6.2 9.5 8.2 9.5 11 9.5 14 7.5 16 4.8 16 2.6 16 1 15 .2 13.2"),
    "4": (10, "M7.2 16V0L0 11.6H10"),
    "5": (
        9.6,
        "M8.7 0H1.8L1.1 7C2.1 6.2 3.3 5.8 4.6 5.8 7.5 5.8 9.5 8 9.5 10.9"
        " 9.5 14 7.4 16 4.6 16 2.7 16 1.1 15.1 .3 13.5",
    ),
    "6": (9.6, "M6.9 0 1.2 8.2M.1 11.3a4.7 4.7 0 1 0 9.4 0a4.7 4.7 0 1 0-9.4 0Z"),
    "7": (9.2, "M.2 0H9.2L3.6 16"),
    "8": (
        9.6,
        "M4.8 7.4a3.7 3.7 0 1 0 0-7.4a3.7 3.7 0 1 0 0 7.4ZM4.8 7.4a4.3 4.3 0 1 0 0 8.6a4.3 4.3 0 1 0 0-8.6Z",
    ),
    "9": (9.6, "M2.7 16 8.4 7.8M.1 4.7a4.7 4.7 0 1 0 9.4 0a4.7 4.7 0 1 0-9.4 0Z"),
    ":": (1, "M.5 4.6V4.7M.5 12V12.1"),
    " ": (0, ""),
    "→": (13, "M0 8H12.5M8 3.5 12.5 8 8 12.5"),
    "←": (13, "M13 8H.5M5 3.5.5 8 5 12.5"),
}


@dataclass(frozen=True, slots=True)
class Stroke:
    """One sign: how far from the left it begins, and its outline."""

    x: float
    outline: str


@dataclass(frozen=True, slots=True)
class Lettering:
    """A line of signs, 16 high and `width` wide."""

    text: str
    strokes: tuple[Stroke, ...]
    width: float


def lettering(text: str) -> Lettering:
    """Set `text` in our own signs, left to right; a sign that we have not drawn is a `KeyError`."""
    strokes: list[Stroke] = []
    x = 0.0
    for sign in text:
        width, outline = _SIGNS[sign]
        if outline:
            strokes.append(Stroke(x, outline))
        x += width + GAP
    return Lettering(text, tuple(strokes), max(x - GAP, 0.0))
