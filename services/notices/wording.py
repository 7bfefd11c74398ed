"""What a notice says, before anybody chose a language: lines, choices, perhaps a picture."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from locales import Text, pack, unpack


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: `to` is where a tap leads ("booking", "attendance.answer:a12.1.yes")."""

    label: str | Text
    """A message id, or a text with values in it (a day and an hour)."""
    to: str

    @property
    def text(self) -> Text:
        return self.label if isinstance(self.label, Text) else Text(self.label)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of ours: `kind` is path, stages, domains or week; `about` what it shows, as JSON."""

    kind: str
    about: Mapping[str, Any]
    title: Text
    """The text alternative."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """An appointment for the phone's calendar, which adds it, moves it or takes it out."""

    appointment: Mapping[str, Any]
    """As JSON; services.scheduling.calendar_file makes the file of it once the language is known."""
    zone: str
    """The candidate's own clock (an IANA name)."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that comes with a message: `kind` is photo, voice or document.

    Its content is kept here (`upload_id`), or at Telegram, where it came from (`file_id`).
    """

    kind: str
    upload_id: int
    name: str
    file_id: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    lines: tuple[Text, ...]
    choices: tuple[Choice, ...] = ()
    picture: Picture | None = None
    calendar: CalendarFile | None = None
    file: File | None = None


def pack_wording(wording: Wording) -> dict[str, Any]:
    """As JSON, for the outbox. `unpack_wording` is its inverse."""
    picture, calendar = wording.picture, wording.calendar
    return {
        "lines": [pack(line) for line in wording.lines],
        "choices": [[pack(choice.label), choice.to] for choice in wording.choices],
        "picture": picture
        and {"kind": picture.kind, "about": dict(picture.about), "title": pack(picture.title)},
        "calendar": calendar and {"appointment": dict(calendar.appointment), "zone": calendar.zone},
        **({"file": [file.kind, file.upload_id, file.name, file.file_id]} if (file := wording.file) else {}),
    }


@lru_cache(maxsize=256)
def wording_of(content: str) -> Wording:
    """The wording of a packed one as JSON text: a broadcast says the same to thousands."""
    return unpack_wording(json.loads(content))


def unpack_wording(content: Mapping[str, Any]) -> Wording:
    picture, calendar, file = content.get("picture"), content.get("calendar"), content.get("file")
    return Wording(
        lines=tuple(_text(line) for line in content["lines"]),
        choices=tuple(Choice(_label(label), to) for label, to in content["choices"]),
        picture=picture and Picture(picture["kind"], picture["about"], _text(picture["title"])),
        calendar=calendar and CalendarFile(calendar["appointment"], calendar["zone"]),
        file=file and File(*file),
    )


def _label(packed: Any) -> str | Text:
    return packed if isinstance(packed, str) else _text(packed)


def _text(packed: Any) -> Text:
    value = unpack(packed)
    if not isinstance(value, Text):
        raise ValueError(f"not a text: {packed!r}")
    return value
