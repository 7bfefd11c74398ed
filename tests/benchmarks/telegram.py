"""Telegram at its best: updates as it sends them, and a transport that takes every call at once."""

import json
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder
from telegram.request import BaseRequest, RequestData

from bot.buttons import Signer
from bot.sandbox import DEMO_TOKEN

BOT = {"id": int(DEMO_TOKEN.partition(":")[0]), "is_bot": True, "first_name": "CléA", "username": "clea_bot"}
SIGNER = Signer(b"a key for measuring")


class InstantTransport(BaseRequest):
    """Answers every call at once, and counts the messages that were sent."""

    def __init__(self) -> None:
        self.sent = 0

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        if name.startswith("send"):
            self.sent += 1
            assert request_data is not None
            chat = {"id": request_data.parameters["chat_id"], "type": "private"}
            message = {"message_id": self.sent, "date": 0, "chat": chat, "from": BOT, "text": "said"}
            return 200, json.dumps({"ok": True, "result": message}).encode()
        return 200, json.dumps({"ok": True, "result": BOT if name == "getMe" else True}).encode()


def application(transport: BaseRequest) -> Application[Any, Any, Any, Any, Any, Any]:
    """As bot.application makes it, but for the transport."""
    builder = ApplicationBuilder().token(DEMO_TOKEN).request(transport).get_updates_request(transport)
    return builder.updater(None).build()


def said(chat_id: int, text: str) -> dict[str, Any]:
    """Somebody writes, or gives a command."""
    return {
        "message": {
            "message_id": 7,
            "date": 0,
            "chat": _chat(chat_id),
            "from": _person(chat_id),
            "text": text,
        }
    }


def tapped(chat_id: int, to: str, value: str = "") -> dict[str, Any]:
    """Somebody taps a button of ours."""
    label, data = "Suite", SIGNER.sign(chat_id, to, value)
    keyboard = {"inline_keyboard": [[{"text": label, "callback_data": data}]]}
    shown = {"message_id": 6, "date": 0, "chat": _chat(chat_id), "from": BOT, "text": "Une question."}
    return {
        "callback_query": {
            "id": "1",
            "from": _person(chat_id),
            "chat_instance": "1",
            "data": data,
            "message": {**shown, "reply_markup": keyboard},
        }
    }


def updates(bot: Any, happened: list[dict[str, Any]]) -> list[Update]:
    """Numbered, in this order; and read by PTB, as the webhook and the polling do it."""
    return [Update.de_json({"update_id": n, **one}, bot) for n, one in enumerate(happened, 1)]


def _chat(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "type": "private", "first_name": "Amina"}


def _person(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "is_bot": False, "first_name": "Amina", "language_code": "fr"}
