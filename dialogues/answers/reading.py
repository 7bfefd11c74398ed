"""What somebody wrote, as features: words, words as they sound, and pieces of words. Pure; made for spelling by ear.

People write "c koi", "jveu anulé mon rdv", "ماهو كليا": the same question must look the same however it is spelt.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from locales.catalogs import FOLDER

LONGEST = 400
"""Characters that are read: whoever writes more says more than one thing."""

# Letters that are written in several ways: Arabic and Persian ones, and those that Unicode does not take apart.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ۀ": "ه",
        "ک": "ك",
        "گ": "ك",
        "ڤ": "ف",
        "ـ": None,
        "ı": "i",
        "ß": "ss",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ґ": "г",
        **dict.fromkeys("’‘ʼ`´", "'"),
        "\u200c": " ",
        "\u200d": None,
    }
)


def plainly(text: str) -> str:
    """Without capitals, accents and signs, letters that are drawn out ("merciiii") once or twice."""
    folded = unicodedata.normalize("NFKD", text[:LONGEST].casefold()).translate(_LETTERS)
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter)).translate(_LETTERS)
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in bare)
    spaced = re.sub(r"[^\w?]|_", " ", digits).replace("?", " ? ")
    return " ".join(re.sub(r"([^\W\d])\1{2,}", r"\1\1", spaced).split())


_SHORT = {
    "c": "cest", "cé": "cest", "ce": "ce", "g": "jai", "jé": "jai", "j": "je", "chui": "je suis",
    "jsuis": "je suis", "jsui": "je suis", "jveu": "je veux", "jveux": "je veux", "jpeu": "je peux",
    "jpeux": "je peux", "jvai": "je vais", "jve": "je vais", "jvais": "je vais", "jse": "je sais",
    "jsai": "je sais", "jsais": "je sais", "jdoi": "je dois", "jdois": "je dois", "jvoudrai": "je voudrais",
    "jvoudrais": "je voudrais", "koi": "quoi", "kwa": "quoi", "ki": "qui", "ke": "que", "kan": "quand",
    "kand": "quand", "qd": "quand", "qand": "quand", "kel": "quel", "kelle": "quelle", "kes": "quest ce",
    "kesk": "quest ce que", "kesako": "quest ce que cest", "keske": "quest ce que", "kelkun": "quelquun",
    "kelk": "quelque", "qqn": "quelquun", "qqun": "quelquun", "qq": "quelque", "qqch": "quelque chose",
    "sa": "ca", "fo": "faut", "faut": "faut", "fau": "faut", "pk": "pourquoi", "pq": "pourquoi",
    "pkoi": "pourquoi", "pourkoi": "pourquoi", "prkoi": "pourquoi", "pr": "pour", "ds": "dans", "tt": "tout",
    "ts": "tous", "cb": "combien", "tps": "temps", "tem": "temps", "rdv": "rendez vous", "bcp": "beaucoup",
    "bocou": "beaucoup", "stp": "svp", "pa": "pas", "pb": "probleme", "mtn": "maintenant", "tjr": "toujours",
    "tjrs": "toujours", "auj": "aujourdhui", "msg": "message", "msgs": "messages", "sms": "message",
    "tel": "telephone", "tél": "telephone", "num": "numero", "ya": "il y a", "yatil": "il y a",
    "yorai": "il y aurait", "es": "est", "é": "est", "coman": "comment", "coment": "comment",
    "comen": "comment", "cmt": "comment", "mm": "meme", "kom": "comme", "com": "comme", "taf": "travail",
    "boulot": "travail", "boulo": "travail", "bosse": "travaille", "jbosse": "je travaille", "thx": "thanks",
    "ty": "thank you", "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "wat": "what",
    "wot": "what", "im": "i am", "dont": "do not", "cant": "can not", "whats": "what is", "didnt": "did not",
    "wont": "will not", "b4": "before", "bc": "because", "gonna": "going to", "wanna": "want to",
}  # fmt: skip

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"([^\W\d])\1", r"\1"),
        (r"eau|aux|au", "o"),
        (r"ph", "f"),
        (r"qu|q|ck|c(?=[aouklrt]|$)", "k"),
        (r"ch|sh", "x"),
        (r"sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"ge(?=[ao])|g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"h|w(?=h)", ""),
        (r"oi|oy|oua", "wa"),
        (r"y", "i"),
        (r"ai|ei|ay|ey", "e"),
        (r"oeu|oe|eu", "e"),
        (r"ou", "u"),
        (r"ent$|es$|er$|ez$|et$|ed$|e$", "e"),
        (r"(?:in|ein|ain|un|im|ym|en|em|am|an)(?![aeiou])", "n"),
        (r"(?<=\w\w)[stdxzp]+$", ""),
        (r"(?<=\w\w)e$", ""),
        (r"([^\W\d])\1", r"\1"),
    )
)


_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))

_OWN_SHORT_WORDS = frozenset({"es", "pt", "tr"})
"""Languages whose own words look like short French ones ("es", "com", "ki")."""


def words_of(text: str) -> list[str]:
    """The words, short ones written out: "c koi" is "cest quoi"."""
    said: list[str] = []
    for word in plainly(text).split():
        said += _SHORT.get(word, word).split()
    return said


def spelled_out(text: str, language: str) -> str:
    """The text for the encoder, which knows words as they are written: small letters, short ones written out."""
    said = text[:LONGEST].casefold().translate(_APOSTROPHES)
    if language in _OWN_SHORT_WORDS:
        return said
    if (known := _language_of(said)) is not None:
        return _glossed(plainly(said), known)
    return re.sub(r"[^\W\d_]+", lambda word: _SHORT.get(word[0], word[0]), said)


_PERSIAN = re.compile("[پچژگکی]")


def _language_of(said: str) -> str | None:
    """Of those that the encoder has not learnt: Ukrainian or Persian, told by their letters."""
    if re.search("[а-яіїєґ]", said):
        return "uk"
    return "fa" if _PERSIAN.search(said) else None


def _glossed(said: str, language: str) -> str:
    """The words that are known in English, the others as they are."""
    whole, begins = _gloss(language)
    out: list[str] = []
    for word in said.split():
        stem = next((word[:n] for n in range(len(word), 2, -1) if word[:n] in begins), "")
        out.append(whole.get(word) or begins.get(stem) or word)
    return " ".join(out)


@cache
def _gloss(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Whole words, and how words begin, each with its sense in English (`locales/uk/gloss.txt`)."""
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    for line in (FOLDER / language / "gloss.txt").read_text(encoding="utf-8").splitlines():
        word, found, sense = line.partition(" = ")
        if found and not line.startswith("#"):
            (begins if word.endswith("*") else whole)[plainly(word)] = sense
    return whole, begins


def sound_of(word: str) -> str:
    """Roughly how a word of Latin letters sounds in French, whatever its spelling; other scripts as they are."""
    if not word.isascii() or not word.isalpha():
        return word
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def features(text: str) -> Iterator[str]:
    """Features by name, as often as they occur."""
    words = words_of(text)
    sounds = [sound_of(word) for word in words]
    yield from (f"w {word}" for word in words)
    yield from (f"w {a} {b}" for a, b in pairwise(words))
    yield from (f"s {sound}" for sound in sounds)
    yield from (f"s {a} {b}" for a, b in pairwise(sounds))
    yield from (f"s {a} {b} {c}" for a, b, c in zip(sounds, sounds[1:], sounds[2:], strict=False))
    yield from _pieces("c", " ".join(words), 3, 5)
    yield from _pieces("d", "".join(sounds), 3, 5)


def _pieces(kind: str, text: str, shortest: int, longest: int) -> Iterator[str]:
    padded = f" {text} "
    for length in range(shortest, longest + 1):
        for start in range(len(padded) - length + 1):
            yield f"{kind} {padded[start : start + length]}"
