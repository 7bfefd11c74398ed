"""My timetable: the next appointment and training sessions, day by day; and all of it in the phone's calendar."""

from dataclasses import replace
from itertools import groupby

from dialogues import appointment as shown
from dialogues import menu
from dialogues.engine import Button, Done, Event, Flow, Place, Reply, Scene, chosen, rows, screen
from locales import N_, NB_, Day, Text, line, listed
from services import Facts, Services, TrainingSession, local_day, training_words

SESSIONS_SHOWN = 5

REMINDERS = Button(NB_("My reminders"), to="reminders")
WRITE = Button(NB_("✉️ My adviser"), to="handover")
CALENDAR = Button(NB_("📆 In my phone’s calendar"), to="timetable.calendar")
NEW_LINK = Button(NB_("New link"), to="timetable.new_link")
REMOVE_LINK = Button(NB_("Remove the link"), to="timetable.remove_link")


def show(place: Place, services: Services) -> Done:
    facts = services.dossiers.facts(place.candidate_id)
    appointments = [a for a in facts.appointments if a.is_booked and a.ends_at > services.now]
    replies = [shown.card(appointment, place, services) for appointment in appointments]
    sessions = facts.sessions_from(services.now)[:SESSIONS_SHOWN]
    if sessions:
        picture = training_words.week_picture(facts, services.now)
        replies.append(Reply(_days(sessions, facts), rows(REMINDERS, WRITE, menu.BACK), picture))
    if not replies:
        lines = (
            line(N_("Nothing is planned at the moment.")),
            line(N_("I tell you as soon as there is something.")),
        )
        nothing = Reply(lines, rows(menu.FILE, menu.PERSON, menu.BACK))
        return Done((_with_calendar(nothing) if services.feeds.has_link(place.candidate_id) else nothing,))
    return Done((*replies[:-1], _with_calendar(replies[-1])))


def show_next(place: Place, services: Services) -> Done:
    """The next training session, and the two answers to it."""
    facts = services.dossiers.facts(place.candidate_id)
    sessions = facts.sessions_from(services.now)
    if not sessions:
        return show(place, services)
    first = sessions[0]
    answers = chosen(training_words.coming_or_not(local_day(first.starts_at, facts.zone)))
    lines = training_words.next_session(first, facts.zone)
    return Done((Reply(lines, (*answers, *rows(menu.TIMETABLE, menu.BACK))),))


def _with_calendar(reply: Reply) -> Reply:
    """The way to the phone's calendar, before the one to the menu."""
    *others, back = reply.buttons
    return replace(reply, buttons=(*others, (CALENDAR,), back))


def _days(sessions: tuple[TrainingSession, ...], facts: Facts) -> tuple[Text, ...]:
    lines = [line(N_("Your next training sessions:"))]
    for day, that_day in groupby(sessions, key=lambda s: local_day(s.starts_at, facts.zone)):
        lines += [
            line("🗓 <b>{day}</b>", day=Day(day)),
            line("{sessions}", sessions=listed(training_words.session_line(s, facts.zone) for s in that_day)),
        ]
    return tuple(lines)


def take_calendar(place: Place, event: Event, services: Services) -> Done:
    """The link, once: only its hash is kept, so that one who lost it makes another."""
    if not services.feeds.has_link(place.candidate_id):
        return take_new_link(place, event, services)
    lines = (
        line(N_("You have a calendar link already.")),
        line(N_("If you make a new link, the old one stops.")),
    )
    return Done((Reply(lines, rows(NEW_LINK, REMOVE_LINK, menu.BACK)),))


def take_new_link(place: Place, event: Event, services: Services) -> Done:
    secret = services.feeds.new_link(place.candidate_id)
    lines = (
        line(N_("With this link, your phone’s calendar shows your appointments and training.")),
        line(N_("It is only for you: do not give it to anybody.")),
    )
    link = Button(NB_("📆 Open my calendar"), url=f"/calendar/{secret}.ics")
    return Done((Reply(lines, rows(link, NEW_LINK, REMOVE_LINK, menu.BACK)),))


def take_remove_link(place: Place, event: Event, services: Services) -> Done:
    services.feeds.remove_link(place.candidate_id)
    lines = (
        line(N_("It is done: the calendar link no longer works.")),
        line(N_("I still remind you here.")),
    )
    return Done((Reply(lines, rows(CALENDAR, menu.TIMETABLE, menu.BACK)),))


TIMETABLE = Flow(
    {
        "show": screen(show),
        "next": screen(show_next),
        "calendar": Scene(show, take_calendar, anytime=True),
        "new_link": Scene(show, take_new_link, anytime=True),
        "remove_link": Scene(show, take_remove_link, anytime=True),
    },
    needs_candidate=True,
)
