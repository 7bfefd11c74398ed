"""Makes the model anew: `make questions`. How sure it may be is learnt by leaving parts of the examples out."""

import sys
from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from dialogues.answers import reading
from dialogues.answers.encoder import encoder
from dialogues.answers.examples import NOTHING, Example, examples, fingerprint
from dialogues.answers.matching import FILE, FINE, NEAREST, hashed

PARTS = 5
RARE = 2
"""A feature that fewer examples have is not kept."""
MEANING = 2.0
"""How much what a sentence means weighs beside each kind of how it is spelt."""
C = 0.5


class Vectors:
    """TF-IDF of features, of length 1 for each kind."""

    def fit(self, texts: Sequence[str]):
        counted = [Counter(reading.features(text)) for text in texts]
        often = Counter(name for counts in counted for name in counts)
        kept = sorted({hashed(name): n for name, n in often.items() if n >= RARE}.items())
        self.hashes = np.array([hash_ for hash_, _ in kept], dtype=np.uint32)
        self.columns = {hash_: column for column, (hash_, _) in enumerate(kept)}
        self.idf = np.array([log((1 + len(texts)) / (1 + n)) + 1 for _, n in kept], dtype=np.float32)
        return self.of(texts)

    def of(self, texts: Sequence[str]):
        at, values, row_ends = [], [], [0]
        for text in texts:
            kinds: dict[str, list[tuple[int, float]]] = {}
            for name, n in Counter(reading.features(text)).items():
                if (column := self.columns.get(hashed(name))) is not None:
                    kinds.setdefault(name[0], []).append((column, (1 + log(n)) * self.idf[column]))
            for found in kinds.values():
                length = sum(value**2 for _, value in found) ** 0.5
                at += [column for column, _ in found]
                values += [value / length for _, value in found]
            row_ends.append(len(at))
        return sparse.csr_matrix((values, at, row_ends), shape=(len(texts), len(self.columns)))


def meanings(those: Sequence[Example]):
    return np.array([encoder().encode(reading.spelled_out(e.text, e.language)) for e in those])


def joined(spelt, meant):
    return sparse.hstack([spelt, MEANING * sparse.csr_matrix(meant)]).tocsr()


def left_out_scores(those: Sequence[Example], meant):
    """Scores of each example by a model that has not seen it."""
    topics = [e.topic for e in those]
    scores = None
    for seen, unseen in StratifiedKFold(PARTS, shuffle=True, random_state=7).split(topics, topics):
        vectors = Vectors()
        spelt = vectors.fit([those[i].text for i in seen])
        machine = LinearSVC(C=C).fit(joined(spelt, meant[seen]), [topics[i] for i in seen])
        here = machine.decision_function(joined(vectors.of([those[i].text for i in unseen]), meant[unseen]))
        here = here + NEAREST * nearest(
            meant[unseen], meant[seen], [topics[i] for i in seen], machine.classes_
        )
        scores = np.zeros((len(topics), here.shape[1])) if scores is None else scores
        scores[unseen] = here
    return scores, machine.classes_


def nearest(asked, known, topics, classes):
    """How close the closest example of each topic is, as in `Model._nearest`."""
    alike, of = asked @ known.T, np.array(topics)
    return np.stack([np.maximum(alike[:, of == topic].max(axis=1), 0) for topic in classes], axis=1)


def signs(scores):
    """What the confidence is made from, as in `Model.confidence`."""
    best = -np.sort(-scores, axis=1)
    return np.stack([best[:, 0], best[:, 0] - best[:, 1], best[:, 1]], axis=1)


def train(path: Path = FILE) -> None:
    those = examples()
    topics = np.array([e.topic for e in those])
    meant = meanings(those)
    scores, classes = left_out_scores(those, meant)
    said = classes[scores.argmax(axis=1)]
    answered = said != NOTHING
    judge = LogisticRegression(C=10).fit(signs(scores)[answered], (said == topics)[answered])
    sys.stdout.write(
        f"{len(those)} examples; left out in turn, {np.mean(said == topics):.3f} find their topic\n"
    )
    vectors = Vectors()
    spelt = vectors.fit([e.text for e in those])
    machine = LinearSVC(C=C).fit(joined(spelt, meant), topics)
    weights = machine.coef_.T
    spelling, meaning = weights[: spelt.shape[1]], weights[spelt.shape[1] :] * MEANING
    scale = np.abs(spelling).max(axis=0) / 127
    np.savez_compressed(
        path,
        topics=np.frombuffer(" ".join(machine.classes_).encode(), np.uint8),
        fingerprint=np.frombuffer(fingerprint().encode(), np.uint8),
        hashes=vectors.hashes,
        idf=vectors.idf.astype(np.float16),
        weights=np.round(spelling / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        meaning=meaning.astype(np.float32),
        bias=machine.intercept_.astype(np.float32),
        examples=np.clip(np.round(meant * FINE), -127, 127).astype(np.int8),
        of=np.searchsorted(machine.classes_, topics).astype(np.uint8),
        sureness=np.concatenate([judge.intercept_, judge.coef_[0]]).astype(np.float32),
    )
    np.savez(
        "/tmp/answers-work/cv.npz",
        scores=scores,
        classes=classes,
        topics=topics,
        langs=np.array([e.language for e in those]),
        texts=np.array([e.text for e in those]),
    )


if __name__ == "__main__":
    train()
