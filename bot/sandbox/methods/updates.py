"""Methods by which a bot gets its updates: long polling or a webhook."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.sandbox.account import Account
from bot.sandbox.inbox import Webhook
from bot.sandbox.refusals import JsonObject, bad_request, conflict
from bot.sandbox.wire import Params

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_LONGEST_POLL_S = 50


async def get_updates(account: Account, params: Params) -> list[JsonObject]:
    inbox = account.inbox
    _refuse_beside_webhook(account)
    _read_allowed(account, params)
    inbox.polls += 1
    this_poll = inbox.polls
    # Wakes an older poll, which then ends with a conflict: one bot fetches at a time.
    inbox.changes.fire()
    offset, limit = params.integer("offset"), max(1, min(params.integer("limit", 100), 100))
    found = inbox.from_offset(offset, limit)
    timeout = max(0, min(params.integer("timeout"), _LONGEST_POLL_S))
    if not found and timeout:
        await inbox.changes.until(lambda: bool(inbox.pending) or inbox.polls != this_poll, timeout)
        if inbox.polls != this_poll:
            raise conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        found = inbox.from_offset(offset, limit)
    return found


def _refuse_beside_webhook(account: Account) -> None:
    if account.inbox.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first"
        )


def _read_allowed(account: Account, params: Params) -> None:
    """The list of wanted updates stays until another one is given."""
    allowed = params.json("allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list):
        raise bad_request("can't parse allowed updates: expected an array of strings")
    account.inbox.allow([str(kind) for kind in allowed])


def set_webhook(account: Account, params: Params) -> bool:
    url = params.text("url")
    if not url:
        return delete_webhook(account, params)
    if urlsplit(url).scheme not in {"http", "https"}:
        # Telegram itself wants HTTPS; a bot on this machine has none.
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _read_allowed(account, params)
    _drop_if_asked(account, params)
    most = max(1, min(params.integer("max_connections", 40), 100))
    account.inbox.webhook = Webhook(url, secret, most)
    # A poll under way is over, as the webhook takes the updates from here.
    account.inbox.polls += 1
    account.inbox.save()
    return True


def delete_webhook(account: Account, params: Params) -> bool:
    _drop_if_asked(account, params)
    account.inbox.webhook = Webhook()
    account.inbox.save()
    return True


def _drop_if_asked(account: Account, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        account.inbox.confirm(*list(account.inbox.pending))


def get_webhook_info(account: Account, params: Params) -> JsonObject:
    inbox = account.inbox
    info: JsonObject = {
        "url": inbox.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(inbox.pending),
    }
    if inbox.webhook.url:
        info["max_connections"] = inbox.webhook.max_connections
    if inbox.webhook.last_error_message:
        info["last_error_date"] = inbox.webhook.last_error_date
        info["last_error_message"] = inbox.webhook.last_error_message
    if inbox.allowed:
        info["allowed_updates"] = inbox.allowed
    return info
