"""Ways to match, on a third of the examples that they have not seen: the figures by which ours was chosen.

.venv/bin/python -m tests.questions.compare
"""

import sys

import numpy as np
from rapidfuzz import fuzz, process
from scipy import sparse
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from dialogues.answers import reading
from dialogues.answers.examples import LANGUAGES, examples
from dialogues.answers.matching import NEAREST
from tests.questions.train import (
    CLOSE_ENOUGH,
    PARTS,
    C,
    Vectors,
    centres_of,
    joined,
    machine_of,
    meanings,
    nearest,
)


def compare() -> None:
    those = examples()
    topics = np.array([e.topic for e in those])
    seen, unseen = next(StratifiedKFold(PARTS, shuffle=True, random_state=7).split(topics, topics))
    language = np.array([e.language for e in those])[unseen]

    def tell(way: str, said) -> None:
        right = said == topics[unseen]
        shares = " | ".join(f"{right[language == one].mean():.0%}" for one in LANGUAGES)
        sys.stdout.write(f"| {way} | {shares} | {right.mean():.0%} |\n")
        sys.stdout.flush()

    sys.stdout.write(f"| | {' | '.join(LANGUAGES)} | all |\n|{'---|' * (len(LANGUAGES) + 2)}\n")
    heard = [" ".join(map(reading.sound_of, reading.words_of(e.text))) for e in those]
    known = [heard[i] for i in seen]
    alike = [process.extractOne(heard[i], known, scorer=fuzz.token_sort_ratio) for i in unseen]
    tell("rapidfuzz, the most alike example", np.array([topics[seen][found[2]] for found in alike]))

    meant = meanings(those)
    spelt = Vectors([e.text for e in those]).fit(seen)
    machine = LinearSVC(C=C, tol=CLOSE_ENOUGH).fit(spelt[seen], topics[seen])
    tell("words and pieces of words, linear", machine.predict(spelt[unseen]))
    machine = LinearSVC(C=C, tol=CLOSE_ENOUGH).fit(sparse.csr_matrix(meant[seen]), topics[seen])
    tell("the encoder, linear", machine.predict(meant[unseen]))
    machine = machine_of(spelt[seen], meant[seen], topics[seen])
    scores = machine.decision_function(joined(spelt[unseen], meant[unseen]))
    tell("both, linear", machine.classes_[scores.argmax(axis=1)])
    centres, of = centres_of(meant[seen], topics[seen], machine.classes_)
    scores += NEAREST * nearest(meant[unseen], centres, of, len(machine.classes_))
    tell("both, linear, and the closest group of examples (ours)", machine.classes_[scores.argmax(axis=1)])


if __name__ == "__main__":
    compare()
