"""How hard our French is to read: `python -m locales.figures [OTHER TEXT]` prints the table of docs/plain-language.md.

Another text (the leaflet's, say) is measured by the same rules: a blank line or a bullet ends a paragraph of it.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from locales import extraction, plain_language
from locales.check import catalog_path, kinds_of, said_to_candidates


def figures(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Names and values of what is measured, of messages or paragraphs."""
    sentences = [sentence for text in texts for sentence in plain_language.all_sentences(text)]
    lengths = [len(plain_language.words(sentence)) for sentence in sentences]
    return [
        ("texts", f"{len(texts)}"),
        ("longest text, words", f"{max(len(plain_language.words(text)) for text in texts)}"),
        ("sentences", f"{len(sentences)}"),
        ("mean sentence, words", f"{sum(lengths) / len(lengths):.1f}"),
        ("longest sentence, words", f"{max(lengths)}"),
        ("sentences of more than 15 words", f"{sum(length > 15 for length in lengths)}"),
        ("LIX", f"{plain_language.lix(list(texts)):.0f}"),
        ("Kandel-Moles (French only)", f"{plain_language.kandel_moles(list(texts)):.0f}"),
    ]


def ours() -> list[str]:
    """Every French text for candidates, of the catalog."""
    kinds = kinds_of(list(extraction.messages()))
    return said_to_candidates(extraction.read(catalog_path(extraction.ROOT, "fr"), "fr"), kinds)


def paragraphs(text: str) -> list[str]:
    return [
        " ".join(part.split()) for part in re.split(r"\n\s*\n|\n\s*[•·\uf0a7\uf0d8]", text) if part.strip()
    ]


def main(arguments: Sequence[str]) -> int:
    columns = [figures(ours()), *(figures(paragraphs(Path(name).read_text("utf-8"))) for name in arguments)]
    for row in zip(*columns, strict=True):
        print(" | ".join((row[0][0], *(value for _, value in row))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
