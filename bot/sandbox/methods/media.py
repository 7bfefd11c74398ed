"""Methods that send files: photos, voice notes, sounds, documents, albums."""

from __future__ import annotations

from typing import Any

from bot.sandbox.account import Account
from bot.sandbox.files import StoredFile
from bot.sandbox.media import image_size, is_voice, ogg_seconds
from bot.sandbox.methods.sending import deliver, reply_fields
from bot.sandbox.refusals import JsonObject, bad_request
from bot.sandbox.texts import read_caption
from bot.sandbox.wire import Params


def photo_fields(account: Account, file: StoredFile) -> JsonObject:
    """The `photo` of a message: Telegram's list of sizes, here of the one that was sent."""
    size = image_size(account.files.content(file))
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {"photo": [{**file.fields(), "width": width, "height": height}]}


def document_fields(file: StoredFile) -> JsonObject:
    return {"document": {**file.fields(), "file_name": file.name, "mime_type": file.mime}}


def voice_fields(account: Account, file: StoredFile, duration: int = 0) -> JsonObject:
    """The `voice` of a message; what is no sound that Telegram plays goes as a document, as Telegram does."""
    data = account.files.content(file)
    if not is_voice(data) and not file.mime.startswith("audio/"):
        return document_fields(file)
    length = duration or ogg_seconds(data)
    mime = "audio/ogg" if data[:4] == b"OggS" else file.mime
    return {"voice": {**file.fields(), "duration": length, "mime_type": mime}}


def send_photo(account: Account, params: Params) -> JsonObject:
    file = account.files.taken(params, "photo", "photo")
    return deliver(account, params, "sendPhoto", photo_fields(account, file) | read_caption(params))


def send_voice(account: Account, params: Params) -> JsonObject:
    file = account.files.taken(params, "voice", "voice")
    voice = voice_fields(account, file, params.integer("duration"))
    return deliver(account, params, "sendVoice", voice | read_caption(params))


def send_audio(account: Account, params: Params) -> JsonObject:
    file = account.files.taken(params, "audio", "audio")
    length = params.integer("duration") or ogg_seconds(account.files.content(file))
    audio = {**file.fields(), "duration": length, "mime_type": file.mime, "file_name": file.name}
    named = {name: params.text(name) for name in ("title", "performer") if params.has(name)}
    return deliver(account, params, "sendAudio", {"audio": audio | named} | read_caption(params))


def send_document(account: Account, params: Params) -> JsonObject:
    file = account.files.taken(params, "document", "document")
    return deliver(account, params, "sendDocument", document_fields(file) | read_caption(params))


def media_fields(account: Account, params: Params, media: Any) -> JsonObject:
    """The content of an InputMedia object: a photo or a document, with its caption."""
    if not isinstance(media, dict) or media.get("type") not in {"photo", "document"}:
        raise bad_request("can't parse InputMedia: the sandbox knows photos and documents")
    kind = media["type"]
    file = account.files.named(params, media.get("media"), kind)
    fields = photo_fields(account, file) if kind == "photo" else document_fields(file)
    return fields | read_caption(Params(media))


def send_media_group(account: Account, params: Params) -> list[JsonObject]:
    chat = account.reachable_chat(params.text("chat_id"))
    album = params.json("media")
    if not isinstance(album, list) or not 2 <= len(album) <= 10:
        raise bad_request("wrong number of media: 2 to 10 items expected")
    contents = [media_fields(account, params, media) for media in album]
    account.flood.admit(chat.id, len(contents))
    common = {
        "media_group_id": str(account.world.date()) + str(len(chat.messages)),
        **reply_fields(chat, params),
    }
    sent = [account.add_message(chat, account.user, common | content) for content in contents]
    for message in sent:
        account.world.ledger.record(account.id, "sendMediaGroup", message)
    return sent
