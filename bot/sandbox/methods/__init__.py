"""The Bot API methods that the sandbox knows, by their names in small letters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.sandbox.account import Account
from bot.sandbox.methods import chats, editing, media, profile, queries, sending, updates
from bot.sandbox.wire import Params

Method = Callable[[Account, Params], object]

METHODS: dict[str, Method] = {
    "getme": profile.get_me,
    "logout": profile.nothing_to_do,
    "close": profile.nothing_to_do,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_name,
    "getmyname": profile.get_my_name,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
    "setchatmenubutton": profile.set_chat_menu_button,
    "getchatmenubutton": profile.get_chat_menu_button,
    "setwebhook": updates.set_webhook,
    "deletewebhook": updates.delete_webhook,
    "getwebhookinfo": updates.get_webhook_info,
    "sendmessage": sending.send_message,
    "sendlocation": sending.send_location,
    "sendvenue": sending.send_venue,
    "sendcontact": sending.send_contact,
    "sendchataction": sending.send_chat_action,
    "copymessage": sending.copy_message,
    "sendphoto": media.send_photo,
    "sendvoice": media.send_voice,
    "sendaudio": media.send_audio,
    "senddocument": media.send_document,
    "sendmediagroup": media.send_media_group,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "editmessagemedia": editing.edit_message_media,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "answercallbackquery": queries.answer_callback_query,
    "getfile": chats.get_file,
    "getchat": chats.get_chat,
    "pinchatmessage": chats.pin_chat_message,
    "unpinchatmessage": chats.unpin_chat_message,
}

# The one method that may take its time.
WAITING_METHODS: dict[str, Callable[[Account, Params], Awaitable[object]]] = {
    "getupdates": updates.get_updates
}
