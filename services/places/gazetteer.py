"""The towns of France with their postcodes and where they are; read when somebody first asks for one.

35,000 communes, the arrondissements of Paris, Lyon and Marseille, and 2,400 former communes whose names people
still say: `communes.tsv.gz`, which `extract.py` makes and says the sources of.
"""

import gzip
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from services.places.spelling import normalise, sound, without_article

DATA = Path(__file__).with_name("communes.tsv.gz")


SHORT_FOR = re.compile(r"(.{3,}?) (?:sur|en|sous|les?|la|l|des?|du|d|aux?) ")
KNOWN_BY_ITS_HEAD = 5000
"""Inhabitants from which people who write by ear are understood without the rest of the name."""


@dataclass(frozen=True, slots=True)
class Town:
    """A commune, or a part of one; `code` is INSEE's, of a former commune with its kind behind it."""

    code: str
    name: str
    postcodes: tuple[str, ...]
    latitude: float
    longitude: float
    inhabitants: int

    @property
    def department(self) -> str:
        """ "69", "2A", "974"."""
        return self.code[:3] if self.code.startswith(("97", "98")) else self.code[:2]

    @property
    def postcode(self) -> str:
        """The first one; of a city that is all arrondissements, its department."""
        return self.postcodes[0] if self.postcodes else self.department

    @property
    def is_part(self) -> bool:
        """An arrondissement, or a former commune: nobody means one who does not say so."""
        return self.name.endswith("Arrondissement") or "-" in self.code


class Gazetteer:
    """Towns by number. What is not needed for every search is read off its line when it is asked for."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        names = []
        self._by_postcode: dict[str, array[int]] = {}
        for number, line in enumerate(lines):
            _, name, postcodes, _ = line.split("\t", 3)
            names.append(name)
            for postcode in postcodes.split():
                self._by_postcode.setdefault(postcode, array("H")).append(number)
        keys = without_article(normalise("\n".join(names))).split("\n")
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self.keys: list[str] = []
        """The normalised names, sorted, each once."""
        self._first = array("I")
        self._numbers = array("I", order)
        for place, number in enumerate(order):
            if not self.keys or self.keys[-1] != keys[number]:
                self.keys.append(keys[number])
                self._first.append(place)
        self._first.append(len(order))

    def named(self, key: str) -> list[Town]:
        at = bisect_left(self.keys, key)
        return self.at(at) if at < len(self.keys) and self.keys[at] == key else []

    def beginning(self, words: str) -> list[Town]:
        """Towns whose name goes on after these words: "aulnay" -> Aulnay-sous-Bois."""
        first, last = bisect_left(self.keys, f"{words} "), bisect_left(self.keys, f"{words}!")
        return [town for at in range(first, last) for town in self.at(at)]

    def at(self, key_number: int) -> list[Town]:
        """The towns that share a name."""
        first, end = self._first[key_number], self._first[key_number + 1]
        return [self.town(number) for number in self._numbers[first:end]]

    def town(self, number: int) -> Town:
        code, name, postcodes, latitude, longitude, inhabitants = self._lines[number].split("\t")
        return Town(code, name, tuple(postcodes.split()), float(latitude), float(longitude), int(inhabitants))

    def coded(self, code: str) -> Town | None:
        """The town with this code of INSEE's."""
        at = bisect_left(self._lines, f"{code}\t")
        found = at < len(self._lines) and self._lines[at].startswith(f"{code}\t")
        return self.town(at) if found else None

    def in_postcode(self, postcode: str) -> list[Town]:
        return [self.town(number) for number in self._by_postcode.get(postcode, ())]

    def postcodes(self) -> Iterator[str]:
        return iter(self._by_postcode)

    @cached_property
    def spellings(self) -> list[str]:
        """Each key without spaces: who mistakes letters mistakes spaces too."""
        return [key.replace(" ", "") for key in self.keys]

    @cached_property
    def sounds(self) -> tuple[list[str], Sequence[int]]:
        """What names sound like, and the number of each one's key; "Ivry" stands for Ivry-sur-Seine too."""
        heard, keys = sound("\n".join(self.keys)).split("\n"), array("I", range(len(self.keys)))
        for number, key in enumerate(self.keys):
            head = SHORT_FOR.match(key)
            if head and self._known(number) and not self._known(bisect_left(self.keys, head[1]), head[1]):
                heard.append(sound(head[1]))
                keys.append(number)
        return heard, keys

    def _known(self, number: int, key: str | None = None) -> bool:
        """Whether a town of this name (and of no other than `key`) is large enough to be known by its head."""
        if key is not None and (number == len(self.keys) or self.keys[number] != key):
            return False
        return max(town.inhabitants for town in self.at(number)) >= KNOWN_BY_ITS_HEAD


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(gzip.decompress(DATA.read_bytes()).decode().splitlines())
