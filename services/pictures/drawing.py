"""From a template to SVG and from SVG to PNG: the palette, the font and both programs are named only here.

The font is Rubik (package fontpkg-rubik, OFL): one file of 0.4 MB has Latin, Cyrillic and Arabic with Persian
letters, and resvg joins Arabic letters in it. Only names of days need it; digits are our own strokes.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from resvg_py import svg_to_bytes

FONT_FILE = Path(str(files("fontpkg_rubik"))) / "files" / "Rubik[wght].ttf"

# Bytes of a PNG: a second or two on a poor mobile network.
HEAVIEST = 100_000


@dataclass(frozen=True, slots=True)
class Palette:
    """Blue, amber and sand: told apart by colour-blind eyes too, and none says "right" or "wrong".

    `deep`, `pin` and `quiet` draw what must be seen (4.5:1 or more on `ground`); the others only fill.
    """

    ground: str = "#fbf7ef"
    white: str = "#ffffff"
    road: str = "#dfd5c3"
    mist: str = "#dbe7ef"
    glow: str = "#fdebc8"
    sun: str = "#f5b748"
    deep: str = "#17486b"
    quiet: str = "#5d6f7b"
    pin: str = "#a8430b"


@dataclass(frozen=True, slots=True)
class Look:
    """How a stage or a domain is drawn in one of its states."""

    paper: str
    ink: str
    line: str
    width: float
    badge: str = ""


PALETTE = Palette()

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def draw(template: str, **values: object) -> str:
    """The SVG of a template, without empty lines: it is sent to phones on slow networks."""
    svg = _TEMPLATES.get_template(template).render(palette=PALETTE, **values)
    return "\n".join(line for line in svg.splitlines() if line.strip())


@lru_cache(maxsize=256)
def to_png(svg: str, width: int = 840) -> bytes:
    """A picture of ours as PNG; no system font is looked at, so it is the same on every machine.

    840 pixels are sharp on a phone and take less than 100 ms; 1080 would take half as long again.
    The rare picture that is too heavy for a slow network (a very full week) comes out narrower than `width`.
    """
    png = _rasterised(svg, width)
    while len(png) > HEAVIEST:
        width = width * 3 // 4
        png = _rasterised(svg, width)
    return png


def for_print(svg: str, width: int = 2480) -> bytes:
    """A page of ours as PNG: 2480 pixels are 300 to the inch across A4."""
    return _rasterised(svg, width)


def _rasterised(svg: str, width: int) -> bytes:
    return bytes(
        svg_to_bytes(
            svg_string=svg,
            width=width,
            dpi=96,  # resvg-py's own is 0, and a page measured in millimetres would be nothing
            skip_system_fonts=True,
            font_files=[str(FONT_FILE)],
            font_family="Rubik",
            sans_serif_family="Rubik",
        )
    )


@lru_cache(maxsize=4)
def icon_picture(*, title: str = "CléA Compagnon") -> str:
    """The application's mark, 512 by 512: a key whose stem is a road."""
    return draw("icon.svg", title=title)
