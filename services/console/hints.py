"""What is said to an adviser while they write: how it will look, how long it is, and what is hard to read. Pure."""

from dataclasses import dataclass

from locales import NS_, plain, plain_lines
from locales.plain_language import FAILS, remarks, words
from services.console.words import Words
from services.messages.service import MESSAGE_MAX
from services.notices.wording import Wording

FRENCH = "fr"
"""The rules of plain language are those of French; of other languages only the length is looked at."""

SAID = {
    "sentence length": NS_("A long sentence: make two of it."),
    "message length": NS_("A long message: keep what matters first, send the rest later."),
    "one idea": NS_("Several ideas in one sentence: one idea, one sentence."),
    "one sentence a line": NS_("Two sentences on one line: begin a new line for each."),
    "abbreviation": NS_("An abbreviation: write it out."),
    "symbol": NS_("A sign: say it in words."),
    "banned word": NS_("This word hurts, or sounds like school: say it otherwise."),
    "one word per thing": NS_("CléA has another word for it."),
    "digits": NS_("Write numbers in digits."),
    "date": NS_("A date: weekday, day, and month in letters."),
}


@dataclass(frozen=True, slots=True)
class Hint:
    """`serious`: somebody may not understand it, or be hurt by it. `about` is the words that are meant."""

    serious: bool
    said: str
    about: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as the candidate will read it, and what to know before sending it."""

    lines: str
    choices: tuple[str, ...]
    file: str
    locale: str
    length: int
    words: int
    longest: int
    hints: tuple[Hint, ...]

    @property
    def too_long(self) -> bool:
        return self.length > self.longest


def preview_of(wording: Wording, text: str, locale: str, reader: Words) -> Preview:
    """`reader` is who writes: the hints are in their language, the preview in the candidate's."""
    return Preview(
        lines=plain_lines(wording.lines, locale),
        choices=tuple(plain(choice.text, locale) for choice in wording.choices),
        file=wording.file.name if wording.file else "",
        locale=locale,
        length=len(text),
        words=len(words(text)),
        longest=MESSAGE_MAX,
        hints=hints_of(text, reader) if locale == FRENCH else (),
    )


def hints_of(text: str, reader: Words) -> tuple[Hint, ...]:
    """Each rule once or as often as it says something else; what may hurt stands first."""
    found: dict[tuple[str, str], Hint] = {}
    for remark in remarks(text.replace("'", "’")):
        about = _about(remark.rule, remark.said)
        serious = remark.severity == FAILS
        found.setdefault((remark.rule, about), Hint(serious, reader.say(SAID[remark.rule]), about))
    return tuple(sorted(found.values(), key=lambda hint: (not hint.serious,)))


def _about(rule: str, said: str) -> str:
    """The words that a remark is about."""
    if rule == "banned word":
        return said.partition(" (")[0]
    if rule == "one word per thing":
        other, _, instead = said.partition(": we say ")
        return f"{other} → {instead}"
    if "“" in said:
        return said.partition("“")[2].rstrip("”")
    return said.partition(": ")[2]
