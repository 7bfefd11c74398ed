"""A timetable as a spreadsheet saves it: read whatever Excel made of it, and written so that Excel reads it. Pure.

Every wrong line is found, with its number as the spreadsheet shows it, and every reason for it.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from locales import LOCALES, NS_, Text, plain
from services.dossiers.domains import Domain
from services.spreadsheets import FORMULA, as_csv
from services.training.lessons import (
    SESSIONS_MOST,
    Line,
    PlannedSession,
    Reason,
    Sheet,
    Unreadable,
    WrongLine,
    time_reasons,
)

T = TypeVar("T")

COLUMNS = ("reference", "domain", "date", "start", "end", "place", "trainer")
NEEDED = ("domain", "date", "start", "end", "place")

HEADINGS = {
    "reference": ("référence", "reference", "ref", "id"),
    "domain": ("domaine", "domain"),
    "date": ("date", "jour", "day"),
    "start": ("début", "debut", "start", "from", "de", "heure de début"),
    "end": ("fin", "end", "to", "à", "heure de fin"),
    "place": ("lieu", "salle", "place", "room"),
    "trainer": ("formateur", "formatrice", "trainer"),
}
"""What a column may be called; the first is what our own files call it."""

CELL_MOST = 200

EXAMPLES = (
    ("D2-01", "D2", "02/02/2027", "09:00", "12:00", "Salle 3", ""),
    ("D2-02", "D2", "09/02/2027", "09:00", "12:00", "Salle 3", ""),
)

_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00)?)?", re.ASCII)
_TIME = re.compile(r"(\d{1,2})\s*(?:[:hH.]\s*(\d\d)?)?(?:\s*:\s*00)?", re.ASCII)

FindTrainer = Callable[[str], int | None]
"""The id of a trainer by their name; None where there is none of that name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is needed to read a line: whose clock it is on, who trains, and what the present is."""

    zone: str
    now: datetime
    trainer: FindTrainer


def read_csv(content: bytes, reading: Reading) -> Sheet:
    """The sessions of a file, and every line that is wrong. Raises Unreadable."""
    rows = _rows(_text(content))
    if not rows:
        raise Unreadable(NS_("The file is empty: begin with the template."))
    (_, heading), *rest = rows
    places = _places(heading)
    lines: list[Line] = []
    wrong: list[WrongLine] = []
    seen: dict[tuple[object, ...], int] = {}
    for number, cells in rest:
        if not any(cell.strip() for cell in cells):
            continue
        if len(lines) + len(wrong) >= SESSIONS_MOST:
            raise Unreadable(NS_("The file has too many lines: at most 2,000 at once."))
        got = {name: _bare(cells[place]) if place < len(cells) else "" for name, place in places.items()}
        session, reasons = _session(got, reading)
        reasons += _twice(session, got.get("reference", ""), number, seen)
        if session is None or reasons:
            wrong.append(WrongLine(number, tuple(reasons)))
        else:
            lines.append(Line(number, session))
    return Sheet(tuple(lines), wrong=tuple(wrong))


def template() -> bytes:
    """A file to fill in, with two lines to show how."""
    return _written(EXAMPLES)


COLUMNS_SHOWN = tuple(HEADINGS[name][0] for name in COLUMNS)


def write_csv(sessions: Iterable[PlannedSession], zone: str, names: Mapping[int, str]) -> bytes:
    """Sessions as such a file, which can be changed and imported again; `names` of trainers by id."""
    clock = ZoneInfo(zone)
    rows = []
    for one in sessions:
        begins, ends = one.starts_at.astimezone(clock), one.ends_at.astimezone(clock)
        hours = f"{begins:%d/%m/%Y}", f"{begins:%H:%M}", f"{ends:%H:%M}"
        trainer = names.get(one.trainer_id or 0, "")
        rows.append((reference_of(one.source), str(one.domain), *hours, one.place, trainer))
    return _written(rows)


def source_of(reference: str) -> str:
    """How a session that came with a reference is known from then on."""
    return f"csv:{reference}" if reference else ""


def reference_of(source: str) -> str:
    """What a session is called in our own files, so that they can be imported again."""
    return source.removeprefix("csv:") if source.startswith("csv:") else source


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    """With a mark of its encoding, and as Excel in France reads and writes it."""
    return as_csv(COLUMNS_SHOWN, rows, "fr").encode("utf-8-sig")


def _bare(cell: str) -> str:
    """A cell as it was before we made it harmless."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip(" ").startswith(FORMULA) else cell


def _text(content: bytes) -> str:
    """What the bytes say: UTF-8, or what Excel writes otherwise. Raises Unreadable."""
    if content.startswith(b"PK\x03\x04") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(NS_("This is a workbook: save it as CSV, then send that file."))
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(NS_("This is no text: save the timetable as CSV, then send that file."))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows with the number of the line that they begin on. Raises Unreadable."""
    first = text.lstrip("\r\n").split("\n", 1)[0].strip()
    begins = 1
    if first.lower().startswith("sep=") and len(first) >= 5:
        delimiter = first[4]
        text, begins = text.split("\n", 1)[1] if "\n" in text else "", 2
    else:
        delimiter = max(";,\t", key=first.count)
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    at = 0
    try:
        for cells in reader:
            if rows or any(cell.strip() for cell in cells):
                rows.append((begins + at, cells))
            at = reader.line_num
    except csv.Error:
        raise Unreadable(NS_("This is no CSV file: a cell is far too long.")) from None
    return rows


def _places(heading: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Raises Unreadable that names what is missing."""
    words = [_plainly(cell) for cell in heading]
    places = {}
    for name, called in HEADINGS.items():
        found = [words.index(plain_) for one in called if (plain_ := _plainly(one)) in words]
        if found:
            places[name] = found[0]
    missing = [HEADINGS[name][0] for name in NEEDED if name not in places]
    if missing:
        raise Unreadable(
            Text(NS_("The first line lacks the columns: {columns}.")).given(columns=", ".join(missing)),
            missing=missing,
        )
    return places


def _session(got: Mapping[str, str], reading: Reading) -> tuple[PlannedSession | None, list[Reason]]:
    reasons: list[Reason] = []
    domain = _read(
        got["domain"], "domain", domain_named, reasons, NS_("“{value}” is no domain: write D1 to D7.")
    )
    on = _read(got["date"], "date", _date, reasons, NS_("“{value}” is no date: write it as 31/01/2027."))
    begins = _read(got["start"], "start", _time, reasons, NS_("“{value}” is no time: write it as 09:00."))
    ends = _read(got["end"], "end", _time, reasons, NS_("“{value}” is no time: write it as 09:00."))
    place = _read(
        got["place"], "place", _short, reasons, NS_("“{value}” is too long: at most 200 characters.")
    )
    trainer_id = None
    if name := got.get("trainer", ""):
        words = NS_("“{value}” is no trainer of the centre.")
        trainer_id = _read(name, "trainer", reading.trainer, reasons, words)
    if len(got.get("reference", "")) > CELL_MOST:
        reasons.append(Reason("reference", "reference", _too_long(got["reference"])))
    if domain is None or on is None or begins is None or ends is None or place is None or reasons:
        return None, reasons
    clock = ZoneInfo(reading.zone)
    session = PlannedSession(
        domain=domain,
        starts_at=datetime.combine(on, begins, clock),
        ends_at=datetime.combine(on, ends, clock),
        place=place,
        trainer_id=trainer_id,
        source=source_of(got.get("reference", "")),
    )
    return session, time_reasons(session, reading.now)


def _read(
    value: str, column: str, read: Callable[[str], T | None], reasons: list[Reason], words: str
) -> T | None:
    """A cell's value; where it has none, a reason more."""
    if not value:
        reasons.append(
            Reason("empty", column, Text(NS_("The cell is empty: {column}.")).given(column=column))
        )
        return None
    found = read(value)
    if found is None:
        reasons.append(Reason(column, column, Text(words).given(value=value[:60])))
    return found


def _too_long(value: str) -> Text:
    return Text(NS_("“{value}” is too long: at most 200 characters.")).given(value=value[:60])


def _twice(
    session: PlannedSession | None, reference: str, number: int, seen: dict[tuple[object, ...], int]
) -> list[Reason]:
    """The same session, or the same reference, on an earlier line."""
    if session is None:
        return []
    keys: list[tuple[object, ...]] = [(session.domain, session.starts_at, session.ends_at, session.place)]
    if reference:
        keys.append(("reference", reference))
    for key in keys:
        if key in seen:
            said = Text(NS_("It stands in line {line} already.")).given(line=seen[key])
            return [Reason("twice", "reference" if key[0] == "reference" else "date", said)]
    seen.update(dict.fromkeys(keys, number))
    return []


def domain_named(value: str) -> Domain | None:
    """D2, 2, or a domain's name in any of our languages."""
    return _domains().get(_plainly(value))


def domain_in(text: str) -> Domain | None:
    """The domain that a title names somewhere: “D2 – Calcul”, “CléA : formation, Compter et calculer”."""
    if code := re.search(r"\bD([1-7])\b", text, re.IGNORECASE):
        return Domain(f"D{code[1]}")
    plain_text = _plainly(text)
    named = [name for name in _domains() if len(name) > 3 and name in plain_text]
    return _domains()[max(named, key=len)] if named else None


def _date(value: str) -> date | None:
    try:
        if found := _ISO_DATE.fullmatch(value):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DATE.fullmatch(value):
            year = int(found[3])
            return date(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
    except ValueError:
        return None
    return None


def _time(value: str) -> time | None:
    found = _TIME.fullmatch(value)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


def _short(value: str) -> str | None:
    return value if len(value) <= CELL_MOST else None


def _plainly(text: str) -> str:
    """Without case, accents and odd spaces: what people mean by it."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


@cache
def _domains() -> dict[str, Domain]:
    named = {_plainly(plain(domain.short_name, locale)): domain for locale in LOCALES for domain in Domain}
    codes = {code: d for d in Domain for code in (d.lower(), d[1:], f"domaine {d[1:]}", f"domain {d[1:]}")}
    return named | codes
