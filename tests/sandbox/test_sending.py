"""What a bot can send, through python-telegram-bot, and what comes back."""

from __future__ import annotations

import struct

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

AMINA = 5
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="yes")]])


def png(width=4, height=3):
    """The head of a PNG: as much as Telegram needs to see its size."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\0\0\0"


def ogg(seconds=2):
    return b"OggS\0\4" + struct.pack("<q", seconds * 48_000) + b"\0" * 12


async def test_a_text_comes_back_as_a_whole_message(sandbox, bot, clock):
    sent = await bot.send_message(AMINA, "Bonjour", reply_markup=BUTTONS)

    assert (sent.text, sent.chat.id, sent.chat.first_name, sent.from_user.is_bot) == (
        "Bonjour",
        AMINA,
        "Amina",
        True,
    )
    assert sent.date == clock.now
    assert sent.reply_markup == BUTTONS
    assert sandbox.user(AMINA).last == "Bonjour"


async def test_html_becomes_entities_counted_in_utf16(bot):
    sent = await bot.send_message(
        AMINA, "👋 <b>Bon<i>jour</i></b> &lt;3 /help https://a.fr", parse_mode="HTML"
    )

    assert sent.text == "👋 Bonjour <3 /help https://a.fr"
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities] == [
        ("bold", 3, 7),
        ("italic", 6, 4),
        ("bot_command", 14, 5),
        ("url", 20, 12),
    ]


async def test_every_tag_of_telegram_is_known(bot):
    text = (
        "<strong>a</strong><em>b</em><u>c</u><ins>d</ins><s>e</s><strike>f</strike><del>g</del><code>h</code>"
        '<pre><code class="language-python">i</code></pre><a href="https://x.fr">j</a>'
        '<tg-spoiler>k</tg-spoiler><span class="tg-spoiler">l</span><blockquote expandable>m</blockquote>'
    )
    sent = await bot.send_message(AMINA, text, parse_mode="HTML")

    assert [entity.type for entity in sent.entities] == [
        "bold", "italic", "underline", "underline", "strikethrough", "strikethrough", "strikethrough", "code",
        "pre", "text_link", "spoiler", "spoiler", "expandable_blockquote",
    ]  # fmt: skip
    assert sent.entities[8].language == "python"


async def test_a_photo_is_sent_again_by_its_file_id(bot):
    first = await bot.send_photo(AMINA, png(), caption="<b>ici</b>", parse_mode="HTML")
    again = await bot.send_photo(AMINA, first.photo[-1].file_id)

    assert (first.photo[-1].width, first.photo[-1].height) == (4, 3)
    assert first.caption_entities[0].type == "bold"
    assert again.photo == first.photo
    file = await bot.get_file(again.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == png()


async def test_voice_sound_and_document_carry_their_length_name_and_type(bot):
    voice = (await bot.send_voice(AMINA, ogg(7))).voice
    audio = (await bot.send_audio(AMINA, ogg(3), title="CléA")).audio
    document = (await bot.send_document(AMINA, b"BEGIN:VCALENDAR", filename="entretien.ics")).document

    assert (voice.duration.seconds, voice.mime_type) == (7, "audio/ogg")
    assert (audio.duration.seconds, audio.title) == (3, "CléA")
    assert (document.file_name, document.mime_type) == ("entretien.ics", "text/calendar")


async def test_places_contacts_albums_and_copies(sandbox, bot):
    location = await bot.send_location(AMINA, 48.85, 2.35)
    venue = await bot.send_venue(AMINA, 48.85, 2.35, "Centre", "12 rue")
    contact = await bot.send_contact(AMINA, "+33600000000", "Léa")
    album = await bot.send_media_group(
        AMINA, [InputMediaPhoto(png()), InputMediaPhoto(png(9, 9), caption="fin")]
    )
    copy = await bot.copy_message(AMINA, AMINA, venue.message_id)

    assert location.location.latitude == 48.85
    assert venue.venue.title == "Centre"
    assert contact.contact.first_name == "Léa"
    assert album[0].media_group_id == album[1].media_group_id
    assert sandbox.messages(AMINA)[-1]["message_id"] == copy.message_id
    assert sandbox.messages(AMINA)[-1]["venue"]["title"] == "Centre"


async def test_a_reply_names_what_it_replies_to(bot):
    first = await bot.send_message(AMINA, "un")
    reply = await bot.send_message(AMINA, "deux", reply_parameters=ReplyParameters(first.message_id))
    alone = ReplyParameters(999, allow_sending_without_reply=True)

    assert reply.reply_to_message.text == "un"
    assert (await bot.send_message(AMINA, "trois", reply_parameters=alone)).reply_to_message is None


async def test_a_reply_keyboard_stays_until_it_is_removed(sandbox, bot):
    amina = sandbox.user(AMINA)
    keys = ReplyKeyboardMarkup([["Oui"], [KeyboardButton("Où ?", request_location=True)]])
    await bot.send_message(AMINA, "D’accord ?", reply_markup=keys)

    assert amina.buttons == ["Oui", "Où ?"]
    assert amina.tap("Oui")["text"] == "Oui"
    assert "location" in amina.tap("Où ?")
    await bot.send_message(AMINA, "Merci", reply_markup=ReplyKeyboardRemove())
    assert amina.buttons == []


async def test_messages_are_edited_and_deleted_in_place(sandbox, bot):
    sent = await bot.send_message(AMINA, "un", reply_markup=BUTTONS)
    photo = await bot.send_photo(AMINA, png(), caption="avant")

    edited = await sent.edit_text("deux")
    assert (edited.text, edited.reply_markup, edited.message_id) == ("deux", None, sent.message_id)
    assert (await sent.edit_reply_markup(BUTTONS)).reply_markup == BUTTONS
    assert (await photo.edit_caption("après")).caption == "après"
    assert (await photo.edit_media(InputMediaPhoto(png(8, 8)))).photo[-1].width == 8
    await photo.delete()
    assert [message.get("text") for message in sandbox.messages(AMINA)] == ["/start", "deux"]
    await bot.delete_messages(AMINA, [sent.message_id, 999])
    assert len(sandbox.messages(AMINA)) == 1


async def test_commands_are_kept_by_language_and_scope(bot):
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_commands([("help", "Aide")], language_code="fr")

    assert (await bot.get_my_commands(language_code="fr"))[0].description == "Aide"
    assert (await bot.get_my_commands())[0].description == "Help"
    await bot.delete_my_commands(language_code="fr")
    assert await bot.get_my_commands(language_code="fr") == ()


async def test_the_bot_has_names_and_descriptions(bot):
    await bot.set_my_name("CléA Compagnon")
    await bot.set_my_description("Bonjour", language_code="fr")
    await bot.set_my_short_description("Court")
    await bot.set_chat_menu_button()

    assert (await bot.get_my_name("en")).name == "CléA Compagnon"
    assert (await bot.get_my_description("fr")).description == "Bonjour"
    assert (await bot.get_my_short_description()).short_description == "Court"
    assert (await bot.get_me()).first_name == "CléA Compagnon"


async def test_a_pinned_message_is_part_of_the_chat(bot):
    sent = await bot.send_message(AMINA, "à garder")
    await sent.pin()

    chat = await bot.get_chat(AMINA)
    assert (chat.first_name, chat.pinned_message.text) == ("Amina", "à garder")


async def test_messages_in_the_chat_are_what_was_accepted(sandbox, bot):
    for text in ("un", "deux", "deux"):
        await bot.send_message(AMINA, text)

    assert [entry.text for entry in sandbox.ledger.entries] == ["un", "deux", "deux"]
    assert sandbox.ledger.doubles() == {(AMINA, "deux"): 2}


@pytest.mark.parametrize("action", ["typing", "upload_photo"])
async def test_a_chat_action_is_accepted(bot, action):
    assert await bot.send_chat_action(AMINA, action)
