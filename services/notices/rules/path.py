"""What is said about the path itself: thinking it over, the file, assessments, the attestation, the five years."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from locales import GAP, N_, NB_, NN_, Day, Listed, Text
from services.dossiers.domains import Domain
from services.dossiers.facts import Assessment, Correction, Facts, InterviewOutcome
from services.dossiers.kinds import AssessmentKind, FactKind, Outcome
from services.notices.hours import at, local_day
from services.notices.rule import Wanted
from services.notices.rules.words import (
    MORNING,
    MY_FILE,
    WRITE,
    domain_marks,
    domains_picture,
    news,
    path_picture,
    sorry,
)
from services.notices.wording import Choice, Wording
from services.scheduling.models import Kind

__all__ = ["domain_marks", "domains_picture", "names_of", "path_picture"]

THINKING_DAYS = (3, 10)

A_WEEK = timedelta(days=7)

FIVE_YEARS = {
    365: N_("There is one year left for CléA."),
    183: N_("There are six months left for CléA."),
    30: N_("There is one month left for CléA."),
}
"""Days before the end of the five years, and what is said then."""


def thinking(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """Who wanted to think it over is asked after 3 and after 10 days, then left in peace."""
    last = facts.last_outcome
    if last is None or last.outcome is not Outcome.THINKING or last.wants_to_go_on:
        return
    asked_on = local_day(last.recorded_at, facts.zone)
    choices = (
        Choice(NB_("Yes, I go on"), "thinking.answer:yes"),
        Choice(NB_("Still thinking"), "thinking.answer:later"),
        Choice(NB_("No, thank you"), "thinking.answer:no"),
        Choice(NB_("I have a question"), "handover"),
    )
    lines = (
        Text(N_("Hello {name}, you wanted to think about CléA.")).given(name=facts.first_name),
        Text(N_("Would you like to go on?")),
        Text(N_("You are free: you can also say no.")),
    )
    for days in THINKING_DAYS:
        yield Wanted(
            subject=f"c{facts.candidate_id}.{days}",
            version=int(last.recorded_at.timestamp()),
            due_at=at(asked_on + timedelta(days=days), MORNING, facts.zone),
            pointless_at=at(asked_on + timedelta(days=days + 7), MORNING, facts.zone),
            wording=Wording(lines, choices),
        )


def absent(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """Who did not come to their interview is offered another time, once; after that a person calls."""
    last = facts.last_outcome
    if (
        last is None
        or last.outcome is not Outcome.ABSENT
        or facts.absences > 1
        or facts.booked(Kind.INTERVIEW)
    ):
        return
    lines = (
        Text(N_("Hello {name}, we did not meet for your interview.")).given(name=facts.first_name),
        Text(N_("That can happen to everybody.")),
        Text(N_("Would you like another time?")),
        Text(N_("You are free: you can also say no.")),
    )
    choices = (Choice(NB_("Yes, another time"), "booking"), WRITE, Choice(NB_("No, thank you"), "menu"))
    yield Wanted(
        subject=f"c{facts.candidate_id}",
        version=int(last.recorded_at.timestamp()),
        due_at=last.recorded_at,
        pointless_at=last.recorded_at + A_WEEK,
        wording=Wording(lines, choices),
    )


def dossier_opened(facts: Facts, now: datetime) -> Iterator[Wanted]:
    # Once there is a result, this is no news any more.
    if (opened_at := facts.dossier_opened_at) is not None and facts.initial is None:
        lines = (
            Text(N_("Your file (dossier) is open.")),
            Text(N_("All your steps are in it.")),
            Text(N_("The next step: your assessment (évaluation).")),
            Text(N_("It is not like at school.")),
            Text(N_("Your centre gives you an appointment.")),
        )
        yield news(f"c{facts.candidate_id}", opened_at, Wording(lines, (MY_FILE, WRITE), path_picture(facts)))


def assessed(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The result of an assessment: strong points first, and what comes next."""
    for assessment in facts.assessments:
        lines = (
            _initial_lines(assessment, facts)
            if assessment.kind is AssessmentKind.INITIAL
            else _final_lines(assessment, facts, last=assessment is facts.assessments[-1])
        )
        correction = facts.corrected(FactKind.ASSESSMENT, assessment.id)
        if correction is not None:
            lines = (*_corrected(correction, facts, Text(N_("Your result was corrected."))), *lines)
        wording = Wording(lines, (MY_FILE, WRITE), domains_picture(facts))
        yield news(f"x{assessment.id}", assessment.recorded_at, wording)


def attestation_given(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The body's own paper: where it came from, and to keep it."""
    for attestation in facts.attestations:
        correction = facts.corrected(FactKind.ATTESTATION, attestation.id)
        lines = (
            *(_corrected(correction, facts, Text(N_("I correct a date."))) if correction else ()),
            Text(N_("Your centre has given you your attestation.")),
            Text(N_("It is dated {day}.")).given(day=Day(attestation.given_on, with_year=True)),
            Text(N_("It says on paper what you can do already.")),
            Text(N_("Keep it with care.")),
        )
        yield news(f"y{attestation.id}", attestation.recorded_at, Wording(lines, (MY_FILE, WRITE)))


def mistaken(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The file was said to be open, and a result was told, that never were: a kind word takes it back."""
    for number, correction in enumerate(facts.corrections):
        wrong = correction.wrong
        said: tuple[Text, ...] = ()
        if isinstance(wrong, InterviewOutcome) and wrong.outcome is Outcome.DOSSIER_OPENED:
            if facts.dossier_opened_at is None:
                said = (Text(N_("I told you that your file (dossier) is open.")),)
        elif isinstance(wrong, Assessment) and correction.right_id is None:
            said = (Text(N_("I told you of a result that was not yours.")),)
        lines = [line for what in said for line in _corrected(correction, facts, what)]
        if lines:
            lines += [Text(N_("Your adviser explains it to you.")), Text(N_("You have done nothing wrong."))]
            subject = f"c{facts.candidate_id}.{correction.fact}.{wrong.id or number}"
            yield news(subject, correction.corrected_at, Wording(tuple(lines), (WRITE, MY_FILE)))


def five_years(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """A year, six months and a month before the five years end, for who has not finished."""
    if facts.finish_by is None or facts.all_acquired or facts.certified_on:
        return
    end = Day(facts.finish_by, with_year=True)
    for days, words in FIVE_YEARS.items():
        due_at = at(facts.finish_by - timedelta(days=days), MORNING, facts.zone)
        if facts.initial is not None and facts.initial.recorded_at < due_at:
            lines = (
                Text(words),
                Text(N_("You can finish your training until {day}.")).given(day=end),
                Text(N_("Would you like to go on?")),
                Text(N_("Your adviser looks at it with you.")),
                Text(N_("You are free: you can also say no.")),
            )
            yield Wanted(
                subject=f"x{facts.initial.id}.{days}",
                version=1,
                due_at=due_at,
                pointless_at=due_at + timedelta(days=21),
                wording=Wording(lines, (WRITE, MY_FILE)),
            )


def pause_over(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The break that they chose has ended: they may come back, or take a longer one."""
    if facts.paused_until is None:
        return
    lines = (
        Text(N_("Hello {name}, your break is over.")).given(name=facts.first_name),
        Text(N_("I write to you again from now on.")),
        Text(N_("You can also take a longer break.")),
    )
    choices = (MY_FILE, Choice(NB_("A longer break"), "pause"))
    morning = at(local_day(facts.paused_until, facts.zone) + timedelta(days=1), MORNING, facts.zone)
    yield Wanted(
        subject=f"c{facts.candidate_id}",
        version=int(facts.paused_until.timestamp()),
        due_at=morning,
        pointless_at=morning + timedelta(days=5),
        wording=Wording(lines, choices),
    )


def names_of(domains: tuple[Domain, ...] | list[Domain], mark: str) -> Listed:
    return Listed(tuple(domain.short_name for domain in domains), mark)


def _initial_lines(assessment: Assessment, facts: Facts) -> tuple[Text, ...]:
    acquired = [d for d, result in assessment.results.items() if result == "acquired"]
    others = [d for d, result in assessment.results.items() if result != "acquired"]
    # Translators: the first line of a result in which nothing is acquired yet.
    lines = [Text(N_("Your assessment (évaluation) is done: that is the first step."))]
    if acquired:
        lines = [
            Text(
                *NN_("You have {n} strong point already:", "You have {n} strong points already:"),
                n=len(acquired),
            ).given(n=len(acquired)),
            Text("{names}").given(names=names_of(sorted(acquired), "✅")),
        ]
    if not others:
        return (
            *lines,
            Text(N_("Well done, all 7 domains are acquired.")),
            Text(N_("Your file can go to the jury.")),
        )
    assert facts.finish_by is not None
    lines += [
        GAP,
        Text(N_("To work on with a trainer (formateur), if you want:")),
        Text("{names}").given(names=names_of(sorted(others), "🌱")),
        GAP,
        Text(N_("You have 5 years to finish: until {day}.")).given(day=Day(facts.finish_by, with_year=True)),
    ]
    if acquired:
        lines.append(Text(N_("Your centre can give an attestation (your strong points on paper).")))
    return tuple(lines)


def _final_lines(assessment: Assessment, facts: Facts, *, last: bool) -> tuple[Text, ...]:
    acquired = [d for d, result in assessment.results.items() if result == "acquired"]
    others = [d for d, result in assessment.results.items() if result != "acquired"]
    # Translators: the first line of a result, before the strong points.
    lines = [Text(N_("Thank you, your final assessment (évaluation finale) is done."))]
    if acquired:
        lines += [
            Text(N_("Now acquired:")),
            Text("{names}").given(names=names_of(sorted(acquired), "✅")),
        ]
    if others:
        lines += [
            GAP,
            Text(N_("Still to work on:")),
            Text("{names}").given(names=names_of(sorted(others), "🌱")),
            Text(N_("Your adviser explains what comes next.")),
        ]
    if facts.all_acquired and last:
        lines += [
            GAP,
            Text(N_("Well done, all 7 domains are acquired.")),
            Text(N_("Your file can go to the jury.")),
        ]
    return tuple(lines)


def _corrected(correction: Correction, facts: Facts, what: Text) -> tuple[Text, ...]:
    return sorry(correction.wrong.recorded_at, correction.corrected_at, facts.zone, what)
