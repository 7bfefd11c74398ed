"""She would rather listen than read: a voice under every message, the words explained, the question still open."""

from tests.house import Phone, Town
from tests.journeys.conftest import introduced


def voices(phone: Phone) -> list[dict[str, object]]:
    return [message["voice"] for message in phone.messages if "voice" in message]


async def test_a_message_is_read_aloud_and_made_once(here: Town):
    amina, samir = here.phone(1), here.phone(2, "Samir")
    for phone in (amina, samir):
        await phone.say("/clea")
    reader = here.house.reader
    assert reader is not None

    await amina.tap("Écouter")
    first = voices(amina)[-1]
    await samir.tap("Écouter")

    assert first["mime_type"] == "audio/ogg"
    assert reader.made == 1
    assert voices(samir)[-1]["file_unique_id"] == first["file_unique_id"]
    content = here.sandbox.bot.files.content(here.sandbox.bot.files.by_id(str(first["file_id"])))
    assert content[:4] == b"OggS"


async def test_listening_leaves_the_question_and_its_buttons(here: Town):
    amina = here.phone()
    await amina.say("/book")
    question = amina.messages[-1]

    await amina.tap("Écouter")

    assert "voice" in amina.messages[-1]
    assert amina.messages[-2] == question, "its buttons are still under it"
    await amina.do("tap", "Oui, d’accord")
    assert "prénom" in amina.last


async def test_the_words_of_a_message_are_explained(here: Town):
    amina = here.phone()
    await amina.say("/clea")
    await amina.tap("Les 4 étapes")
    await amina.tap("Les mots")

    assert amina.last.startswith("Le jury")


async def test_who_does_not_understand_gets_help_and_may_go_on(here: Town):
    amina = here.phone()
    await amina.say("/book")
    await amina.say("je comprends pas")

    assert "Ce n’est pas grave." in amina.last
    assert "🔊 Écouter" in amina.buttons
    assert "Parler à quelqu’un" in amina.buttons
    await amina.tap("Continuer")
    assert "Oui, d’accord" in amina.buttons


async def test_who_wants_it_hears_every_answer(here: Town):
    amina = await introduced(here.phone())
    await amina.say("je préfère écouter")
    await amina.tap("Toujours avec la voix")
    heard = len(voices(amina))

    await amina.say("/clea")
    assert len(voices(amina)) == heard + 1

    await here.api.post("/candidates/1/messages", {"text": "Pensez à votre carte d’identité."})
    await here.settled()
    assert len(voices(amina)) == heard + 2, "the adviser's message is spoken too"

    await amina.say("je préfère écouter")
    await amina.do("tap", "Sans la voix")
    heard = len(voices(amina))
    await amina.say("/clea")
    assert len(voices(amina)) == heard
