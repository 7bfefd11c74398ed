"""The files of one bot: kept once, named by a file_id that can be sent again."""

from __future__ import annotations

import hashlib
import mimetypes
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from typing import Any

from bot.sandbox.refusals import JsonObject, bad_request
from bot.sandbox.store import Store
from bot.sandbox.wire import Params, Upload

_FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "audio": "music",
    "document": "documents",
    "sticker": "stickers",
}
_MAX_PHOTO = 10 * 1024 * 1024
_MAX_DOWNLOAD = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that Telegram knows; `path` is its address for the bot, `content` its key in the store."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    name: str
    mime: str
    size: int
    content: str

    def fields(self) -> JsonObject:
        """What every Bot API object about a file begins with."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """Files by file_id. `key` (the bot's id) names its rows in the store."""

    def __init__(self, key: str, store: Store) -> None:
        self._key = key
        self._store = store
        self._files = {row["file_id"]: StoredFile(**row) for row in store.every("file", f"{key}:")}

    def keep(self, upload: Upload, kind: str) -> StoredFile:
        if not upload.data:
            raise bad_request("file must be non-empty")
        if kind == "photo" and len(upload.data) > _MAX_PHOTO:
            size = len(upload.data)
            raise bad_request(
                f"file of size {size} bytes is too big for a photo; the maximum size is {_MAX_PHOTO} bytes"
            )
        content = hashlib.sha256(upload.data).hexdigest()
        unique_id = _name("AQAD", kind, content)[:16]
        file_id = _name("AgACAgQAAxkB", self._key, kind, upload.name, content)
        folder, number = _FOLDERS.get(kind, "files"), len(self._files)
        mime = upload.mime
        if mime in {"", "application/octet-stream"}:
            mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        extension = mimetypes.guess_extension(mime) or ""
        known = self._files.get(file_id)
        path = known.path if known else f"{folder}/file_{number}{extension}"
        kept = StoredFile(file_id, unique_id, kind, path, upload.name, mime, len(upload.data), content)
        self._store.keep(content, upload.data)
        self._store.put("file", f"{self._key}:{file_id}", asdict(kept))
        self._files[file_id] = kept
        return kept

    def by_id(self, file_id: str) -> StoredFile:
        if file_id not in self._files:
            raise bad_request("invalid file_id")
        return self._files[file_id]

    def by_path(self, path: str) -> StoredFile | None:
        return next((file for file in self._files.values() if file.path == path), None)

    def content(self, file: StoredFile) -> bytes:
        return self._store.content(file.content)

    def taken(self, params: Params, field: str, kind: str) -> StoredFile:
        """The file that a call sends in `field`: uploaded, attached, or known by its file_id."""
        if upload := params.uploads.get(field):
            return self.keep(upload, kind)
        return self.named(params, params.values.get(field), kind)

    def named(self, params: Params, value: Any, kind: str) -> StoredFile:
        if not isinstance(value, str) or not value:
            raise bad_request(f"there is no {kind} in the request")
        if value.startswith("attach://"):
            upload = params.uploads.get(value.removeprefix("attach://"))
            if upload is None:
                raise bad_request(f"attached file not found: {value}")
            return self.keep(upload, kind)
        if value.startswith(("http://", "https://")):
            # The sandbox fetches nothing; Telegram answers the same for an address it cannot reach.
            raise bad_request("failed to get HTTP URL content")
        if value not in self._files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if kind == "photo" and self._files[value].kind != "photo":
            raise bad_request("can't use file of type Document as Photo")
        return self._files[value]

    def for_download(self, file_id: str) -> JsonObject:
        file = self.by_id(file_id)
        if file.size > _MAX_DOWNLOAD:
            raise bad_request("file is too big")
        return {**file.fields(), "file_path": file.path}


def _name(prefix: str, *parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return prefix + urlsafe_b64encode(digest).decode().rstrip("=")
