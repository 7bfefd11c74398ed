"""My timetable: the next appointment and training sessions, day by day."""

from itertools import groupby

from dialogues import appointment as shown
from dialogues import menu
from dialogues.engine import Button, Done, Flow, Place, Reply, rows, screen
from locales import N_, NB_, Day, Text, line, listed
from services import Facts, Services, TrainingSession, local_day, training_words

SESSIONS_SHOWN = 5

REMINDERS = Button(NB_("My reminders"), to="reminders")
WRITE = Button(NB_("✉️ My adviser"), to="handover")


def show(place: Place, services: Services) -> Done:
    facts = services.dossiers.facts(place.candidate_id)
    appointments = [a for a in facts.appointments if a.is_booked and a.ends_at > services.now]
    replies = [shown.card(appointment, place, services) for appointment in appointments]
    sessions = facts.sessions_from(services.now)[:SESSIONS_SHOWN]
    if sessions:
        replies.append(Reply(_days(sessions, facts), rows(REMINDERS, WRITE, menu.BACK)))
    if not replies:
        lines = (
            line(N_("Nothing is planned at the moment.")),
            line(N_("I tell you as soon as there is something.")),
        )
        replies.append(Reply(lines, rows(menu.FILE, menu.PERSON, menu.BACK)))
    return Done(tuple(replies))


def _days(sessions: tuple[TrainingSession, ...], facts: Facts) -> tuple[Text, ...]:
    lines = [line(N_("Your next training sessions:"))]
    for day, that_day in groupby(sessions, key=lambda s: local_day(s.starts_at, facts.zone)):
        lines += [
            line("🗓 <b>{day}</b>", day=Day(day)),
            line("{sessions}", sessions=listed(training_words.session_line(s, facts.zone) for s in that_day)),
        ]
    return tuple(lines)


TIMETABLE = Flow({"show": screen(show)}, needs_candidate=True)
