"""Tables that spreadsheets open, and in which nothing that somebody wrote becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula, in wide letters too."""


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[object]], language: str = "en") -> str:
    """A table as CSV. In French a semicolon parts the cells: French spreadsheets take a comma for a decimal."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _harmless(cell: object) -> object:
    """A text that would be run as a formula is shown instead: an apostrophe before it says so."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA) else cell
