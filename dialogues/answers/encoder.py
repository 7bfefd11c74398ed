"""A sentence as 512 numbers that are close for close meanings, in many languages; a small network in numpy.

The network is Google's Universal Sentence Encoder, multilingual (version 3, Apache 2.0): pieces of words are looked
up in a table, three small convolutions see their neighbours, and a few layers follow. Of its table only the pieces
that our languages use are kept (`training/extract.py`), so that it is light: what it was made from takes 150 MB.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FILE = Path(__file__).with_name("encoder.npz")

SIZE = 512
BEGIN, END, UNKNOWN = 0, 1, 2
"""Rows of the table: what begins and ends a sentence, and what no piece fits."""

_SPACE = "\u2581"
_ORDERS = ((2, 0), (3, 1), (5, 2))
"""Of each convolution: how many pieces it sees at once, and how many of them stand before the one it is at."""


class Encoder:
    def __init__(self, path: Path = FILE) -> None:
        with np.load(path, allow_pickle=False) as stored:
            self._table = stored["table"]
            self._chunks = stored["chunks"]
            pieces = bytes(stored["pieces"]).decode().split("\n")
            self._scores: list[float] = stored["scores"].astype(np.float32).tolist()
            self._w = {name: stored[name].astype(np.float32) for name in stored.files if name[0] == "_"}
        self._rows = {piece: row for row, piece in enumerate(pieces) if row > UNKNOWN}
        self._longest = max(map(len, self._rows))
        self._unknown = min(self._scores) - 10.0
        self._ahead: dict[str, Floats] = {}

    def encode(self, text: str) -> Floats:
        """A vector of length 1."""
        ahead = self._ahead.get(text)
        return self.encode_all([text])[0] if ahead is None else ahead

    def encode_ahead(self, texts: Sequence[str]) -> None:
        """Encodes what will be asked for soon: until the next time it is at hand."""
        self._ahead = dict(zip(texts, self.encode_all(texts), strict=True))

    def encode_all(self, texts: Sequence[str]) -> Floats:
        """A row for each text. Several cost little more than one: most of the time the layers are on their way."""
        w = self._w
        split = [[BEGIN, *self.split(text), END] for text in texts]
        lengths = np.array([len(pieces) for pieces in split])
        begins = np.cumsum(lengths) - lengths
        rows = np.concatenate(split)
        chunks = self._chunks[rows]
        looked_up = self._table[rows] * w["_scale"][chunks, None] + w["_lo"][chunks, None]
        seen = _normal(looked_up @ w["_proj"] + w["_proj_b"], w["_ln_g_all"], w["_ln_b_all"])
        width = seen.shape[1] // len(_ORDERS)
        parts = [looked_up]
        for number, (order, before) in enumerate(_ORDERS):
            first = seen[:, number * width : (number + 1) * width]
            for layer in ("1", "2"):
                around = np.concatenate([_windows(x, order, before) for x in np.split(first, begins[1:])])
                first = np.maximum(around @ w[f"_w{layer}_{order}"] + w[f"_b{layer}_{order}"], 0) + first
            parts.append(first)
        features = _normal(np.concatenate(parts, axis=1), w["_ln_g"], w["_ln_b"])
        total = np.add.reduceat(features, begins) @ w["_cnn_W"] + lengths[:, None] * w["_cnn_b"]
        return self._head((total / np.sqrt(lengths)[:, None]).astype(np.float32))

    def _head(self, mean: Floats) -> Floats:
        w = self._w
        y = np.maximum(mean @ w["_p1"] + np.maximum(mean @ w["_d0"], 0) @ w["_d1"], 0)
        out = np.tanh(y @ w["_p3"] + np.maximum(y @ w["_d2"], 0) @ w["_d3"])
        length = np.linalg.norm(out, axis=1, keepdims=True)
        return np.asarray(out / np.maximum(length, 1e-6), dtype=np.float32)

    def split(self, text: str) -> list[int]:
        """The likeliest pieces that the text is made of (Viterbi over a unigram model), as rows of the table."""
        said = _SPACE + _SPACE.join(unicodedata.normalize("NFKC", text).split())
        best = [0.0] + [-1e30] * len(said)
        came: list[tuple[int, int]] = [(0, UNKNOWN)] * (len(said) + 1)
        for start, score in enumerate(best[:-1]):
            score = best[start]
            for end in range(start + 1, min(start + self._longest, len(said)) + 1):
                row = self._rows.get(said[start:end])
                if row is None and end > start + 1:
                    continue
                total = score + (self._unknown if row is None else self._scores[row])
                if total > best[end]:
                    best[end], came[end] = total, (start, UNKNOWN if row is None else row)
        rows: list[int] = []
        end = len(said)
        while end:
            end, row = came[end]
            rows.append(row)
        return rows[::-1]


def _normal(x: Floats, gain: Floats, bias: Floats) -> Floats:
    centred = x - x.mean(axis=1, keepdims=True)
    return np.asarray(centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-6) * gain + bias)


def _windows(x: Floats, order: int, before: int) -> Floats:
    """Each row with those around it in one row; beyond the ends there is nothing."""
    length, width = x.shape
    # np.pad and np.concatenate take longer than the convolution that follows.
    around = np.zeros((length, order, width), dtype=np.float32)
    for place in range(order):
        first, last = max(0, before - place), min(length, length + before - place)
        around[first:last, place] = x[first + place - before : last + place - before]
    return around.reshape(length, order * width)


@cache
def encoder() -> Encoder:
    """The encoder, read once a process."""
    return Encoder()
