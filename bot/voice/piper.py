"""Piper: a more natural voice, where somebody gives its files (one a language: fr.onnx and fr.onnx.json)."""

from functools import cache
from pathlib import Path

from piper import PiperVoice, SynthesisConfig

from bot.voice.engine import Engine, Sound

SLOWER = 1.25
"""Times as long as the voice itself would take."""


class Piper:
    """Speaks the languages it has a file for; the others are left to another engine."""

    def __init__(self, folder: Path, name: str, otherwise: Engine) -> None:
        self.name = name
        self._files = {path.stem: path for path in folder.glob("*.onnx")}
        self._otherwise = otherwise

    @property
    def locales(self) -> frozenset[str]:
        return self._otherwise.locales | self._files.keys()

    def speak(self, text: str, locale: str) -> Sound:
        if locale not in self._files:
            return self._otherwise.speak(text, locale)
        heard = list(_voice(self._files[locale]).synthesize(text, SynthesisConfig(length_scale=SLOWER)))
        return Sound(b"".join(chunk.audio_int16_bytes for chunk in heard), heard[0].sample_rate)


_voice = cache(PiperVoice.load)
