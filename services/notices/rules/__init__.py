"""The table of every rule: what is said first by the bot, and what becomes of a doubt."""

from collections.abc import Iterator
from datetime import datetime

from services.dossiers.facts import Facts
from services.notices.rule import Doubt, Rule, Wanted
from services.notices.rules import appointments, path, training

_TABLE = (
    #    name                     facts -> wanted          if in doubt    automatic
    Rule("appointment_booked", appointments.booked, Doubt.RETRY),
    Rule("appointment_eve", appointments.eve, Doubt.RETRY),
    Rule("appointment_soon", appointments.soon, Doubt.RETRY),
    Rule("appointment_moved", appointments.moved, Doubt.RETRY),
    Rule("appointment_cancelled", appointments.cancelled, Doubt.RETRY),
    Rule("thinking", path.thinking, Doubt.HOLD),
    Rule("dossier_opened", path.dossier_opened, Doubt.HOLD),
    Rule("assessed", path.assessed, Doubt.HOLD),
    Rule("timetable_planned", training.planned, Doubt.HOLD),
    Rule("training_eve", training.eve, Doubt.RETRY),
    Rule("session_moved", training.moved, Doubt.RETRY),
    Rule("session_cancelled", training.cancelled, Doubt.RETRY),
    Rule("progress_checked", training.checked, Doubt.HOLD),
    Rule("objective_deadline", training.deadlines, Doubt.HOLD),
    Rule("before_the_jury", path.before_the_jury, Doubt.RETRY),
    Rule("certified", path.certified, Doubt.RETRY),
    Rule("message", None, Doubt.HOLD, automatic=False),
    Rule("broadcast", None, Doubt.HOLD, automatic=False),
    Rule("candidate_wrote", None, Doubt.HOLD, automatic=False),
)

RULES = {rule.name: rule for rule in _TABLE}


def wanted(facts: Facts, now: datetime) -> Iterator[tuple[Rule, Wanted]]:
    """All that the facts ask to be said, past and to come, whatever was said already."""
    for rule in _TABLE:
        if rule.plan is not None:
            for one in rule.plan(facts, now):
                yield rule, one
