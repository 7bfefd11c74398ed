"""Texts as people read them: dates, hours, numbers, names, in each language."""

from datetime import UTC, date, datetime
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import (
    LOCALES,
    Day,
    Hours,
    Moment,
    Text,
    TimeOfDay,
    Value,
    best_locale,
    is_right_to_left,
    line,
    listed,
    own_name,
    plain,
    plain_lines,
    render,
    render_lines,
)

PARIS, REUNION = "Europe/Paris", "Indian/Reunion"
AT_NINE = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
AT_QUARTER_PAST = datetime(2027, 7, 12, 7, 15, tzinfo=UTC)

READ = [
    ("fr", Day(date(2027, 1, 12)), "mardi 12 janvier"),
    ("fr", Day(date(2027, 1, 12), with_year=True), "mardi 12 janvier 2027"),
    ("fr", Day(date(2027, 9, 1)), "mercredi 1er septembre"),
    ("fr", Day(date(2027, 9, 1), with_year=True), "mercredi 1er septembre 2027"),
    ("fr", Day(date(2027, 9, 11)), "samedi 11 septembre"),
    ("fr", Day(date(2027, 9, 21)), "mardi 21 septembre"),
    ("en", Day(date(2027, 1, 12)), "Tuesday 12 January"),
    ("en", Day(date(2027, 1, 12), with_year=True), "Tuesday 12 January 2027"),
    ("en", Day(date(2027, 9, 1)), "Wednesday 1 September"),
    ("fr", TimeOfDay(AT_NINE, PARIS), "9 h"),
    ("fr", TimeOfDay(AT_QUARTER_PAST, PARIS), "9 h 15"),
    ("fr", TimeOfDay(datetime(2027, 1, 1, 23, 5, tzinfo=UTC), PARIS), "0 h 05"),
    ("en", TimeOfDay(AT_NINE, PARIS), "09:00"),
    ("en", TimeOfDay(AT_NINE, REUNION), "12:00"),
    ("fr", Moment(AT_NINE, PARIS), "mardi 12 janvier à 9 h"),
    ("en", Moment(AT_NINE, PARIS), "Tuesday 12 January at 09:00"),
    ("fr", Moment(datetime(2027, 1, 31, 23, 30, tzinfo=UTC), PARIS), "lundi 1er février à 0 h 30"),
    ("fr", 3, "3"),
]


@pytest.mark.parametrize(("locale", "value", "read"), READ)
def test_a_value_is_read_as(locale: str, value: Value, read: str):
    assert render(value, locale) == read


@pytest.mark.parametrize(("locale", "begin", "end"), [("fr", "9 h", "9 h 15"), ("en", "09:00", "09:15")])
def test_hours_are_read_from_one_to_the_other(locale: str, begin: str, end: str):
    shown = render(Hours(AT_NINE, AT_NINE.replace(minute=15), PARIS), locale)

    assert shown.index(begin) < shown.rindex(end)


@pytest.mark.parametrize("locale", LOCALES)
@given(word=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40))
def test_what_people_typed_is_escaped_and_never_a_pattern(locale: str, word: str):
    assert render(line("<b>{word}</b>", word=word), locale) == f"<b>{escape(word, quote=False)}</b>"


@pytest.mark.parametrize("locale", LOCALES)
@given(word=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40))
def test_plain_gives_back_what_people_typed(locale: str, word: str):
    assert plain(line("<b>{word}</b>", word=word), locale) == word


@pytest.mark.parametrize("locale", LOCALES)
def test_a_value_inside_a_value_is_escaped_once(locale: str):
    inner = line("<b>{name}</b>", name="A&B")

    assert render(listed([inner, "<i>"]), locale) == "• <b>A&amp;B</b>\n• &lt;i&gt;"


def test_lines_begin_with_a_capital():
    lines = (
        line("{day}", day=Day(date(2027, 9, 1))),
        line("<b>élan</b>"),
        line("🗓 <b>mardi</b>"),
        line("«oui»"),
    )

    assert render_lines(lines, "fr") == "Mercredi 1er septembre\n<b>Élan</b>\n🗓 <b>Mardi</b>\n«Oui»"
    assert plain_lines(lines, "fr") == "Mercredi 1er septembre\nÉlan\n🗓 Mardi\n«Oui»"


@pytest.mark.parametrize("words", ["bonjour", "<b>x", "&amp; x", "iPhone", ""])
def test_peoples_own_words_stay_as_they_are(words: str):
    assert plain_lines((line("{text}", text=words),), "fr") == words


@pytest.mark.parametrize("begin", ["&lt;b", "&", "<", "1er", "ﬁ"])
def test_a_capital_breaks_no_markup(begin: str):
    shown = render_lines((line("{name} x", name=begin),), "fr")

    assert unescape(shown).casefold() == f"{begin} x".casefold()


@pytest.mark.parametrize(("locale", "n", "read"), [("en", 0, "b"), ("en", 1, "a"), ("en", 2, "b")])
def test_english_has_a_plural_for_nothing_and_for_many(locale: str, n: int, read: str):
    assert render(Text("a", "b", n), locale) == read


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_a_sentence_with_a_number_in_it_is_translated(n: int):
    """French has its singular for none too."""
    strong = Text("You have {n} strong point:", "You have {n} strong points:", n).given(n=n)

    shown = render(strong, "fr")

    assert str(n) in shown
    assert shown.endswith(("s :", "s\u00a0:", "s\u202f:")) is (n > 1)


@pytest.mark.parametrize(
    ("hint", "locale"),
    [
        ("fr", "fr"),
        ("en", "en"),
        ("en-US", "en"),
        ("EN_gb", "en"),
        ("pt-BR", "pt"),
        ("", "fr"),
        (None, "fr"),
        ("x" * 5000, "fr"),
    ],
)
def test_the_language_to_begin_with_is_guessed_from_the_phones(hint: str | None, locale: str):
    assert best_locale(hint) == locale


def test_languages_are_named_as_their_speakers_do():
    assert [own_name(locale) for locale in ("fr", "en", "ar")] == ["Français", "English", "العربية"]
    assert [is_right_to_left(locale) for locale in ("fr", "ar")] == [False, True]


ON = date(2027, 1, 12)


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("fr", "mardi 12 janvier"),
        ("en", "Tuesday 12 January"),
        ("ar", "الثلاثاء 12 يناير"),
        ("pt", "terça-feira, 12 de janeiro"),
        ("tr", "12 Ocak Salı"),
        ("uk", "вівторок, 12 січня"),
        ("fa", "سه‌شنبه 12 ژانویه"),
        ("es", "martes, 12 de enero"),
    ],
)
def test_days_and_months_are_written_in_full_in_every_language(locale: str, written: str):
    assert plain(Day(ON), locale) == written
    assert plain(Day(ON, with_year=True), locale).startswith(written.split()[0])


@pytest.mark.parametrize("locale", ["ar", "fa"])
def test_every_line_begins_on_the_right_and_french_terms_keep_their_order(locale: str):
    shown = render_lines(
        (line("CléA – {text}", text="<b>"), line("{text}", text="(entretien d’information)")), locale
    )

    first, second = shown.split("\n")
    assert first == "\u200f\u2066CléA\u2069 – &lt;\u2066b\u2069&gt;"
    assert second == "\u200f(\u2066entretien d’information\u2069)"


def test_tags_and_hours_are_left_as_they_are_from_right_to_left():
    shown = render_lines((line("<b>{text}</b> 14:30", text="jury"),), "ar")

    assert shown == "\u200f<b>\u2066Jury\u2069</b> 14:30"


def test_a_turkish_line_begins_with_a_dotted_capital():
    assert render_lines((line("{what}", what=line("{text}", text="iyi")),), "tr") == "İyi"
