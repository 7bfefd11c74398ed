"""For advisers: a jury's "not yet" is told by a person first; one tap then lets the bot tell it too."""

import re

from dialogues import menu
from dialogues.engine import Button, Done, Event, Flow, Place, Reply, Scene, rows
from dialogues.staff import acting, speaker
from locales import NS_, Day, Moment, Text, line
from services import Candidate, JuryPassage, Refusal, Role, Services, Task

WHOSE = re.compile(r"(\d{1,9})\.(\d{1,9})", re.ASCII)

TAPS = rows(menu.TASKS, menu.CONSOLE)


def look_button(task: Task, n: int) -> Button:
    """Of the n-th task on show: leads to what to tell, and to letting the bot tell it."""
    value = f"{task.candidate_id}.{task.about['jury_session_id']}"
    return Button(line("⚖️ {n}", n=n), value, "decision.look")


def take_look(place: Place, event: Event, services: Services) -> Done:
    """What to tell, in the order in which it is told; then one tap."""
    found = _asked(place, event, services)
    if found is None:
        return _changed()
    candidate, passage = found
    phone = line("📞 {phone}", phone=candidate.phone) if candidate.phone else None
    lines = (
        line(
            NS_("Jury of {day}: “not yet” for {name}."), day=Day(passage.held_on), name=candidate.first_name
        ),
        phone or line(NS_("We have no telephone number of theirs.")),
        line(NS_("First: their 7 strong points stay in the file.")),
        _next_step(passage),
        _when(passage, speaker(place, services).zone),
    )
    told = Button(NS_("We have talked"), event.value or "", "decision.told")
    return Done((Reply(lines, (*rows(told), *TAPS)),))


def take_told(place: Place, event: Event, services: Services) -> Done:
    """They have talked: the candidate reads it from the bot now, with what comes next."""
    found = _asked(place, event, services)
    if found is None:
        return _changed()
    candidate, passage = found
    try:
        acting(place, services).jury.tell(passage.session_id, candidate.id)
    except Refusal:
        return _changed()
    lines = (
        line(NS_("Thank you. {name} can read it here too now."), name=candidate.first_name),
        line(NS_("What comes next stands in it.") if passage.next_step else NS_("The task is done.")),
    )
    return Done((Reply(lines, TAPS),))


def _asked(place: Place, event: Event, services: Services) -> tuple[Candidate, JuryPassage] | None:
    """Whom a tap is about, where there still is something to tell, and the reader may tell it."""
    found = WHOSE.fullmatch(event.value or "")
    if not found or speaker(place, services).role is Role.TRAINER:
        return None
    own = acting(place, services)
    try:
        candidate, passage = own.candidates.candidate(int(found[1])), own.jury.untold(int(found[1]))
    except Refusal:
        return None
    return (candidate, passage) if passage is not None and passage.session_id == int(found[2]) else None


def _next_step(passage: JuryPassage) -> Text:
    if passage.next_step:
        return line(NS_("Then what comes next: {step}"), step=passage.next_step)
    return line(NS_("Then agree together on what comes next: the jury wrote nothing."))


def _when(passage: JuryPassage, zone: str) -> Text:
    if passage.tell_at is None:
        return line(NS_("I tell them nothing before you say so."))
    return line(
        NS_("I tell them nothing before you say so, or before {when}."), when=Moment(passage.tell_at, zone)
    )


def show_changed(_place: Place, _services: Services) -> Done:
    return _changed()


def _changed() -> Done:
    return Done((Reply((line(NS_("There is nothing to tell here any more.")),), TAPS),))


DECISION = Flow(
    {
        "look": Scene(show_changed, take_look, anytime=True),
        "told": Scene(show_changed, take_told, anytime=True),
    },
    needs_staff=True,
)
