"""What a paper consists of, and the same as plain text."""

from collections.abc import Sequence
from dataclasses import dataclass

from locales import plain_lines
from services.documents.summary import Section


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sections in one language; each begins on a page of its own."""

    locale: str
    sections: Sequence[Section]


def as_text(chapters: Sequence[Chapter]) -> str:
    """A line a sentence, an empty line between sections."""
    return "\n\n\n".join(
        "\n\n".join(plain_lines((s.title, *s.lines), chapter.locale) for s in chapter.sections)
        for chapter in chapters
    )
