"""Booking an interview, or moving an appointment: a centre, a day, an hour, a way to meet, and yes."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogues import appointment as shown
from dialogues import centre, menu, phone
from dialogues.engine import (
    Button,
    Done,
    Event,
    EventKind,
    Flow,
    Goto,
    Place,
    Reply,
    Row,
    Scene,
    Step,
    rows,
    stay,
)
from dialogues.holding import OTHER_DAY, Wish, hold, kind_of, minutes, others, taken, wish_of
from locales import N_, NB_, Day, TimeOfDay, line
from services import (
    AlreadyBooked,
    AppointmentOver,
    Meeting,
    Mode,
    NotFound,
    Services,
    SlotNotOffered,
    SlotTaken,
    TooLateToMove,
)

DAYS_SHOWN = 6
TIMES_SHOWN = 12

FURTHEST = timedelta(days=400)
"""A day beyond is none that we showed."""

MINUTES = re.compile(r"\d{1,9}", re.ASCII)

OTHER_WAY, OTHER_TIME, YES = "other", "time", "yes"
LATER, OTHER_SITE = "later", "site"


def ask_site(place: Place, services: Services) -> Reply | Goto | Done:
    if "moving" in place.answers:
        return Goto("day")
    booked = services.dossiers.facts(place.candidate_id).booked(kind_of(place))
    if booked is not None and booked.ends_at > services.now:
        already = line(N_("You have an appointment already."))
        return Done((shown.card(booked, place, services, already),))
    sites = services.scheduling.sites()
    if not sites:
        return _no_time_left(place, services)
    return centre.ask_site(place, sites, services)


def ask_day(place: Place, services: Services) -> Reply | Done:
    """The next days that have a free hour; days further on are a tap away."""
    wish = wish_of(place, services)
    since = _day(place.answers.get("since", ""), services)
    days = _next_days(wish, since, services) or _next_days(wish, None, services)
    if not days:
        return _no_time_left(place, services)
    buttons = [Button(line("{day}", day=Day(day)), day.isoformat()) for day in days[:DAYS_SHOWN]]
    if len(days) > DAYS_SHOWN:
        buttons.append(Button(NB_("Later days"), f"{LATER}:{days[DAYS_SHOWN].isoformat()}"))
    if wish.moving is None and len(services.scheduling.sites()) > 1:
        buttons.append(Button(NB_("Another centre"), OTHER_SITE))
    return Reply((line(N_("Which day would you like?")),), rows(*buttons))


def take_day(place: Place, event: Event, services: Services) -> Step:
    value = event.value or ""
    if event.kind is EventKind.TAP and value == OTHER_SITE:
        return Goto("site", {"since": "", "elsewhere": True})
    action, _, since = value.rpartition(":")
    if event.kind is not EventKind.TAP or _day(since, services) is None or action not in ("", LATER):
        return stay(line(N_("Tap one of the days.")))
    if action == LATER:
        return Goto("day", {"since": since})
    return Goto("time", {"day": since, "after": 0, "taken": ""})


def ask_time(place: Place, services: Services) -> Reply | Goto:
    """The free times of the day; or, where somebody was faster, the nearest others."""
    wish = wish_of(place, services)
    if place.answers.get("taken"):
        return others(datetime.fromisoformat(place.answers["taken"]), wish, services)
    day = date.fromisoformat(place.answers["day"])
    found = services.scheduling.times_of_day(wish.kind, day, wish.zone, site_id=wish.site.id, mode=wish.only)
    slots = [slot for slot in found if minutes(slot) > place.answers.get("after", 0)] or found
    if not slots:
        return Goto("day", before=(Reply((line(N_("That day has no free hour any more.")),)),))
    times = [
        Button(line("{time}", time=TimeOfDay(slot.starts_at, wish.zone)), str(minutes(slot)))
        for slot in slots[:TIMES_SHOWN]
    ]
    more: tuple[Row, ...] = ()
    if len(slots) > TIMES_SHOWN:
        more = rows(Button(NB_("Later that day"), f"{LATER}:{minutes(slots[TIMES_SHOWN - 1])}"))
    return Reply(
        (line(N_("{day}: at what time?"), day=Day(day)),),
        (*rows(*times, per_row=3), *more, (Button(NB_("Another day"), OTHER_DAY),)),
    )


def take_time(place: Place, event: Event, services: Services) -> Step:
    """A time that is tapped is held, so that nobody takes it from who reads slowly."""
    action, _, number = (event.value or "").rpartition(":")
    if event.kind is EventKind.TAP and event.value == OTHER_DAY:
        return Goto("day", {"since": "", "taken": ""})
    if event.kind is not EventKind.TAP or not MINUTES.fullmatch(number) or action not in ("", LATER):
        return stay(line(N_("Tap one of the times.")))
    if action == LATER:
        return Goto("time", {"after": int(number)})
    starts_at = datetime.fromtimestamp(int(number) * 60, UTC)
    held = hold(place, starts_at, None, services)
    if not isinstance(held, Meeting):
        return held
    return Goto("how", {"staff": held.staff_id, "at": starts_at.isoformat()})


def ask_how(place: Place, services: Services) -> Reply | Goto | Done:
    held = hold(place, _at(place), place.answers["staff"], services)
    if not isinstance(held, Meeting):
        return held
    if place.answers.get("mode") in held.modes:
        return Goto("confirm")
    if len(held.modes) == 1:
        return Goto("confirm", {"mode": held.modes[0].value})
    buttons = rows(*(Button(shown.MODE_LABELS[mode], mode.value) for mode in held.modes))
    return Reply((line(N_("How would you like to talk with the adviser?")),), buttons)


def take_how(place: Place, event: Event, services: Services) -> Step:
    if event.kind is not EventKind.TAP or event.value not in list(Mode):
        return stay(line(N_("Tap one of the buttons.")))
    return Goto("confirm", {"mode": event.value})


def ask_confirm(place: Place, services: Services) -> Reply | Goto | Done:
    """What is about to be booked, to read in peace; where the adviser calls, the number is the yes."""
    held = hold(place, _at(place), place.answers["staff"], services, Mode(place.answers["mode"]))
    if not isinstance(held, Meeting):
        return held
    wish = wish_of(place, services)
    if _needs_a_number(place, services):
        return phone.ask(*shown.in_short(held, wish.zone))
    what = shown.proposal(held, wish.zone, wish.moving)
    yes = NB_("✅ Yes, I book it") if wish.moving is None else NB_("✅ Yes, I change")
    return Reply(what, rows(Button(yes, YES), Button(NB_("Another time"), OTHER_TIME)))


def take_confirm(place: Place, event: Event, services: Services) -> Step:
    value = event.value if event.kind is EventKind.TAP else None
    if value == OTHER_WAY:
        return Goto("how", {"mode": ""})
    if value == OTHER_TIME:
        return Goto("time" if place.answers.get("day") else "day", {"after": 0, "taken": ""})
    if not _needs_a_number(place, services):
        return _book(place, services) if value == YES else stay(line(N_("Tap one of the buttons.")))
    number = phone.number_of(event)
    if number is None:
        return phone.ask_again(OTHER_WAY, "booking.confirm")
    services.candidates.set_phone(place.candidate_id, number)
    return _book(place, services)


def _needs_a_number(place: Place, services: Services) -> bool:
    if place.answers["mode"] != Mode.PHONE:
        return False
    return not services.candidates.candidate(place.candidate_id).phone


def _book(place: Place, services: Services) -> Goto | Done:
    """Books what is held, or what ran out and is still free."""
    wish, mode = wish_of(place, services), Mode(place.answers["mode"])
    starts_at, staff_id = _at(place), place.answers["staff"]
    try:
        if wish.moving is not None:
            booked = services.scheduling.move(
                wish.moving.id, starts_at=starts_at, staff_id=staff_id, mode=mode
            )
        else:
            booked = services.scheduling.book(
                place.candidate_id,
                kind=wish.kind,
                site_id=wish.site.id,
                staff_id=staff_id,
                starts_at=starts_at,
                mode=mode,
                zone=centre.own_zone(place),
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
    return Done(shown.confirmation(booked, place, services, moved=wish.moving is not None))


def _no_time_left(place: Place, services: Services) -> Done:
    """Nothing is free: the wish is not lost, a person takes it up."""
    if "site" in place.answers:
        centre.leave_wish(place.candidate_id, place.answers["site"], "wants_interview", services)
    else:
        services.messages.ask_to_call(place.candidate_id, "wants_interview")
    lines = (
        line(N_("There is no free time at the moment.")),
        line(N_("An adviser contacts you to find a time with you.")),
    )
    return Done((Reply(lines, rows(menu.PERSON, menu.BACK)),))


def _next_days(wish: Wish, since: date | None, services: Services) -> Sequence[date]:
    begins = datetime.combine(since, time(0), ZoneInfo(wish.zone)) if since else None
    return services.scheduling.next_days(
        wish.kind, wish.zone, site_id=wish.site.id, mode=wish.only, since=begins, count=DAYS_SHOWN + 1
    )


def _at(place: Place) -> datetime:
    return datetime.fromisoformat(place.answers["at"])


def _day(value: str, services: Services) -> date | None:
    """The day of a button, if it is one that we may have shown."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if abs(day - services.now.date()) < FURTHEST else None


WHERE = frozenset({EventKind.TEXT, EventKind.LOCATION})

BOOKING = Flow(
    {
        "site": Scene(ask_site, centre.take_site, hears=WHERE),
        "town": Scene(centre.ask_town, centre.take_town, hears=WHERE),
        "which": Scene(centre.ask_which, centre.take_which, hears=WHERE),
        "day": Scene(ask_day, take_day),
        "time": Scene(ask_time, take_time),
        "how": Scene(ask_how, take_how),
        "confirm": Scene(ask_confirm, take_confirm, hears=frozenset({EventKind.TEXT, EventKind.CONTACT})),
    },
    needs_candidate=True,
    resume=NB_("Continue"),
)
