"""Whole chats that do not go straight on: interrupted, resumed, changed of mind, spoken in two languages."""

import pytest

from tests.bot.taps import introduced, on_the_way, tap_to, targets
from tests.house import Phone, Town


@pytest.fixture
async def booking(on_sqlite: Town) -> Phone:
    """A candidate who is asked for a day."""
    return await on_the_way(await introduced(on_sqlite.phone()), "booking.day")


async def finishes(phone: Phone) -> None:
    for target in ("booking.day", "booking.time", "booking.how", "booking.confirm"):
        await tap_to(phone, target)
    assert "appointment.cancel" in targets(phone.messages[-1])


@pytest.mark.parametrize("command", ["/help", "/aide", "/clea", "/privacy", "/dossier", "/planning"])
async def test_a_booking_goes_on_after_a_look_at_something_else(booking: Phone, command: str):
    await booking.say(command)
    await tap_to(booking, "resume")

    await finishes(booking)


async def test_a_booking_goes_on_in_another_language(booking: Phone):
    await booking.say("/language")
    await tap_to(booking, "language.choose", 1)
    await tap_to(booking, "resume")
    assert booking.last.startswith("Which day")

    await finishes(booking)


async def test_a_booking_goes_on_after_a_message_to_a_person(on_sqlite: Town, booking: Phone):
    await booking.say("/conseiller")
    await booking.say("Je ne sais pas quel jour.")
    await tap_to(booking, "resume")

    await finishes(booking)
    assert "answer" in [task["kind"] for task in (await on_sqlite.api.get("/tasks"))["items"]]


async def test_a_booking_begun_before_consent_is_finished_after_it(on_sqlite: Town):
    phone = on_sqlite.phone()
    await phone.say("/rendezvous")
    await tap_to(phone, "privacy.what")
    await tap_to(phone, "resume")
    await tap_to(phone, "consent.agree")
    await phone.say("Zoé")
    await tap_to(phone, "booking.site")

    await finishes(phone)


async def test_who_asks_for_a_person_first_writes_to_one_after_consent(on_sqlite: Town):
    phone = on_sqlite.phone()
    await phone.say("/conseiller")
    await tap_to(phone, "consent.agree")
    await tap_to(phone, "consent.name")
    await phone.say("Bonjour, je voudrais un renseignement.")

    assert [task["kind"] for task in (await on_sqlite.api.get("/tasks"))["items"]] == ["answer"]


async def test_who_says_no_learns_about_clea_and_nobody_learns_of_them(on_sqlite: Town):
    phone = on_sqlite.phone()
    await phone.say("/start")
    await tap_to(phone, "welcome.language")
    await tap_to(phone, "consent.agree", 1)
    assert "discover.page" in targets(phone.messages[-1])
    await tap_to(phone, "discover.page")

    assert (await on_sqlite.api.get("/candidates"))["items"] == []


async def test_a_thumb_that_taps_twice_books_once(on_sqlite: Town, booking: Phone):
    await tap_to(booking, "booking.day")
    await tap_to(booking, "booking.time")
    await tap_to(booking, "booking.how")
    message = booking.messages[-1]
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]

    booking.person.press(message["message_id"], data)
    await booking.do("press", message["message_id"], data)

    (candidate,) = (await on_sqlite.api.get("/candidates"))["items"]
    dossier = await on_sqlite.api.get(f"/candidates/{candidate['id']}")
    assert len(dossier["appointments"]) == 1


async def test_a_thumb_that_taps_its_name_twice_is_one_person(on_sqlite: Town):
    phone = on_sqlite.phone()
    await phone.say("/start")
    await tap_to(phone, "welcome.language")
    await tap_to(phone, "consent.agree")
    message = phone.messages[-1]
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]

    phone.person.press(message["message_id"], data)
    await phone.do("press", message["message_id"], data)

    assert len((await on_sqlite.api.get("/candidates"))["items"]) == 1
    assert "booking" in targets(phone.messages[-1])


async def test_who_said_stop_in_the_middle_may_go_on(on_sqlite: Town, booking: Phone):
    await booking.say("/stop")
    assert (await on_sqlite.api.get("/candidates"))["items"][0]["reachable"] is False
    await tap_to(booking, "welcome.start")
    assert (await on_sqlite.api.get("/candidates"))["items"][0]["reachable"] is True
    await tap_to(booking, "resume")

    await finishes(booking)


async def test_who_erased_everything_begins_as_a_stranger(on_sqlite: Town, booking: Phone):
    await booking.say("/privacy")
    await tap_to(booking, "erasure")
    await tap_to(booking, "erasure.sure")
    assert (await on_sqlite.api.get("/candidates"))["items"] == []

    await booking.say("/book")

    assert "consent.agree" in targets(booking.messages[-1])
