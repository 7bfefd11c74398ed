"""From what people write to a town: a name, a postcode, a whole sentence, with all the mistakes there are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log10

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services.places.gazetteer import Gazetteer, Town, gazetteer
from services.places.spelling import LONGEST, normalise, sound, without_article

POSTCODE = re.compile(r"(?<!\d)(?<!\d )(\d{2})[ .]?(\d{3})(?!\d| \d)")

DEPARTMENT = re.compile(r"(.+) (\d{2,3}|2[ab])")
"""A name with the number of its department: "saint denis 93"."""

OVERSEAS = {"reunion": "974", "guadeloupe": "971", "martinique": "972", "guyane": "973", "mayotte": "976"}

GLUED = re.compile(r"l[ae]s?(?=[a-z]{4})")
"""An article written in one with the name."""

AROUND_A_NAME = """
a au aux chez cote dans de des d du en entre et l la le les pres proche sur sous vers ville
at in near from to the of around by
"""
AROUND = frozenset(AROUND_A_NAME.split())
"""Words around the name of a town, which may also be within it."""

OF_A_WISH = """
ai aimerais aller am apres appointment assez aujourd avec avoir besoin bonjour bonsoir book booking but c ca ce
cela centre cherche clea comme demain dimanche dit dois donc elle entretien est faire faudrait faut habite habiter
habitons have hello hui i ici il information informations interview j je jeudi k like live looking lundi m madame
mais mardi matin me meeting merci mercredi mes midi moi mon monsieur my n need nous on ou par pas peu peut peux plait
please possible pour prendre prends prochain prochaine quand que qui rdv rendez reserver s salut samedi se semaine
si soir suis svp t trouver un une urgent va vais vendredi venir veu veut veux vit vivre vos votre voudrai voudrais
vouloir vous want with would y and
"""
BESIDES = frozenset(OF_A_WISH.split())
"""Words of a wish that name no town in a sentence; alone, any of them may be one (Y, Eu)."""

CLEARLY = 10
"""A town with so many times the weight of its namesakes is meant without asking."""

ALIKE = 0.72
"""How alike two sounds must be, from 0 to 1."""
CLOSE = 0.05
"""Names that are this much less alike than the best one are asked about."""
SURE = 0.82
"""The score from which a guess is worth a question."""

TRIES = 3
"""Parts of a sentence that are compared by ear: each costs milliseconds."""


def find_town(text: str, limit: int = 5) -> list[Town]:
    """The towns that somebody may mean, likeliest first: none, the one, or several to ask about."""
    towns, words = gazetteer(), normalise(text[:LONGEST].replace("\n", " "))
    if not words:
        return []
    postcode = POSTCODE.search(words)
    if postcode:
        return _in_postcode(towns, postcode[1] + postcode[2], words)
    found = _exactly(towns, words)
    if found:
        return found[:limit]
    parts = list(_parts(words))
    for look in (_mostly, _by_ear, _partly):
        if found := look(towns, parts):
            break
    return found[:limit]


def town_of(code: str) -> Town | None:
    """The town with a code that `find_town` gave."""
    return gazetteer().coded(code)


def _in_postcode(towns: Gazetteer, postcode: str, words: str) -> list[Town]:
    """The largest town of a postcode; of one that is not known (a company's, "Cedex"), of the likest known one."""
    found = towns.in_postcode(postcode)
    named = [town for town in found if without_article(normalise(town.name)) in words]
    for length in (3, 2):
        if found or (length == 2 and postcode.startswith(("97", "98"))):
            break
        like = (code for code in towns.postcodes() if code.startswith(postcode[:length]))
        found = [town for code in like for town in towns.in_postcode(code)]
    whole = [town for town in named or found if not town.is_part or town.code[:2] in ("13", "69", "75")]
    return sorted(whole or found, key=lambda town: -town.inhabitants)[:1]


def _exactly(towns: Gazetteer, words: str) -> list[Town]:
    """Towns of just this name, or whose name begins with it."""
    key = without_article(words)
    found = _weighed(towns.named(key), towns.beginning(key))
    if found:
        return found
    *name, last = key.split()
    where = OVERSEAS.get(last) or ((numbered := DEPARTMENT.fullmatch(key)) and numbered[2].upper())
    if not name or not where:
        return []
    while name and name[-1] in AROUND:
        name.pop()
    there = " ".join(name)
    both = (*towns.named(there), *towns.beginning(there))
    return _weighed([town for town in both if town.department == where], ())


def _weighed(exact: Iterable[Town], beginning: Iterable[Town]) -> list[Town]:
    """The heaviest first; those far below it are not worth a question."""
    weights = [(20 * town.inhabitants + 20_000, town) for town in exact if not _is_former(town)]
    weights += [(town.inhabitants, town) for town in beginning if not town.is_part]
    weights = weights or [(1, town) for town in (*exact, *beginning) if _is_former(town)]
    weights.sort(key=lambda weighed: (-weighed[0], weighed[1].code))
    return [town for weight, town in weights if weight * CLEARLY > weights[0][0]]


def _is_former(town: Town) -> bool:
    return "-" in town.code


def _parts(words: str) -> Iterator[str]:
    """The stretches of a sentence that may be a town's name; what follows "à" or "in" comes first."""
    stretches: list[list[str]] = [[]]
    for word in words.split():
        if word in BESIDES:
            stretches.append([])
        else:
            stretches[-1].append(word)
    trimmed = [(stretch[:1], _trimmed(stretch)) for stretch in stretches]
    told = [part for first, part in trimmed if part and first[0] in AROUND]
    yield from told
    yield from (part for _, part in trimmed if part and part not in told)


def _trimmed(stretch: Sequence[str]) -> str:
    kept = list(stretch)
    while kept and kept[0] in AROUND:
        kept.pop(0)
    while kept and kept[-1] in AROUND:
        kept.pop()
    return " ".join(kept)


def _mostly(towns: Gazetteer, parts: Sequence[str]) -> list[Town]:
    """Towns that a stretch of words names, with little else around."""
    return next(filter(None, (_exactly(towns, part) or _within(towns, part, 0.6) for part in parts)), [])


def _partly(towns: Gazetteer, parts: Sequence[str]) -> list[Town]:
    """Towns that are named among other words."""
    return next(filter(None, (_within(towns, part, 0.0) for part in parts)), [])


def _within(towns: Gazetteer, part: str, share: float) -> list[Town]:
    """The longest name in a stretch of words that is at least this share of it."""
    words = part.split()
    for length in range(min(len(words), 8), 0, -1):
        for first in range(len(words) - length + 1):
            name = " ".join(words[first : first + length])
            # One or two letters are a town's name only where nothing else is said.
            if len(name) > max(2.0, share * len(part)):
                found = _weighed(towns.named(without_article(name)), ())
                if found:
                    return found
    return []


def _by_ear(towns: Gazetteer, parts: Sequence[str]) -> list[Town]:
    """Towns that sound or look alike: of the first stretch of words that has any."""
    for part in _tails(parts):
        guesses = sorted(_guesses(towns, part), key=lambda guess: -guess.score)
        if guesses and guesses[0].score >= SURE:
            best = guesses[0].score - CLOSE
            return list({guess.town.code: guess.town for guess in guesses if guess.score > best}.values())
    return []


def _tails(parts: Sequence[str]) -> Iterator[str]:
    """The parts, and of a long one what follows its last "à" or "sur": the town comes last."""
    tried = []
    for part in parts:
        tried.append(part)
        words = part.split()
        last = max((at for at, word in enumerate(words) if word in AROUND), default=-1)
        if last >= 0:
            tried.append(_trimmed(words[last:]))
    # "larochelle" is looked for as "rochelle" too.
    tried += [GLUED.sub("", part) for part in tried if GLUED.match(part)]
    yield from [part for part in dict.fromkeys(tried) if len(part) > 2][:TRIES]


@dataclass(frozen=True, slots=True)
class Guess:
    score: float
    town: Town


def _guesses(towns: Gazetteer, words: str) -> Iterator[Guess]:
    key = without_article(words)
    heard, plain = sound(key), key.replace(" ", "")
    sounds, keys = towns.sounds
    alike = _like(heard, sounds) + _like(plain, towns.spellings)
    with_number = any(sign.isdigit() for sign in key)
    for at in sorted({at for _, _, at in alike}):
        by_sound = OSA.normalized_similarity(heard, sounds[at])
        by_letter = OSA.normalized_similarity(plain, towns.spellings[keys[at]])
        if at >= len(towns.keys):  # known by its head: the rest of the name is not held against it
            by_letter = by_sound - 0.1
        if by_sound == 1:
            by_sound += 0.05
        likeness = 0.55 * max(by_sound, by_letter) + 0.35 * min(by_sound, by_letter)
        for town in towns.at(keys[at]):
            if not town.is_part or (with_number and not _is_former(town)):
                yield Guess(likeness + 0.03 * log10(town.inhabitants + 1), town)


def _like(word: str, words: Sequence[str]) -> list[tuple[str, float, int]]:
    """The words most like it, with how much and their numbers."""
    return process.extract(word, words, scorer=OSA.normalized_similarity, score_cutoff=ALIKE, limit=40)
