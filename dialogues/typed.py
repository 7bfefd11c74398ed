"""Words that stand for a tap: on a button of the open question, or of the latest reminder."""

from datetime import datetime, timedelta

from dialogues.engine import Event, EventKind, Flow, Place, Reply, Who, chosen, question
from dialogues.flows import FLOWS
from dialogues.spelled import is_short, named
from locales import Text, plain
from services import Notice, NoticeState, Services, chats

FRESH = timedelta(days=2)
"""So long words may answer a notice."""

SEVERAL = 5
"""The latest ones may have been cancelled."""

COMING = ".yes"
"""How the choice ends that says: I'm coming."""

ONLY_BY_TAP = ("consent", "erasure", "answer")
"""What is agreed to, what is erased, and what staff write to a candidate is never taken for a button's words."""


def tap_meant(text: str, who: Who, here: Place | None, services: Services) -> Event | None:
    """The tap on the button that the words name, of the question open `here` or else of the latest reminder."""
    if not is_short(text):
        return None
    if here is not None:
        if here.flow in ONLY_BY_TAP:
            return None
        flow = FLOWS[here.flow]
        hears = flow.scenes[here.scene].hears
        # A name, a town or a letter may hold the words of a button; a telephone number does not.
        is_theirs = EventKind.TEXT in hears and EventKind.CONTACT not in hears
        return _named(text, who.locale, _offered(flow, here, services), whole=is_theirs)
    reminder = _reminder(who, services)
    offered = [(choice.text, choice.to) for choice in reminder.wording.choices] if reminder else []
    return _named(text, who.locale, offered)


def yes_meant(who: Who, seen_at: datetime | None, services: Services) -> Event | Reply | None:
    """A bare yes answers the reminder after which nothing else was said; else what that asked is asked again.

    `seen_at` is when we last heard of the person, to the hour. None where no reminder is fresh.
    """
    reminder = _reminder(who, services)
    if reminder is None or reminder.ended_at is None:
        return None
    coming = [choice.to for choice in reminder.wording.choices if choice.to.endswith(COMING)]
    if coming and seen_at and seen_at + chats.SEEN_EVERY < reminder.ended_at:
        return _tap(coming[0])
    return Reply(reminder.wording.lines, chosen(reminder.wording.choices))


def _named(text: str, locale: str, offered: list[tuple[Text, str]], *, whole: bool = False) -> Event | None:
    found = named(text, [plain(label, locale) for label, _ in offered], whole=whole)
    return None if found is None else _tap(offered[found][1])


def _offered(flow: Flow, here: Place, services: Services) -> list[tuple[Text, str]]:
    """The labels of the open question's buttons, and where each leads."""
    asked = question(flow, here, services)[1]
    own = f"{here.flow}.{here.scene}"
    return [
        (b.text, f"{b.to or own}:{b.value}")
        for row in (asked[-1].buttons if asked else ())
        for b in row
        if not b.url
    ]


def _reminder(who: Who, services: Services) -> Notice | None:
    """The latest notice that was sent, while it is fresh."""
    if who.candidate_id is None:
        return None
    since = services.now - FRESH
    past = services.notices.past_of(who.candidate_id, limit=SEVERAL)
    sent = (one for one in past if one.state is NoticeState.SENT and one.wording.choices)
    return next((one for one in sent if one.ended_at and one.ended_at > since), None)


def _tap(leads_to: str) -> Event:
    """What a button leads to, with its value ("attendance.answer:a12.1.yes"), as the tap on it."""
    to, _, value = leads_to.partition(":")
    return Event(value, EventKind.TAP, to=to)
