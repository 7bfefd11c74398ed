"""What of a file may be corrected, and what was: facts in, sentences out. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from locales import NS_
from services.console import labels
from services.console.timeline import domain_names
from services.console.words import Words
from services.dossiers.domains import Result
from services.dossiers.facts import (
    Assessment,
    Attendance,
    Attestation,
    Correctable,
    Facts,
    InterviewOutcome,
    JuryDecision,
    ProgressCheck,
)
from services.dossiers.kinds import FactKind

SHOWN = 30
"""Sessions and checks further back are corrected through the API."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Something recorded that holds now. `id` is the one that a correction names: a session's for attendance."""

    fact: FactKind
    id: int
    what: Correctable
    said: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """What stood there, what stands there now (nothing: it never was), and who said so, when and why."""

    wrong: str
    right: str
    reason: str
    at: datetime
    by: str


def standing(facts: Facts, words: Words) -> list[Standing]:
    """What holds now, the latest first within its kind. A jury's decision is corrected at the jury's page."""
    say = _sentences(facts, words)
    came = [*_attendance(facts)][-SHOWN:]
    found: list[
        tuple[FactKind, int, InterviewOutcome | Assessment | Attestation | Attendance | ProgressCheck]
    ]
    found = [(FactKind.OUTCOME, one.id, one) for one in reversed(facts.outcomes)]
    found += [(FactKind.ASSESSMENT, one.id, one) for one in reversed(facts.assessments)]
    found += [(FactKind.ATTESTATION, one.id, one) for one in reversed(facts.attestations)]
    found += [(FactKind.ATTENDANCE, one.session_id, one) for one in reversed(came)]
    found += [(FactKind.CHECK, one.id, one) for one in list(reversed(facts.checks))[:SHOWN]]
    return [
        Standing(fact, number, one, say(one), one.recorded_at, one.recorded_by) for fact, number, one in found
    ]


def history(facts: Facts, words: Words) -> list[Corrected]:
    """Every correction, the latest first."""
    say, known = _sentences(facts, words), _by_id(facts)
    return [
        Corrected(
            say(one.wrong),
            say(known[one.fact, one.right_id]) if one.right_id and (one.fact, one.right_id) in known else "",
            one.reason,
            one.corrected_at,
            one.corrected_by,
        )
        for one in reversed(facts.corrections)
    ]


def _by_id(facts: Facts) -> dict[tuple[FactKind, int], Correctable]:
    """All that was ever recorded, right or wrong."""
    known: dict[tuple[FactKind, int], Correctable] = {
        (c.fact, c.wrong.id): c.wrong for c in facts.corrections
    }
    known |= {(FactKind.OUTCOME, one.id): one for one in facts.outcomes}
    known |= {(FactKind.ASSESSMENT, one.id): one for one in facts.assessments}
    known |= {(FactKind.ATTESTATION, one.id): one for one in facts.attestations}
    known |= {(FactKind.ATTENDANCE, one.id): one for one in _attendance(facts)}
    known |= {(FactKind.CHECK, one.id): one for one in facts.checks}
    known |= {
        (FactKind.DECISION, one.decision_id): JuryDecision(
            one.decision_id, one.session_id, one.decision, one.next_step, one.decided_at
        )
        for one in facts.juries
        if one.decision is not None and one.decided_at is not None
    }
    return known


def _attendance(facts: Facts) -> Iterator[Attendance]:
    for one in facts.sessions:
        if one.attended is not None and one.attendance_at is not None:
            yield Attendance(one.attendance_id, one.id, one.attended, one.attendance_at)


def _sentences(facts: Facts, words: Words) -> Callable[[Correctable], str]:
    sessions = {one.id: one for one in facts.sessions}

    def say(what: Correctable) -> str:
        match what:
            case InterviewOutcome():
                return words.say(labels.OUTCOMES[what.outcome])
            case Assessment():
                return _assessment(what, words)
            case Attestation():
                return words.say(NS_("Attestation given on {day}"), day=words.day(what.given_on))
            case Attendance():
                session = sessions.get(what.session_id)
                when = words.hours(session.starts_at, session.ends_at, facts.zone) if session else "?"
                return words.say(
                    NS_("Came to training, {when}")
                    if what.attended
                    else NS_("Did not come to training, {when}"),
                    when=when,
                )
            case ProgressCheck():
                said = words.say(
                    NS_("“{domain}” {state}, {day}"),
                    domain=words.candidate_text(what.domain.short_name),
                    state=words.say(labels.CHECKS[what.state]),
                    day=words.day(what.checked_on),
                )
                return _with_words(said, what.note, words)
            case JuryDecision():
                said = words.say(labels.DECISIONS[what.decision])
                return _with_words(said, what.next_step, words)

    return say


def _with_words(said: str, note: str, words: Words) -> str:
    return words.say(NS_("{said}: “{note}”"), said=said, note=note) if note else said


def _assessment(what: Assessment, words: Words) -> str:
    parts = [f"{words.say(labels.ASSESSMENTS[what.kind])}, {words.day(what.held_on)}"]
    for result in Result:
        domains = [domain for domain, said in what.results.items() if said is result]
        if domains:
            what_of = words.say(labels.RESULTS[result.value])
            parts.append(
                words.say(NS_("{what}: {domains}"), what=what_of, domains=domain_names(domains, words))
            )
    return ". ".join(parts)
