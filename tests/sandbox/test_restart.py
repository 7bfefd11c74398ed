"""A killed demo comes back as it was: the chat on the page, and ids that go on."""

from __future__ import annotations

from telegram import ReplyKeyboardMarkup

AMINA = 5


async def test_everything_is_found_again_and_ids_go_on(opened, talking, tmp_path):
    store = tmp_path / "sandbox.db"
    before, address = await opened(store)
    before.user(AMINA, "Amina", "fr").open()
    before.user(6, "John").open()
    before.user(6).block()
    async with talking(before, address) as bot:
        await bot.set_my_name("CléA Compagnon")
        await bot.set_my_commands([("help", "Aide")])
        confirmed = (await bot.get_updates())[0].update_id
        await bot.get_updates(offset=confirmed + 1)
        sent = await bot.send_message(AMINA, "avant", reply_markup=ReplyKeyboardMarkup([["Oui"]]))
        document = await bot.send_document(AMINA, b"contenu", filename="a.ics")
    # No close(): a killed process says nothing to its store either.

    after, address = await opened(store)
    amina = after.user(AMINA)
    assert [message.get("text") for message in amina.messages] == ["/start", "avant", None]
    assert (amina.user["first_name"], amina.buttons, after.user(6).chat.blocked) == ("Amina", ["Oui"], True)
    async with talking(after, address) as bot:
        assert (await bot.send_message(AMINA, "après")).message_id == document.message_id + 1
        assert (await bot.edit_message_text("changé", AMINA, sent.message_id)).text == "changé"
        file = await bot.get_file(document.document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"contenu"
        updates = await bot.get_updates()
        assert updates[0].update_id == confirmed + 1
        assert (await bot.get_me()).first_name == "CléA Compagnon"
        assert (await bot.get_my_commands())[0].description == "Aide"


async def test_a_webhook_is_remembered(opened, talking, tmp_path):
    before, address = await opened(tmp_path / "sandbox.db")
    async with talking(before, address) as bot:
        await bot.set_webhook("http://127.0.0.1:9/nobody", secret_token="abc")

    after, address = await opened(tmp_path / "sandbox.db")
    async with talking(after, address) as bot:
        assert (await bot.get_webhook_info()).url == "http://127.0.0.1:9/nobody"


async def test_the_token_is_not_in_the_store(opened, tmp_path):
    sandbox, _ = await opened(tmp_path / "sandbox.db")
    sandbox.user(AMINA).open()
    await sandbox.close()
    assert sandbox.token.partition(":")[2].encode() not in (tmp_path / "sandbox.db").read_bytes()
