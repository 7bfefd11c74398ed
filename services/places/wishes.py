"""Whether a sentence asks for an interview, in people's own words; anything doubtful does not."""

import re
from itertools import pairwise

from rapidfuzz import fuzz

from services.places.spelling import LONGEST, normalise

MEETINGS = ("rendez vous", "rendezvous", "rdv", "entretien", "appointment", "interview")

WANTED = re.compile(
    r"\b(ve[ut]?x?|veut|voudr\w*|aimerais?|souhait\w*|besoin|faut|faudrait|cherche|prendre|pren[dt]s?|reserv\w*|"
    r"avoir|obtenir|possible|peu[tx]?|pourrais|dispo\w*|want|would like|need|book|get|make|have)\b"
)

ABOUT_ANOTHER = re.compile(
    r"\b(annul\w*|cancel\w*|deplac\w*|report\w*|decal\w*|chang\w*|modif\w*|move|postpone|retard\w*|late|oubli\w*|"
    r"forgot\w*|quand|when|heure|mon|mes|my|deja|already|pas|plus|not|dont|don t|can t|cannot|avais|had|loupe|rate|"
    r"pourquoi|why|apres|apporter|bring|ai (un )?(rendez|rdv)|merci pour|(thanks|thank you) for)\b"
)
"""Words of who has an appointment already, or wants none."""

MISHEARD = 82
"""How alike, of 100, two words must be with the word for an appointment: "randé vous"."""


def wants_to_book(text: str) -> bool:
    """ "je veux un rendez vous a villeurbane", but not "je ne peux pas venir au rendez-vous"."""
    words = normalise(text[:LONGEST].replace("\n", " "))
    if not words or ABOUT_ANOTHER.search(words):
        return False
    single = words.split()
    said = [*single, *(f"{one} {other}" for one, other in pairwise(single))]
    if not any(_is_meeting(word) for word in said):
        return False
    return bool(WANTED.search(words)) or len(single) <= 5


def _is_meeting(word: str) -> bool:
    return word in MEETINGS or (len(word) > 6 and any(fuzz.ratio(word, one) >= MISHEARD for one in MEETINGS))
