"""Methods about the bot itself: who it is, its names, its commands and menu button, by language and scope."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.sandbox.account import Account
from bot.sandbox.refusals import JsonObject, bad_request
from bot.sandbox.wire import Params

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
    "chat_administrators", "chat_member",
}  # fmt: skip


def get_me(account: Account, params: Params) -> JsonObject:
    abilities = {"can_join_groups": True, "can_read_all_group_messages": True}
    return {**account.user, **abilities, "supports_inline_queries": False, "has_main_web_app": False}


def nothing_to_do(account: Account, params: Params) -> bool:
    return True


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("LANGUAGE_CODE_INVALID")
    return language


def _scope(params: Params) -> JsonObject:
    scope = params.json("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return scope


def _commands_key(scope: JsonObject, language: str) -> str:
    return f"commands:{json.dumps(scope, sort_keys=True)}:{language}"


def set_my_commands(account: Account, params: Params) -> bool:
    commands = params.json("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH" if commands else "can't parse list of bot commands")
    kept = [_command(command) for command in commands]
    account.profile[_commands_key(_scope(params), _language(params))] = kept
    account.save_profile()
    return True


def _command(command: Any) -> JsonObject:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(account: Account, params: Params) -> Any:
    return account.profile.get(_commands_key(_scope(params), _language(params)), [])


def delete_my_commands(account: Account, params: Params) -> bool:
    account.profile.pop(_commands_key(_scope(params), _language(params)), None)
    account.save_profile()
    return True


def commands_for(account: Account, chat_id: int, language: str) -> list[JsonObject]:
    """The commands that a person sees in a private chat: the narrowest scope and their language first."""
    for scope in ({"type": "chat", "chat_id": chat_id}, {"type": "all_private_chats"}, {"type": "default"}):
        for code in (language, ""):
            found: list[JsonObject] | None = account.profile.get(_commands_key(scope, code))
            if found:
                return found
    return []


def _set_words(account: Account, params: Params, field: str, limit: int) -> bool:
    words = params.text(field)
    if len(words) > limit:
        raise bad_request(f"bot {field.replace('_', ' ')} is too long")
    language = _language(params)
    account.profile[f"{field}:{language}"] = words
    if field == "name" and not language and words:
        account.user["first_name"] = words
    account.save_profile()
    return True


def words_for(account: Account, field: str, language: str) -> str:
    """The bot's name, description or short description in a language, else in none."""
    return str(account.profile.get(f"{field}:{language}") or account.profile.get(f"{field}:") or "")


def set_my_name(account: Account, params: Params) -> bool:
    return _set_words(account, params, "name", 64)


def get_my_name(account: Account, params: Params) -> JsonObject:
    return {"name": words_for(account, "name", _language(params)) or account.user["first_name"]}


def set_my_description(account: Account, params: Params) -> bool:
    return _set_words(account, params, "description", 512)


def get_my_description(account: Account, params: Params) -> JsonObject:
    return {"description": words_for(account, "description", _language(params))}


def set_my_short_description(account: Account, params: Params) -> bool:
    return _set_words(account, params, "short_description", 120)


def get_my_short_description(account: Account, params: Params) -> JsonObject:
    return {"short_description": words_for(account, "short_description", _language(params))}


def set_chat_menu_button(account: Account, params: Params) -> bool:
    button = params.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: Unsupported type specified")
    account.profile[f"menu:{params.text('chat_id')}"] = button
    account.save_profile()
    return True


def get_chat_menu_button(account: Account, params: Params) -> Any:
    default = account.profile.get("menu:", {"type": "commands"})
    return account.profile.get(f"menu:{params.text('chat_id')}", default)
