"""Papers: the summary says what the file says, in Arabic too; the jury's list names nobody."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from locales import LOCALES, plain
from services import Domain
from services.documents.chapters import Chapter
from services.documents.paper import as_pdf, drawable
from services.documents.summary import summary
from services.jury.members import Member
from services.jury.models import Side
from services.training.models import Progress
from tests.services.desk import Desk

D2 = Domain.D2


def text_of(pdf: bytes) -> list[str]:
    """What each page says, as a reader's program copies it."""
    document = pypdfium2.PdfDocument(pdf)
    return [document[n].get_textpage().get_text_range() for n in range(len(document))]


def in_training(desk: Desk, locale: str) -> int:
    one = desk.in_training(D2)
    desk.session.get_one(type(desk.services.candidates.candidate_row(one)), one).locale = locale
    desk.services.dossiers.record_attestation(one, desk.today)
    desk.trainers.training.record_check(one, D2, desk.today, Progress.GOING_WELL)
    desk.session.flush()
    return one


def test_the_summary_is_in_their_language_and_in_french(desk: Desk):
    paper = desk.services.documents.summary(in_training(desk, "en"))

    english, french = text_of(paper.content)
    assert paper.media_type == "application/pdf"
    assert english.startswith("The file (dossier) of Amina")
    assert "Monday 4 January 2027" in english
    assert english.index("Speaking, reading, writing") < english.index("Counting and calculating")
    assert "you are making progress" in english
    assert "Parler, lire et écrire" in french
    assert "lundi 4 janvier 2027" in french


def test_who_reads_french_gets_it_once(desk: Desk):
    assert len(text_of(desk.services.documents.summary(in_training(desk, "fr")).content)) == 1


def test_arabic_is_joined_and_runs_from_right_to_left(desk: Desk):
    one = in_training(desk, "ar")
    arabic, _ = text_of(desk.services.documents.summary(one).content)
    name = plain(D2.short_name, "ar")

    # A letter drawn alone, in no shape of joining, would be copied as another one of the presentation forms.
    assert not any("\ufb50" <= c <= "\ufefc" for c in arabic)
    assert set(name.split()) & set(arabic.split())
    document = pypdfium2.PdfDocument(desk.services.documents.summary(one).content)
    page = document[0]
    left, _, right, _ = page.get_textpage().get_charbox(0)
    assert (left + right) / 2 > page.get_width() / 2


@pytest.mark.parametrize("locale", LOCALES)
def test_every_letter_of_every_language_can_be_drawn(desk: Desk, locale: str):
    facts = desk.services.dossiers.facts(in_training(desk, locale))
    sections = summary(facts, "Passerelle", desk.now)
    words = "".join(plain(text, locale) for section in sections for text in (section.title, *section.lines))

    assert [c for c in words if c.isalnum() and not drawable(c)] == []
    assert as_pdf([Chapter(locale, sections)], "CléA", datetime(2027, 1, 4, tzinfo=UTC)).startswith(b"%PDF")


def test_the_same_stands_in_the_text(desk: Desk):
    one = in_training(desk, "en")
    desk.services.messages.to_candidate(one, "Bring your book.")

    text = desk.services.documents.summary_text(one).content.decode()
    everything = desk.services.documents.everything(one).content.decode()
    assert "Your file (dossier) is open." in text
    assert "Bring your book." not in text
    assert "Bring your book." in everything
    assert "Votre" not in everything


def test_the_list_for_a_jury_names_nobody(desk: Desk):
    one = desk.in_training(D2)
    desk.finish(one, D2)
    members = [Member("A. Martin", Side.EMPLOYERS), Member("C. Roux", Side.EMPLOYEES)]
    jury = desk.services.jury.create(date(2027, 1, 15), "", members).id or 0
    desk.services.jury.attach(jury, [one])

    (page,) = text_of(desk.services.documents.jury_list(jury).content)
    table = desk.services.documents.jury_table(jury).content.decode("utf-8-sig")
    assert "D1, D2, D3, D4, D5, D6, D7" in page
    assert table.splitlines()[1].startswith(f"{one};04/01/2027;04/01/2027;acquired")
    assert "Amina" not in page + table
