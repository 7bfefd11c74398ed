"""Gathers the marked texts from the code: into memory for the checks, into the catalogs for translators.

`make messages` runs it: it writes `messages.pot` and brings every `messages.po` up to date.
"""

import ast
import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from locales.catalogs import LOCALES, STAFF_LOCALES

ROOT = Path(__file__).parent.parent
TEMPLATE = Path("locales/messages.pot")
PACKAGES = ("bot", "dialogues", "services", "locales")

MARKERS: dict[str, Any] = {"N_": None, "NB_": None, "NS_": None, "NN_": (1, 2)}
IN_TEMPLATES: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2)}  # the last two: {% trans %}
COMMENT_TAG = "Translators:"
BUTTON, STAFF = "button", "staff"
"""Comments that travel with a message, so that a translator knows what it is."""

ABOUT: dict[str, Any] = {
    "header_comment": "# Texts of CléA Compagnon. MIT licence, like the rest of it.",
    "project": "CléA Compagnon",
    "version": "(any)",
    "msgid_bugs_address": "see CONTRIBUTING.md",
    "last_translator": "see the history",
    "language_team": "see the history",
}


@dataclass(frozen=True, slots=True)
class Message:
    """One text at one place in the code. `kind` is "button", "staff" or "" (said to a candidate)."""

    msgid: str
    plural: str | None
    kind: str
    path: str
    comments: tuple[str, ...]

    @property
    def key(self) -> str | tuple[str, str]:
        return self.msgid if self.plural is None else (self.msgid, self.plural)


def messages(root: Path = ROOT) -> Iterator[Message]:
    """Every marked text in the code, once for each place."""
    for package in PACKAGES:
        if not (root / package).is_dir():
            continue
        found = extract_from_dir(
            root / package,
            method_map=METHODS,
            keywords=MARKERS | IN_TEMPLATES,
            comment_tags=(COMMENT_TAG,),
            strip_comment_tags=True,
        )
        for path, _line, ids, comments, _context in found:
            msgid, plural = (ids, None) if isinstance(ids, str) else (ids[0], ids[1])
            kind = next((comment for comment in comments if comment in (BUTTON, STAFF)), "")
            yield Message(msgid, plural, kind, f"{package}/{path}", tuple(comments))


def python_messages(source: Any, _keywords: Any, tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:
    """Babel's extraction, with a comment for what only the marker says; and what refusals say of themselves."""
    kinds: dict[Any, list[str]] = {"NB_": [BUTTON], "NS_": [STAFF]}
    for line, marker, ids, comments in extract_python(source, MARKERS, tags, options):
        yield line, marker, ids, [*list(comments or ()), *kinds.get(marker, [])]
    source.seek(0)
    for node in ast.walk(ast.parse(source.read())):
        if isinstance(node, ast.ClassDef) and _is_refusal(node) and (said := ast.get_docstring(node)):
            yield node.lineno, "NS_", said.splitlines()[0], [STAFF]


def _is_refusal(node: ast.ClassDef) -> bool:
    """A class with a code: its docstring is its message (services.errors)."""
    return any(
        isinstance(inner, ast.Assign | ast.AnnAssign)
        and [target.id for target in _targets(inner) if isinstance(target, ast.Name)] == ["code"]
        and isinstance(inner.value, ast.Constant)
        and isinstance(inner.value.value, str)
        for inner in node.body
    )


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def template_messages(source: Any, _keywords: Any, tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:
    """Console pages are read by staff only."""
    for line, marker, ids, comments in babel_extract(source, list(IN_TEMPLATES), tags, options):
        yield line, marker, ids, [*comments, STAFF]


# Babel takes functions here as well as the names that its types know of.
METHODS: Any = [("**.py", python_messages), ("console/templates/**.html", template_messages)]


def unreadable_marks(root: Path = ROOT) -> Iterator[str]:
    """Places where a marker is given something else than a text written there: it could not be gathered."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Call) and _marker(node) and not all(map(_is_literal, node.args)):
                    yield f"{path.relative_to(root)}:{node.lineno}"


def _marker(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in MARKERS


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def template(found: Iterable[Message], created: datetime) -> Catalog:
    """The catalog that translations start from; sorted by place, so that a flow is read in its order."""
    catalog = Catalog(
        **ABOUT,
        creation_date=created,
        revision_date=created,
        fuzzy=False,
    )
    for message in found:
        # No line numbers: a change in the code above a text would change every catalog.
        catalog.add(message.key, locations=[(message.path, None)], auto_comments=message.comments)  # type: ignore[list-item]
    return catalog


def write_catalogs(root: Path = ROOT) -> None:
    path = root / TEMPLATE
    created = creation_date(path) if path.exists() else None
    found = list(messages(root))
    if created is None or as_text(template(found, created)) != path.read_text(encoding="utf-8"):
        created = datetime.now(UTC).replace(second=0, microsecond=0)
    new = template(found, created)
    path.write_text(as_text(new), encoding="utf-8")
    for locale in LOCALES:
        if locale != "en":  # English is the language of the message ids
            spoken = template(read_in(locale, found), created)
            _update(root / "locales" / locale / "LC_MESSAGES" / "messages.po", locale, spoken)


def read_in(locale: str, found: Iterable[Message]) -> list[Message]:
    """The messages that somebody reads in a language: what only staff see is in theirs."""
    found = list(found)
    if locale in STAFF_LOCALES:
        return found
    for_candidates = {message.key for message in found if message.kind != STAFF}
    return [message for message in found if message.key in for_candidates]


def _update(path: Path, locale: str, new: Catalog) -> None:
    if path.exists():
        catalog = read(path, locale)
    else:
        path.parent.mkdir(parents=True)
        catalog = Catalog(locale, fuzzy=False, **ABOUT)
        catalog.revision_date = new.creation_date
    # A changed English sentence asks for a new translation: a guess would only look like one.
    catalog.update(new, no_fuzzy_matching=True)
    text = as_text(catalog)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def creation_date(path: Path) -> datetime:
    written = read(path).creation_date
    return written if isinstance(written, datetime) else datetime.fromisoformat(written)


def read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def as_text(catalog: Catalog) -> str:
    out = io.BytesIO()
    write_po(out, catalog, width=110, include_lineno=False)
    return out.getvalue().decode()


def main() -> int:
    unreadable = list(unreadable_marks())
    for place in unreadable:
        print(
            f"{place}: only a text written out in the call can be gathered for translation", file=sys.stderr
        )
    if unreadable:
        return 1
    write_catalogs()
    return 0


if __name__ == "__main__":
    sys.exit(main())
