"""The rooms of the console, as its navigation shows them: those that the reader's role may enter."""

from collections.abc import Callable
from dataclasses import dataclass

from locales import NS_
from services.messages.attention import Counts


@dataclass(frozen=True, slots=True)
class Room:
    """`name` is also the name of its route; `waiting` says how much in it waits for somebody."""

    name: str
    title: str
    address: str
    sign: str
    waiting: Callable[[Counts], int] = lambda _counts: 0
    at_hand: bool = False
    """Stands at the foot of a phone; the others are behind "More"."""
    deed: str = ""
    """The route that one comes for, where not everybody may who may look."""


ROOMS = (
    Room("today", NS_("Today"), "/console/", "today", lambda counts: counts.tasks, at_hand=True),
    Room("agenda", NS_("Agenda"), "/console/agenda", "calendar", at_hand=True),
    Room("candidates", NS_("Candidates"), "/console/candidates", "people", at_hand=True),
    Room(
        "messages",
        NS_("Messages"),
        "/console/messages",
        "envelope",
        lambda counts: counts.unread,
        at_hand=True,
    ),
    Room("training", NS_("Training"), "/console/training", "learn"),
    Room("juries", NS_("Jury"), "/console/juries", "jury"),
    Room("figures", NS_("Figures"), "/console/figures", "figures"),
    Room("referrers", NS_("Referrers"), "/console/referrers", "poster", deed="referrer_add"),
    Room("team", NS_("Team and settings"), "/console/team", "settings"),
)
