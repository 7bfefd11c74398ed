"""Who finds a centre books in at most five taps: by a town with a mistake in it, by where they are, by a QR code."""

from tests.bot.taps import buttons_to, tap_to, targets
from tests.house import Phone, Town
from tests.journeys.conftest import introduced

SCENES = ("booking.site", "booking.day", "booking.time", "booking.how", "booking.confirm")


async def books(phone: Phone) -> int:
    """Books by the first button of each question; how many taps it took."""
    for taps in range(1, 6):
        on_show = targets(phone.messages[-1])
        scene = next(one for one in SCENES if one in on_show)
        await tap_to(phone, scene)
        if "appointment.cancel" in targets(phone.messages[-1]):
            return taps
    raise AssertionError(f"not booked after five taps: {phone.last}")


async def test_by_a_town_with_a_mistake_in_it(here: Town, phone: Phone):
    await introduced(phone)
    await phone.say("/rendezvous")
    await phone.say("je veux un rendez vous a villeurbane")

    assert phone.last.startswith("Pour Villeurbanne, voici les centres proches.")
    assert phone.last.index("Centre Guillotière, Lyon : à 3 km") < phone.last.index(
        "Centre Vaise, Lyon : à 6 km"
    )
    assert "Il n’y a pas de marche à monter" in phone.last
    assert "Premier jour libre : lundi 4 janvier" in phone.last
    assert await books(phone) <= 5
    (candidate,) = (await here.api.get("/candidates"))["items"]
    assert candidate["stage"] == "interview_booked"


async def test_by_a_sentence_while_nothing_is_asked(here: Town, phone: Phone):
    await introduced(phone)
    await phone.say("je veux un rendez vous a villeurbane")

    assert phone.last.startswith("Pour Villeurbanne, voici les centres proches.")
    assert await books(phone) <= 5


async def test_by_the_button_that_shares_where_one_is(here: Town, phone: Phone):
    await introduced(phone)
    await phone.tap("Prendre rendez-vous")
    await phone.tap("Près de moi")
    ((button,),) = (phone.person.chat.keyboard or {})["keyboard"]
    assert (button["text"], button["request_location"]) == ("📍 Partager où je suis", True)
    await phone.do("send_location", 45.7663, 4.8797)

    assert phone.last.startswith("Voici les centres près de vous.")
    assert "à 3 km" in phone.last
    assert phone.person.chat.keyboard is None
    assert await books(phone) <= 5


async def test_by_the_qr_code_of_a_centre(here: Town, phone: Phone):
    await phone.do("open", "site-2")
    await phone.tap("Français")
    await phone.tap("Oui, d’accord")
    await phone.tap("Amina")
    await phone.tap("Prendre rendez-vous")

    assert "📍 Votre centre : Centre Vaise, Lyon." in phone.said
    assert 1 + await books(phone) <= 5
    booked = (await here.api.get("/candidates/1"))["appointments"]
    assert [appointment["site_id"] for appointment in booked] == [2]


async def test_far_from_every_centre_a_person_takes_up_the_wish(here: Town, phone: Phone):
    await introduced(phone)
    await phone.tap("Prendre rendez-vous")
    await phone.tap("Une autre ville")
    await phone.say("Brest")
    assert phone.last.startswith("Pour Brest, il n’y a pas encore de centre proche.")
    await phone.tap("Contactez-moi")

    assert buttons_to(phone, "handover")
    tasks = (await here.api.get("/tasks"))["items"]
    assert [task["kind"] for task in tasks] == ["call"]
