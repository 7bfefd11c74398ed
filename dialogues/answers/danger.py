"""Sure signs that somebody may be in distress or danger: what must not be missed is not left to a model alone.

The words stand beside the catalogs (`locales/*/distress.txt`), and those of all languages are listened for: who is
afraid writes in any of them, whatever was chosen.
"""

import re
from collections.abc import Iterator
from functools import cache

from dialogues.answers.reading import words_of
from locales.catalogs import FOLDER

FILES = "*/distress.txt"


def is_alarming(text: str) -> bool:
    """Whether the words of one of the lists stand in it, side by side."""
    return bool(_signs().search(f" {' '.join(words_of(text))} "))


def phrases() -> Iterator[str]:
    """As they stand in the lists, without remarks."""
    for file in sorted(FOLDER.glob(FILES)):
        lines = file.read_text(encoding="utf-8").splitlines()
        yield from (line for line in lines if line and not line.startswith("#"))


@cache
def _signs() -> re.Pattern[str]:
    return re.compile("|".join(sorted({_sign(phrase) for phrase in phrases()})))


def _sign(phrase: str) -> str:
    words = re.escape(" ".join(words_of(phrase.rstrip("*$ "))))
    if phrase.endswith("*"):
        return f" {words}"
    return f" {words} [ ?]*$" if phrase.endswith("$") else f" {words} "
