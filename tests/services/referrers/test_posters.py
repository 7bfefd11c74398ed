"""Posters: read by a program as a phone's camera does, and safe whatever names hold."""

import struct
import zlib
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
import zxingcpp

from services.pictures import for_print
from services.pictures.poster import LEFT, RIGHT, width_of
from services.referrers.models import ReferrerKind
from services.referrers.posters import poster_of
from services.referrers.service import Referrer

SVG = "{http://www.w3.org/2000/svg}"

BOT = "clea_compagnon_bot"

HOSTILE = "</text><script>alert(1)</script>\"'&{{ 7*7 }}<!-- ]]>"


def referrer(name="Boulangerie Martin", code="7XQ4WM2RJCF") -> Referrer:
    return Referrer(1, ReferrerKind.EMPLOYER, name, code, datetime(2027, 1, 4, 8, tzinfo=UTC), None, 0, 0, 0)


def poster(name="Boulangerie Martin", body="Le Tremplin, Lyon", code="7XQ4WM2RJCF", bot=BOT, locale="fr"):
    return poster_of(referrer(name, code), body, bot, locale)


def texts(svg: str) -> list[str]:
    return [" ".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def grey(png: bytes) -> memoryview:
    """A PNG of ours (8 bits, RGB or RGBA) as rows of greys."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    size = {2: 3, 6: 4}[kind]
    assert depth == 8
    packed, at = b"", 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    raw, above, greys = zlib.decompress(packed), bytearray(width * size), bytearray()
    for y in range(height):
        begin = y * (width * size + 1)
        row = bytearray(raw[begin + 1 : begin + 1 + width * size])
        _unfilter(raw[begin], row, above, size)
        greys += bytes(row[1::size])  # its green, which is near enough
        above = row
    return memoryview(bytes(greys)).cast("B", shape=[height, width])


def _unfilter(kind: int, row: bytearray, above: bytearray, size: int) -> None:
    if kind == 0:
        return
    for i in range(len(row)):
        left = row[i - size] if i >= size else 0
        corner = above[i - size] if i >= size else 0
        up = above[i]
        guess = left + up - corner
        paeth = min((left, up, corner), key=lambda one: abs(guess - one))
        row[i] = (row[i] + (0, left, up, (left + up) // 2, paeth)[kind]) % 256


@pytest.mark.parametrize("width", [620, 1240])
def test_a_camera_reads_the_link(width: int):
    (code,) = zxingcpp.read_barcodes(grey(for_print(poster(), width)))

    assert code.text == f"https://t.me/{BOT}?start=7XQ4WM2RJCF"
    assert code.format == zxingcpp.BarcodeFormat.QRCode
    assert code.ec_level == "Q"


def test_it_is_a4_and_fine_enough_to_print():
    root = ElementTree.fromstring(poster())
    png = for_print(poster())

    assert (root.attrib["width"], root.attrib["height"]) == ("210mm", "297mm")
    assert struct.unpack(">II", png[16:24]) == (2480, 3508)
    assert len(png) < 1_000_000


def test_it_says_in_plain_words_what_to_do():
    said = texts(poster())

    assert said[0] == "CléA montre ce que vous savez faire."
    assert "Touchez le lien." in said
    assert f"t.me/{BOT}?start=7XQ4WM2RJCF" in said
    assert said[-2:] == ["Centre\u00a0: Le Tremplin, Lyon", "Boulangerie Martin"]


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_it_can_be_printed_without_colour(locale: str):
    """What tells something is dark on white; the light colours only adorn."""
    root = ElementTree.fromstring(poster(locale=locale))
    inks = {part.attrib["fill"] for part in root.iter(f"{SVG}text")}

    assert inks == {"#17486b"}
    assert 'fill="#000"' in poster()


def test_a_hostile_name_stays_a_name():
    svg = poster(name=HOSTILE, body=HOSTILE)

    assert "<script" not in svg
    assert texts(svg)[-1] == HOSTILE
    assert HOSTILE in texts(svg)[-2]
    assert for_print(svg, 620)
    tags = {part.tag.removeprefix(SVG) for part in ElementTree.fromstring(svg).iter()}
    assert tags == {"svg", "title", "g", "rect", "path", "circle", "ellipse", "text", "tspan"}


@pytest.mark.parametrize("name", ["W" * 80, "Association pour l’insertion " * 3, "مركز", "日本"])
def test_a_long_name_stays_on_the_page(name: str):
    root = ElementTree.fromstring(poster(name=name[:80].strip(), body=name, bot="b" * 32))
    for text in root.iter(f"{SVG}text"):
        for line in text.iter(f"{SVG}tspan"):
            width = width_of(line.text or "") * float(text.attrib["font-size"])
            anchor = text.attrib["text-anchor"]
            left = float(text.attrib["x"]) - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
            assert left >= LEFT - 2
            assert left + width <= RIGHT + 2
