"""A time that somebody wants: held for them, or kindly told that it is gone, with the nearest others."""

from dataclasses import dataclass
from datetime import datetime

from dialogues import appointment as shown
from dialogues import centre
from dialogues.engine import Button, Done, Goto, Place, Reply, rows
from locales import N_, NB_, Moment, line
from services import (
    AlreadyBooked,
    Appointment,
    AppointmentOver,
    Kind,
    Meeting,
    Mode,
    NotFound,
    Services,
    Site,
    Slot,
    SlotNotOffered,
    SlotTaken,
    TooLateToMove,
)

OTHERS_SHOWN = 3

OTHER_DAY = "day"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is being booked, or moved: `zone` is the clock on which its hours are shown (an IANA name)."""

    kind: Kind
    site: Site
    only: Mode | None
    """The only way to meet, for who does not come."""
    moving: Appointment | None
    zone: str


def wish_of(place: Place, services: Services) -> Wish:
    """Hours are offered on the clock of the site, where most people meet; to who stays at home, on their own."""
    answers, scheduling = place.answers, services.scheduling
    moving = scheduling.appointment(answers["moving"]) if "moving" in answers else None
    site = moving.site if moving is not None else scheduling.site(answers["site"])
    only = Mode(answers["only"]) if answers.get("only") else None
    mode = answers.get("mode") or only or (moving and moving.mode)
    zone = site.zone
    if mode in (Mode.PHONE, Mode.VIDEO):
        candidate = services.candidates.candidate(place.candidate_id)
        known = candidate.zone if candidate.site_id is not None else None
        zone = centre.own_zone(place) or known or site.zone
    return Wish(moving.kind if moving is not None else kind_of(place), site, only, moving, zone)


def kind_of(place: Place) -> Kind:
    """An interview, which everybody may book; or another appointment that the centre gave and could not keep."""
    return Kind(place.answers.get("kind", Kind.INTERVIEW))


def hold(
    place: Place, starts_at: datetime, staff_id: int | None, services: Services, mode: Mode | None = None
) -> Meeting | Goto | Done:
    """The time, held; or what is said where that cannot be."""
    wish = wish_of(place, services)
    try:
        return services.scheduling.hold(
            place.candidate_id,
            kind=wish.kind,
            site_id=wish.site.id,
            staff_id=staff_id,
            starts_at=starts_at,
            mode=mode or wish.only,
            moving=wish.moving.id if wish.moving is not None else None,
        )
    except (SlotTaken, SlotNotOffered):
        return taken(starts_at)
    except TooLateToMove:
        assert wish.moving is not None
        return shown.too_late(wish.moving)
    except (AlreadyBooked, NotFound):
        return Goto("site", {"elsewhere": True})
    except AppointmentOver:  # cancelled by the centre while it was being moved
        return shown.is_over()


def taken(starts_at: datetime) -> Goto:
    kindly = Reply((line(N_("Someone has just taken that time.")),))
    return Goto("time", {"taken": starts_at.isoformat()}, before=(kindly,))


def others(gone: datetime, wish: Wish, services: Services) -> Reply | Goto:
    slots = services.scheduling.nearest(
        wish.kind, gone, site_id=wish.site.id, mode=wish.only, count=OTHERS_SHOWN
    )
    if not slots:
        return Goto("day", {"taken": ""})
    times = (
        Button(line("{when}", when=Moment(slot.starts_at, wish.zone)), str(minutes(slot)))
        for slot in sorted(slots, key=lambda slot: slot.starts_at)
    )
    return Reply(
        (line(N_("Here are the nearest times.")),), rows(*times, Button(NB_("Another day"), OTHER_DAY))
    )


def minutes(slot: Slot) -> int:
    """A time within few characters of a button: minutes since 1970."""
    return int(slot.starts_at.timestamp()) // 60
