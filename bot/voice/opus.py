"""Sound as OGG/Opus, the form in which Telegram shows a voice note; even in loudness.

In the engine's process only: numpy takes 30 MB.
"""

import io

import numpy as np
import numpy.typing as npt
import soundfile

from bot.voice.engine import Sound

Samples = npt.NDArray[np.float64]

RATE = 24_000
"""Samples a second: one of those that Opus takes, and more than speech needs."""

LOUDNESS = 0.12
"""Root mean square that every voice is brought to: clear on a small loudspeaker."""

PEAK = 0.95

SILENCE_S = 0.2
"""Before and after: some phones swallow the first moment."""


def to_opus(sound: Sound) -> bytes:
    out = io.BytesIO()
    samples = _with_silence(_even(_resampled(sound)))
    soundfile.write(out, samples, RATE, format="OGG", subtype="OPUS")
    return out.getvalue()


def seconds_of(opus: bytes) -> float:
    return float(soundfile.info(io.BytesIO(opus)).duration)


def _resampled(sound: Sound) -> Samples:
    samples = np.frombuffer(sound.samples, np.int16) / 32768
    if not len(samples):
        return samples
    wanted = np.arange(0, len(samples) / sound.rate, 1 / RATE)
    resampled: Samples = np.interp(wanted, np.arange(len(samples)) / sound.rate, samples)
    return resampled


def _even(samples: Samples) -> Samples:
    strength = float(np.sqrt(np.mean(np.square(samples)))) if len(samples) else 0.0
    if strength == 0:
        return samples
    louder = samples * (LOUDNESS / strength)
    # Soft at the top: cut peaks crackle, and turning all down again would lose the loudness.
    even: Samples = np.tanh(louder / PEAK) * PEAK
    return even


def _with_silence(samples: Samples) -> Samples:
    silence = np.zeros(int(SILENCE_S * RATE))
    return np.concatenate((silence, samples, silence))
