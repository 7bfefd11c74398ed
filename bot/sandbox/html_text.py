"""Telegram's HTML: from marked-up text to plain text and entities, or a refusal with its byte offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from bot.sandbox.refusals import JsonObject, cannot_parse

_PLAIN_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote", "a": "text_link",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")


def utf16(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts offsets: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str]


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[JsonObject] = []

    def read(self) -> tuple[str, list[JsonObject]]:
        while self.at < len(self.source):
            if self.source[self.at] != "<":
                self._text()
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.parts), _in_order(self.entities)

    def _text(self) -> None:
        end = self.source.find("<", self.at)
        end = len(self.source) if end < 0 else end
        # Telegram knows four named references; any other ampersand is an ampersand.
        chunk = _REFERENCE.sub(lambda found: unescape(found[0]), self.source[self.at : end])
        self.parts.append(chunk)
        self.length += utf16(chunk)
        self.at = end

    def _byte_offset(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _start_tag(self) -> None:
        begin = self.at
        where = f"at byte offset {self._byte_offset(begin)}"
        found = re.compile(r"<([^\s>]*)").match(self.source, begin)
        tag = found[1].lower() if found else ""
        self.at = found.end() if found else begin + 1
        if self.at >= len(self.source):
            raise cannot_parse(f"Unclosed start tag {where}")
        if tag not in _PLAIN_TAGS:
            raise cannot_parse(f'Unsupported start tag "{tag}" {where}')
        attributes = self._attributes(tag, where)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise cannot_parse(f'Tag "span" must have class "tg-spoiler" {where}')
        self.open.append(_Open(tag, self.length, attributes))

    def _attributes(self, tag: str, where: str) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            while self.at < len(self.source) and self.source[self.at].isspace():
                self.at += 1
            if self.at >= len(self.source):
                raise cannot_parse(f'Unclosed start tag "{tag}" {where}')
            if self.source[self.at] == ">":
                self.at += 1
                return attributes
            found = _ATTRIBUTE.match(self.source, self.at)
            if found is None:
                raise cannot_parse(f'Empty attribute name in the tag "{tag}" {where}')
            attributes[found[1].lower()] = unescape((found[2] or "").strip("\"'"))
            self.at = found.end()

    def _end_tag(self) -> None:
        offset = self._byte_offset(self.at)
        if not self.open:
            raise cannot_parse(f"Unexpected end tag at byte offset {offset}")
        found = re.compile(r"</([^\s>]*)\s*(>?)").match(self.source, self.at)
        if found is None or not found[2]:
            raise cannot_parse(f"Unclosed end tag at byte offset {offset}")
        opened = self.open.pop()
        name = found[1].lower()
        if name and name != opened.tag:
            raise cannot_parse(
                f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", found "</{name}>"'
            )
        self.at = found.end()
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        if not length:
            return
        entity: JsonObject = {"type": _PLAIN_TAGS[opened.tag], "offset": opened.offset, "length": length}
        if opened.tag == "a":
            url = _link(opened.attributes.get("href", ""))
            if not url:
                return
            entity["url"] = url
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and opened.attributes.get("class", "").startswith("language-"):
            entity["language"] = opened.attributes["class"].removeprefix("language-")
        elif opened.tag == "pre" and self.entities and _same_place(self.entities[-1], entity):
            # <pre><code class="language-x"> is one entity that names its language.
            inner = self.entities.pop()
            entity |= {"language": inner["language"]} if "language" in inner else {}
        self.entities.append(entity)


def _same_place(inner: JsonObject, outer: JsonObject) -> bool:
    return inner["type"] == "code" and (inner["offset"], inner["length"]) == (
        outer["offset"],
        outer["length"],
    )


def _link(href: str) -> str:
    """The link as Telegram keeps it; an empty text when it is no link and the words stay plain."""
    href = href.strip()
    if re.match(r"(https?|tg|ton|mailto|tel)://?|mailto:|tel:", href, re.IGNORECASE):
        return href
    return f"http://{href}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", href) else ""


def _in_order(entities: list[JsonObject]) -> list[JsonObject]:
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def parse_html(source: str) -> tuple[str, list[JsonObject]]:
    """Plain text and its entities, offsets in UTF-16 units, outermost first."""
    return _Reader(source).read()
