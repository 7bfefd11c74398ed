"""Questions that are no examples: what they are about, what is answered, and the figures of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dialogues.answers.examples import LANGUAGES, NOTHING, Example, read
from dialogues.answers.matching import SURE, Match, match

FOLDER = Path(__file__).parent

SETS = {"first": FOLDER, "second": FOLDER / "second", "third": FOLDER / "third"}
"""The second was written from TOPICS.md alone, by somebody who then wrote examples; the third, much harder, by others
who saw nothing else: two thirds of what they wrote are examples since."""

OURS = ("first", "second")


@dataclass(frozen=True, slots=True)
class Answered:
    asked: Example
    found: Match

    @property
    def is_known(self) -> bool:
        return self.asked.topic != NOTHING

    @property
    def is_right(self) -> bool:
        return (self.found.topic or NOTHING) == self.asked.topic

    @property
    def misleads(self) -> bool:
        """Something wrong, and no doubt said with it."""
        return not self.is_right and self.found.topic is not None and self.found.confidence >= SURE


def held_out(language: str, sets: Iterable[str] = SETS) -> list[Example]:
    return [asked for name in sets for asked in read(SETS[name] / f"{language}.txt", language)]


def answered(questions: Iterable[Example]) -> list[Answered]:
    return [Answered(asked, match(asked.text, asked.language)) for asked in questions]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of 1: of known questions their topic, of all what misleads, of unknown ones "I do not know"."""

    known: int
    unknown: int
    right: float
    misleading: float
    recognised: float

    @classmethod
    def of(cls, those: list[Answered]) -> "Figures":
        known, unknown = [a for a in those if a.is_known], [a for a in those if not a.is_known]
        return cls(
            len(known),
            len(unknown),
            sum(a.is_right for a in known) / max(1, len(known)),
            sum(a.misleads for a in those) / max(1, len(those)),
            sum(a.is_right for a in unknown) / max(1, len(unknown)),
        )


def everything(sets: Iterable[str] = SETS) -> dict[str, list[Answered]]:
    return {language: answered(held_out(language, sets)) for language in LANGUAGES}


def confused(those: Iterable[Answered]) -> Counter[tuple[str, str]]:
    """What was asked and what was answered instead, with how often."""
    return Counter((a.asked.topic, a.found.topic or NOTHING) for a in those if not a.is_right)
