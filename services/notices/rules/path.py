"""What is said about the path itself: thinking it over, the file, assessments, the jury, the certificate."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from locales import GAP, N_, NB_, NN_, Day, Listed, Text
from services.dossiers.domains import Domain
from services.dossiers.facts import Assessment, Facts
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.stages import Stage, stage_of
from services.jury.models import Decision
from services.notices.hours import at, eve_of, local_day
from services.notices.rule import Wanted
from services.notices.wording import Choice, Picture, Wording

MORNING = time(10)
THINKING_DAYS = (3, 10)
A_WEEK = timedelta(days=7)

FIVE_YEARS = {
    365: N_("There is one year left for CléA."),
    183: N_("There are six months left for CléA."),
    30: N_("There is one month left for CléA."),
}
"""Days before the end of the five years, and what is said then."""

MY_FILE = Choice(NB_("My file"), "path")
WRITE = Choice(NB_("✉️ My adviser"), "handover")


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
        yield _news(
            f"c{facts.candidate_id}", opened_at, Wording(lines, (MY_FILE, WRITE), path_picture(facts))
        )


def assessed(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The result of an assessment: strong points first, and what comes next."""
    for assessment in facts.assessments:
        lines = (
            _initial_lines(assessment, facts)
            if assessment.kind is AssessmentKind.INITIAL
            else _final_lines(assessment, facts, last=assessment is facts.assessments[-1])
        )
        wording = Wording(lines, (MY_FILE, WRITE), domains_picture(facts))
        yield _news(f"x{assessment.id}", assessment.recorded_at, wording)


def before_the_jury(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The file goes to a jury: said at once, seven days before and on the eve. Never a forecast."""
    jury = facts.jury
    if jury is None or jury.published_at is not None:
        return
    meets = at(jury.held_on, time(0), facts.zone)
    told = (
        Text(N_("Your file (dossier) goes to the jury.")),
        Text(N_("The jury meets on {day}.")).given(day=Day(jury.held_on)),
        Text(N_("Half of the jury are employers, half are employees.")),
        Text(N_("They look at your file and decide.")),
        # Translators: good news comes from the bot, other news from the adviser in person.
        Text(N_("Afterwards, your adviser or I tell you.")),
    )
    choices = (MY_FILE, WRITE)
    subject = f"j{jury.session_id}"
    yield Wanted(
        f"{subject}.sent",
        1,
        jury.attached_at,
        meets,
        Wording(told, choices, path_picture(facts)),
        event_at=meets,
    )
    week_before, eve = at(jury.held_on - A_WEEK, MORNING, facts.zone), eve_of(jury.held_on, facts.zone)
    if jury.attached_at < week_before:
        lines = (
            Text(N_("The jury meets soon: {day}.")).given(day=Day(jury.held_on)),
            Text(N_("It looks at your file and decides.")),
            Text(N_("Your adviser can answer your questions.")),
        )
        yield Wanted(f"{subject}.week", 1, week_before, eve, Wording(lines, choices))
    if jury.attached_at < eve:
        yield Wanted(
            f"{subject}.eve", 1, eve, meets, Wording(_eve_lines(jury.held_on, max(eve, now), facts), choices)
        )


def certified(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """Told once published; "not yet" is told by a person first."""
    for jury in facts.juries:
        if jury.published_at is not None and jury.decision is Decision.CERTIFIED:
            lines = (
                Text(N_("🎉 Congratulations {name}!")).given(name=facts.first_name),
                Text(N_("The jury has decided: you have the CléA certificate.")),
                Text(N_("It is recognised in all trades, all over France.")),
                Text(N_("Your adviser tells you how you receive it.")),
            )
            choices = (Choice(NB_("And now?"), "discover.page:after"), MY_FILE)
            wording = Wording(lines, choices, path_picture(facts))
            yield _news(f"j{jury.session_id}", jury.published_at, wording, for_days=30)


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


def path_picture(facts: Facts) -> Picture:
    stage = stage_of(facts)
    skipped = stage.step >= Stage.COMPLETE.step and not facts.trained
    return Picture(
        "path",
        {"position": stage.step, "skip_training": skipped},
        Text(N_("Picture: your path, and where you are.")),
    )


def domains_picture(facts: Facts) -> Picture:
    return Picture(
        "domains",
        {"results": domain_marks(facts)},
        Text(N_("Picture: your 7 domains, strong points first.")),
    )


def domain_marks(facts: Facts) -> dict[str, str | None]:
    """Each domain as the pictures know it: acquired, growing (training has begun), to_develop, or nothing."""
    growing = {check.domain for check in facts.checks}
    return {
        domain: "growing" if result == "to_develop" and domain in growing else result
        for domain, result in facts.domains.items()
    }


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


def _eve_lines(held_on: date, said_at: datetime, facts: Facts) -> tuple[Text, ...]:
    words = {0: N_("The jury meets today, {day}."), 1: N_("The jury meets tomorrow, {day}.")}
    days = (held_on - local_day(said_at, facts.zone)).days
    first = Text(words.get(days, N_("The jury meets on {day}."))).given(day=Day(held_on))
    return first, Text(N_("Afterwards, your adviser or I tell you."))


def _news(subject: str, happened_at: datetime, wording: Wording, for_days: int = 7) -> Wanted:
    """Something that has just happened: said at once, and no longer news after some days."""
    return Wanted(subject, 1, happened_at, happened_at + timedelta(days=for_days), wording)
