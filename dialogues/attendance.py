"""The two taps under a reminder: "I'm coming", "I cannot come"."""

import re
from datetime import date, datetime

from dialogues import menu
from dialogues.appointment import show
from dialogues.engine import Button, Done, Event, Flow, Place, Reply, Scene, rows
from locales import N_, NB_, line
from services import AppointmentOver, NotFound, Services, SessionOver, local_day

APPOINTMENT = re.compile(r"a(\d{1,9})\.(\d{1,9})\.(yes|no)")
TRAINING_DAY = re.compile(r"d(\d{8})\.\d+\.(yes|no)")

WRITE = Button(NB_("✉️ My adviser"), to="handover")


def take_answer(place: Place, event: Event, services: Services) -> Done:
    value = event.value or ""
    if found := APPOINTMENT.fullmatch(value):
        return _about_appointment(int(found[1]), int(found[2]), found[3] == "yes", services)
    if found := TRAINING_DAY.fullmatch(value):
        return _about_training(place, found[1], found[2] == "yes", services)
    return _changed()


def _about_appointment(appointment_id: int, version: int, coming: bool, services: Services) -> Done:
    try:
        appointment = services.scheduling.answer(appointment_id, version, coming)
    except (AppointmentOver, NotFound):
        return _changed()
    if coming:
        lines = (
            line(N_("Thank you, see you soon!")),
            line(N_("{name} expects you."), name=appointment.adviser),
        )
        return Done((Reply(lines, rows(menu.BACK)),))
    subject = f"a{appointment.id}"
    buttons = rows(
        Button(NB_("Another time"), subject, to="appointment.move"),
        Button(NB_("Cancel"), subject, to="appointment.cancel"),
        WRITE,
    )
    lines = (line(N_("All right, that can happen.")), line(N_("What would you like to do?")))
    return Done((Reply(lines, buttons),))


def _about_training(place: Place, day: str, coming: bool, services: Services) -> Done:
    """One answer for all sessions of that day."""
    facts = services.dossiers.facts(place.candidate_id)
    on = _day(day)
    sessions = [s for s in facts.sessions_from(services.now) if local_day(s.starts_at, facts.zone) == on]
    try:
        for session in sessions:
            services.training.answer(session.id, session.version, coming)
    except SessionOver:
        return _changed()
    if not sessions:
        return _changed()
    if coming:
        return Done((Reply((line(N_("Thank you, have a good session!")),), rows(menu.TIMETABLE, menu.BACK)),))
    lines = (
        line(N_("All right, that can happen.")),
        line(N_("I tell your centre.")),
        line(N_("You can write why, if you wish.")),
    )
    return Done((Reply(lines, rows(WRITE, menu.TIMETABLE, menu.BACK)),))


def _day(digits: str) -> date | None:
    try:
        return datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007 - a date, not an instant
    except ValueError:
        return None


def _changed() -> Done:
    lines = (
        line(N_("This has changed since, or it is over.")),
        line(N_("Your timetable shows what is planned.")),
    )
    return Done((Reply(lines, rows(menu.TIMETABLE, menu.BACK)),))


ATTENDANCE = Flow({"answer": Scene(show, take_answer, anytime=True)}, needs_candidate=True)
