"""A telephone number, shared with Telegram's button or written."""

import re

from dialogues import menu
from dialogues.engine import Button, Event, EventKind, Reply, Stay, rows
from locales import N_, NB_, Text, line

NUMBER = re.compile(r"\+?[0-9][0-9 .()\-]{7,18}")


def ask(*lines: Text) -> Reply:
    asked = line(N_("What is your phone number?")), line(N_("Only your centre sees it."))
    return Reply((*lines, *asked), asks_for_phone=True)


def number_of(event: Event) -> str | None:
    number = event.phone if event.kind is EventKind.CONTACT else event.text.strip()
    return number if number and NUMBER.fullmatch(number) else None


def ask_again(way_out: str, to: str) -> Stay:
    """What is no number; `to` and `way_out` are the scene and the value that do without."""
    said = line(N_("Write the number like this: 06 12 34 56 78"))
    return Stay(Reply((said,), rows(Button(NB_("Without the phone"), way_out, to=to), menu.BACK)))
