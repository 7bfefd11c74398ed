"""Plain French, as rules: CLEA.md section 5 on one message at a time. Pure; texts in, remarks out.

A placeholder counts as one word. The numbers are ours, after the European easy-to-read rules.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce

FAILS, WARNS = "fails", "warns"

BUTTON_LENGTH_FAILS, BUTTON_LENGTH_WARNS = 24, 18
PLACEHOLDER_LENGTH = 8
"""What a placeholder in a button is taken to be long: a first name, an hour."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a text; `severity` is FAILS or WARNS."""

    severity: str
    rule: str
    said: str


Remarks = Iterator[Remark]

# --- Taking a message apart -------------------------------------------------------------------

_TAG = re.compile(r"</?[a-z]+>")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)[sd]")
_WORD = re.compile(r"\w")

# A sentence ends at . ! ? … (and what closes behind it) before a space, unless it goes on in lower case.
_END = re.compile(r"[.!?…]+[\s\u00a0\u202f]*[»”)\]]?(?=\s|$)")
_NOT_AN_END = re.compile(r"(?:^|\s)(?:\d{1,2}|M|Mme|Dr|St)\.$")


def bare(message: str) -> str:
    """The message as it is read: no markup, every placeholder as one word."""
    return _PLACEHOLDER.sub("Xxx", _TAG.sub("", message))


def sentences(line: str) -> list[str]:
    """The sentences of one line. A title or a point of a list without a full stop is one too."""
    found, begin = [], 0
    for end in _END.finditer(line):
        rest = line[end.end() :].lstrip()
        if _NOT_AN_END.search(line[begin : end.end()]) or rest[:1].islower():
            continue
        found.append(line[begin : end.end()].strip())
        begin = end.end()
    found.append(line[begin:].strip())
    return [sentence for sentence in found if _WORD.search(sentence)]


def lines(message: str) -> list[str]:
    return [line.strip() for line in bare(message).splitlines() if line.strip()]


def all_sentences(message: str) -> list[str]:
    return [sentence for line in lines(message) for sentence in sentences(line)]


def words(text: str) -> list[str]:
    """What stands between spaces and has a letter or a digit in it: "l’entretien" is one word, "14 h" two."""
    return [word for word in bare(text).split() if _WORD.search(word)]


# --- The rules --------------------------------------------------------------------------------


def sentence_length(message: str) -> Remarks:
    for sentence in all_sentences(message):
        yield from _at_most(len(words(sentence)), 15, 12, "sentence length", f"words in “{sentence}”")


def message_length(message: str) -> Remarks:
    yield from _at_most(len(words(message)), 60, 45, "message length", "words")
    yield from _at_most(len(all_sentences(message)), 6, 6, "message length", "sentences")


def one_idea(message: str) -> Remarks:
    text = bare(message)
    if ";" in text:
        yield Remark(FAILS, "one idea", "a semicolon: make two sentences")
    for bracket in re.finditer(r"\(([^()]*)\)", text):
        if not _explains_a_name(text[: bracket.start()], bracket[1]):
            yield Remark(FAILS, "one idea", f"a bracket that explains no name: {bracket[0]}")
    for sentence in all_sentences(message):
        commas = len(re.findall(r",(?!\d)", sentence))
        yield from _at_most(commas, 2, 1, "one idea", f"commas in “{sentence}”")


_TERMS = (
    "entretien d’information|dossier|centre|conseiller|conseillère|formateur|formatrice|évaluation"
    "|évaluation finale|parcours de formation|planning|attestation|jury|réunion du jury"
)
_ENDS_WITH_A_NAME = re.compile(rf"(?:\b[A-ZÀ-Ý][\w’'-]*|[»”]|\b(?:{_TERMS})s?)\s*$")


def _explains_a_name(before: str, inside: str) -> bool:
    """A name of somebody's or a term of the glossary, then what it means; or words, then their letters."""
    if inside.startswith("avant"):
        return True
    return bool(_ENDS_WITH_A_NAME.search(before)) or bool(re.fullmatch(r"[A-ZÀ-Ý]{2,}", inside))


def one_sentence_a_line(message: str) -> Remarks:
    if len(all_sentences(message)) < 3:
        return
    for line in lines(message):
        if len(sentences(line)) > 1:
            yield Remark(FAILS, "one sentence a line", f"two sentences on one line: “{line}”")


_SHORTENED = re.compile(r"\betc\b\.?|\betc…|\bp\. ?ex\.|\bcf\b\.?|\bRDV\b", re.IGNORECASE)


def abbreviations(message: str) -> Remarks:
    text = bare(message)
    for shortened in _SHORTENED.finditer(text):
        yield Remark(FAILS, "abbreviation", f"write it out: {shortened[0]}")
    for capitals in dict.fromkeys(re.findall(r"\b[A-ZÀ-Ý]{2,}\b", text)):
        if capitals != "RDV" and not _is_explained(capitals, text):
            yield Remark(FAILS, "abbreviation", f"{capitals} is not explained in this message")


def _is_explained(capitals: str, text: str) -> bool:
    """`CPF (compte personnel de formation)` or `compte personnel de formation (CPF)`."""
    after = re.search(rf"\b{capitals}\s*\(([^()]+)\)", text)
    before = re.search(rf"((?:[\w’'-]+\s+){{2,}})\({capitals}\)", text)
    return bool(before) or (after is not None and len(after[1].split()) > 1)


def symbols(message: str) -> Remarks:
    for symbol in dict.fromkeys(re.findall(r"[%&§#]", bare(message))):
        yield Remark(FAILS, "symbol", f"say it in words: {symbol}")


# Never said of or to a candidate.
_BANNED = re.compile(
    r"\b(?:échec|échoué\w*|échou\w+|raté|recalé|refusé|illettré)(?:e?s?)\b|\b(?:lacune|faible|faiblesse)s?\b"
    r"|\billettrismes?\b|\brattrapages?\b|\bcomparaisons?\b|\bpour cent\b|\bpourcentages?\b",
    re.IGNORECASE,
)
# Said only to say that there is none: "Ce n’est pas un examen", "Il n’y a ni note ni classement".
_ONLY_DENIED = re.compile(
    r"\b(?:examens?|tests?|épreuves?|notes?|scores?|niveaux?|rangs?|classements?)\b", re.IGNORECASE
)
_DENIAL = re.compile(
    r"\b(?:pas|ni|sans|aucune?|jamais|plus)\s+(?:d’|d'|de\s+|un\s+|une\s+|des\s+|le\s+|la\s+|les\s+|l’|l')?$",
    re.IGNORECASE,
)
# One word per thing: CLEA.md section 3. They also mean other things, hence a warning.
_OTHER_WORDS = {
    r"rendez-vous d’accueil": "entretien d’information",
    r"candidatures?|fiches?": "dossier",
    r"structures?": "centre",
    r"agente?s?|référente?s?": "conseiller",
    r"enseignante?s?|profs?": "formateur",
    r"cursus": "parcours de formation",
    r"certificats? partiels?": "attestation",
    r"commissions?": "jury",
    r"validée?s?": "acquis",
    r"non acquis": "à travailler",
}


def banned_words(message: str) -> Remarks:
    text = bare(message)
    for banned in _BANNED.finditer(text):
        yield Remark(FAILS, "banned word", banned[0])
    for word in _ONLY_DENIED.finditer(text):
        if not _DENIAL.search(text[: word.start()]):
            yield Remark(FAILS, "banned word", f"{word[0]} (allowed only to say that there is none)")


def one_word_per_thing(message: str) -> Remarks:
    for pattern, instead in _OTHER_WORDS.items():
        for other in re.finditer(rf"\b(?:{pattern})\b", bare(message), re.IGNORECASE):
            yield Remark(WARNS, "one word per thing", f"{other[0]}: we say {instead}")


_IN_LETTERS = re.compile(
    r"\b(?:trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|vingts|trente"
    r"|quarante|cinquante|soixante|cent|cents|mille|\w+aines? de)\b",
    re.IGNORECASE,
)


def digits(message: str) -> Remarks:
    for number in _IN_LETTERS.finditer(bare(message)):
        if not number[0].lower().endswith(" de") or re.match(
            r"(?:diz|quinz|vingt|cent)", number[0], re.IGNORECASE
        ):
            yield Remark(FAILS, "digits", f"write it in digits: {number[0]}")


_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_WEEKDAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_NUMERIC_DATE = re.compile(r"\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b")
_DATE = re.compile(rf"\b(\w+\s+)?\d{{1,2}}(?:er)?\s+(?:{_MONTHS})\b", re.IGNORECASE)


def dates(message: str) -> Remarks:
    text = bare(message)
    for date in _NUMERIC_DATE.finditer(text):
        yield Remark(FAILS, "date", f"write the month in letters: {date[0]}")
    for date in _DATE.finditer(text):
        if not re.match(rf"(?:{_WEEKDAYS})\b", date[0], re.IGNORECASE):
            yield Remark(FAILS, "date", f"say the weekday: {date[0]}")


def button_length(label: str) -> Remarks:
    shown = _PLACEHOLDER.sub("x" * PLACEHOLDER_LENGTH, _TAG.sub("", label))
    yield from _at_most(
        len(shown), BUTTON_LENGTH_FAILS, BUTTON_LENGTH_WARNS, "button", f"characters in “{label}”"
    )


RULES: tuple[Callable[[str], Remarks], ...] = (
    sentence_length,
    message_length,
    one_idea,
    one_sentence_a_line,
    abbreviations,
    symbols,
    banned_words,
    one_word_per_thing,
    digits,
    dates,
)


def remarks(message: str) -> list[Remark]:
    """Everything that the rules say of a French message to a candidate."""
    return [remark for rule in RULES for remark in rule(message)]


def _at_most(count: int, fails: int, warns: int, rule: str, what: str) -> Remarks:
    if count > warns:
        yield Remark(FAILS if count > fails else WARNS, rule, f"{count} {what}")


# --- Reported, not enforced -------------------------------------------------------------------


def lix(messages: list[str]) -> float:
    """Björnsson's index: words a sentence, and the share of long words (over six letters). Under 30: easy."""
    said = [word for message in messages for word in words(message)]
    long = [word for word in said if len(re.sub(r"\W", "", word)) > 6]
    return len(said) / max(1, _sentence_count(messages)) + 100 * len(long) / max(1, len(said))


def kandel_moles(messages: list[str]) -> float:
    """Flesch's reading ease for French (Kandel and Moles, 1958): 0 to 100 and more, higher is easier."""
    said = [word for message in messages for word in words(message)]
    syllables = reduce(lambda total, word: total + syllable_count(word), said, 0)
    a_sentence, a_word = len(said) / max(1, _sentence_count(messages)), syllables / max(1, len(said))
    return 207 - 1.015 * a_sentence - 73.6 * a_word


def syllable_count(word: str) -> int:
    """Roughly: groups of vowels, without the mute e at the end."""
    groups = re.findall(r"[aeiouyàâäéèêëîïôöùûüœæ]+", word.lower())
    mute = len(groups) > 1 and re.search(r"[^aeiouyàâäéèêëîïôöùûü](?:e|es)$", re.sub(r"\W", "", word.lower()))
    return max(1, len(groups) - bool(mute))


def _sentence_count(messages: list[str]) -> int:
    return sum(len(all_sentences(message)) for message in messages)
