"""Which topic a question is about: scores of a linear model, and how sure they make us.

Two errors are not equal: a wrong answer misleads, "I do not know" costs one tap. So there are three outcomes: one
topic, two that are close (both are offered), or none. Distress is heard sooner than anything else.
"""

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dialogues.answers import reading
from dialogues.answers.danger import is_alarming
from dialogues.answers.encoder import encoder
from dialogues.answers.examples import NOTHING

Floats = NDArray[np.float32]

FILE = Path(__file__).with_name("model.npz")

SURE = 0.5
"""From this confidence on, one topic is answered; below it, two are offered."""
ALONE = 0.8
"""The probability of being right that is worth answering one topic, and that confidence calls SURE."""
PERHAPS = 0.4
"""The probability from which on, up to ALONE, the two nearest topics are offered."""
NEAREST = 2.0
"""How much the closest group of examples weighs beside what was learnt from all of them."""
DISTRESS = "distress"
DISTRESS_HEARD, DISTRESS_NEAR = 0.2, 1.0
"""The scores from which on somebody may be in distress, where nothing fits better and where one topic does: a person
too many is offered sooner than one too few."""
LATELY = 64
"""So many messages stay read: read before their turns begin, and then asked for in them."""
POLITE = ("greeting", "thanks")
"""Answered with less: a hello too many misleads nobody."""
NEVER_OFFERED = (NOTHING, *POLITE)
"""As one of two: nobody needs a button to say hello."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a question is about. `confidence` grows with the probability that this is right, 0 to 1."""

    topic: str | None
    confidence: float
    close: tuple[str, str] | None = None
    """Two topics to offer, the nearer first; then `topic` is the nearer one."""


NO_MATCH = Match(None, 0.0)


class Model:
    def __init__(self, path: Path = FILE) -> None:
        with np.load(path, allow_pickle=False) as stored:
            self.topics: tuple[str, ...] = tuple(bytes(stored["topics"]).decode().split())
            self.fingerprint = bytes(stored["fingerprint"]).decode()
            self._hashes = stored["hashes"]
            self._idf = stored["idf"].astype(np.float32)
            self._weights = stored["weights"]
            self._scale = stored["scale"].astype(np.float32)
            self._meaning = stored["meaning"].astype(np.float32)
            self._bias = stored["bias"].astype(np.float32)
            self._centres = stored["centres"].astype(np.float32)
            self._starts = np.flatnonzero(np.diff(stored["of"].astype(int), prepend=-1))
            self._sureness = stored["sureness"].astype(np.float32)

    def scores(self, text: str, language: str) -> Floats:
        """How well each of `topics` fits: above 0, it probably does."""
        rows, values = self._features(text)
        spelt = (values[:, None] * self._weights[rows]).sum(axis=0) * self._scale
        meant = encoder().encode(reading.spelled_out(text, language))
        close = NEAREST * self._nearest(meant)
        return np.asarray(spelt + meant @ self._meaning + self._bias + close, dtype=np.float32)

    def _nearest(self, meant: Floats) -> Floats:
        """How close, 0 to 1, the group of examples of each topic is that is closest in meaning."""
        return np.maximum(np.maximum.reduceat(self._centres @ meant, self._starts), 0)

    def _features(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """Rows of known features, and their TF-IDF, of length 1 for each kind of feature."""
        rows: list[int] = []
        values: list[float] = []
        counts = sorted(Counter(reading.features(text)).items())
        for _, kind in groupby(counts, lambda item: item[0][0]):
            names, often = zip(*kind, strict=True)
            hashes = np.array([hashed(name) for name in names], dtype=np.uint32)
            found = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
            known = self._hashes[found] == hashes
            weighed = (1 + np.log(np.array(often)))[known] * self._idf[found[known]]
            length = float(np.sqrt((weighed**2).sum())) or 1.0
            rows += found[known].tolist()
            values += (weighed / length).tolist()
        return np.array(rows, dtype=np.int64), np.array(values, dtype=np.float32)

    def probability(self, scores: Floats) -> float:
        """That the best topic is right; how it follows from the scores was learnt from examples left out."""
        first, second = np.sort(scores)[::-1][:2]
        return float(1 / (1 + np.exp(-(self._sureness @ np.array([1.0, first, first - second, second])))))

    def match(self, text: str, language: str) -> Match:
        """Never fails, whatever the text is; nothing readable fits no topic."""
        if not re.search(r"[^\W\d]", reading.plainly(text)):
            return NO_MATCH
        if is_alarming(text):
            return Match(DISTRESS, 1.0)
        scores = self.scores(text, language)
        first, second = (self.topics[i] for i in np.argsort(-scores)[:2])
        probability = self.probability(scores)
        danger = scores[self.topics.index(DISTRESS)]
        if (first == DISTRESS and danger > DISTRESS_HEARD) or (second == DISTRESS and danger > DISTRESS_NEAR):
            return Match(DISTRESS, max(SURE, confidence(probability)))
        if first == NOTHING or probability < PERHAPS:
            return Match(None, probability if first == NOTHING else 1 - probability)
        if probability >= ALONE or first in POLITE:
            return Match(first, confidence(probability))
        if second in NEVER_OFFERED:
            return Match(None, 1 - probability)
        return Match(first, confidence(probability), (first, second))


def confidence(probability: float) -> float:
    """Where one topic is answered, at least SURE; where two are offered, less."""
    if probability >= ALONE:
        return SURE + (1 - SURE) * (probability - ALONE) / (1 - ALONE)
    return SURE * probability / ALONE


def hashed(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "surrogatepass"))


@cache
def model() -> Model:
    """The model, read once a process."""
    return Model()


@lru_cache(LATELY)
def match(text: str, language: str) -> Match:
    """What a question is about; `language` is the one that the person reads in, and may be wrong."""
    return model().match(text, language)
