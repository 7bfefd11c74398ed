"""For trainers, in two taps: a person, then how a domain grows, or whether they came. Taken back with a third."""

import re
from datetime import timedelta

from dialogues import menu
from dialogues.engine import Button, Done, Event, Flow, Place, Reply, Row, Scene, rows, screen
from dialogues.staff import acting
from locales import NS_, Moment, Text, line
from services import Domain, Facts, Progress, Refusal, Services

PEOPLE_SHOWN = 20
LATELY = timedelta(days=7)
"""Sessions are asked about for so long after they began."""

SIGNS = {Progress.STARTED: "🌱", Progress.GOING_WELL: "🌿", Progress.NEARLY_THERE: "🌳", Progress.DONE: "✅"}

CHECK = re.compile(r"(\d{1,9})\.(D[1-7])\.([a-z_]{1,20})")
CAME = re.compile(r"(\d{1,9})\.(\d{1,9})\.(yes|no)")
UNDO = re.compile(r"(\d{1,9})\.(\d{1,9})")


def show_people(place: Place, services: Services) -> Done:
    return _people(place, services, 0)


def take_people(place: Place, event: Event, services: Services) -> Done:
    after = event.value or ""
    return _people(place, services, int(after) if re.fullmatch(r"\d{1,6}", after, re.ASCII) else 0)


def _people(place: Place, services: Services, after: int) -> Done:
    assert place.who.staff_id is not None
    people = acting(place, services).trainees.of_trainer(place.who.staff_id)
    if not people:
        return Done((Reply((line(NS_("Nobody is in training.")),), rows(menu.CONSOLE)),))
    shown = people[after : after + PEOPLE_SHOWN]
    buttons = [Button(line("{name}", name=one.first_name), f"{one.id}", "trainers.person") for one in shown]
    more: tuple[Row, ...] = ()
    if len(people) > after + PEOPLE_SHOWN:
        more = rows(Button(NS_("Others"), f"{after + PEOPLE_SHOWN}", "trainers.people"))
    return Done((Reply((line(NS_("Whom is it about?")),), (*rows(*buttons, per_row=2), *more)),))


def take_person(place: Place, event: Event, services: Services) -> Done:
    """The domains that grow, each with its four states; and the sessions of which nobody has said who came."""
    value = event.value or ""
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        return show_people(place, services)
    try:
        facts = acting(place, services).dossiers.facts(int(value))
    except Refusal:
        return _changed()
    growing = [aim.domain for aim in facts.objectives if aim.domain not in facts.acquired]
    sessions = [
        s
        for s in facts.sessions
        if s.attended is None and s.cancelled_at is None
        and services.now - LATELY < s.starts_at <= services.now
    ]  # fmt: skip
    lines = [line(NS_("{name}: how does it grow?"), name=facts.first_name), *map(_domain_line, growing)]
    lines.append(line(NS_("🌱 has started, 🌿 is going well, 🌳 is nearly there, ✅ is finished")))
    buttons = [_states(facts, domain) for domain in growing]
    for session in sessions[-3:]:
        lines.append(line(NS_("Session of {when}"), when=Moment(session.starts_at, facts.zone)))
        subject = f"{facts.candidate_id}.{session.id}"
        buttons.append(
            (
                Button(NS_("Came"), f"{subject}.yes", "trainers.came"),
                Button(NS_("Did not come"), f"{subject}.no", "trainers.came"),
            )
        )
    return Done((Reply(tuple(lines), (*buttons, *rows(menu.TRAINEES))),))


def take_check(place: Place, event: Event, services: Services) -> Done:
    found = CHECK.fullmatch(event.value or "")
    if not found or found[3] not in set(Progress):
        return _changed()
    domain, state, one = Domain(found[2]), Progress(found[3]), int(found[1])
    try:
        deed = acting(place, services).deeds.record_check(one, domain, state)
    except Refusal:
        return _changed()
    said = line(NS_("Noted: {domain} {sign}"), domain=domain.short_name, sign=SIGNS[state])
    return _done(said, one, deed)


def take_came(place: Place, event: Event, services: Services) -> Done:
    found = CAME.fullmatch(event.value or "")
    if not found:
        return _changed()
    one, came = int(found[1]), found[3] == "yes"
    try:
        deed = acting(place, services).deeds.record_attendance(one, int(found[2]), came)
    except Refusal:
        return _changed()
    return _done(line(NS_("Noted: came.") if came else NS_("Noted: did not come.")), one, deed)


def take_undo(place: Place, event: Event, services: Services) -> Done:
    found = UNDO.fullmatch(event.value or "")
    if not found:
        return _changed()
    try:
        acting(place, services).deeds.undo(int(found[1]), int(found[2]))
    except Refusal:
        return Done(
            (Reply((line(NS_("It is too late to take it back: correct it in the console.")),), TAPS),)
        )
    return Done((Reply((line(NS_("It is taken back.")),), TAPS),))


TAPS = rows(menu.TRAINEES, menu.CONSOLE)


def _done(said: Text, one: int, deed: int) -> Done:
    undo = Button(NS_("Take it back"), f"{one}.{deed}", "trainers.undo")
    again = Button(NS_("Go on with this person"), f"{one}", "trainers.person")
    return Done((Reply((said,), rows(undo, again, menu.TRAINEES)),))


def _domain_line(domain: Domain) -> Text:
    return line("{code} {domain}", code=domain.value, domain=domain.short_name)


def _states(facts: Facts, domain: Domain) -> Row:
    return tuple(
        Button(
            line("{code} {sign}", code=domain.value, sign=sign),
            f"{facts.candidate_id}.{domain}.{state}",
            "trainers.check",
        )
        for state, sign in SIGNS.items()
    )


def _changed() -> Done:
    return Done((Reply((line(NS_("This has changed since: choose again.")),), TAPS),))


TRAINERS = Flow(
    {
        "list": screen(show_people),
        "people": Scene(show_people, take_people, anytime=True),
        "person": Scene(show_people, take_person, anytime=True),
        "check": Scene(show_people, take_check, anytime=True),
        "came": Scene(show_people, take_came, anytime=True),
        "undo": Scene(show_people, take_undo, anytime=True),
    },
    needs_staff=True,
)
