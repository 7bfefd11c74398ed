"""Ways to match, on a fifth of the examples that they have not seen: the figures by which ours was chosen.

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
from tests.questions.train import PARTS, C, Vectors, joined, meanings, nearest


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

    vectors, meant = Vectors(), meanings(those)
    spelt = vectors.fit([those[i].text for i in seen])
    asked = vectors.of([those[i].text for i in unseen])
    machine = LinearSVC(C=C).fit(spelt, topics[seen])
    tell("words and pieces of words, linear", machine.predict(asked))
    machine = LinearSVC(C=C).fit(sparse.csr_matrix(meant[seen]), topics[seen])
    tell("the encoder, linear", machine.predict(meant[unseen]))
    machine = LinearSVC(C=C).fit(joined(spelt, meant[seen]), topics[seen])
    scores = machine.decision_function(joined(asked, meant[unseen]))
    tell("both, linear", machine.classes_[scores.argmax(axis=1)])
    scores += NEAREST * nearest(meant[unseen], meant[seen], topics[seen], machine.classes_)
    tell("both, linear, and the closest example (ours)", machine.classes_[scores.argmax(axis=1)])


if __name__ == "__main__":
    compare()
