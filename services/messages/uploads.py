"""Files that staff send to candidates: what they are is seen in them, not in what they are called."""

from dataclasses import dataclass

from sqlmodel import Session

from services.errors import NotFound, Refusal
from services.messages.models import UploadRow
from services.service import Service

UPLOAD_MAX = 10 * 1024 * 1024
"""Bytes: what Telegram takes as a photo; more is for no telephone contract."""

NAME_MAX = 80

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_SOUNDS = (b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3")


class TooLarge(Refusal):
    """The file is too large: at most 10 megabytes."""

    code = "file_too_large"
    status = 422


class EmptyFile(Refusal):
    """The file is empty: choose another one."""

    code = "file_empty"
    status = 422


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with a message; `kind` is photo, voice or document: how Telegram shows it.

    It is kept here by its `id`, or stays at Telegram, where it was sent from, as `file_id`.
    """

    id: int
    kind: str
    name: str
    file_id: str = ""

    @classmethod
    def at_telegram(cls, kind: str, file_id: str) -> "Upload":
        return cls(0, kind, "", file_id)


def content_to_send(session: Session, upload_id: int) -> bytes | None:
    """For whoever delivers it; None where the candidate has erased everything since."""
    row = session.get(UploadRow, upload_id)
    return row.content if row else None


def kind_of(content: bytes) -> str:
    """How Telegram shows such a file: JPEG and PNG as a photo, OGG, MP3 and M4A as a voice note."""
    if content.startswith(_PICTURES):
        return "photo"
    if content.startswith(_SOUNDS) or (content[4:8] == b"ftyp" and content[8:11] in (b"M4A", b"mp4", b"iso")):
        return "voice"
    return "document"


class Uploads(Service):
    def keep(self, candidate_id: int, name: str, content: bytes) -> Upload:
        """Raises TooLarge, EmptyFile, NotFound."""
        self.candidate_row(candidate_id)
        if not content:
            raise EmptyFile
        if len(content) > UPLOAD_MAX:
            raise TooLarge
        row = UploadRow(
            candidate_id=candidate_id,
            kind=kind_of(content),
            name=safe_name(name),
            content=content,
            uploaded_at=self.now,
        )
        self.session.add(row)
        self.session.flush()
        assert row.id is not None
        return Upload(row.id, row.kind, row.name)

    def content(self, candidate_id: int, upload_id: int) -> bytes:
        """Raises NotFound."""
        self.candidate_row(candidate_id)
        row = self.session.get(UploadRow, upload_id)
        if row is None or row.candidate_id != candidate_id:
            raise NotFound
        return row.content


def safe_name(name: str) -> str:
    """A file's name without folders and without signs that mean something to programs."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign if sign.isalnum() or sign in " .-_()" else "_" for sign in last).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:NAME_MAX]}{dot}{ending[:10]}" if dot else kept[:NAME_MAX] or "document"
