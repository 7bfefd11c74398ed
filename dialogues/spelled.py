"""What is typed instead of tapped: the one button that the words name. Pure.

Who sees "Lundi 30 novembre" writes "lundi"; who sees "9 h 45" writes "9h45"; who sees "Je viens" writes "oui je viens".
"""

import re
from collections.abc import Sequence

from dialogues.answers.reading import plainly

WORDS = 4
"""Whoever writes more says something of their own."""

_YES = frozenset({"oui", "ok", "daccord", "yes", "yep", "نعم", "sim", "si", "evet", "так", "بله", "اره"})
_FILLERS = _YES | {
    "d",
    "accord",
    "bonjour",
    "merci",
    "svp",
    "stp",
    "please",
    "obrigado",
    "obrigada",
    "gracias",
}
_ARTICLES = {"le", "la", "l", "a", "el", "o", "the", "on", "at"}


def named(text: str, labels: Sequence[str], *, whole: bool = False) -> int | None:
    """Which label the words name: the same words, else its first ones, else some that no other has; None if none does.

    With `whole`, only a label of exactly these words: where somebody may be writing a name or a letter.
    """
    said = _words(text)
    if not said or not is_short(text):
        return None
    offered = [_words(label) for label in labels]
    same = [n for n, words in enumerate(offered) if words == said]
    if same or whole:
        return same[0] if len(same) == 1 else None
    meant = [word for word in said if word not in _FILLERS | _ARTICLES] or said
    # "je" and "un" begin many a label, "pas" is in many: only words that tell something may stand for one of several.
    telling = any(word.isdigit() or len(word) > 3 for word in meant)
    begun = [n for n, words in enumerate(offered) if words[: len(meant)] == meant]
    within = [n for n, words in enumerate(offered) if set(meant) <= set(words)]
    if begun and (telling or len(begun) == 1):
        return begun[0]  # of two Thursdays, the next
    return within[0] if telling and len(within) == 1 else None


def is_short(text: str) -> bool:
    """Whether it may name a button at all."""
    return len(text.split()) <= WORDS


def says_yes(text: str) -> bool:
    """Nothing but yes."""
    said = _words(text)
    return bool(said) and is_short(text) and set(said) <= _FILLERS and bool(_YES & {*said, "".join(said)})


def _words(text: str) -> list[str]:
    """Without signs, "9h45" and "9:45" as three and two words."""
    return re.sub(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", " ", plainly(text)).replace("?", " ").split()
