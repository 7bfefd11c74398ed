"""What is said about training: the timetable, the eve of a day of training, changes, checks, deadlines."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from locales import N_, NB_, NN_, Day, Hours, Listed, Moment, Text
from services.dossiers.facts import Correction, Facts, Objective, TrainingSession
from services.dossiers.kinds import FactKind
from services.notices.hours import at, eve_of, local_day
from services.notices.rule import Wanted
from services.notices.rules.words import MORNING, SEE_TIMETABLE, WRITE, news, sorry
from services.notices.wording import Choice, Picture, Wording
from services.training.models import Progress

FAR_DAYS, NEAR_DAYS = (14, 7), (1,)
DEADLINE_DAYS = (*FAR_DAYS, *NEAR_DAYS)

SILENT_DAYS = (10, 20)


def planned(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """Sessions were added: one message for all that were added together."""
    current = sorted(
        (s for s in facts.sessions if not s.cancelled_at), key=lambda s: (s.planned_at, s.starts_at)
    )
    for planned_at, together in groupby(current, key=lambda s: s.planned_at):
        sessions = list(together)
        first = sessions[0]
        lines = (
            Text(N_("Your training timetable (planning) is ready.")),
            Text(*NN_("There is {n} session.", "There are {n} sessions."), n=len(sessions)).given(
                n=len(sessions)
            ),
            Text(N_("The first one: {when}.")).given(when=Moment(first.starts_at, facts.zone)),
            Text(N_("📍 {place}")).given(place=first.place),
            Text(N_("I remind you before each day of training.")),
        )
        yield Wanted(
            subject=f"t{int(planned_at.timestamp())}",
            version=1,
            due_at=planned_at,
            pointless_at=sessions[-1].starts_at,
            wording=Wording(lines, (SEE_TIMETABLE, WRITE)),
            event_at=first.starts_at,
        )


def eve(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The evening before a day of training: all of that day in one message."""
    current = sorted((s for s in facts.sessions if not s.cancelled_at), key=lambda s: s.starts_at)
    for day, that_day in groupby(current, key=lambda s: local_day(s.starts_at, facts.zone)):
        sessions = list(that_day)
        due_at = eve_of(day, facts.zone)
        # Planned or moved there after the eve's hour: that was said at once.
        if all(s.changed_at >= due_at for s in sessions):
            continue
        lines = (
            _day_of_training(day, local_day(max(due_at, now), facts.zone)),
            Text("{sessions}").given(sessions=Listed(tuple(session_line(s, facts.zone) for s in sessions))),
            Text(N_("Are you coming?")),
        )
        choices = coming_or_not(day)
        yield Wanted(
            subject=f"d{day:%Y%m%d}",
            version=1,
            due_at=due_at,
            pointless_at=sessions[0].starts_at,
            wording=Wording(lines, choices),
            event_at=sessions[0].starts_at,
        )


def moved(facts: Facts, now: datetime) -> Iterator[Wanted]:
    for session in facts.sessions:
        if session.version > 1 and not session.cancelled_at:
            now_ = Moment(session.starts_at, facts.zone)
            if session.moved_from is None:
                changed = Text(N_("Your session of {when} has changed:")).given(when=now_)
            else:
                changed = Text(N_("Your session of {before} is now {when}:")).given(
                    before=Moment(session.moved_from, facts.zone), when=now_
                )
            lines = (changed, session_line(session, facts.zone))
            yield _about(session, Wording(lines, (SEE_TIMETABLE, WRITE)))


def cancelled(facts: Facts, now: datetime) -> Iterator[Wanted]:
    for session in facts.sessions:
        if session.cancelled_at:
            lines = (
                Text(N_("A training session is cancelled: {when}.")).given(
                    when=Moment(session.starts_at, facts.zone)
                ),
                Text(N_("You do not need to come at that time.")),
            )
            yield _about(session, Wording(lines, (SEE_TIMETABLE,)))


def week_ahead(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """On Friday at 18:00, the training of the coming week, in one message."""
    current = sorted((s for s in facts.sessions if not s.cancelled_at), key=lambda s: s.starts_at)
    for monday, that_week in groupby(current, key=lambda s: _monday(local_day(s.starts_at, facts.zone))):
        sessions = list(that_week)
        if len({local_day(s.starts_at, facts.zone) for s in sessions}) < 2:
            continue  # one day of training: its eve says it all
        due_at = eve_of(monday - timedelta(days=2), facts.zone)
        if all(s.changed_at >= due_at for s in sessions):
            continue
        lines = [Text(N_("Your training next week:"))]
        for day, that_day in groupby(sessions, key=lambda s: local_day(s.starts_at, facts.zone)):
            listed = Listed(tuple(session_line(s, facts.zone) for s in that_day))
            lines += [Text("🗓 <b>{day}</b>").given(day=Day(day)), Text("{sessions}").given(sessions=listed)]
        yield Wanted(
            subject=f"w{monday:%Y%m%d}",
            version=1,
            due_at=due_at,
            pointless_at=at(monday, time(0), facts.zone),  # then "next week" is another one
            wording=Wording(tuple(lines), (SEE_TIMETABLE, WRITE)),
        )


def missed(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """They did not come: a kind word the same day, and the next session."""
    for session in facts.sessions:
        correction = facts.corrected(FactKind.ATTENDANCE, session.attendance_id)
        if session.attended and correction is not None and session.coming is not False:
            yield from _was_there(session, correction, facts)
        # Who had told us is not told that they did not come.
        if session.attended is False and session.coming is not False and session.attendance_at is not None:
            lines = [Text(N_("You did not come to training, that can happen."))]
            following = [s for s in facts.sessions_from(session.attendance_at) if s.attended is None]
            if following:
                when = Moment(following[0].starts_at, facts.zone)
                lines.append(Text(N_("Your place is there: {when}.")).given(when=when))
            lines.append(Text(N_("If you need help, write to your adviser.")))
            day_after = local_day(session.attendance_at, facts.zone) + timedelta(days=1)
            yield Wanted(
                subject=f"s{session.id}",
                version=session.version,
                due_at=session.attendance_at,
                pointless_at=at(day_after, time(20), facts.zone),
                wording=Wording(tuple(lines), (WRITE, SEE_TIMETABLE)),
            )


def _was_there(session: TrainingSession, correction: Correction, facts: Facts) -> Iterator[Wanted]:
    """They were told that they had not come, and they had."""
    when = Moment(session.starts_at, facts.zone)
    what = Text(N_("You were at training, {when}.")).given(when=when)
    if lines := sorry(correction.wrong.recorded_at, correction.corrected_at, facts.zone, what):
        wording = Wording((*lines, Text(N_("Well done for coming."))), (SEE_TIMETABLE, WRITE))
        yield news(f"s{session.id}.came", correction.corrected_at, wording, for_days=3)


def silence(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """No session attended for 10 days though there were some: a nudge, and one more after 10 other days."""
    for number, wanted in enumerate(_silence(facts, now), start=1):
        if number == 1:
            yield wanted


def long_silence(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The second nudge; with it a person is asked to call."""
    for number, wanted in enumerate(_silence(facts, now), start=1):
        if number == 2:
            yield wanted


def _silence(facts: Facts, now: datetime) -> Iterator[Wanted]:
    if facts.certified_on or facts.all_acquired:
        return
    came = [s.starts_at for s in facts.sessions if s.attended]
    missed_since = [
        s.starts_at
        for s in facts.sessions
        if s.attended is False and s.starts_at > max(came, default=s.planned_at)
    ]
    unrecorded = any(s.attended is None and not s.cancelled_at and s.ends_at < now for s in facts.sessions)
    if not missed_since or unrecorded:
        # Where the trainer has not said yet who came, nobody is told that they were missed.
        return
    since = max(came, default=min(missed_since))
    lines = (
        Text(N_("Hello {name}, we have not seen you at training for some days.")).given(
            name=facts.first_name
        ),
        Text(N_("If something is difficult, tell your adviser.")),
        Text(N_("You are free, and your place is there.")),
    )
    for days in SILENT_DAYS:
        due_at = at(local_day(since, facts.zone) + timedelta(days=days), MORNING, facts.zone)
        yield Wanted(
            subject=f"c{facts.candidate_id}",
            version=int(since.timestamp()),
            due_at=due_at,
            pointless_at=due_at + timedelta(days=7),
            wording=Wording(lines, (WRITE, SEE_TIMETABLE)),
        )


def checked(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The trainer said how a domain grows: a word of encouragement that names it."""
    yield from _checks(facts, finished=False)


def domain_completed(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The work on a domain is finished: that is worth a feast."""
    yield from _checks(facts, finished=True)


GROWING = {
    Progress.STARTED: N_("You have started to work on “{domain}”: the first step is done."),
    Progress.GOING_WELL: N_("“{domain}”: you are making progress, go on like this!"),
    Progress.NEARLY_THERE: N_("“{domain}”: you are nearly there."),
    Progress.DONE: N_("🎉 Well done, the work on “{domain}” is finished!"),
}


def growing_lines(facts: Facts) -> list[Text]:
    """How each domain of the plan grows, in the trainer’s latest word; then the goal that comes next."""
    latest = {check.domain: check for check in sorted(facts.checks, key=lambda c: (c.checked_on, c.id))}
    aims = [aim for aim in facts.objectives if aim.domain not in facts.acquired]
    lines = [
        Text(GROWING[latest[aim.domain].state]).given(domain=aim.domain.short_name)
        for aim in aims
        if aim.domain in latest
    ]
    undone = [
        aim for aim in aims if aim.domain not in latest or latest[aim.domain].state is not Progress.DONE
    ]
    if undone:
        lines.append(goal(min(undone, key=lambda aim: (aim.due_on, aim.domain))))
    return lines


def goal(objective: Objective) -> Text:
    return Text(N_("Your goal is to finish “{domain}” by {day}.")).given(
        domain=objective.domain.short_name, day=Day(objective.due_on)
    )


def _checks(facts: Facts, *, finished: bool) -> Iterator[Wanted]:
    for check in facts.checks:
        if (check.state is Progress.DONE) is not finished:
            continue
        correction = facts.corrected(FactKind.CHECK, check.id)
        what = Text(N_("Your trainer has corrected a word about your training."))
        lines = list(
            sorry(correction.wrong.recorded_at, correction.corrected_at, facts.zone, what)
            if correction is not None
            else ()
        )
        lines.append(Text(GROWING[check.state]).given(domain=check.domain.short_name))
        if check.note:
            lines.append(Text(N_("Your trainer tells you: “{note}”")).given(note=check.note))
        yield Wanted(
            subject=f"k{check.id}",
            version=1,
            due_at=check.recorded_at,
            pointless_at=check.recorded_at + timedelta(days=5),
            wording=Wording(tuple(lines), (Choice(NB_("My file"), "path"), SEE_TIMETABLE)),
        )


def deadlines(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """14 and 7 days before the day by which an objective should be reached, unless it has been."""
    yield from _deadlines(facts, FAR_DAYS)


def deadline_eve(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The day before it. So near, hearing it twice is better than not hearing it."""
    yield from _deadlines(facts, NEAR_DAYS)


def _deadlines(facts: Facts, before: tuple[int, ...]) -> Iterator[Wanted]:
    done = {check.domain for check in facts.checks if check.state is Progress.DONE}
    for objective in facts.objectives:
        if objective.domain in done or objective.domain in facts.acquired:
            continue
        for days in before:
            due_at = at(objective.due_on - timedelta(days=days), MORNING, facts.zone)
            if objective.set_at < due_at:
                yield _deadline(objective, days, due_at, facts.zone)


def session_line(session: TrainingSession, zone: str) -> Text:
    """One session of a day: domain, hours, place."""
    # Translators: “Counting and calculating: from 09:00 to 12:00 – Room 2”.
    return Text(N_("{domain}: {hours} – {place}")).given(
        hours=Hours(session.starts_at, session.ends_at, zone),
        domain=session.domain.short_name,
        place=session.place,
    )


def next_session(session: TrainingSession, zone: str) -> tuple[Text, ...]:
    """When, for what, where and with whom."""
    with_whom = session.trainer.name if session.trainer else ""
    return (
        Text(N_("Your next training session: {when}.")).given(when=Moment(session.starts_at, zone)),
        session_line(session, zone),
        *((Text(N_("With {adviser}.")).given(adviser=with_whom),) if with_whom else ()),
    )


def coming_or_not(day: date) -> tuple[Choice, ...]:
    """The two answers to a day of training."""
    answer = f"attendance.answer:d{day:%Y%m%d}.0."
    return Choice(NB_("I’m coming"), f"{answer}yes"), Choice(NB_("I cannot come"), f"{answer}no")


def week_picture(facts: Facts, now: datetime) -> Picture | None:
    """The week of the next training, as a picture; None where nothing is to come."""
    sessions = facts.sessions_from(now)
    if not sessions:
        return None
    monday = _monday(local_day(sessions[0].starts_at, facts.zone))
    clock = ZoneInfo(facts.zone)
    shown = [
        [s.starts_at.astimezone(clock).isoformat(), s.ends_at.astimezone(clock).isoformat(), s.domain]
        for s in facts.sessions
        if s.cancelled_at is None and _monday(local_day(s.starts_at, facts.zone)) == monday
    ]
    about = {"monday": monday.isoformat(), "today": local_day(now, facts.zone).isoformat(), "sessions": shown}
    return Picture("week", about, Text(N_("Picture: your week of training.")))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day_of_training(day: date, said_on: date) -> Text:
    words = {0: N_("Today, {day}: your training."), 1: N_("Tomorrow, {day}: your training.")}
    return Text(words.get((day - said_on).days, N_("On {day}: your training."))).given(day=Day(day))


def _deadline(objective: Objective, days: int, due_at: datetime, zone: str) -> Wanted:
    lines = (
        goal(objective),
        Text(N_("If you need help, you can write to your adviser.")),
    )
    return Wanted(
        subject=f"o{objective.domain}.{days}",
        version=int(objective.set_at.timestamp()),
        due_at=due_at,
        pointless_at=_until_the_next(objective, days, zone),
        wording=Wording(lines, (SEE_TIMETABLE, WRITE)),
    )


def _until_the_next(objective: Objective, days: int, zone: str) -> datetime:
    """The same is said again nearer the day: who comes back from a break is not told it twice at once."""
    nearer = [d for d in DEADLINE_DAYS if d < days]
    if nearer:
        return at(objective.due_on - timedelta(days=max(nearer)), MORNING, zone)
    return at(objective.due_on + timedelta(days=1), time(0), zone)


def _about(session: TrainingSession, wording: Wording) -> Wanted:
    return Wanted(
        subject=f"s{session.id}",
        version=session.version,
        due_at=session.changed_at,
        pointless_at=session.starts_at,
        wording=wording,
        event_at=session.starts_at,
    )
