"""What an engine of speech is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono sound: samples of 16 bits in the machine's byte order, and how many of them a second."""

    samples: bytes
    rate: int


class EngineFailed(Exception):
    """The engine could not be started, or did not take a text."""


class Engine(Protocol):
    """Turns words into sound; never asked twice at a time."""

    name: str
    """With its settings, as far as they change the sound: recordings are known by it."""

    @property
    def locales(self) -> frozenset[str]:
        """The languages that it speaks."""

    def speak(self, text: str, locale: str) -> Sound:
        """Slow and clear. `locale` is one of `locales`. Raises EngineFailed."""


def piper_name(folder: Path, otherwise: str) -> str:
    """The name of piper with the voices in a folder: another voice is another recording."""
    voices = sorted((path.stem, path.stat().st_size) for path in folder.glob("*.onnx"))
    return f"piper-{voices}-{otherwise}"
