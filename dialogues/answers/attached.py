"""Phrases that coordinators attached to a topic: whoever says nearly the same is answered at once, without training."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from dialogues.answers.reading import sound_of, words_of

ALIKE = 86
"""How alike two phrases must sound, of 100, whatever the order of their words."""


def attached_topic(text: str, attached: Iterable[tuple[str, str]]) -> str | None:
    """The topic of the phrase that `text` is most like, if it is like one; `attached` are phrases and topics."""
    said, best, topic = "", float(ALIKE), None
    for phrase, of in attached:
        said = said or _sounds(text)
        alike = fuzz.token_sort_ratio(said, _sounds(phrase))
        if said and alike >= best:
            best, topic = alike, of
    return topic


def _sounds(text: str) -> str:
    return " ".join(map(sound_of, words_of(text)))
