"""The adviser cannot come: one of the other times by one tap, or any other."""

import re

from dialogues import appointment as shown
from dialogues.engine import Done, Event, Flow, Goto, Place, Reply, Scene, Step, screen
from locales import N_, line
from services import (
    AlreadyBooked,
    Appointment,
    NotFound,
    Proposal,
    Services,
    SlotNotOffered,
    SlotTaken,
)

PROPOSED = re.compile(r"a(\d{1,9})(?:\.(\d))?")


def take_proposed(place: Place, event: Event, services: Services) -> Step:
    old, proposal = _named(event, services)
    if old is None or proposal is None:
        return shown.is_over()
    try:
        booked = services.scheduling.book(
            place.candidate_id,
            kind=old.kind,
            site_id=old.site.id,
            staff_id=proposal.staff_id,
            starts_at=proposal.starts_at,
            mode=old.mode,
        )
    except (SlotTaken, SlotNotOffered):
        kindly = (line(N_("Someone has just taken that time.")), line(N_("Here are other times.")))
        return _days(old, Reply(kindly))
    except AlreadyBooked:
        return shown.show(place, services)
    return Done(shown.confirmation(booked, place, services, moved=False))


def take_other(place: Place, event: Event, services: Services) -> Step:
    old, _ = _named(event, services)
    if old is None:
        return shown.is_over()
    if services.dossiers.facts(place.candidate_id).booked(old.kind) is not None:
        return shown.show(place, services)
    return _days(old)


def _days(old: Appointment, *before: Reply) -> Goto:
    """All free days of the same site, for the same kind of appointment."""
    return Goto("day", {"site": old.site.id, "kind": old.kind.value}, flow="booking", before=before)


def _named(event: Event, services: Services) -> tuple[Appointment | None, Proposal | None]:
    """The appointment that a button names, if it is the person's own and was called off, and the time chosen."""
    found = PROPOSED.fullmatch(event.value or "")
    try:
        old = services.scheduling.appointment(int(found[1])) if found else None
    except (NotFound, OverflowError):
        return None, None
    if found is None or old is None or old.proposed is None:
        return None, None
    number = int(found[2]) if found[2] else len(old.proposed)
    return old, old.proposed[number] if number < len(old.proposed) else None


AGAIN = Flow(
    {
        "show": screen(shown.show),
        "take": Scene(shown.show, take_proposed, anytime=True),
        "other": Scene(shown.show, take_other, anytime=True),
    },
    needs_candidate=True,
)
