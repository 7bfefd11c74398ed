"""Looks into pictures and sounds far enough to say their size and length."""

from __future__ import annotations

import struct

_OPUS_RATE = 48_000  # granule positions of Opus always count at 48 kHz


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, JPEG, GIF or WebP; None when it is none of them."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_size(data)
    return _jpeg_size(data) if data[:2] == b"\xff\xd8" else None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return (int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1)
    if kind == b"VP8 " and len(data) >= 30:
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        # Start-of-frame markers, without the three that mean something else (DHT, JPG, DAC).
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def ogg_seconds(data: bytes) -> int:
    """Length of an OGG/Opus sound in whole seconds, at least 1; 0 when it is not OGG."""
    last = data.rfind(b"OggS")
    if data[:4] != b"OggS" or last + 14 > len(data):
        return 0
    granules = int(struct.unpack("<q", data[last + 6 : last + 14])[0])
    return max(1, round(granules / _OPUS_RATE))


def is_voice(data: bytes) -> bool:
    """Whether Telegram would show it as a voice note: OGG, MP3 or M4A."""
    return (
        data[:4] == b"OggS"
        or data[:3] == b"ID3"
        or data[:2] in (b"\xff\xfb", b"\xff\xf3")
        or data[4:8] == b"ftyp"
    )
