"""A lost phone: whoever the adviser has recognised opens the file from a new account, and the old one is cut off."""

from services import Actor, ActorKind, system_services
from tests.journeys.conftest import introduced


async def test_the_file_moves_to_the_new_phone_and_the_old_one_is_cut_off(here, phone):
    await introduced(phone)
    code = await _invited(here)
    new = here.phone(number=2, name="Amina")
    await new.say(f"/start {code}")

    assert "Bonjour Amina" in new.last
    await _writes(here, "Bonjour Amina, c’est Claire")
    assert "c’est Claire" in new.last
    assert not [said for said in phone.said if "c’est Claire" in said]

    await phone.say("/dossier")
    assert "Bonjour Amina" not in phone.last

    third = here.phone(number=3, name="Zoé")
    await third.say(f"/start {code}")
    assert "trop ancienne" in third.last


async def test_an_account_with_a_file_of_its_own_keeps_it(here, phone):
    await introduced(phone)
    other = here.phone(number=2, name="Zoé")
    await introduced(other)
    await _run(here, lambda s: s.messages.from_candidate(2, "Bonjour"), Actor(ActorKind.CANDIDATE, 2))
    code = await _invited(here)

    await other.say(f"/start {code}")

    assert "a déjà un dossier" in " ".join(other.said[-2:])
    await _writes(here, "Toujours là ?")
    assert "Toujours là ?" in phone.last


async def test_a_second_file_with_nothing_in_it_makes_room(here, phone):
    await introduced(phone)
    other = here.phone(number=2, name="Amina")
    await introduced(other)
    code = await _invited(here)

    await other.say(f"/start {code}")

    assert [one["id"] for one in (await here.api.get("/candidates"))["items"]] == [1]


async def _invited(here) -> str:
    return await _run(here, lambda services: services.new_phones.invite(1, "in_person"), ADVISER)


async def _writes(here, text) -> None:
    await _run(here, lambda services: services.messages.to_candidate(1, text), ADVISER)
    await here.settled()


ADVISER = Actor(ActorKind.STAFF, 1, 1)


async def _run(here, work, actor):
    return await here.house.database.run(
        lambda session: work(system_services(session, here.clock.now()).acting_as(actor))
    )
