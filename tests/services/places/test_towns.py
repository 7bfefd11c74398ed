"""From what people write to a town: spelling mistakes, postcodes, whole sentences, and nonsense."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.places import find_town, normalise, town_of, wants_to_book
from services.places.gazetteer import DATA, Gazetteer, gazetteer
from services.places.spelling import sound
from tests.dialogues.talk import HOSTILE_TEXTS

FOUND = {
    "villeurbane": "69266",
    "vilurbane": "69266",
    "vil urbanne": "69266",
    "VILLEURBANNE": "69266",
    "69100": "69266",
    "69 100": "69266",
    "٦٩١٠٠": "69266",
    "lyon": "69123",
    "lyon 7": "69387",
    "lyon 7ème": "69387",
    "Lyon 7e arrondissement": "69387",
    "69007 Lyon": "69387",
    "paris 1er": "75101",
    "75012": "75112",
    "Pointe a pitre": "97120",
    "pointapitre": "97120",
    "97110": "97120",
    "kayenne": "97302",
    "fort de france": "97209",
    "st denis 93": "93066",
    "saint-denis, la réunion": "97411",
    "97400": "97411",
    "st pierre reunion": "97416",
    "mamoudzou": "97611",
    "bordo": "33063",
    "tulouse": "31555",
    "grenobe": "38185",
    "nente": "44109",
    "clermon feran": "63113",
    "strazbour": "67482",
    "veniseux": "69259",
    "sain priest": "69290",
    "larochelle": "17300",
    "havre": "76351",
    "Le Havre": "76351",
    "l'haÿ-les-roses": "94038",
    "chalon s/ saone": "71076",
    "ivry": "94041",
    "templeuve": "59586",
    "je veux un rendez vous a villeurbane": "69266",
    "bonjour je voudrais un rdv sur lyon svp": "69123",
    "j habite à coté de sain priest": "69290",
    "randé vous a vilurbane": "69266",
    "I live in Nantes": "44109",
    "je suis à Saint-Pierre à la réunion": "97416",
    "Y": "80829",
}

NOTHING = [
    "oui",
    "hello",
    "je ne sais pas",
    "je veux un rendez vous",
    "asdfghjkl",
    "06 12 34 56 78",
    "99999",
    "?",
    "",
]


@pytest.mark.parametrize(("written", "code"), FOUND.items())
def test_a_town_is_found_however_it_is_written(written: str, code: str):
    assert [town.code for town in find_town(written)] == [code]


@pytest.mark.parametrize("written", NOTHING)
def test_what_names_no_town_finds_none(written: str):
    assert find_town(written) == []


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("st denis", {"93066", "97411"}),
        ("boulogne", {"92012", "62160"}),
        ("vitry", {"94081", "51649"}),
    ],
)
def test_namesakes_are_all_found_and_the_small_ones_left_out(written: str, codes: set[str]):
    assert {town.code for town in find_town(written)} == codes


def test_a_city_is_meant_where_a_village_has_its_name():
    assert [town.department for town in find_town("valence")] == ["26"]


def test_a_company_s_postcode_finds_what_is_around():
    (town,) = find_town("69361 cedex")

    assert town.department == "69"


def test_never_more_than_asked_for():
    assert len(find_town("saint martin")) == 5
    assert len(find_town("saint martin", limit=2)) == 2


def test_there_are_the_towns_of_all_departments_with_their_places():
    towns = [gazetteer().town(number) for number in range(len(DATA_LINES))]
    departments = {town.department for town in towns}

    assert len(towns) > 37_000
    assert len(departments) == 101
    assert {"2A", "2B", "971", "972", "973", "974", "976"} <= departments
    assert all(-62 < town.longitude < 56 and -22 < town.latitude < 52 for town in towns)
    assert all(town_of(town.code) == town for town in towns[::500])
    assert town_of("nowhere") is None


DATA_LINES = gazetteer()._lines


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
def test_nothing_that_people_send_breaks_it(name: str):
    find_town(HOSTILE_TEXTS[name])
    wants_to_book(HOSTILE_TEXTS[name])


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_gives_towns_or_none(text: str):
    assert all(town_of(town.code) == town for town in find_town(text))
    assert wants_to_book(text) in (True, False)
    assert normalise(text).isascii()


CITIES = [
    town
    for n in range(len(DATA_LINES))
    if (town := gazetteer().town(n)).inhabitants > 50_000 and not town.is_part
]


def test_with_a_letter_left_out_most_cities_are_found():
    asked = found = 0
    for city in CITIES:
        words = normalise(city.name)
        for at in range(2, len(words), 3):
            asked += 1
            found += city in find_town(words[:at] + words[at + 1 :])

    assert found / asked > 0.85  # of the others, most are the name of another town


def test_a_search_takes_milliseconds_and_the_towns_little_memory():
    tracemalloc.start()
    fresh = Gazetteer(list(DATA_LINES))
    assert fresh.sounds
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    took = []
    for written in [*FOUND, *NOTHING]:
        began = time.perf_counter()
        find_town(written)
        took.append(time.perf_counter() - began)

    assert peak < 30_000_000
    assert sorted(took)[len(took) // 2] < 0.02
    assert DATA.stat().st_size < 1_000_000


def test_what_sounds_alike_is_written_alike():
    assert sound("marsaye") == sound("marseille")
    assert sound("bordo") == sound("bordeaux")
    assert sound("ruan") != sound("lyon")


@pytest.mark.parametrize(
    "said",
    [
        "je veux un rendez vous a villeurbane",
        "randé vous a vilurbane",
        "rdv lyon",
        "je voudrais prendre rendez-vous",
        "bonjour, j'ai besoin d'un entretien svp",
        "I want an appointment in Lyon",
        "est-ce possible d'avoir un rdv ?",
    ],
)
def test_a_wish_for_an_interview_is_understood(said: str):
    assert wants_to_book(said)


@pytest.mark.parametrize(
    "said",
    [
        "je ne peux pas venir au rendez vous",
        "annuler mon rendez-vous",
        "c'est quand mon rdv ?",
        "j'ai rendez-vous demain",
        "merci pour le rendez-vous",
        "je suis en retard à l'entretien",
        "bonjour",
        "villeurbanne",
        "",
    ],
)
def test_who_has_an_appointment_or_wants_none_does_not_book(said: str):
    assert not wants_to_book(said)
