"""The route that receives updates: answered 200 once they had their effect, so that Telegram repeats the others."""

import hmac
import json
import logging

from aiohttp import web
from telegram import Bot, Update

from bot.intake import Intake

logger = logging.getLogger(__name__)

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


def webhook_route(bot: Bot, intake: Intake, secret: str) -> web.RouteDef:
    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode()):
            return web.Response(status=403)
        update = _parsed(await request.read(), bot)
        if update is None:
            return web.Response(status=400)
        try:
            await intake.accept(update)
        except Exception:  # noqa: BLE001 - logged by the intake; Telegram sends it again
            return web.Response(status=503)
        return web.Response()

    return web.post(PATH, receive)


def _parsed(body: bytes, bot: Bot) -> Update | None:
    """The update, or None for what Telegram never sends."""
    try:
        update = Update.de_json(json.loads(body, parse_constant=_refused), bot)
        chat = update.effective_chat  # PTB looks into the parts only here
        framed = _is_id(update.update_id) and update.update_id >= 0 and (chat is None or _is_id(chat.id))
    except Exception as error:  # noqa: BLE001 - PTB raises whatever its constructors happen to
        logger.warning("an update could not be read: %s", type(error).__name__)
        return None
    return update if framed else None


def _is_id(number: object) -> bool:
    """Whether it is a number that our databases can hold; PTB does not look."""
    return type(number) is int and -(2**63) <= number < 2**63


def _refused(constant: str) -> float:
    """NaN and infinities, which Python reads and JSON has not."""
    raise ValueError(constant)
