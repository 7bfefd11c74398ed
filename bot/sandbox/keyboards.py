"""Keyboards: read from a request, checked as Telegram checks them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.refusals import JsonObject, bad_request
from bot.sandbox.wire import Params

_INLINE_KINDS = (
    "url", "callback_data", "copy_text", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game", "pay",
)  # fmt: skip
_MAX_INLINE_BUTTONS = 100
_MAX_REPLY_BUTTONS = 300
_MAX_BYTES = 10_000


def read_markup(params: Params) -> JsonObject | None:
    """The reply markup of a call, or None; refused when Telegram would refuse it."""
    markup = params.json("reply_markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup)
    if "keyboard" in markup:
        return _reply_keyboard(markup)
    if "remove_keyboard" in markup or "force_reply" in markup:
        return markup
    return None


def inline_only(params: Params) -> JsonObject | None:
    """The markup of an edit, which can only be an inline keyboard."""
    markup = read_markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _rows(markup: JsonObject, name: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'can\'t parse keyboard: Field "{name}" must be an Array of Arrays')
    return [row for row in rows if row]


def _inline(markup: JsonObject) -> JsonObject | None:
    rows = _rows(markup, "inline_keyboard")
    for row in rows:
        for button in row:
            _check_inline(button)
    size = len(json.dumps(rows, ensure_ascii=False).encode())
    if sum(map(len, rows)) > _MAX_INLINE_BUTTONS or size > _MAX_BYTES:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: Expected an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: Button text must be non-empty")
    kinds = [kind for kind in _INLINE_KINDS if kind in button]
    if not kinds:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(str(button["url"]))
    if "copy_text" in button and not 1 <= len(str(button["copy_text"].get("text", ""))) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit("http://"), ""
    reason = ""
    if parts.scheme not in {"http", "https", "tg", "ton", "tonsite"}:
        reason = "Unsupported URL protocol"
    elif parts.scheme in {"http", "https"} and ("." not in host or any(char.isspace() for char in url)):
        # Telegram knows no host without a dot: "localhost" is refused, 127.0.0.1 is not.
        reason = "Wrong HTTP URL" if host else "URL host is empty"
    if reason:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")


def _reply_keyboard(markup: JsonObject) -> JsonObject:
    rows = []
    for row in _rows(markup, "keyboard"):
        buttons = [{"text": button} if isinstance(button, str) else button for button in row]
        if not all(isinstance(button, dict) and str(button.get("text", "")).strip() for button in buttons):
            raise bad_request("keyboard button text must be non-empty")
        rows.append(buttons)
    if sum(map(len, rows)) > _MAX_REPLY_BUTTONS:
        raise bad_request("reply markup is too long")
    return {**markup, "keyboard": rows}
