"""Checks the catalogs: complete, true to the code, safe to send, and in plain French."""

import re
import string
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from locales import extraction, plain_language
from locales.catalogs import LOCALES
from locales.extraction import BUTTON, ROOT, STAFF, TEMPLATE, Message
from locales.plain_language import FAILS, WARNS

TELEGRAM_LIMIT = 4096
TAGS = ("b", "i")

Key = str | tuple[str, str]
Kinds = Mapping[Key, frozenset[str]]
"""What each message in the code is used as: "button", "staff", "" (said to a candidate), or several."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a catalog has wrong, told so that its translator can mend it."""

    severity: str
    language: str
    msgid: str
    said: str

    def __str__(self) -> str:
        shown = self.msgid if len(self.msgid) <= 60 else self.msgid[:59] + "…"
        return f"{self.language}: {self.said}" + (f"\n    in {shown!r}" if shown else "")


Findings = Iterator[Finding]


def kinds_of(found: list[Message]) -> Kinds:
    kinds: dict[Key, set[str]] = defaultdict(set)
    for message in found:
        kinds[message.key].add(message.kind)
    return {key: frozenset(of) for key, of in kinds.items()}


# --- A catalog and the code -------------------------------------------------------------------


def template_findings(template: Catalog, found: list[Message]) -> Findings:
    in_code = {message.key for message in found}
    in_file = {key_of(entry) for entry in template if entry.id}
    for key in sorted(map(_shown, in_code ^ in_file)):
        yield Finding(FAILS, "messages.pot", key, "older than the code: run `make messages`")


def catalog_findings(language: str, catalog: Catalog, kinds: Kinds) -> Findings:
    """What is missing, doubtful, left over, dangerous or too long in a translation."""
    entries = {key_of(entry): entry for entry in catalog if entry.id}
    for key in kinds.keys() - entries.keys():
        yield Finding(FAILS, language, _shown(key), "missing: run `make messages`, then translate it")
    for key in entries.keys() - kinds.keys():
        yield Finding(FAILS, language, _shown(key), "no longer in the code: run `make messages`")
    for entry in catalog.obsolete.values():
        yield Finding(
            FAILS, language, _shown(entry.id), "left over: take it out, or what it says into another"
        )
    for key, entry in entries.items():
        if key in kinds:
            yield from _entry_findings(language, entry, catalog.num_plurals, kinds[key])


def _entry_findings(language: str, entry: Entry, plurals: int, kinds: frozenset[str]) -> Findings:
    msgid, forms = _shown(entry.id), forms_of(entry)
    if entry.fuzzy:
        yield Finding(FAILS, language, msgid, "marked fuzzy: read it again and take the mark away")
    if not all(form.strip() for form in forms):
        yield Finding(FAILS, language, msgid, "not translated")
        return
    if entry.pluralizable and len(forms) != plurals:
        yield Finding(FAILS, language, msgid, f"has {len(forms)} plural forms, the language {plurals}")
    for said in placeholder_faults(entry):
        yield Finding(FAILS, language, msgid, said)
    for form in forms:
        yield from text_findings(language, msgid, form, kinds)


def source_findings(kinds: Kinds) -> Findings:
    """The English texts in the code themselves: they are sent to whoever chose English."""
    for key, of in kinds.items():
        for form in (key,) if isinstance(key, str) else key:
            yield from text_findings("en", _shown(key), form, of)


def text_findings(language: str, msgid: str, text: str, kinds: frozenset[str]) -> Findings:
    for said in markup_faults(text):
        yield Finding(FAILS, language, msgid, said)
    if len(text) > TELEGRAM_LIMIT:
        yield Finding(FAILS, language, msgid, f"{len(text)} characters; Telegram takes {TELEGRAM_LIMIT}")
    if BUTTON in kinds:
        for remark in plain_language.button_length(text):
            yield Finding(remark.severity, language, msgid, f"{remark.rule}: {remark.said}")


def key_of(entry: Entry) -> Key:
    return entry.id if isinstance(entry.id, str) else (entry.id[0], entry.id[1])


# --- One text ---------------------------------------------------------------------------------


def forms_of(entry: Entry) -> list[str]:
    """The translations: one, or one a plural form."""
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or ())


def placeholders(text: str) -> set[str]:
    """Names of `{name}` and `%(name)s`. Raises ValueError for a brace without its other half."""
    parts = string.Formatter().parse(text)
    return {name for _, name, _, _ in parts if name is not None} | set(re.findall(r"%\((\w+)\)[sd]", text))


def placeholder_faults(entry: Entry) -> Iterator[str]:
    """Placeholders that a translation lost or invented; only the last plural form must tell the number."""
    forms = forms_of(entry)
    try:
        wanted = placeholders(entry.id if isinstance(entry.id, str) else entry.id[-1])
        for index, form in enumerate(forms):
            may_be_left_out = {"n"} if index < len(forms) - 1 else set()
            given = placeholders(form)
            if lost := wanted - given - may_be_left_out:
                yield f"lost its placeholder {_braced(lost)}"
            if invented := given - wanted:
                yield f"has a placeholder that the code does not fill: {_braced(invented)}"
    except ValueError as error:
        yield f"a brace without its other half ({error})"


def markup_faults(text: str) -> Iterator[str]:
    """What Telegram would refuse: other tags than <b> and <i>, unbalanced ones, a bare < or &."""
    open_tags: list[str] = []
    for closing, name in re.findall(r"<(/?)([^<>]*)>", text):
        if name not in TAGS:
            yield f"a tag other than <b> and <i>: <{closing}{name}>"
        elif not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            yield f"</{name}> closes what is not open"
    if open_tags:
        yield f"<{open_tags[-1]}> is not closed"
    if re.search(r"<(?![^<>]*>)", text) or re.search(r"&(?!(?:amp|lt|gt|quot);)", text):
        yield "a bare < or &: write &lt; or &amp;"


# --- Plain French -----------------------------------------------------------------------------


def plain_language_findings(catalog: Catalog, kinds: Kinds) -> Findings:
    for entry in _said_to_candidates(catalog, kinds):
        for form in forms_of(entry):
            for remark in plain_language.remarks(form):
                yield Finding(remark.severity, "fr", form, f"{remark.rule}: {remark.said}")


def readability(catalog: Catalog, kinds: Kinds) -> str:
    texts = said_to_candidates(catalog, kinds)
    if not texts:
        return "fr: nothing is said to candidates yet"
    lix, ease = plain_language.lix(texts), plain_language.kandel_moles(texts)
    return f"fr: {len(texts)} texts for candidates, LIX {lix:.0f}, Kandel-Moles {ease:.0f}"


def said_to_candidates(catalog: Catalog, kinds: Kinds) -> list[str]:
    return [form for entry in _said_to_candidates(catalog, kinds) for form in forms_of(entry)]


def _said_to_candidates(catalog: Catalog, kinds: Kinds) -> Iterator[Entry]:
    for entry in catalog:
        if entry.id and all(forms_of(entry)) and kinds.get(key_of(entry), {STAFF}) != {STAFF}:
            yield entry


# --- All of it --------------------------------------------------------------------------------


def findings(root: Path = ROOT) -> Findings:
    for place in extraction.unreadable_marks(root):
        yield Finding(FAILS, "code", "", f"{place}: only a text written out in the call can be translated")
    found = list(extraction.messages(root))
    kinds = kinds_of(found)
    if not (root / TEMPLATE).exists():
        yield Finding(FAILS, "messages.pot", "", "is not there: run `make messages`")
        return
    yield from template_findings(extraction.read(root / TEMPLATE), found)
    yield from source_findings(kinds)
    for language in languages(root):
        path = catalog_path(root, language)
        if not path.exists():
            yield Finding(FAILS, language, "", "has no catalog: run `make messages`")
            continue
        catalog = extraction.read(path, language)
        yield from catalog_findings(language, catalog, kinds_of(extraction.read_in(language, found)))
        if language == "fr":
            yield from plain_language_findings(catalog, kinds)


def languages(root: Path) -> list[str]:
    """Those on offer, and those that have a folder though nobody is offered them yet."""
    folders = {path.parts[-3] for path in root.glob("locales/*/LC_MESSAGES/messages.po")}
    return sorted(({*LOCALES} - {"en"}) | folders)


def catalog_path(root: Path, language: str) -> Path:
    return root / "locales" / language / "LC_MESSAGES" / "messages.po"


def main() -> int:
    found = list(findings())
    for severity in (WARNS, FAILS):
        for finding in found:
            if finding.severity == severity:
                print(f"{'warning: ' if severity == WARNS else ''}{finding}")
    french = catalog_path(ROOT, "fr")
    if french.exists():
        print(readability(extraction.read(french, "fr"), kinds_of(list(extraction.messages()))))
    failed = sum(finding.severity == FAILS for finding in found)
    print(f"catalogs: {failed} failures, {len(found) - failed} warnings")
    return 1 if failed else 0


def _shown(key: object) -> str:
    return key if isinstance(key, str) else str(key[0]) if isinstance(key, tuple | list) else ""


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


if __name__ == "__main__":
    sys.exit(main())
