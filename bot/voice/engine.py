"""What an engine of speech is, and which one the settings ask for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from services import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono sound: samples of 16 bits in the machine's byte order, and how many of them a second."""

    samples: bytes
    rate: int


class EngineFailed(Exception):
    """The engine could not be started, or did not take a text."""


class Engine(Protocol):
    """Turns words into sound. Not asked by two threads at a time."""

    name: str
    """With its settings, as far as they change the sound: recordings are known by it."""

    @property
    def locales(self) -> frozenset[str]:
        """The languages that it speaks."""

    def speak(self, text: str, locale: str) -> Sound:
        """Slow and clear. `locale` is one of `locales`. Raises EngineFailed."""


def engine_of(settings: Settings) -> Engine | None:
    """The engine of CLEA_VOICE; None where no voice is wanted. Raises SettingsError."""
    match settings.voice:
        case "espeak":
            from bot.voice.espeak import ESpeak

            return ESpeak()
        case "piper":
            return _piper(settings.voice_folder)
    return None


def _piper(folder: Path | None) -> Engine:
    from bot.voice.espeak import ESpeak

    if folder is None or not any(folder.glob("*.onnx")):
        raise SettingsError(
            "CLEA_VOICE_FOLDER: must be a folder with a piper voice for each language, named fr.onnx, en.onnx …"
        )
    try:
        from bot.voice.piper import Piper
    except ImportError:
        raise SettingsError("CLEA_VOICE: piper is not installed; run `pip install piper-tts`.") from None
    return Piper(folder, otherwise=ESpeak())
