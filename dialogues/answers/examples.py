"""The files of examples beside the catalogs: what people say of each topic, one phrase a line, as they write it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from locales.catalogs import FOLDER

NOTHING = "null"
"""The heading of what belongs to no topic of ours."""

LANGUAGES = ("fr", "en", "ar", "pt", "es", "tr", "uk", "fa")


@dataclass(frozen=True, slots=True)
class Example:
    language: str
    topic: str
    text: str


def read(path: Path, language: str) -> Iterator[Example]:
    """The examples of one file: `[topic]`, then its phrases; lines that begin with # are remarks."""
    topic = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            topic = line[1:-1]
        elif line.strip() and not line.startswith("#"):
            yield Example(language, topic, line.strip())


def path_of(language: str, folder: Path = FOLDER) -> Path:
    return folder / language / "questions.txt"


def examples(folder: Path = FOLDER) -> list[Example]:
    """All of them, in every language."""
    return [example for language in LANGUAGES for example in read(path_of(language, folder), language)]


def fingerprint() -> str:
    """Of what the model was made from: it changes with any example, and with how texts are read."""
    digest = hashlib.sha256(Path(__file__).with_name("reading.py").read_bytes())
    for language in LANGUAGES:
        digest.update(path_of(language).read_bytes())
    for gloss in sorted(FOLDER.glob("*/gloss.txt")):
        digest.update(gloss.read_bytes())
    return digest.hexdigest()
