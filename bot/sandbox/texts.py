"""The text of a message as Telegram keeps it: parsed, trimmed, its commands and links marked."""

from __future__ import annotations

import re

from bot.sandbox.html_text import parse_html, utf16
from bot.sandbox.refusals import JsonObject, Refused, bad_request
from bot.sandbox.wire import Params

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_FOUND_BY_ITSELF = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)»])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/.])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)


def found_entities(text: str) -> list[JsonObject]:
    """Commands, links, addresses, mentions and hashtags that Telegram marks without being asked."""
    return [
        {"type": found.lastgroup, "offset": utf16(text[: found.start()]), "length": utf16(found[0])}
        for found in _FOUND_BY_ITSELF.finditer(text)
    ]


def with_found(text: str, marked: list[JsonObject]) -> list[JsonObject]:
    """The bot's own entities, and those found where none of its own would be cut."""
    closed = [entity for entity in marked if entity["type"] in {"code", "pre", "text_link", "text_mention"}]
    free = [new for new in found_entities(text) if not any(_overlap(new, old) for old in closed)]
    return sorted([*marked, *free], key=lambda entity: (entity["offset"], -entity["length"]))


def _overlap(one: JsonObject, other: JsonObject) -> bool:
    starts_before = one["offset"] < other["offset"] + other["length"]
    return bool(starts_before and other["offset"] < one["offset"] + one["length"])


def trimmed(text: str, entities: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    """Without the white space around, as Telegram's servers send it; entities move with the text."""
    kept = text.strip()
    before, length = utf16(text[: len(text) - len(text.lstrip())]), utf16(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - before, 0)
        end = min(entity["offset"] - before + entity["length"], length)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, moved


def read_text(params: Params, name: str, entities_name: str, limit: int, too_long: str) -> JsonObject:
    """`{"text", "entities"}` of a text or caption, after its parse mode; both absent when nothing is left."""
    source = params.text(name)
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode in {"markdown", "markdownv2"}:
        raise Refused(400, "Bad Request: the sandbox knows parse_mode HTML only, not Markdown")
    elif mode and mode != "none":
        raise bad_request("unsupported parse_mode")
    else:
        text, entities = source, _given(params, entities_name)
    text, entities = trimmed(text, entities)
    if len(text) > limit:
        raise bad_request(too_long)
    return as_fields(text, with_found(text, entities))


def as_fields(text: str, entities: list[JsonObject]) -> JsonObject:
    fields: JsonObject = {"text": text} if text else {}
    return fields | ({"entities": entities} if entities else {})


def _given(params: Params, name: str) -> list[JsonObject]:
    entities = params.json(name) or []
    valid = isinstance(entities, list) and all(
        isinstance(entity, dict) and {"type", "offset", "length"} <= entity.keys() for entity in entities
    )
    if not valid:
        raise bad_request("can't parse entities: expected an array of MessageEntity")
    return list(entities)


def read_message_text(params: Params) -> JsonObject:
    fields = read_text(params, "text", "entities", TEXT_LIMIT, "message is too long")
    if "text" not in fields:
        raise bad_request("message text is empty")
    return fields


def read_caption(params: Params) -> JsonObject:
    fields = read_text(params, "caption", "caption_entities", CAPTION_LIMIT, "message caption is too long")
    renamed = {"text": "caption", "entities": "caption_entities"}
    return {renamed[name]: value for name, value in fields.items()}
