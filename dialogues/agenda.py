"""The day of somebody of the staff, in Telegram: who comes, and after an interview how it went, in two taps."""

import re

from dialogues import menu
from dialogues.engine import Button, Done, Event, Flow, Place, Reply, Row, Scene, rows, screen
from dialogues.staff import acting, number_in, speaker
from locales import NS_, Day, Text, TimeOfDay, line
from services import (
    Appointment,
    Kind,
    Lesson,
    Outcome,
    Refusal,
    Role,
    Services,
    StaffMember,
    local_day,
    staff_words,
)
from services import MeetingOfTheDay as Meeting

ENDED = re.compile(r"(\d{1,9})\.([a-z_]{1,20})", re.ASCII)

OUTCOMES = {
    Outcome.DOSSIER_OPENED: NS_("A file is opened"),
    Outcome.THINKING: NS_("Takes time to think"),
    Outcome.DECLINED: NS_("Does not wish to"),
}

STATES = {"held": "✓", "absent": "✗"}


def show(place: Place, services: Services) -> Done:
    member, own = speaker(place, services), acting(place, services)
    today = local_day(services.now, member.zone)
    meetings = own.day.meetings(today, member.zone, member.id)
    lessons = own.day.lessons(today, member.zone, member.id)
    lines = [line(NS_("Your day, {day}:"), day=Day(today))]
    lines += [_meeting_line(one) for one in meetings]
    lines += [_lesson_line(one, member.zone) for one in lessons]
    if not (meetings or lessons):
        lines.append(line(NS_("Nothing is planned for you today.")))
    asked = [one for one in meetings if one.status == "booked" and one.starts_at <= services.now]
    if asked and _may_record(member):
        lines.append(line(NS_("Tap ✓ who came, ✗ who did not.")))
        return Done((Reply(tuple(lines), (*map(_came_or_not, asked), *menu.STAFF)),))
    return Done((Reply(tuple(lines), menu.STAFF),))


def take_came(place: Place, event: Event, services: Services) -> Done:
    """Who came to an interview leaves it with an outcome; an assessment has seven results, and a page for them."""
    one = _over(place, event.value, services)
    if one is None:
        return _changed()
    name = acting(place, services).candidates.candidate(one.candidate_id).first_name
    if one.kind is not Kind.INTERVIEW:
        lines = (line(NS_("Good. Record the results of {name} in the console."), name=name),)
        return Done((Reply(lines, rows(menu.CONSOLE, menu.AGENDA)),))
    buttons = [Button(label, f"{one.id}.{outcome}", "agenda.outcome") for outcome, label in OUTCOMES.items()]
    return Done((Reply((line(NS_("How did it end with {name}?"), name=name),), rows(*buttons, menu.AGENDA)),))


def take_outcome(place: Place, event: Event, services: Services) -> Done:
    found = ENDED.fullmatch(event.value or "")
    one = _over(place, found[1], services) if found else None
    if one is None or found is None or found[2] not in {str(outcome) for outcome in OUTCOMES}:
        return _changed()
    outcome = Outcome(found[2])
    try:
        deed = acting(place, services).deeds.record_outcome(one.candidate_id, outcome)
    except Refusal:
        return _changed()
    return _done(place, services, one, deed, line(OUTCOMES[outcome]))


def take_absent(place: Place, event: Event, services: Services) -> Done:
    one = _over(place, event.value, services)
    if one is None:
        return _changed()
    try:
        deed = acting(place, services).deeds.record_absence(one.id)
    except Refusal:
        return _changed()
    return _done(place, services, one, deed, line(NS_("Did not come")))


def _done(place: Place, services: Services, one: Appointment, deed: int, what: Text) -> Done:
    name = acting(place, services).candidates.candidate(one.candidate_id).first_name
    said = line(NS_("Noted for {name}: {what}."), name=name, what=what)
    undo = Button(NS_("Take it back"), f"{one.candidate_id}.{deed}", "trainers.undo")
    return Done((Reply((said,), rows(undo, menu.AGENDA, menu.INBOX)),))


def _over(place: Place, said: str | None, services: Services) -> Appointment | None:
    """An appointment of one's body that has begun and of which nothing is recorded; else None."""
    number = number_in(said)
    if number is None or not _may_record(speaker(place, services)):
        return None
    try:
        one = acting(place, services).scheduling.appointment(number)
    except Refusal:
        return None
    return one if one.is_booked and one.starts_at <= services.now else None


def _may_record(member: StaffMember) -> bool:
    """Advisers and coordinators, as in the console."""
    return member.role is not Role.TRAINER


def _came_or_not(one: Meeting) -> Row:
    return (
        Button(line("✓ {name}", name=one.first_name), f"{one.id}", "agenda.came"),
        Button(line("✗ {name}", name=one.first_name), f"{one.id}", "agenda.absent"),
    )


def _meeting_line(one: Meeting) -> Text:
    state = STATES.get(one.status, "•")
    coming = {True: " 👍", False: " 👎"}.get(one.coming, "") if one.coming is not None else ""
    return line(
        "{state} {when} {name}, {what}, {how}{coming}",
        state=state,
        when=TimeOfDay(one.starts_at, one.zone),
        name=one.first_name,
        what=line(staff_words.KINDS[one.kind]),
        how=line(staff_words.MODES[one.mode]),
        coming=coming,
    )


def _lesson_line(one: Lesson, zone: str) -> Text:
    return line(
        NS_("• {when}: training, {n} people, {place}"),
        when=TimeOfDay(one.starts_at, zone),
        n=len(one.people),
        place=one.place,
    )


def _changed() -> Done:
    said = line(NS_("This has changed since: look at your day."))
    return Done((Reply((said,), menu.STAFF),))


AGENDA = Flow(
    {
        "show": screen(show),
        "came": Scene(show, take_came, anytime=True),
        "outcome": Scene(show, take_outcome, anytime=True),
        "absent": Scene(show, take_absent, anytime=True),
    },
    needs_staff=True,
)
