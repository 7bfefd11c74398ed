"""Several notices as one message: their lines one after the other, and the taps that make sense for all."""

from collections.abc import Sequence

from locales import GAP, N_, NB_, Text, line
from services.notices.wording import Choice, Wording

LINES_MOST = 24
"""More than this nobody reads; the rest stands in the timetable, one tap away."""

TIMETABLE = Choice(NB_("My timetable"), "timetable")


def merged(wordings: Sequence[Wording]) -> Wording:
    """One wording of several. What is asked about one of them alone is asked in the timetable instead."""
    if len(wordings) == 1:
        return wordings[0]
    lines: list[Text] = []
    for wording in wordings:
        said = wording.lines
        if len(lines) + len(said) > LINES_MOST:
            lines += [GAP, line(N_("There is more. See your timetable."))]
            break
        lines += [GAP, *said] if lines else said
    # One picture a message: the latest, which shows how things stand after all of it.
    pictures = [wording.picture for wording in wordings if wording.picture]
    files = [wording.calendar for wording in wordings if wording.calendar]
    return Wording(
        tuple(lines), _common(wordings), pictures[-1] if pictures else None, files[-1] if files else None
    )


def _common(wordings: Sequence[Wording]) -> tuple[Choice, ...]:
    """Taps that every one of them offers, the same for all; the timetable always."""
    common = [c for c in wordings[0].choices if all(c in other.choices for other in wordings[1:])]
    return tuple(common) if TIMETABLE in common else (TIMETABLE, *common)
