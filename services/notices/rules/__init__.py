"""The table of every rule: what is said first by the bot, and what becomes of a doubt.

When each is due and for how long it makes sense stands in its plan, a pure function of facts and the present.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from services.dossiers.facts import Facts
from services.notices.rule import About, Doubt, Pace, Rule, Wanted
from services.notices.rules import appointments, jury, path, training

APPOINTMENTS, TRAINING, ENCOURAGEMENT = About.APPOINTMENTS, About.TRAINING, About.ENCOURAGEMENT
PATH, MESSAGES = About.PATH, About.MESSAGES
RETRY, HOLD = Doubt.RETRY, Doubt.HOLD
GENTLE, NEWS, PERSONAL = Pace.GENTLE, Pace.NEWS, Pace.PERSONAL

EDITING = timedelta(seconds=10)
"""Who edits a timetable does so in one go."""

# fmt: off
_TABLE = (
    #    name                     facts -> wanted           about          in doubt pace    one message
    Rule("appointment_booked",    appointments.booked,      APPOINTMENTS,  RETRY,   NEWS),
    Rule("appointment_eve",       appointments.eve,         APPOINTMENTS,  RETRY,   GENTLE, "tomorrow"),
    Rule("appointment_soon",      appointments.soon,        APPOINTMENTS,  RETRY,   GENTLE),
    Rule("appointment_moved",     appointments.moved,       APPOINTMENTS,  RETRY,   NEWS),
    Rule("appointment_cancelled", appointments.cancelled,   APPOINTMENTS,  RETRY,   NEWS),
    Rule("appointment_displaced", appointments.displaced,   APPOINTMENTS,  RETRY,   NEWS),
    Rule("earlier_time",          appointments.earlier,     APPOINTMENTS,  HOLD,    NEWS),
    Rule("absent",                path.absent,              APPOINTMENTS,  HOLD,    GENTLE),
    Rule("thinking",              path.thinking,            PATH,          HOLD,    GENTLE),
    Rule("dossier_opened",        path.dossier_opened,      PATH,          HOLD,    NEWS,   "path"),
    Rule("assessed",              path.assessed,            PATH,          HOLD,    NEWS,   "path"),
    Rule("timetable_planned",     training.planned,         TRAINING,      HOLD,    NEWS,   "timetable", EDITING),
    Rule("session_moved",         training.moved,           TRAINING,      RETRY,   NEWS,   "changes", EDITING),
    Rule("session_cancelled",     training.cancelled,       TRAINING,      RETRY,   NEWS,   "changes", EDITING),
    Rule("training_eve",          training.eve,             TRAINING,      RETRY,   GENTLE, "tomorrow"),
    Rule("week_ahead",            training.week_ahead,      TRAINING,      HOLD,    GENTLE),
    Rule("session_missed",        training.missed,          ENCOURAGEMENT, HOLD,    GENTLE),
    Rule("silence",               training.silence,         ENCOURAGEMENT, HOLD,    GENTLE),
    Rule("long_silence",          training.long_silence,    ENCOURAGEMENT, HOLD,    GENTLE, call="silent"),
    Rule("progress_checked",      training.checked,         ENCOURAGEMENT, HOLD,    GENTLE, "progress"),
    Rule("domain_completed",      training.domain_completed, ENCOURAGEMENT, HOLD,   NEWS,   "progress"),
    Rule("objective_deadline",    training.deadlines,       ENCOURAGEMENT, HOLD,    GENTLE, "deadlines"),
    Rule("deadline_eve",          training.deadline_eve,    ENCOURAGEMENT, RETRY,   GENTLE),
    Rule("attestation",           path.attestation_given,   PATH,          HOLD,    NEWS,   "path"),
    Rule("mistaken",              path.mistaken,            PATH,          HOLD,    NEWS,   "path"),
    Rule("before_the_jury",       jury.before_the_jury,     PATH,          RETRY,   NEWS,   "path"),
    Rule("certified",             jury.certified,           PATH,          RETRY,   NEWS,   "path"),
    Rule("not_yet",               jury.not_yet,             PATH,          RETRY,   NEWS),
    Rule("five_years",            path.five_years,          PATH,          HOLD,    GENTLE),
    Rule("pause_over",            path.pause_over,          PATH,          HOLD,    GENTLE),
    Rule("message",               None,                     MESSAGES,      HOLD,    PERSONAL),
    Rule("broadcast",             None,                     MESSAGES,      HOLD,    PERSONAL),
    # To staff:
    Rule("candidate_wrote",       None,                     MESSAGES,      HOLD,    NEWS),
    Rule("how_did_it_go",         None,                     APPOINTMENTS,  HOLD,    PERSONAL),
    Rule("decision_to_tell",      None,                     PATH,          HOLD,    NEWS),
    Rule("appointment_news",      None,                     MESSAGES,      HOLD,    PERSONAL),
    Rule("digest",                None,                     MESSAGES,      HOLD,    PERSONAL),
)
# fmt: on

RULES = {rule.name: rule for rule in _TABLE}


def wanted(
    facts: Facts, now: datetime, names: Collection[str] = RULES.keys()
) -> Iterator[tuple[Rule, Wanted]]:
    """All that the facts ask to be said under these rules, past and to come, whatever was said already."""
    for rule in _TABLE:
        if rule.plan is not None and rule.name in names:
            for one in rule.plan(facts, now):
                yield rule, one
