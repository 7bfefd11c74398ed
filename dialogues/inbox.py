"""The inbox in Telegram: who waits for an answer, what was said, closing and opening again."""

from collections.abc import Sequence

from dialogues import menu
from dialogues.answering import MARKS, answer_button
from dialogues.engine import Attachment, Button, Done, Event, Flow, Place, Reply, Scene, rows, screen
from dialogues.staff import acting, number_in, speaker
from locales import NB_, NS_, Moment, Text, line
from services import Message, NotFound, Services, Thread

PAGE = 5
LINE = 90
LATEST = 6
"""So many messages of a conversation are shown; the console has them all."""

WORDS = 500


def show(place: Place, services: Services) -> Done:
    return _page(place, services, 0)


def take_page(place: Place, event: Event, services: Services) -> Done:
    return _page(place, services, number_in(event.value) or 0)


def _page(place: Place, services: Services, skip: int) -> Done:
    threads, member = acting(place, services).threads, speaker(place, services)
    waiting = threads.waiting(member.id, skip=skip, limit=PAGE)
    if not waiting and skip:
        return _page(place, services, 0)
    if not waiting:
        return Done((Reply((line(NS_("Nobody waits for an answer.")),), menu.STAFF),))
    total, zone = threads.waiting_for(member.id), member.zone
    lines = [line(NS_("Conversations that wait for an answer: {n}"), n=total)]
    lines += [_excerpt(one, zone) for one in waiting]
    people = [
        Button(
            line("{name} ({id})", name=one.first_name, id=one.candidate_id),
            f"{one.candidate_id}",
            "inbox.open",
        )
        for one in waiting
    ]
    turns = []
    if skip:
        turns.append(Button(NS_("◀ Before"), f"{max(skip - PAGE, 0)}", "inbox.page"))
    if total > skip + PAGE:
        turns.append(Button(NS_("After ▶"), f"{skip + PAGE}", "inbox.page"))
    return Done((Reply(tuple(lines), (*rows(*people, per_row=2), *rows(*turns, per_row=2), (menu.BACK,))),))


def take_open(place: Place, event: Event, services: Services) -> Done:
    """The latest of what both said; files that nobody has answered yet come along."""
    own, one = acting(place, services), number_in(event.value)
    try:
        candidate = own.candidates.candidate(one or 0)
    except NotFound:
        return show(place, services)
    said = own.messages.thread(candidate.id, LATEST)
    zone, names = speaker(place, services).zone, own.staff.names()
    lines = [line(NS_("{name} (candidate {id})"), name=candidate.first_name, id=candidate.id)]
    lines += [_said(m, names.get(m.staff_id or 0, ""), candidate.first_name, zone) for m in said]
    if not said:
        lines.append(line(NS_("No messages yet.")))
    own.attention.seen(candidate.id)
    files = [_file(m, candidate.first_name, zone) for m in _unanswered(said) if m.attachment]
    buttons = [answer_button(NB_("Answer"), candidate.id)]
    if said and own.threads.closed_at(candidate.id) is None:
        buttons.append(Button(NS_("Close"), f"{candidate.id}", "inbox.close"))
    return Done((*(f for f in files if f), Reply(tuple(lines), (*rows(*buttons, per_row=2), (menu.INBOX,)))))


def take_close(place: Place, event: Event, services: Services) -> Done:
    own, one = acting(place, services), number_in(event.value)
    try:
        candidate = own.candidates.candidate(one or 0)
        own.threads.close(candidate.id)
    except NotFound:
        return show(place, services)
    lines = (
        line(NS_("The conversation with {name} is closed."), name=candidate.first_name),
        line(NS_("It opens by itself when {name} writes again."), name=candidate.first_name),
    )
    again = Button(NS_("Open again"), f"{candidate.id}", "inbox.reopen")
    return Done((Reply(lines, rows(again, menu.INBOX)),))


def take_reopen(place: Place, event: Event, services: Services) -> Done:
    own, one = acting(place, services), number_in(event.value)
    try:
        candidate = own.candidates.candidate(one or 0)
        own.threads.reopen(candidate.id)
    except NotFound:
        return show(place, services)
    said = line(NS_("The conversation with {name} is open again."), name=candidate.first_name)
    return Done((Reply((said,), rows(answer_button(NB_("Answer"), candidate.id), menu.INBOX)),))


def _excerpt(one: Thread, zone: str) -> Text:
    words = " ".join(one.words.split())
    shown = words if len(words) <= LINE else f"{words[:LINE]}…"
    mark = MARKS.get(one.attachment, "📎") if one.attachment else ""
    return line(
        "<b>{name}</b> · {when}\n{words}",
        name=one.first_name,
        when=Moment(one.last_at, zone, short=True),
        words=f"{mark} {shown}".strip(),
    )


def _said(message: Message, colleague: str, candidate: str, zone: str) -> Text:
    words = message.text if len(message.text) <= WORDS else f"{message.text[:WORDS]}…"
    mark = MARKS.get(str(message.attachment.get("kind")), "📎") if message.attachment else ""
    return line(
        "<b>{name}</b> · {when}\n{words}",
        name=candidate if message.author == "candidate" else colleague or "—",
        when=Moment(message.written_at, zone, short=True),
        words=f"{mark} {words}".strip(),
    )


def _unanswered(said: Sequence[Message]) -> list[Message]:
    """The candidate's words since the centre's latest."""
    answered = [n for n, message in enumerate(said) if message.author == "staff"]
    return list(said[(answered[-1] + 1) if answered else 0 :])


def _file(message: Message, name: str, zone: str) -> Reply | None:
    sent = message.attachment or {}
    if sent.get("kind") not in MARKS or "file_id" not in sent:
        return None
    caption = line("<b>{name}</b> · {when}", name=name, when=Moment(message.written_at, zone, short=True))
    return Reply((caption,), attachment=Attachment(str(sent["kind"]), str(sent["file_id"])))


INBOX = Flow(
    {
        "show": screen(show),
        "page": Scene(show, take_page, anytime=True),
        "open": Scene(show, take_open, anytime=True, lasting=True),
        "close": Scene(show, take_close, anytime=True),
        "reopen": Scene(show, take_reopen, anytime=True),
    },
    needs_staff=True,
)
