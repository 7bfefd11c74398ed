"""A candidate's path so far, as lines in time order. Pure: facts in, lines out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from locales import NS_
from services.console import labels
from services.console.words import Words
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import Appointment, Assessment, Facts
from services.scheduling.models import Status


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened: `icon` names a sign of icons.html, `details` are sentences beneath."""

    at: datetime
    on: date
    icon: str
    title: str
    details: tuple[str, ...] = ()


def timeline(facts: Facts, words: Words) -> list[Line]:
    """What happened until now, earliest first. What is to come stands elsewhere."""
    lines = (
        *_appointments(facts, words),
        *_outcomes(facts, words),
        *_assessments(facts, words),
        *_plan(facts, words),
        *_sessions(facts, words),
        *_checks(facts, words),
        *_juries(facts, words),
    )
    return sorted((line for line in lines if line.at <= words.now), key=lambda line: line.at)


def domain_names(domains: tuple[Domain, ...] | list[Domain], words: Words) -> str:
    return ", ".join(words.candidate_text(domain.short_name) for domain in domains)


def _appointments(facts: Facts, words: Words) -> Iterator[Line]:
    for one in facts.appointments:
        if one.status is Status.CANCELLED:
            yield _line(one.changed_at, facts.zone, "calendar", _meeting(one, words), _cancelled(one, words))
        elif one.starts_at <= words.now:
            details = [
                words.say(
                    NS_("With {adviser}, {how}"), adviser=one.adviser, how=words.say(labels.MODES[one.mode])
                )
            ]
            if one.status is not Status.BOOKED:
                details.append(_sentence(words.say(labels.STATUSES[one.status])))
            yield _line(one.starts_at, one.site.zone, "calendar", _meeting(one, words), details)


def _meeting(one: Appointment, words: Words) -> str:
    return words.say(labels.KINDS[one.kind])


def _cancelled(one: Appointment, words: Words) -> list[str]:
    when = words.moment(one.starts_at, one.site.zone)
    by = (
        NS_("Cancelled by the candidate: {when}")
        if one.changed_by_candidate
        else NS_("Cancelled by the centre: {when}")
    )
    said = [words.say(by, when=when)]
    if one.reason:
        said.append(words.say(NS_("Reason told: {reason}"), reason=one.reason))
    return said


def _outcomes(facts: Facts, words: Words) -> Iterator[Line]:
    for one in facts.outcomes:
        yield _line(one.recorded_at, facts.zone, "talk", words.say(labels.OUTCOMES[one.outcome]))


def _assessments(facts: Facts, words: Words) -> Iterator[Line]:
    for one in facts.assessments:
        at = min(datetime.combine(one.held_on, time(12), ZoneInfo(facts.zone)), one.recorded_at)
        details = _results(one, words)
        if one is facts.initial and not facts.all_acquired and facts.finish_by:
            details.append(words.say(NS_("Time to finish: until {day}"), day=words.day(facts.finish_by)))
        yield Line(at, one.held_on, "strengths", words.say(labels.ASSESSMENTS[one.kind]), tuple(details))


def _results(one: Assessment, words: Words) -> list[str]:
    """Strong points first, always."""
    acquired = sorted(d for d, result in one.results.items() if result is Result.ACQUIRED)
    others = sorted(d for d, result in one.results.items() if result is not Result.ACQUIRED)
    said = []
    if acquired:
        said.append(words.say(NS_("Acquired: {domains}"), domains=domain_names(acquired, words)))
    if others:
        said.append(words.say(NS_("To work on: {domains}"), domains=domain_names(others, words)))
    return said


def _plan(facts: Facts, words: Words) -> Iterator[Line]:
    ordered = sorted(facts.objectives, key=lambda o: o.set_at)
    for set_at, together in groupby(ordered, key=lambda o: o.set_at):
        details = [
            words.say(
                NS_("{domain}: by {day}"), domain=domain_names([o.domain], words), day=words.day(o.due_on)
            )
            for o in together
        ]
        yield _line(set_at, facts.zone, "learn", words.say(NS_("Training plan")), details)


def _sessions(facts: Facts, words: Words) -> Iterator[Line]:
    """Training sessions that are over or were cancelled."""
    for one in facts.sessions:
        name = domain_names([one.domain], words)
        hours = words.hours(one.starts_at, one.ends_at, facts.zone)
        if one.cancelled_at:
            title = words.say(NS_("Training session cancelled: {domain}"), domain=name)
            yield _line(one.cancelled_at, facts.zone, "learn", title, [hours])
        elif one.ends_at <= words.now:
            title = words.say(NS_("Training session: {domain}"), domain=name)
            came = {True: NS_("Came"), False: NS_("Did not come")}.get(one.attended)  # type: ignore[arg-type]
            details = [f"{hours}, {one.place}", *([words.say(came)] if came else [])]
            yield _line(one.starts_at, facts.zone, "learn", title, details)


def _checks(facts: Facts, words: Words) -> Iterator[Line]:
    for one in facts.checks:
        title = words.say(
            NS_("Check: “{domain}” {state}"),
            domain=domain_names([one.domain], words),
            state=words.say(labels.CHECKS[one.state]),
        )
        yield Line(one.recorded_at, one.checked_on, "learn", title, (one.note,) if one.note else ())


def _juries(facts: Facts, words: Words) -> Iterator[Line]:
    for one in facts.juries:
        title = words.say(NS_("The file goes before the jury of {day}"), day=words.day(one.held_on))
        yield _line(one.attached_at, facts.zone, "jury", title)
        # Before its publication a decision is nobody's to read here: it might still change.
        if one.published_at and one.decision:
            icon = "certificate" if facts.certified_on else "jury"
            yield _line(one.published_at, facts.zone, icon, words.say(labels.DECISIONS[one.decision]))


def _line(at: datetime, zone: str, icon: str, title: str, details: list[str] | None = None) -> Line:
    return Line(at, at.astimezone(ZoneInfo(zone)).date(), icon, title, tuple(details or ()))


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:]
