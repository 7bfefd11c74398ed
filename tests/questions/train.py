"""Makes the model anew: `make questions`. How sure it may be is learnt by leaving parts of the examples out."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from dialogues.answers import reading
from dialogues.answers.encoder import encoder
from dialogues.answers.examples import NOTHING, Example, examples, fingerprint
from dialogues.answers.matching import FILE, NEAREST, hashed

PARTS = 3
RARE = 3
"""A feature that fewer examples have is not kept: 3 finds as much as 2 within what is chance, and takes 4 MB less."""
MEANING = 2.0
"""How much what a sentence means weighs beside each kind of how it is spelt."""
C = 0.5
CLOSE_ENOUGH = 0.1
"""Where the solver stops: 1e-4 takes ten times as long, and finds no topic more."""
CENTRES, OF_NOTHING = 8, 32
"""Into how many groups the meanings of a topic's examples are put, and those of what is nobody's topic."""


class Vectors:
    """TF-IDF of features, of length 1 for each kind; the texts are read once, however often it is fitted."""

    def __init__(self, texts: Sequence[str]) -> None:
        columns: dict[int, int] = {}
        kinds, at, often, ends = [], [], [], [0]
        for text in texts:
            for name, n in Counter(reading.features(text)).items():
                if (hash_ := hashed(name)) not in columns:
                    columns[hash_] = len(columns)
                    kinds.append(ord(name[0]))
                at.append(columns[hash_])
                often.append(n)
            ends.append(len(at))
        shape = (len(texts), len(columns))
        self._counts = sparse.csr_matrix((1 + np.log(np.array(often)), at, ends), shape=shape)
        self._kinds, self._hashes = np.array(kinds), np.array(list(columns), dtype=np.uint32)

    def fit(self, seen):
        """All texts as vectors, by what the `seen` ones have; sets `hashes` and `idf` of their columns."""
        having = np.bincount(self._counts[seen].indices, minlength=len(self._hashes))
        kept = np.flatnonzero(having >= RARE)
        kept = kept[np.argsort(self._hashes[kept])]
        self.hashes = self._hashes[kept]
        self.idf = np.log((1 + len(seen)) / (1 + having[kept])) + 1
        counts = self._counts[:, kept].tocsr()
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        values = counts.data * self.idf[counts.indices]
        of = self._kinds[kept][counts.indices]
        lengths = np.zeros((counts.shape[0], self._kinds.max() + 1))
        np.add.at(lengths, (rows, of), values**2)
        counts.data = values / np.sqrt(lengths[rows, of])
        return counts


def meanings(those: Sequence[Example]):
    return np.array([encoder().encode(reading.spelled_out(e.text, e.language)) for e in those])


def joined(spelt, meant):
    return sparse.hstack([spelt, MEANING * sparse.csr_matrix(meant)]).tocsr()


def machine_of(spelt, meant, topics):
    return LinearSVC(C=C, tol=CLOSE_ENOUGH, random_state=7).fit(joined(spelt, meant), topics)


def left_out_scores(topics, vectors: Vectors, meant):
    """Scores of each example by a model that has not seen it."""
    classes = np.unique(topics)
    scores = np.zeros((len(topics), len(classes)))
    for seen, unseen in StratifiedKFold(PARTS, shuffle=True, random_state=7).split(topics, topics):
        spelt = vectors.fit(seen)
        machine = machine_of(spelt[seen], meant[seen], topics[seen])
        here = machine.decision_function(joined(spelt[unseen], meant[unseen]))
        centres, of = centres_of(meant[seen], topics[seen], classes)
        scores[unseen] = here + NEAREST * nearest(meant[unseen], centres, of, len(classes))
    return scores, classes


def centres_of(meant, topics, classes):
    """The middles, of length 1, of groups of a topic's examples that mean nearly the same, and whose they are."""
    centres, of = [], []
    for number, topic in enumerate(classes):
        those = meant[topics == topic]
        groups = min(OF_NOTHING if topic == NOTHING else CENTRES, len(those))
        found = KMeans(groups, n_init=1, max_iter=10, random_state=7).fit(those).cluster_centers_
        centres.append(found / np.linalg.norm(found, axis=1, keepdims=True))
        of += [number] * groups
    return np.concatenate(centres), np.array(of)


def nearest(asked, centres, of, count: int):
    """How close the closest centre of each topic is, as in `Model._nearest`."""
    alike = asked @ centres.T
    return np.stack([np.maximum(alike[:, of == topic].max(axis=1), 0) for topic in range(count)], axis=1)


def signs(scores):
    """What the confidence is made from, as in `Model.confidence`."""
    best = -np.sort(-scores, axis=1)
    return np.stack([best[:, 0], best[:, 0] - best[:, 1], best[:, 1]], axis=1)


def train(path: Path = FILE) -> None:
    those = examples()
    topics = np.array([e.topic for e in those])
    meant, vectors = meanings(those), Vectors([e.text for e in those])
    scores, classes = left_out_scores(topics, vectors, meant)
    said = classes[scores.argmax(axis=1)]
    answered = said != NOTHING
    judge = LogisticRegression(C=10).fit(signs(scores)[answered], (said == topics)[answered])
    sys.stdout.write(
        f"{len(those)} examples; left out in turn, {np.mean(said == topics):.3f} find their topic\n"
    )
    spelt = vectors.fit(np.arange(len(those)))
    machine = machine_of(spelt, meant, topics)
    weights = machine.coef_.T
    spelling, meaning = weights[: spelt.shape[1]], weights[spelt.shape[1] :] * MEANING
    scale = np.abs(spelling).max(axis=0) / 127
    centres, of = centres_of(meant, topics, classes)
    np.savez_compressed(
        path,
        topics=np.frombuffer(" ".join(classes).encode(), np.uint8),
        fingerprint=np.frombuffer(fingerprint().encode(), np.uint8),
        hashes=vectors.hashes,
        idf=vectors.idf.astype(np.float16),
        weights=np.round(spelling / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        meaning=meaning.astype(np.float16),
        bias=machine.intercept_.astype(np.float32),
        centres=centres.astype(np.float16),
        of=of.astype(np.uint8),
        sureness=np.concatenate([judge.intercept_, judge.coef_[0]]).astype(np.float32),
    )


if __name__ == "__main__":
    train()
