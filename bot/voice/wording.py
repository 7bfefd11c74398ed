"""From what is read to what is said: no pictograms, hours in words, a stop at the end of each line."""

import re
from collections.abc import Iterable

_PICTOGRAMS = re.compile(
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\ufe0f\u20e3\u2022"
    "\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_LINK = re.compile(r"https?://\S+")
_HOURS = re.compile(r"\b(\d{1,2})[\s\u202f\u00a0]h(?:[\s\u202f\u00a0](\d{2}))?\b")
_ENDS = (".", "!", "?", ":", "…", "؟", ",", ";")

LONGEST = 1500
"""Characters: two minutes. What is longer is cut at the end of a line."""


def as_said(text: str, locale: str, choices: Iterable[str] = ()) -> str:
    """The words for the voice; `choices` are the buttons below, read after the text."""
    lines = [*text.splitlines(), *choices]
    said: list[str] = []
    for line in lines:
        words = " ".join(_PICTOGRAMS.sub(" ", _LINK.sub(" ", line)).split())
        if locale == "fr":
            words = _HOURS.sub(_in_words, words)
        if not any(letter.isalnum() for letter in words):
            continue
        said.append(words if words.endswith(_ENDS) else f"{words}.")
    return _cut(said)


def _in_words(hour: re.Match[str]) -> str:
    minutes = f" {int(hour[2])}" if hour[2] and hour[2] != "00" else ""
    return f"{int(hour[1])} heure{'s' if int(hour[1]) > 1 else ''}{minutes}"


def _cut(lines: list[str]) -> str:
    kept: list[str] = []
    length = 0
    for line in lines:
        length += len(line) + 1
        if length > LONGEST and kept:
            break
        kept.append(line[:LONGEST])
    return "\n".join(kept)
