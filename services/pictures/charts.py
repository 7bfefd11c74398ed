"""Charts of figures as SVG to stand in a page: shapes and classes only, coloured by the console's style sheets.

Drawn by pygal. What it adds for a file of its own (a style sheet, a script, tooltips) is left out: pages take none
of it. A chart says nothing to screen readers but its title: a table beside it says the same.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from typing import Any
from xml.etree import ElementTree as ET

WIDTH = 360
"""In units of the picture, which a page shrinks or stretches; letters are 13 of them high."""

LINE = 30

LEAST = 1e-6
"""Shorter than that is nothing: there is no scale for it."""

ROOM_FOR_LETTERS = 12
"""pygal reckons with letters as wide as in typewriting: those of pages are narrower."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What it is called, how long it is (nothing: there is no value), and the value as it is read."""

    label: str
    value: float | None
    said: str


@lru_cache(maxsize=64)
def bars(drawn: tuple[Bar, ...], title: str, key: str) -> str:
    """Lying bars, the first on top. `key` makes the picture's names unique in the page."""
    chart = _bare()(**_frame(LINE * len(drawn)), show_x_labels=False, show_x_guides=False)
    # Drawn from below upwards.
    return _drawn(chart, list(reversed(drawn)), title, key)


@cache
def _pygal() -> Any:
    """Read when the first chart is drawn. Its finder of maps, which it hangs into every import, is taken out again."""
    before = list(sys.meta_path)
    pygal = import_module("pygal")
    sys.meta_path[:] = before
    return pygal


@cache
def _bare() -> Any:
    """pygal's lying bars without the writing of a style sheet and a script: half of the work."""
    kind: Any = _pygal().HorizontalBar

    class Bare(kind):  # type: ignore[misc]
        def _draw(self) -> None:
            self.svg.add_styles = self.svg.add_scripts = lambda: None
            super()._draw()

    return Bare


def _frame(height: int) -> dict[str, Any]:
    size = {f"{what}_font_size": ROOM_FOR_LETTERS for what in ("label", "major_label", "value", "title")}
    return {
        "width": WIDTH,
        "height": height,
        "margin": 2,
        "spacing": 6,
        "show_legend": False,
        "print_values": True,
        "print_values_position": "top",
        "include_x_axis": True,
        "explicit_size": False,
        "style": _pygal().style.Style(**size),
    }


def _drawn(chart: Any, drawn: Sequence[Bar], title: str, key: str) -> str:
    chart.x_labels = [bar.label for bar in drawn]
    longest = max([bar.value or 0 for bar in drawn], default=0)
    chart.range = (0, longest * 1.25 if longest > LEAST else 1)
    chart.add("", [{"value": bar.value or 0, "formatter": _saying(bar.said)} for bar in drawn])
    root = chart.render_tree()
    _tidy(root)
    root.attrib = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "chart",
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-labelledby": f"{key}-title",
    }
    _entitle(root, title, f"{key}-title")
    return ET.tostring(root, encoding="unicode")


def _saying(said: str) -> Any:
    return lambda _value: said


def _tidy(root: ET.Element) -> None:
    """Without what a page's policy forbids, and what would be read aloud beside the title."""
    for parent in root.iter():
        for child in list(parent):
            gone = child.tag in ("defs", "desc", "title", "script", "style") or callable(child.tag)
            if gone or "tooltip" in child.get("class", "").split("-") or "style" in child.attrib:
                parent.remove(child)


def _entitle(root: ET.Element, title: str, name: str) -> None:
    element = ET.Element("title", {"id": name})
    element.text = title
    root.insert(0, element)
