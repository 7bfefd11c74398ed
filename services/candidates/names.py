"""How a name is looked for: its words, without accents, case or signs, any of which may begin what is typed."""

import unicodedata

LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that are no other letter with an accent, but are typed as one where the keyboard lacks them."""

STRETCHED = "\u0640"
"""The Arabic tatweel: it lengthens a word, and is no part of it."""


def words_of(name: str) -> tuple[str, ...]:
    """ "Élodie-Rose" -> ("elodie", "rose"); each word once, in order."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(LETTERS)
    plain = (
        sign
        for sign in unicodedata.normalize("NFKD", folded)
        if sign != STRETCHED and not unicodedata.combining(sign)
    )
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return tuple(dict.fromkeys(words))
