"""Lists to look at: who needs somebody first, who has been silent, and names with slips in them."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from services import Database
from services.candidates.finding import Search
from services.candidates.looking import Order
from tests.services.console.centre import DAY, Centre, make_centre


@pytest.fixture
def centre(database_url: str, now: datetime) -> Iterator[Centre]:
    database = Database(database_url)
    yield make_centre(database, now)
    database.close()


def listed(centre: Centre, order: Order, **conditions) -> list[int]:
    found = centre.staff(lambda services: services.looking.listed(Search(**conditions), order))
    return [candidate.id for candidate, _ in found]


def test_who_has_waited_longest_for_somebody_stands_first_and_pages_follow_each_other(centre: Centre):
    quiet, called, wrote, other = (centre.register(name) for name in ("Ana", "Bo", "Chu", "Dan"))
    centre.candidate(wrote, lambda services: services.messages.from_candidate(wrote, "Bonjour"), 3)
    centre.staff(lambda services: services.messages.ask_to_call(called, "silent"), 1)
    elsewhere = make_centre(centre.database, centre.now, name="Ailleurs")
    theirs = elsewhere.register("Zoé")
    elsewhere.candidate(theirs, lambda services: services.messages.from_candidate(theirs, "Bonjour"), 9)

    assert listed(centre, Order.NEED) == [wrote, called, quiet, other]
    pages = [
        centre.staff(lambda s, skip=skip: s.looking.listed(Search(), Order.NEED, skip=skip, limit=1))[0][0].id
        for skip in range(4)
    ]
    assert pages == [wrote, called, quiet, other]
    centre.staff(lambda services: services.messages.to_candidate(wrote, "Bonjour"))
    assert listed(centre, Order.NEED) == [called, quiet, wrote, other]


def test_silence_is_counted_from_the_last_sign_and_the_longest_comes_first(centre: Centre):
    week, month, year = (
        centre.register(name, days_ago=400, seen_days_ago=days)
        for name, days in (("Ana", 8), ("Bo", 31), ("Chu", 365))
    )

    assert listed(centre, Order.SILENCE, silent_since=centre.now - 30 * DAY) == [year, month]
    assert listed(centre, Order.SILENCE) == [year, month, week]


def test_a_site_and_nobodys_candidates_can_be_chosen(centre: Centre):
    here, elsewhere = centre.register("Ana"), centre.register("Bo")
    centre.change(elsewhere, site_id=None, adviser_id=None)

    assert listed(centre, Order.COMING, site_id=centre.site_id) == [here]
    assert listed(centre, Order.COMING, of_nobody=True) == [elsewhere]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mohamad", "mohammed"),
        ("Amnia", "amina"),
        ("Elodi", "elodie"),
        ("Filipe", "philippe"),
        ("Fatma", "fatima"),
    ],
)
def test_a_name_with_slips_in_it_proposes_the_one_that_is_meant(centre: Centre, typed: str, meant: str):
    for name in ("Mohammed", "Amina", "Élodie", "Philippe", "Fatima", "Rosa", "محمد"):
        centre.register(name)

    assert centre.staff(lambda services: services.looking.perhaps_meant(typed))[0] == meant


def test_what_resembles_nobody_proposes_nobody_and_no_other_bodys_names(centre: Centre):
    centre.register("Amina")
    make_centre(centre.database, centre.now, name="Ailleurs").register("Zinedine")

    for typed in ("xyzzy", "Zinedin", "???", "", "محم", "a" * 40):
        assert centre.staff(lambda services, q=typed: services.looking.perhaps_meant(q)) == []
