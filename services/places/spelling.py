"""How people write the name of a town, brought to one form: accents, hyphens, "st", and how it sounds."""

import re
import unicodedata

LONGEST = 200
"""Characters of a text that are looked at: nobody needs more to name a town."""

WORDS = {
    "st": "saint",
    "sain": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "s": "sur",
    "nd": "notre dame",
}
ABBREVIATED = re.compile(rf"\b({'|'.join(sorted(WORDS, key=len, reverse=True))})\b")

ELIDED = re.compile(r"\b[dlq]['’](?=\w)")
ORDINAL = re.compile(
    r"\b(\d{1,2})(?: ?(?:er|ere|e|em|eme|ieme|nd|nde)\b)?(?: arr(?:dt|ond)?(?:issement)?)?\b"
)
"""An arrondissement as people write it: "7", "7e", "7ème", "7 eme arrondissement"."""

ARTICLE = re.compile(r"^(?:les?|la|l|los|las|aux) (?=.)", re.MULTILINE)

SOUNDS: tuple[tuple[str, str], ...] = (
    (r" ", ""),
    (r"([a-z])\1+", r"\1"),
    (r"ph", "f"),
    (r"s?ch|sh", "x"),
    (r"s?c(?=[eiy])", "s"),
    (r"qu|ck|c", "k"),
    (r"gu(?=[eiy])", "g"),
    (r"ge(?=[aou])|g(?=[eiy])", "j"),
    (r"h", ""),
    (r"[ae]il(?=e?s?(?:\n|\Z))|[ae]y(?=e)", "e"),
    (r"e?aux(?=\n|\Z)|eau|au", "o"),
    (r"ou", "u"),
    (r"oeu|oe|eu", "e"),
    (r"y", "i"),
    (r"[ae]i[nm](?![aeiou])|i[nm](?![aeiou])", "1"),
    (r"[ae][nm](?![aeiou])", "2"),
    (r"o[nm](?![aeiou])", "3"),
    (r"[ae]i", "e"),
    (r"oi", "wa"),
    (r"z", "s"),
    (r"w", "v"),
    (r"([a-z])\1+", r"\1"),
    (r"(?<=[a-z0-9]{2})(?:es?|er|[stdx]|[td]s)(?=\n|\Z)", ""),
)
"""Letters that sound alike become one, silent ends fall away: not phonetics, but enough to meet half-way."""

HEARD = tuple((re.compile(pattern), heard) for pattern, heard in SOUNDS)


def normalise(text: str) -> str:
    """Lower-case ASCII words with one space between them, "saint" in full, no accents, hyphens, apostrophes.

    Lines stay lines, so that a whole list can be brought to this form at once.
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("œ", "oe").replace("æ", "ae")
    text = "".join(_digit(sign) if sign.isdigit() else sign for sign in text) if not text.isascii() else text
    text = unicodedata.normalize("NFKD", ELIDED.sub(lambda found: found[0][0] + " ", text))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = re.sub(r"[^a-z0-9\n]+", " ", text)
    text = ABBREVIATED.sub(lambda found: WORDS[found[0]], text)
    text = ORDINAL.sub(r"\1", text)
    return re.sub(r" *\n *", "\n", text).strip(" ")


def without_article(words: str) -> str:
    """ "le havre" -> "havre"; of every line."""
    return ARTICLE.sub("", words)


def sound(words: str) -> str:
    """What normalised words sound like, without spaces; of every line."""
    for pattern, heard in HEARD:
        words = pattern.sub(heard, words)
    return words


def _digit(sign: str) -> str:
    return str(unicodedata.digit(sign, 0))
