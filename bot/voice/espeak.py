"""eSpeak NG, from the library that espeakng-loader carries: every language of ours, on any machine, in little memory.

Its C interface (speak_lib.h) is called by ctypes: the packages that wrap it start a program for each sentence.
"""

import ctypes
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import espeakng_loader

from bot.voice.engine import EngineFailed, Sound

VOICES = {
    "fr": "fr",
    "en": "en",
    "ar": "ar",
    "pt": "pt",
    "es": "es",
    "tr": "tr",
    "uk": "uk",
    "fa": "fa",
}

WORDS_A_MINUTE = 130
"""eSpeak's own is 175: too fast for who listens rather than reads."""

PAUSE = 12
"""Between words, in units of 10 ms at eSpeak's own speed: none of it is heard as a stop, all is clearer."""

# Of speak_lib.h.
_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_RATE, _WORD_GAP = 1, 7
_UTF8 = 1

_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿœŒ’'][A-Za-zÀ-ÖØ-öø-ÿœŒ’'\- ]*[A-Za-zÀ-ÖØ-öø-ÿœŒ]")

_OTHER_SCRIPTS = {"ar", "fa", "uk"}
"""Where French terms stand in Latin letters between the others: these are said in French."""

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class ESpeak:
    name = f"espeak-{WORDS_A_MINUTE}-{PAUSE}"
    locales = frozenset(VOICES)

    def speak(self, text: str, locale: str) -> Sound:
        library = _library()
        for voice, piece in pieces(text, locale):
            library.say(voice, piece)
        return library.sound()


class _Library:
    """The C library: one for a process, and with one memory of what it said."""

    def __init__(self) -> None:
        self._heard: list[bytes] = []
        self._callback = _Callback(self._take)  # kept: the library calls it for as long as it lives
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self._rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DONT_EXIT)
        if self._rate <= 0:
            raise EngineFailed(f"could not be started: {self._rate}")
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, voice: str, text: str) -> None:
        library, said = self._library, text.encode(errors="ignore") + b"\0"
        failed = library.espeak_SetVoiceByName(voice.encode())
        failed = failed or library.espeak_SetParameter(_RATE, WORDS_A_MINUTE, 0)
        failed = failed or library.espeak_SetParameter(_WORD_GAP, PAUSE, 0)
        failed = failed or library.espeak_Synth(said, len(said), 0, 1, 0, _UTF8, None, None)
        if failed or library.espeak_Synchronize():
            self._heard.clear()
            raise EngineFailed(f"voice {voice}: {failed}")

    def sound(self) -> Sound:
        """What was said since it was asked last."""
        samples = b"".join(self._heard)
        self._heard.clear()
        return Sound(samples, self._rate)

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._heard.append(ctypes.string_at(samples, 2 * count))
        return 0


_library = cache(_Library)


def pieces(text: str, locale: str) -> Iterator[tuple[str, str]]:
    """The text cut where another voice takes over: the voice's name, and what it says."""
    own = VOICES[locale]
    if locale not in _OTHER_SCRIPTS:
        yield own, text
        return
    done = 0
    for term in _LATIN.finditer(text):
        if before := text[done : term.start()].strip():
            yield own, before
        yield VOICES["fr"], term[0]
        done = term.end()
    if rest := text[done:].strip():
        yield own, rest
