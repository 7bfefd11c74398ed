"""What the phone page can ask a person to do, by name, with the parameters of its form."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.people import Impossible, Person
from bot.sandbox.wire import Params, Upload

Deed = Callable[[Person, Params], object]


def _upload(params: Params) -> Upload:
    if "file" not in params.uploads:
        raise Impossible("no file was chosen")
    return params.uploads["file"]


def _send_file(person: Person, params: Params) -> object:
    """`kind` says as what it goes: photo, voice or document."""
    upload, kind = _upload(params), params.text("kind", "document")
    if kind == "photo":
        return person.send_photo(upload.data, caption=params.text("caption"))
    if kind == "voice":
        return person.send_voice(upload.data, mime=upload.mime, seconds=params.integer("seconds"))
    return person.send_document(upload.data, upload.name, mime=upload.mime)


def _block(person: Person, _: Params) -> object:
    person.block()
    return True


def _unblock(person: Person, _: Params) -> object:
    person.unblock()
    return True


DEEDS: dict[str, Deed] = {
    "say": lambda person, params: person.say(params.text("text")),
    "press": lambda person, params: person.press(params.integer("message_id"), params.text("data")),
    "open": lambda person, params: person.open(params.text("code")),
    "edit": lambda person, params: person.edit(params.integer("message_id"), params.text("text")),
    "file": _send_file,
    "location": lambda person, params: person.send_location(
        params.number("latitude"), params.number("longitude")
    ),
    "contact": lambda person, params: person.send_contact(
        params.text("phone_number"), params.text("first_name")
    ),
    "block": _block,
    "unblock": _unblock,
}
