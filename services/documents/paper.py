"""Sections as a PDF that reads in every language: fpdf2 shapes and turns Arabic and Persian with HarfBuzz.

It is pure Python with wheels for the rest, and needs no library of the system, as a browser engine or Pango would.
The font is the pictures' Rubik: Latin, Cyrillic, Arabic and Persian in one file, of which only what is used goes in.
"""

import atexit
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from shutil import rmtree
from tempfile import mkdtemp

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from locales import Text, is_right_to_left, plain_lines
from services.documents.chapters import Chapter
from services.pictures.drawing import FONT_FILE

MARGIN_MM = 18
LINE_MM = 7
SIZE_PT, TITLE_PT = 12, 14


def as_pdf(chapters: Sequence[Chapter], title: str, now: datetime) -> bytes:
    paper = FPDF(format="A4")
    paper.set_title(title)
    paper.set_creator("CléA Compagnon")
    paper.set_creation_date(now)
    paper.set_margin(MARGIN_MM)
    paper.set_auto_page_break(True, MARGIN_MM)
    paper.add_font("rubik", "", _static_font())
    for chapter in chapters:
        _write(paper, chapter)
    return bytes(paper.output())


def _write(paper: FPDF, chapter: Chapter) -> None:
    mirrored = is_right_to_left(chapter.locale)
    paper.add_page()
    paper.set_lang(chapter.locale)
    # Without kerning: beside a space it makes readers' programs swallow the space when text is copied.
    paper.set_text_shaping(
        True, features={"kern": False}, direction="rtl" if mirrored else "ltr", language=chapter.locale
    )
    for number, section in enumerate(chapter.sections):
        paper.set_font("rubik", "", TITLE_PT + (4 if number == 0 else 0))
        _put(paper, (section.title,), chapter.locale, mirrored)
        paper.set_font("rubik", "", SIZE_PT)
        _put(paper, section.lines, chapter.locale, mirrored)
        paper.ln(LINE_MM / 2)


def _put(paper: FPDF, lines: Sequence[Text], locale: str, mirrored: bool) -> None:
    for said in drawable(plain_lines(lines, locale)).splitlines():
        paper.multi_cell(
            0, LINE_MM, said, align=Align.R if mirrored else Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )


def drawable(text: str) -> str:
    """Without the signs that the font has not, such as ✅; the words say it all."""
    known = _known()
    return "".join(c if ord(c) in known or c in "\n\u200c\u200d" else "–" if c == "•" else "" for c in text)


@cache
def _static_font() -> str:
    """The font in one weight, made once a process: making it for each paper would take seconds."""
    with TTFont(FONT_FILE) as font:
        one = instantiateVariableFont(font, {"wght": 400})
        folder = mkdtemp(prefix="clea-font-")
        atexit.register(rmtree, folder, ignore_errors=True)
        one.save(path := f"{folder}/rubik.ttf")
    return path


@cache
def _known() -> frozenset[int]:
    with TTFont(FONT_FILE) as font:
        return frozenset(font.getBestCmap())
