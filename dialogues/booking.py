"""Booking an interview, or moving an appointment: a centre, a day, an hour, a way to meet."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialogues import appointment as shown
from dialogues import centre, menu
from dialogues.engine import (
    Button,
    Done,
    Event,
    EventKind,
    Flow,
    Goto,
    Place,
    Reply,
    Scene,
    Stay,
    Step,
    rows,
    stay,
)
from locales import N_, NB_, Day, TimeOfDay, line
from services import (
    AlreadyBooked,
    AppointmentOver,
    Kind,
    Mode,
    Services,
    Slot,
    SlotNotOffered,
    SlotTaken,
)

DAYS_SHOWN = 6
TIMES_SHOWN = 12

MODE_LABELS = {
    Mode.CENTRE: NB_("🏠 At the centre"),
    Mode.PHONE: NB_("📞 By phone"),
    Mode.VIDEO: NB_("💻 By video"),
}

PHONE = re.compile(r"\+?[0-9][0-9 .()\-]{7,18}")

OTHER_WAY = "other"
OTHER_DAYS, OTHER_SITE, OTHER_DAY = "later", "site", "day"


def ask_site(place: Place, services: Services) -> Reply | Goto | Done:
    if "moving" in place.answers:
        return Goto("day")
    booked = services.dossiers.facts(place.candidate_id).booked(_kind(place))
    if booked is not None and booked.ends_at > services.now:
        already = line(N_("You have an appointment already."))
        return Done((shown.card(booked, place, services, already),))
    sites = services.scheduling.sites()
    if not sites:
        return _no_time_left(place, services)
    return centre.ask_site(place, sites, services)


def ask_day(place: Place, services: Services) -> Reply | Done:
    """The next days that have a free hour; days further on are a tap away."""
    days = _days(_slots(place, services), _zone(place, services))
    since = place.answers.get("since", "")
    later = [day for day in days if day.isoformat() >= since] or days
    if not later:
        return _no_time_left(place, services)
    buttons = [Button(line("{day}", day=Day(day)), day.isoformat()) for day in later[:DAYS_SHOWN]]
    if len(later) > DAYS_SHOWN:
        buttons.append(Button(NB_("Later days"), f"{OTHER_DAYS}:{later[DAYS_SHOWN].isoformat()}"))
    if "moving" not in place.answers and len(services.scheduling.sites()) > 1:
        buttons.append(Button(NB_("Another centre"), OTHER_SITE))
    return Reply((line(N_("Which day would you like?")),), rows(*buttons))


def take_day(place: Place, event: Event, services: Services) -> Step:
    value = event.value or ""
    if event.kind is not EventKind.TAP:
        return stay(line(N_("Tap one of the days.")))
    if value == OTHER_SITE:
        return Goto("site", {"since": "", "elsewhere": True})
    kind, _, since = value.partition(":")
    if kind == OTHER_DAYS and _is_day(since):
        return Goto("day", {"since": since})
    if not _is_day(value):
        return stay(line(N_("Tap one of the days.")))
    return Goto("time", {"day": value})


def ask_time(place: Place, services: Services) -> Reply | Goto:
    zone = _zone(place, services)
    day = date.fromisoformat(place.answers["day"])
    slots = _by_start([s for s in _slots(place, services) if _local(s, zone) == day])
    if not slots:
        return Goto("day", before=(Reply((line(N_("That day has no free hour any more.")),)),))
    times = [
        Button(line("{time}", time=TimeOfDay(s.starts_at, zone)), _value(s)) for s in slots[:TIMES_SHOWN]
    ]
    return Reply(
        (line(N_("{day}: at what time?"), day=Day(day)),),
        (*rows(*times, per_row=3), (Button(NB_("Another day"), OTHER_DAY),)),
    )


def take_time(place: Place, event: Event, services: Services) -> Step:
    if event.kind is EventKind.TAP and event.value == OTHER_DAY:
        return Goto("day", {"since": ""})
    slot = _slot_from(event, _slots(place, services))
    if slot is None:
        taken = event.kind is EventKind.TAP and re.fullmatch(r"\d+\.\d+", event.value or "")
        said = N_("Someone has just taken that time.") if taken else N_("Tap one of the times.")
        return stay(line(said))
    return Goto("how", {"staff": slot.staff_id, "at": slot.starts_at.isoformat()})


def ask_how(place: Place, services: Services) -> Reply | Goto:
    slot = _chosen(place, services)
    if slot is None:
        return _taken()
    if "mode" in place.answers and place.answers["mode"] in slot.modes:
        return Goto("confirm")
    if len(slot.modes) == 1:
        return Goto("confirm", {"mode": slot.modes[0].value})
    buttons = rows(*(Button(MODE_LABELS[mode], mode.value) for mode in slot.modes))
    return Reply((line(N_("How would you like to talk with the adviser?")),), buttons)


def take_how(place: Place, event: Event, services: Services) -> Step:
    slot = _chosen(place, services)
    if slot is None:
        return _taken()
    if event.kind is not EventKind.TAP or event.value not in slot.modes:
        return stay(line(N_("Tap one of the buttons.")))
    return Goto("confirm", {"mode": event.value})


def ask_confirm(place: Place, services: Services) -> Reply | Goto | Done:
    """Books, unless a number is missing for the adviser to call."""
    if place.answers["mode"] == Mode.PHONE and not services.candidates.candidate(place.candidate_id).phone:
        lines = (
            line(N_("Your adviser calls you.")),
            line(N_("What is your phone number?")),
            line(N_("Only your centre sees it.")),
        )
        return Reply(lines, asks_for_phone=True)
    return _book(place, services)


def take_confirm(place: Place, event: Event, services: Services) -> Step:
    if event.kind is EventKind.TAP and event.value == OTHER_WAY:
        return Goto("how", {"mode": ""})
    number = event.phone if event.kind is EventKind.CONTACT else event.text.strip()
    if not number or not PHONE.fullmatch(number):
        return Stay(
            Reply(
                (line(N_("Write the number like this: 06 12 34 56 78")),),
                rows(Button(NB_("Without the phone"), OTHER_WAY, to="booking.confirm"), menu.BACK),
            )
        )
    services.candidates.set_phone(place.candidate_id, number)
    return Goto("confirm")


def _book(place: Place, services: Services) -> Goto | Done:
    answers = place.answers
    starts_at, mode = datetime.fromisoformat(answers["at"]), Mode(answers["mode"])
    try:
        if "moving" in answers:
            booked = services.scheduling.move(
                answers["moving"], starts_at=starts_at, staff_id=answers["staff"], mode=mode
            )
        else:
            booked = services.scheduling.book(
                place.candidate_id,
                kind=_kind(place),
                site_id=answers["site"],
                staff_id=answers["staff"],
                starts_at=starts_at,
                mode=mode,
            )
    except (SlotTaken, SlotNotOffered):
        return _taken()
    except AlreadyBooked:
        return Goto("site")
    except AppointmentOver:  # cancelled by the centre while it was being moved
        return shown.is_over()
    return Done(shown.confirmation(booked, place, services, moved="moving" in answers))


def _taken() -> Goto:
    kindly = Reply((line(N_("Someone has just taken that time.")), line(N_("Here are other times."))))
    return Goto("time", before=(kindly,))


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


def _slots(place: Place, services: Services) -> Sequence[Slot]:
    if "moving" in place.answers:
        moving = services.scheduling.appointment(place.answers["moving"])
        return services.scheduling.slots(moving.kind, site_id=moving.site.id)
    slots = services.scheduling.slots(_kind(place), site_id=place.answers["site"])
    only = place.answers.get("only")
    return [slot for slot in slots if not only or only in slot.modes]


def _kind(place: Place) -> Kind:
    """An interview, which everybody may book; or another appointment that the centre gave and could not keep."""
    return Kind(place.answers.get("kind", Kind.INTERVIEW))


def _zone(place: Place, services: Services) -> str:
    """Hours are offered on the clock of the site, where most people meet."""
    if "moving" in place.answers:
        return services.scheduling.appointment(place.answers["moving"]).site.zone
    return services.scheduling.site(place.answers["site"]).zone


def _chosen(place: Place, services: Services) -> Slot | None:
    staff_id, at = place.answers["staff"], datetime.fromisoformat(place.answers["at"])
    return next((s for s in _slots(place, services) if (s.staff_id, s.starts_at) == (staff_id, at)), None)


def _slot_from(event: Event, slots: Sequence[Slot]) -> Slot | None:
    if event.kind is not EventKind.TAP:
        return None
    return next((slot for slot in slots if _value(slot) == event.value), None)


def _value(slot: Slot) -> str:
    """A slot within 20 characters of a button: adviser and minutes since 1970."""
    return f"{slot.staff_id}.{int(slot.starts_at.timestamp()) // 60}"


def _by_start(slots: Sequence[Slot]) -> list[Slot]:
    """One slot an hour, whoever the adviser: the person chooses a time, not a face."""
    first: dict[datetime, Slot] = {}
    for slot in slots:
        first.setdefault(slot.starts_at, slot)
    return list(first.values())


def _days(slots: Sequence[Slot], zone: str) -> list[date]:
    return sorted({_local(slot, zone) for slot in slots})


def _local(slot: Slot, zone: str) -> date:
    return slot.starts_at.astimezone(ZoneInfo(zone)).date()


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


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
