"""Who assesses and who trains: people of the body's staff, or of another body, told apart by name."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the body's staff (`staff_id`), or known by their name only.

    `body` is the name of the body that they work for; empty where it is the candidate's own.
    """

    name: str
    staff_id: int | None = None
    body: str = ""

    def is_same(self, other: "Person") -> bool:
        """Whether both are one person: the same of the staff, else somebody of the same name."""
        if self.staff_id is not None and other.staff_id is not None:
            return self.staff_id == other.staff_id
        return same_name(self.name, other.name)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, however they were typed: “MARTIN Élise” is “Elise Martin”."""
    return bool(_words(one)) and _words(one) == _words(other)


def _words(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return sorted("".join(c if c.isalnum() else " " for c in plain.casefold()).split())
