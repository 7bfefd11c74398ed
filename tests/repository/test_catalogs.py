"""The catalog checks find what they are for. (`make check` runs them on the project's own catalogs.)"""

import io

import pytest
from babel.messages.pofile import read_po

from locales import check, extraction
from locales.plain_language import FAILS

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""

CANDIDATE, BUTTON, STAFF = frozenset({""}), frozenset({"button"}), frozenset({"staff"})


def catalog(entries):
    return read_po(io.BytesIO((HEADER + entries).encode()), locale="fr")


def said(entries, kinds):
    found = catalog(entries)
    return [
        finding.said
        for finding in (
            *check.catalog_findings("fr", found, kinds),
            *check.plain_language_findings(found, kinds),
        )
        if finding.severity == FAILS
    ]


def test_a_good_translation_passes():
    entries = """
msgid "Hello {name}."
msgstr "Bonjour {name}."

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "un jour"
msgstr[1] "{n} jours"
"""
    assert said(entries, {"Hello {name}.": CANDIDATE, ("{n} day", "{n} days"): CANDIDATE}) == []


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ('msgid "Hi"\nmsgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "Hi"\nmsgstr "Salut"', "fuzzy"),
        ('msgid "Hi"\nmsgstr "Salut {name}"', "does not fill: {name}"),
        ('msgid "Hi"\nmsgstr "Salut {"', "brace without its other half"),
        ('msgid "Hi"\nmsgstr "<b>Salut"', "<b> is not closed"),
        ('msgid "Hi"\nmsgstr "<b>Sa<i>lut</b></i>"', "closes what is not open"),
        ('msgid "Hi"\nmsgstr "<u>Salut</u>"', "other than <b> and <i>"),
        ('msgid "Hi"\nmsgstr "Salut < vous"', "bare < or &"),
        ('msgid "Hi"\nmsgstr "Salut"\n\nmsgid "Old"\nmsgstr "Vieux"', "no longer in the code"),
        ('msgid "Hi"\nmsgstr "Salut"\n\n#~ msgid "Old"\n#~ msgstr "Vieux"', "left over"),
        ('msgid "Hi"\nmsgstr "' + "a" * 4097 + '"', "Telegram takes 4096"),
        ('msgid "Hi"\nmsgstr "C’est un échec."', "banned word: échec"),
        ("", "missing"),
    ],
)
def test_a_fault_in_a_translation_is_found(entries, complaint):
    assert any(complaint in text for text in said(entries, {"Hi": CANDIDATE}))


def test_a_lost_placeholder_is_found():
    assert said('msgid "Hi {name}"\nmsgstr "Salut"', {"Hi {name}": CANDIDATE}) == [
        "lost its placeholder {name}"
    ]


def test_a_missing_plural_form_is_found():
    entries = 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} jour"\nmsgstr[1] ""'

    assert said(entries, {("{n} day", "{n} days"): CANDIDATE}) == ["not translated"]


def test_a_long_button_is_found_in_every_language():
    long = "Show me all the free times"

    assert [finding.language for finding in check.source_findings({long: BUTTON})] == ["en"]
    assert any("characters in" in text for text in said(f'msgid "{long}"\nmsgstr "{long}"', {long: BUTTON}))


def test_texts_for_staff_need_not_be_plain_but_safe():
    assert said('msgid "Hi"\nmsgstr "C’est un échec ; voir 12/01."', {"Hi": STAFF}) == []
    assert said('msgid "Hi"\nmsgstr "<b>Salut"', {"Hi": STAFF}) == ["<b> is not closed"]


def test_a_text_for_both_staff_and_candidates_must_be_plain():
    assert said('msgid "Hi"\nmsgstr "Un échec."', {"Hi": STAFF | CANDIDATE}) == ["banned word: échec"]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one module and one console page, with its catalogs."""
    code = tmp_path / "dialogues"
    code.mkdir()
    (code / "scene.py").write_text(
        "# Translators: the first thing that is said\n"
        'HI = N_("Hi {name}")\n'
        'YES = NB_("Yes")\n'
        'DAYS = NN_("{n} day", "{n} days")\n'
        'ERROR = NS_("No such slot")\n'
    )
    pages = tmp_path / "services" / "console" / "templates" / "candidates"
    pages.mkdir(parents=True)
    (pages / "list.html").write_text("<h1>{{ _('Candidates') }}</h1>{% trans %}Search{% endtrans %}")
    (tmp_path / "locales").mkdir()
    monkeypatch.setattr(extraction, "LOCALES", ("fr", "en"))
    monkeypatch.setattr(check, "LOCALES", ("fr", "en"))
    extraction.write_catalogs(tmp_path)
    return tmp_path


def test_texts_are_gathered_with_what_they_are_used_as(project):
    found = {message.key: (message.kind, message.path) for message in extraction.messages(project)}

    assert found == {
        "Hi {name}": ("", "dialogues/scene.py"),
        "Yes": ("button", "dialogues/scene.py"),
        ("{n} day", "{n} days"): ("", "dialogues/scene.py"),
        "No such slot": ("staff", "dialogues/scene.py"),
        "Candidates": ("staff", "services/console/templates/candidates/list.html"),
        "Search": ("staff", "services/console/templates/candidates/list.html"),
    }


def test_translators_are_told_what_a_text_is(project):
    written = (project / "locales" / "messages.pot").read_text()

    assert (
        '#. the first thing that is said\n#: dialogues/scene.py\n#, python-brace-format\nmsgid "Hi {name}"'
        in written
    )
    assert '#. button\n#: dialogues/scene.py\nmsgid "Yes"' in written


def test_gathering_twice_changes_nothing(project):
    def files():
        return {path: path.read_bytes() for path in project.glob("locales/**/*.po*")}

    before = files()
    extraction.write_catalogs(project)

    assert before
    assert files() == before


def test_a_new_text_in_the_code_makes_the_catalogs_old(project):
    with (project / "dialogues" / "scene.py").open("a") as scene:
        scene.write('BYE = N_("Bye")\n')

    found = [str(finding) for finding in check.findings(project) if finding.msgid == "Bye"]

    assert any("messages.pot: older than the code" in text for text in found)
    assert any("fr: missing" in text for text in found)


def test_a_translation_survives_a_new_text(project):
    po = project / "locales" / "fr" / "LC_MESSAGES" / "messages.po"
    po.write_text(po.read_text().replace('msgid "Yes"\nmsgstr ""', 'msgid "Yes"\nmsgstr "Oui"'))
    with (project / "dialogues" / "scene.py").open("a") as scene:
        scene.write('BYE = N_("Bye")\n')

    extraction.write_catalogs(project)

    assert 'msgid "Yes"\nmsgstr "Oui"' in po.read_text()
    assert 'msgid "Bye"\nmsgstr ""' in po.read_text()


def test_a_text_that_cannot_be_gathered_is_found(project):
    (project / "dialogues" / "scene.py").write_text("N_(f'Hi {name}')\n")

    assert list(extraction.unreadable_marks(project)) == ["dialogues/scene.py:1"]
