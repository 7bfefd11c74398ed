"""Answers to pressed buttons."""

from __future__ import annotations

from bot.sandbox.account import Account
from bot.sandbox.refusals import bad_request
from bot.sandbox.wire import Params

LIFETIME_S = 150


def answer_callback_query(account: Account, params: Params) -> bool:
    query = account.queries.get(params.text("callback_query_id"))
    if query is None or account.world.date() - query.asked_at > LIFETIME_S:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"query_id": params.text("callback_query_id"), "text": text, "alert": params.flag("show_alert")}
    if params.has("url"):
        answer["url"] = params.text("url")
    account.publish(account.chats[query.chat_id], "answer", person_id=query.person_id, **answer)
    return True
