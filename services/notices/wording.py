"""What a notice says, before anybody chose a language: lines, choices, perhaps a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from locales import Text, pack, unpack


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: `label` is a message id, `to` where a tap leads ("booking", "attendance.answer:a12.1.yes")."""

    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of ours: `kind` is path, stages, domains or week; `about` what it shows, as JSON."""

    kind: str
    about: Mapping[str, Any]
    title: Text
    """The text alternative."""


@dataclass(frozen=True, slots=True)
class Wording:
    lines: tuple[Text, ...]
    choices: tuple[Choice, ...] = ()
    picture: Picture | None = None


def pack_wording(wording: Wording) -> dict[str, Any]:
    """As JSON, for the outbox. `unpack_wording` is its inverse."""
    picture = wording.picture
    return {
        "lines": [pack(line) for line in wording.lines],
        "choices": [[choice.label, choice.to] for choice in wording.choices],
        "picture": picture
        and {"kind": picture.kind, "about": dict(picture.about), "title": pack(picture.title)},
    }


def unpack_wording(content: Mapping[str, Any]) -> Wording:
    picture = content.get("picture")
    return Wording(
        lines=tuple(_text(line) for line in content["lines"]),
        choices=tuple(Choice(label, to) for label, to in content["choices"]),
        picture=picture and Picture(picture["kind"], picture["about"], _text(picture["title"])),
    )


def _text(packed: Any) -> Text:
    value = unpack(packed)
    if not isinstance(value, Text):
        raise ValueError(f"not a text: {packed!r}")
    return value
