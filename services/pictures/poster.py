"""A poster of A4: what CléA is, in a few plain lines with pictograms, and the square that opens the chat.

Dark lines on white, so that any office printer does; nothing is told by a colour alone. Units are millimetres.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import segno

from services.pictures.drawing import draw

LEFT, RIGHT = 16.0, 194.0

SQUARE = 92.0
"""The side of the QR code, with its quiet zone: read from two metres away."""

QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""

_WIDE, _NARROW = "mwMWOQÉÈ", "iljtfrI1.,:;'’!|()[] "


@dataclass(frozen=True, slots=True)
class Said:
    """What a poster says, in its language. `pictograms` go with `reasons`, one each."""

    title: str
    subtitle: str
    reasons: tuple[str, str, str]
    steps: tuple[str, str, str]
    by_hand: str
    needs: str
    centre: str
    referrer: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines one under the other; `y` is the first one's baseline."""

    x: float
    y: float
    size: float
    lines: tuple[str, ...]
    weight: int = 500
    anchor: str = "start"

    @property
    def leading(self) -> float:
        return self.size * 1.24


def poster(link: str, said: Said) -> str:
    """The poster as SVG, for a link of the bot's."""
    modules, outline = qr_outline(link)
    columns = (48.0, 105.0, 162.0)
    reasons = [
        Block(x, 131, 6, (reason,), anchor="middle") for x, reason in zip(columns, said.reasons, strict=True)
    ]
    steps = [Block(140, 175.5 + 29 * n, 6.6, (step,), 700) for n, step in enumerate(said.steps)]
    blocks = [
        *_fitted([Block(LEFT, 37, 15.5, (said.title,), 700)], 178, 2),
        *_fitted([Block(LEFT, 76, 7.4, (said.subtitle,))], 178, 2),
        *_fitted(reasons, 52, 3),
        *map(_around, _fitted(steps, 54, 3)),
        *_fitted([Block(LEFT, 262, 5.2, (said.by_hand,))], 178, 1),
        *_fitted([Block(LEFT, 270.5, 7.2, (bare(link),), 700)], 178, 1),
        *_fitted([Block(LEFT, 278, 4.6, (said.needs,))], 178, 1),
        *_fitted([Block(LEFT, 287, 4, (said.centre,))], 105, 1),
        *_fitted([Block(RIGHT, 287, 4, (said.referrer,), anchor="end")], 68, 1),
    ]
    return draw(
        "poster.svg",
        title=said.title,
        blocks=blocks,
        reasons=list(zip(("talk", "strengths", "learn"), columns, strict=True)),
        square=SQUARE,
        modules=modules,
        outline=outline,
    )


def bare(link: str) -> str:
    """The link as one copies it from paper."""
    return link.removeprefix("https://")


def qr_outline(link: str) -> tuple[int, str]:
    """The QR code of a link: how many modules wide with its quiet zone, and its dark ones as one outline.

    Level Q: a quarter of it may be dirty or torn.
    """
    code = segno.make(link, error="q", boost_error=False, micro=False)
    rows = ["".join("1" if dark else "0" for dark in row) for row in code.matrix]
    runs = (
        f"M{run.start() + QUIET} {y + QUIET}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(rows)
        for run in re.finditer("1+", row)
    )
    return len(rows) + 2 * QUIET, "".join(runs)


def _fitted(blocks: Sequence[Block], room: float, most: int) -> list[Block]:
    """The blocks wrapped within `room` to at most so many lines each; all smaller where one does not fit."""
    size = blocks[0].size
    while not all(_fits(wrapped(block.lines[0], size, room), size, room, most) for block in blocks):
        size *= 0.96
    return [
        replace(block, size=round(size, 2), lines=wrapped(block.lines[0], size, room)) for block in blocks
    ]


def _around(block: Block) -> Block:
    """Moved up, so that its lines lie around the place of the first."""
    return replace(block, y=round(block.y - (len(block.lines) - 1) * block.leading / 2, 2))


def _fits(lines: Sequence[str], size: float, room: float, most: int) -> bool:
    return len(lines) <= most and max(map(width_of, lines)) * size <= room


def wrapped(text: str, size: float, room: float) -> tuple[str, ...]:
    lines: list[str] = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer) * size > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


def width_of(text: str) -> float:
    """About how wide a line is at size 1. Generous: a viewer without our font sets another, perhaps wider."""
    return sum(0.95 if c in _WIDE else 0.36 if c in _NARROW else 0.72 if c.isupper() else 0.6 for c in text)
