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
        if not hmac.compare_digest(given.encode(), secret.encode()):
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
        update = Update.de_json(json.loads(body), bot)
        looked_at = update.update_id >= 0, update.effective_chat  # PTB looks into the parts only here
    except Exception as error:  # noqa: BLE001 - PTB raises whatever its constructors happen to
        logger.warning("an update could not be read: %s", type(error).__name__)
        return None
    return update if looked_at[0] else None
