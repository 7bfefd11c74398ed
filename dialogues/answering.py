"""Staff answer a candidate from Telegram. To whom is said each time; what is in doubt is asked, never sent."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from dialogues import menu
from dialogues.engine import (
    SOMETHING_ELSE,
    Attachment,
    Button,
    Done,
    Event,
    EventKind,
    Flow,
    Goto,
    Place,
    Reply,
    Scene,
    Step,
    rows,
    stay,
)
from dialogues.staff import acting, number_in, speaker
from locales import NS_, Text, line
from services import Candidate, Invalid, NotFound, Services, TooLong, Upload

ANSWER = "answer.to"
"""Where the button under a candidate's words leads; its value is the candidate's number."""

PROMPT_LASTS = timedelta(minutes=15)
"""Who writes later may have somebody else in mind: then it is asked again whom it is for."""

OFFERED = 5
SHOWN_OF_WORDS = 300

CHOSEN = re.compile(r"(\d{1,9})\.(\d{1,12})", re.ASCII)

MARKS = {"photo": "📷", "voice": "🎤", "document": "📄"}
"""Kinds of files that are sent on, and how each is shown in a line."""

NOBODY = "nobody"

WHY = {
    "late": NS_("Some time has passed since I asked."),
    "crossed": NS_("Somebody else has written meanwhile."),
    "unsure": NS_("I do not know whom this is for."),
}


def answer_button(label: str | Text, candidate_id: int) -> Button:
    return Button(label, f"{candidate_id}", ANSWER)


def take_to(place: Place, event: Event, services: Services) -> Step:
    """The button was tapped: what is written next goes to that candidate."""
    one = _candidate(place, event.value, services)
    if one is None:
        return _gone()
    return Goto("write", {"to": one.id, "asked_at": services.now.isoformat()})


def ask_write(place: Place, services: Services) -> Reply | Done:
    one = _candidate(place, place.answers.get("to"), services)
    if one is None:
        return _gone()
    lines = [
        line(NS_("What do you answer {name} (candidate {id})?"), name=one.first_name, id=one.id),
        line(NS_("Write it here, or send a photo, a document or a voice note.")),
    ]
    if one.stopped or not one.reachable:
        lines.append(
            line(NS_("{name} cannot be reached in Telegram at present: call instead."), name=one.first_name)
        )
    return Reply(tuple(lines), rows(Button(NS_("Send nothing"), NOBODY)))


def take_write(place: Place, event: Event, services: Services) -> Step:
    if event.kind is EventKind.TAP:
        return _nothing_sent()
    words = _words(event)
    if words is None:
        return stay(line(NS_("I can send on a text, a photo, a document or a voice note.")))
    to, asked_at = int(place.answers["to"]), datetime.fromisoformat(place.answers["asked_at"])
    others = acting(place, services).threads.waiting(
        speaker(place, services).id, since=asked_at, limit=OFFERED
    )
    among = [to, *(one.candidate_id for one in others if one.candidate_id != to)][:OFFERED]
    if len(among) > 1:
        return _ask_whom(place, services, words, among, "crossed")
    if services.now - asked_at > PROMPT_LASTS:
        return _ask_whom(place, services, words, among, "late")
    if event.answers == SOMETHING_ELSE:
        return _ask_whom(place, services, words, among, "unsure")
    return _send(place, to, words, services)


def take_replied(place: Place, event: Event, services: Services) -> Step:
    """A reply, in Telegram's own way, to a message that says whom it is from: that is whom it is for."""
    one, words = _candidate(place, event.answers, services), _words(event)
    if one is None:
        return _gone()
    if words is None:
        said = Reply((line(NS_("I can send on a text, a photo, a document or a voice note.")),))
        return Goto("write", {"to": one.id, "asked_at": services.now.isoformat()}, before=(said,))
    return _send(place, one.id, words, services)


def take_unasked(place: Place, event: Event, services: Services) -> Step:
    """Words of staff that answer nothing: perhaps a candidate who waits."""
    words = _words(event)
    waiting = acting(place, services).threads.waiting(speaker(place, services).id, limit=OFFERED)
    if words is None or not waiting:
        return Done((Reply((line(NS_("To answer somebody, tap “Answer” under their words.")),), menu.STAFF),))
    return _ask_whom(place, services, words, [one.candidate_id for one in waiting], "unsure")


def ask_sure(place: Place, services: Services) -> Reply | Done:
    known = [_candidate(place, one, services) for one in place.answers["among"]]
    people = [one for one in known if one is not None]
    if not people:
        return _gone()
    lines = (
        line(WHY[place.answers["why"]]),
        line("<i>{words}</i>", words=_shown(place.answers["words"])),
        line(NS_("Whom shall I send this to?")),
    )
    buttons = [
        Button(line("➜ {name} ({id})", name=one.first_name, id=one.id), f"{one.id}.{place.answers['turn']}")
        for one in people
    ]
    return Reply(lines, rows(*buttons, Button(NS_("To nobody"), NOBODY)))


def take_sure(place: Place, event: Event, services: Services) -> Step:
    """The button of an earlier question is of other words: it asks again, and sends nothing."""
    if event.kind is not EventKind.TAP:
        return _ask_again(place, event, services)
    if event.value == NOBODY:
        return _nothing_sent()
    found = CHOSEN.fullmatch(event.value or "")
    if not found or int(found[1]) not in place.answers["among"] or found[2] != place.answers["turn"]:
        return stay(line(NS_("This button is of an earlier message. Nothing was sent.")))
    return _send(place, int(found[1]), place.answers["words"], services)


def _ask_again(place: Place, event: Event, services: Services) -> Step:
    """More words before the answer: they are asked about together with those before."""
    words = _words(event)
    if words is None or words.get("file") or place.answers["words"].get("file"):
        return stay(line(NS_("Tap first whom the message before is for.")))
    both = {"text": f"{place.answers['words']['text']}\n{words['text']}"}
    return _ask_whom(place, services, both, place.answers["among"], place.answers["why"])


def _ask_whom(
    place: Place, services: Services, words: Mapping[str, Any], among: Sequence[int], why: str
) -> Goto:
    turn = f"{services.now.timestamp() * 10:.0f}"
    return Goto("sure", {"words": dict(words), "among": list(among), "why": why, "turn": turn})


def _send(place: Place, to: int, words: Mapping[str, Any], services: Services) -> Step:
    own, file = acting(place, services), words.get("file")
    try:
        one = own.candidates.candidate(to)
        own.messages.to_candidate(
            to, words["text"], upload=Upload.at_telegram(file["kind"], file["file_id"]) if file else None
        )
    except NotFound:
        return _gone()
    except (TooLong, Invalid):
        said = Reply((line(NS_("This message is too long, or empty. Nothing was sent.")),))
        return Goto("write", {"to": to, "asked_at": services.now.isoformat()}, before=(said,))
    lines = (
        line(NS_("✅ Sent to {name} (candidate {id}):"), name=one.first_name, id=one.id),
        line("<i>{words}</i>", words=_shown(words)),
    )
    again = answer_button(NS_("Write again"), one.id)
    close = Button(NS_("Close the conversation"), f"{one.id}", "inbox.close")
    return Done((Reply(lines, rows(again, close, menu.INBOX)),))


def _words(event: Event) -> dict[str, Any] | None:
    """What is to be sent on; None where it is nothing of the kind."""
    match event.kind, event.attachment:
        case EventKind.TEXT, _:
            return {"text": event.text}
        case EventKind.FILE, Attachment(kind, file_id) if kind in MARKS:
            return {"text": event.text, "file": {"kind": kind, "file_id": file_id}}
    return None


def _shown(words: Mapping[str, Any]) -> str:
    text, file = words["text"], words.get("file")
    shown = text if len(text) <= SHOWN_OF_WORDS else f"{text[:SHOWN_OF_WORDS]}…"
    return f"{MARKS[file['kind']]} {shown}".strip() if file else shown


def _candidate(place: Place, said: object, services: Services) -> Candidate | None:
    """Somebody of one's own body; None for anybody else, and for what is no number."""
    number = number_in(str(said or ""))
    if number is None:
        return None
    try:
        return acting(place, services).candidates.candidate(number)
    except NotFound:
        return None


def _nothing_sent() -> Done:
    return Done((Reply((line(NS_("Nothing was sent.")),), menu.STAFF),))


def _gone() -> Done:
    return Done(
        (Reply((line(NS_("This person is not among your centre’s candidates (any more).")),), menu.STAFF),)
    )


def ask_nothing(place: Place, services: Services) -> Done:
    return _gone()


SAID = frozenset({EventKind.TEXT, EventKind.FILE})

ANSWERING = Flow(
    {
        "to": Scene(ask_nothing, take_to, anytime=True, lasting=True),
        "replied": Scene(ask_nothing, take_replied, anytime=True),
        "unasked": Scene(ask_nothing, take_unasked, anytime=True),
        "write": Scene(ask_write, take_write, hears=SAID),
        "sure": Scene(ask_sure, take_sure, hears=SAID),
    },
    needs_staff=True,
)
