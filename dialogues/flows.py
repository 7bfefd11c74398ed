"""Every flow by its name in buttons, and every command with where it leads."""

from dialogues.again import AGAIN
from dialogues.agenda import AGENDA
from dialogues.answering import ANSWERING
from dialogues.answers.screens import ANSWERS
from dialogues.appointment import APPOINTMENT
from dialogues.attendance import ATTENDANCE
from dialogues.booking import BOOKING
from dialogues.decisions import DECISION
from dialogues.discover import DISCOVER
from dialogues.earlier import EARLIER
from dialogues.engine import Flow
from dialogues.handover import HANDOVER, UNASKED
from dialogues.inbox import INBOX
from dialogues.menu import MENU
from dialogues.path import PATH
from dialogues.preferences import HELP, LANGUAGE
from dialogues.privacy import ERASURE, PRIVACY
from dialogues.quiet import HOURS_FLOW, KINDS_FLOW, PAUSE, REMINDERS, STOP
from dialogues.reading import READING
from dialogues.staff import STAFF
from dialogues.tasks import TASKS
from dialogues.thinking import THINKING
from dialogues.timetable import TIMETABLE
from dialogues.trainers import TRAINERS
from dialogues.ways import WAY
from dialogues.welcome import CONSENT, WELCOME

FLOWS = {
    "again": AGAIN,
    "agenda": AGENDA,
    "answer": ANSWERING,
    "answers": ANSWERS,
    "appointment": APPOINTMENT,
    "attendance": ATTENDANCE,
    "booking": BOOKING,
    "consent": CONSENT,
    "decision": DECISION,
    "discover": DISCOVER,
    "earlier": EARLIER,
    "erasure": ERASURE,
    "handover": HANDOVER,
    "help": HELP,
    "hours": HOURS_FLOW,
    "inbox": INBOX,
    "kinds": KINDS_FLOW,
    "language": LANGUAGE,
    "menu": MENU,
    "path": PATH,
    "pause": PAUSE,
    "privacy": PRIVACY,
    "reading": READING,
    "reminders": REMINDERS,
    "staff": STAFF,
    "stop": STOP,
    "tasks": TASKS,
    "thinking": THINKING,
    "timetable": TIMETABLE,
    "trainers": TRAINERS,
    "unasked": UNASKED,
    "way": WAY,
    "welcome": WELCOME,
}

COMMANDS = {
    "start": "welcome.start",
    "help": "help",
    "clea": "discover",
    "book": "booking",
    "dossier": "path",
    "timetable": "timetable",
    "adviser": "handover",
    "language": "language",
    "privacy": "privacy",
    "pause": "pause",
    "stop": "stop",
    "console": "staff.console",
    "inbox": "inbox.show",
    "agenda": "agenda.show",
    "tasks": "tasks.show",
    "taches": "tasks.show",
    # The same under French names.
    "aide": "help",
    "rendezvous": "booking",
    "file": "path",
    "planning": "timetable",
    "conseiller": "handover",
    "langue": "language",
    "confidentialite": "privacy",
}


def stays_on_screen(target: str) -> bool:
    """Whether a tapped button that leads there stays where it is, with those beside it."""
    flow, scene = _flow_of(target), target.partition(".")[2]
    return flow is not None and (flow.keeps_question or (scene in flow.scenes and flow.scenes[scene].lasting))


def is_for_staff(target: str) -> bool:
    """Whether only staff get such a button."""
    flow = _flow_of(target)
    return flow is not None and flow.needs_staff


def keeps_question(target: str) -> bool:
    """Whether a button that leads there leaves what was asked as it is, on the screen too."""
    flow = _flow_of(target)
    return flow is not None and flow.keeps_question


def _flow_of(target: str) -> Flow | None:
    return FLOWS.get(target.partition(".")[0])
