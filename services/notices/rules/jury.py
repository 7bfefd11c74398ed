"""What is said about the jury: the file goes to it, what it decided, and what was decided anew."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from locales import N_, NB_, Day, Text
from services.dossiers.facts import Correction, Facts, JuryDecision, JuryPassage
from services.dossiers.kinds import FactKind
from services.jury.models import Decision
from services.notices.hours import at, eve_of, local_day
from services.notices.rule import Wanted
from services.notices.rules.words import MORNING, MY_FILE, WRITE, news, path_picture, sorry
from services.notices.wording import Choice, Wording

A_WEEK = timedelta(days=7)


def before_the_jury(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The file goes to a jury: said at once, seven days before and on the eve. Never a forecast."""
    jury = facts.jury
    if jury is None or jury.published_at is not None:
        return
    meets = at(jury.held_on, time(0), facts.zone)
    told_at = max(jury.attached_at, jury.moved_at or jury.attached_at)
    choices = (MY_FILE, WRITE)
    subject = f"j{jury.session_id}"
    yield Wanted(
        f"{subject}.sent",
        jury.version,
        told_at,
        meets,
        Wording(_announced(jury), choices, path_picture(facts)),
        event_at=meets,
    )
    week_before, eve = at(jury.held_on - A_WEEK, MORNING, facts.zone), eve_of(jury.held_on, facts.zone)
    if told_at < week_before:
        lines = (
            Text(N_("The jury meets soon: {day}.")).given(day=Day(jury.held_on)),
            Text(N_("It looks at your file and decides.")),
            Text(N_("Your adviser can answer your questions.")),
        )
        yield Wanted(f"{subject}.week", jury.version, week_before, eve, Wording(lines, choices))
    if told_at < eve:
        wording = Wording(_eve_lines(jury.held_on, max(eve, now), facts), choices)
        yield Wanted(f"{subject}.eve", jury.version, eve, meets, wording)


def certified(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """Told once published; "not yet" is told by a person first."""
    for jury in facts.juries:
        if jury.certified_at is not None:
            lines = (
                *_decided_anew(jury, facts),
                Text(N_("🎉 Congratulations {name}!")).given(name=facts.first_name),
                Text(N_("The jury has decided: you have the CléA certificate.")),
                Text(N_("It is recognised in all trades, all over France.")),
                Text(N_("Your adviser tells you how you receive it.")),
            )
            choices = (Choice(NB_("And now?"), "discover.page:after"), MY_FILE)
            wording = Wording(lines, choices, path_picture(facts))
            yield news(
                f"j{jury.session_id}", jury.certified_at, wording, for_days=30, version=_version(jury, facts)
            )


def not_yet(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """After a person has told it, or after the body's delay: strong points first, then what comes next."""
    for jury in facts.juries:
        if jury.published_at is None or jury.decision is not Decision.NOT_YET or jury.tell_at is None:
            continue
        lines = [
            *_decided_anew(jury, facts),
            Text(N_("The jury has looked at your file (dossier).")),
            Text(N_("Your 7 strong points stay in it.")),
            Text(N_("The jury says: not yet for the certificate.")),
        ]
        if jury.next_step:
            lines.append(Text(N_("What comes next: {step}")).given(step=jury.next_step))
        lines.append(Text(N_("Your adviser explains what comes next.")))
        wording = Wording(tuple(lines), (WRITE, MY_FILE))
        # The moment is the version: told sooner than the delay would have it, it is another notice.
        version = int(jury.tell_at.timestamp())
        yield news(f"j{jury.session_id}", jury.tell_at, wording, for_days=30, version=version)


def _announced(jury: JuryPassage) -> tuple[Text, ...]:
    meets = Text(N_("The jury meets on {day}.")).given(day=Day(jury.held_on))
    if jury.version > 1:
        return (
            Text(N_("The jury has another date.")),
            meets,
            Text(N_("You can forget the old date.")),
            Text(N_("Afterwards, your adviser or I tell you.")),
        )
    return (
        Text(N_("Your file (dossier) goes to the jury.")),
        meets,
        Text(N_("Half of the jury are employers, half are employees.")),
        Text(N_("They look at your file and decide.")),
        # Translators: good news comes from the bot, other news from the adviser in person.
        Text(N_("Afterwards, your adviser or I tell you.")),
    )


def _decided_anew(jury: JuryPassage, facts: Facts) -> tuple[Text, ...]:
    """A word of excuse where another decision was told before."""
    correction = _after_publication(jury, facts)
    if correction is None or jury.published_at is None or not isinstance(correction.wrong, JuryDecision):
        return ()
    wrong = correction.wrong
    # A "not yet" that nobody has told yet needs no excuse when it turns into the certificate.
    untold = jury.tell_at is None or jury.tell_at > correction.corrected_at
    if wrong.decision is jury.decision or (wrong.decision is Decision.NOT_YET and untold):
        return ()
    told_at = max(jury.published_at, wrong.recorded_at)
    return sorry(told_at, correction.corrected_at, facts.zone, Text(N_("The jury’s decision was corrected.")))


def _version(jury: JuryPassage, facts: Facts) -> int:
    """A decision that was corrected once it had been published is told anew."""
    return 1 if _after_publication(jury, facts) is None else 1 + jury.decision_id


def _after_publication(jury: JuryPassage, facts: Facts) -> Correction | None:
    correction = facts.corrected(FactKind.DECISION, jury.decision_id)
    if correction is None or jury.published_at is None or correction.corrected_at <= jury.published_at:
        return None
    return correction


def _eve_lines(held_on: date, said_at: datetime, facts: Facts) -> tuple[Text, ...]:
    words = {0: N_("The jury meets today, {day}."), 1: N_("The jury meets tomorrow, {day}.")}
    days = (held_on - local_day(said_at, facts.zone)).days
    first = Text(words.get(days, N_("The jury meets on {day}."))).given(day=Day(held_on))
    return first, Text(N_("Afterwards, your adviser or I tell you."))
