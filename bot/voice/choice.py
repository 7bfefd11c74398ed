"""Which engine the settings ask for: its name, its languages, and the command of its process."""

import sys
from dataclasses import dataclass
from importlib.util import find_spec

from bot.voice.engine import piper_name
from bot.voice.espeak import ESpeak
from services import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class Chosen:
    name: str
    locales: frozenset[str]
    command: tuple[str, ...]


def chosen_engine(settings: Settings) -> Chosen | None:
    """The engine of CLEA_VOICE; None where no voice is wanted. Raises SettingsError."""
    worker = (sys.executable, "-m", "bot.voice.worker")
    if settings.voice == "off":
        return None
    if settings.voice == "espeak":
        return Chosen(ESpeak.name, ESpeak.locales, worker)
    folder = settings.voice_folder
    if folder is None or not any(folder.glob("*.onnx")):
        raise SettingsError(
            "CLEA_VOICE_FOLDER: must be a folder with a piper voice for each language, named fr.onnx, en.onnx …"
        )
    if find_spec("piper") is None:
        raise SettingsError("CLEA_VOICE: piper is not installed; run `pip install piper-tts`.")
    spoken = ESpeak.locales | {path.stem for path in folder.glob("*.onnx")}
    return Chosen(piper_name(folder, ESpeak.name), spoken, (*worker, str(folder)))
