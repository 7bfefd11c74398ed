"""Groups: made with some people and the bot, and upgraded to supergroups as Telegram does."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.account import Account
from bot.sandbox.chat import Chat
from bot.sandbox.people import Person, member_change


def make_group(account: Account, group_id: int, title: str, members: Sequence[Person]) -> Chat:
    """A basic group (negative id) that the first member made and let the bot into."""
    card = {"id": group_id, "type": "group", "title": title, "all_members_are_administrators": False}
    chat = Chat(card, [person.id for person in members], started=True)
    account.chats[group_id] = chat
    account.save_chat(chat)
    member_change(account, chat, members[0].user, "member")
    return chat


def upgrade(account: Account, chat: Chat) -> Chat:
    """Turns a group into a supergroup with another id; the old id is refused from then on."""
    new_id = -1_000_000_000_000 - abs(chat.id)
    moved = Chat(
        {"id": new_id, "type": "supergroup", "title": chat.card["title"]}, chat.members, started=True
    )
    account.chats[new_id] = moved
    account.save_chat(moved)
    by = account.world.people[chat.members[0]]
    account.inbox.add("message", account.add_message(chat, by, {"migrate_to_chat_id": new_id}))
    account.inbox.add("message", account.add_message(moved, by, {"migrate_from_chat_id": chat.id}))
    chat.migrated_to = new_id
    account.save_chat(chat)
    return moved
