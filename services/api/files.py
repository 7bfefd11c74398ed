"""Answers that are files: sent as they are, with a name to save them by."""

import base64
import json
from typing import Any, ClassVar, Self

from aiohttp import web

from services.api.values import Answer


class File(Answer):
    """A file; its content travels in base64 as far as the response."""

    media_type: ClassVar[str] = "application/octet-stream"

    name: str
    content: str

    @classmethod
    def made(cls, name: str, content: bytes) -> Self:
        return cls(name=name, content=base64.b64encode(content).decode())


class CsvFile(File):
    media_type: ClassVar[str] = "text/csv"


class CalendarFile(File):
    media_type: ClassVar[str] = "text/calendar"


class PdfFile(File):
    media_type: ClassVar[str] = "application/pdf"


class TextFile(File):
    media_type: ClassVar[str] = "text/plain"


def file_response(answer: type[File], body: str, status: int, headers: Any) -> web.Response:
    """A file's answer, as bytes."""
    said = json.loads(body)
    disposition = {"Content-Disposition": f'attachment; filename="{said["name"]}"'}
    charset = "utf-8" if answer.media_type.startswith("text/") else None
    return web.Response(
        body=base64.b64decode(said["content"]),
        status=status,
        content_type=answer.media_type,
        charset=charset,
        headers={**(headers or {}), **disposition},
    )
