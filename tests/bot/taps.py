"""Taps by where a button leads, not by its label: tests that outlive a change of words."""

from typing import Any

from tests.house import Phone


def buttons_to(phone: Phone, target: str) -> list[tuple[int, dict[str, Any]]]:
    """The buttons on show that lead to a flow or a scene ("booking", "booking.day"), with their messages."""
    return [
        (message["message_id"], button)
        for message in phone.person.messages
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
        if target_of(button) == target
    ]


def target_of(button: dict[str, Any]) -> str:
    """Where a button leads: what stands before its value and its signature."""
    return str(button.get("callback_data", "")).rpartition("~")[0].partition(":")[0]


async def tap_to(phone: Phone, target: str, nth: int = 0) -> Phone:
    """Taps the n-th button of the newest message that has one to `target`."""
    found = buttons_to(phone, target)
    assert found, f"no button to {target}"
    newest = [(at, button) for at, button in found if at == found[-1][0]]
    message_id, button = newest[nth]
    return await phone.do("press", message_id, button["callback_data"])


def targets(message: dict[str, Any]) -> set[str]:
    """Where the buttons of a message lead."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {target_of(button) for row in rows for button in row}


async def introduced(phone: Phone) -> Phone:
    """A candidate who has chosen a language, agreed and given a name."""
    await phone.say("/start")
    for target in ("welcome.language", "consent.agree", "consent.name"):
        await tap_to(phone, target)
    return phone


async def on_the_way(phone: Phone, scene: str) -> Phone:
    """Books, always by the first button, up to the question of `scene`."""
    await phone.say("/book")
    for target in ("booking.site", "booking.day", "booking.time", "booking.how", "booking.confirm"):
        if target == scene:
            break
        await tap_to(phone, target)
    return phone
