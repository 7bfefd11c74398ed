"""What is said about appointments: booked by staff, the eve, two hours before, moved, cancelled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import TypeAdapter

from locales import N_, NB_, Listed, Moment, Text, TimeOfDay
from services.dossiers.facts import Appointment, Facts, Site
from services.notices.hours import eve_of, local_day
from services.notices.rule import Wanted
from services.notices.wording import CalendarFile, Choice, Wording
from services.scheduling.models import Kind, Mode, Status

KIND_NAMES = {
    # Translators: what an appointment is for, in the middle of a sentence.
    Kind.INTERVIEW: N_("your interview (entretien d’information)"),
    Kind.ASSESSMENT: N_("your assessment (évaluation)"),
    Kind.FINAL_ASSESSMENT: N_("your final assessment (évaluation finale)"),
}

SOON = timedelta(hours=2)

PACKED = TypeAdapter(Appointment)
"""An appointment as JSON, and back."""

EARLIER_BY = timedelta(days=1)
"""A time that is earlier by less is not worth a message."""


class Meeting(Protocol):
    """An appointment, or what is about to become one."""

    @property
    def kind(self) -> Kind: ...
    @property
    def mode(self) -> Mode: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def site(self) -> Site: ...
    @property
    def adviser(self) -> str: ...
    @property
    def video_link(self) -> str | None: ...
    @property
    def in_group(self) -> bool: ...


def booked(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """Staff booked it: the candidate hears of it at once. Who books in the chat was answered there."""
    for appointment in facts.appointments:
        if appointment.is_booked and appointment.version == 1 and not appointment.changed_by_candidate:
            lines = (
                Text(N_("Your centre offers you an appointment: {what}.")).given(what=kind_name(appointment)),
                Text(N_("It is {when}.")).given(when=moment(appointment, facts)),
                *where_and_with_whom(appointment),
            )
            yield _about(
                appointment,
                appointment.booked_at,
                _with_file(lines, coming_or_not(appointment), appointment, facts),
            )


def eve(facts: Facts, now: datetime) -> Iterator[Wanted]:
    for appointment in facts.appointments:
        zone = zone_of(appointment, facts)
        due_at = eve_of(local_day(appointment.starts_at, zone), zone)
        # Booked or moved after the eve's hour: the confirmation has said it all.
        if appointment.is_booked and appointment.changed_at < due_at:
            # Translators: on the eve: “Tomorrow, Tuesday 12 January at 14:00: your assessment.”
            said = Text(N_("{when}: {what}.")).given(
                when=_from_now_on(appointment, max(due_at, now), facts), what=kind_name(appointment)
            )
            lines = (said, *where_and_with_whom(appointment), Text(N_("Are you coming?")))
            yield _about(appointment, due_at, Wording(lines, coming_or_not(appointment)))


def soon(facts: Facts, now: datetime) -> Iterator[Wanted]:
    for appointment in facts.appointments:
        due_at = appointment.starts_at - SOON
        if appointment.is_booked and appointment.changed_at < due_at:
            said = _in_two_hours(appointment, max(due_at, now), facts)
            choices = (
                Choice(NB_("⏰ I will be late"), f"appointment.late:a{appointment.id}"),
                Choice(NB_("I cannot come"), answer_to(appointment, "no")),
            )
            lines = (said, *where_and_with_whom(appointment))
            yield _about(appointment, due_at, Wording(lines, choices))


def moved(facts: Facts, now: datetime) -> Iterator[Wanted]:
    for appointment in facts.appointments:
        if appointment.is_booked and appointment.version > 1 and not appointment.changed_by_candidate:
            lines = (
                Text(N_("Your appointment has a new time.")),
                # Translators: “Your assessment is now Tuesday 12 January at 14:00.” A line gets its capital by itself.
                Text(N_("{what} is now {when}.")).given(
                    what=kind_name(appointment), when=moment(appointment, facts)
                ),
                *where_and_with_whom(appointment),
                Text(N_("You can forget the old appointment.")),
            )
            yield _about(
                appointment,
                appointment.changed_at,
                _with_file(lines, coming_or_not(appointment), appointment, facts),
            )


def cancelled(facts: Facts, now: datetime) -> Iterator[Wanted]:
    for appointment in facts.appointments:
        by_centre = appointment.status is Status.CANCELLED and not appointment.changed_by_candidate
        if by_centre and appointment.proposed is None:
            lines = [
                Text(N_("Your appointment is cancelled.")),
                Text(N_("It was {what}, {when}.")).given(
                    what=kind_name(appointment), when=moment(appointment, facts)
                ),
            ]
            if appointment.reason:
                lines.append(Text(N_("The reason: {reason}")).given(reason=appointment.reason))
            lines += others_stand(appointment, facts, now)
            again = Choice(NB_("Another time"), "booking")
            choices = (again,) if appointment.kind is Kind.INTERVIEW else ()
            choices = (*choices, Choice(NB_("✉️ My adviser"), "handover"))
            yield _about(
                appointment, appointment.changed_at, _with_file(tuple(lines), choices, appointment, facts)
            )


def displaced(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """The adviser cannot come: other times, one tap each; whoever takes one does not hear of it any more."""
    for appointment in facts.appointments:
        if appointment.proposed is None or facts.booked(appointment.kind) is not None:
            continue
        lines = [
            Text(N_("Your adviser cannot come.")),
            Text(N_("We are sorry.")),
            # Translators: “Your assessment, Tuesday 12 January at 14:00, does not take place.”
            Text(N_("{what}, {when}, does not take place.")).given(
                what=kind_name(appointment), when=moment(appointment, facts)
            ),
        ]
        if appointment.reason:
            lines.append(Text(N_("The reason: {reason}")).given(reason=appointment.reason))
        lines += _other_times(appointment, facts)
        wording = _with_file(tuple(lines), _times(appointment, facts), appointment, facts)
        last = max((one.starts_at for one in appointment.proposed), default=appointment.starts_at)
        wanted = _about(appointment, appointment.changed_at, wording)
        yield replace(wanted, pointless_at=max(last, appointment.starts_at))


def _other_times(appointment: Appointment, facts: Facts) -> tuple[Text, ...]:
    if not appointment.proposed:
        return (Text(N_("An adviser contacts you to find a time with you.")),)
    zone = zone_of(appointment, facts)
    times = Listed(tuple(Moment(one.starts_at, zone) for one in appointment.proposed), "🗓")
    return Text(N_("Here are other times:")), Text("{times}").given(times=times)


def _times(appointment: Appointment, facts: Facts) -> tuple[Choice, ...]:
    zone, subject = zone_of(appointment, facts), f"a{appointment.id}"
    offered = tuple(
        Choice(
            Text("{moment}").given(moment=Moment(one.starts_at, zone, short=True)),
            f"again.take:{subject}.{n}",
        )
        for n, one in enumerate(appointment.proposed or ())
    )
    other = Choice(NB_("Another time"), f"again.other:{subject}")
    return (*offered, other, Choice(NB_("✉️ My adviser"), "handover"))


def earlier(facts: Facts, now: datetime) -> Iterator[Wanted]:
    """A time became free for who waits for one; what somebody has taken meanwhile is not spoken of."""
    booked = {appointment.id: appointment for appointment in facts.appointments if appointment.is_booked}
    for one in facts.earlier_times:
        appointment = booked.get(one.appointment_id)
        if appointment is None or one.closed_at or appointment.starts_at <= one.starts_at + EARLIER_BY:
            continue
        zone = zone_of(appointment, facts)
        lines = (
            Text(N_("An earlier time has become free: {when}.")).given(when=Moment(one.starts_at, zone)),
            Text(N_("Your appointment is {when}.")).given(when=moment(appointment, facts)),
            Text(N_("Would you like to change?")),
            Text(N_("You are free: you can keep your time.")),
        )
        choices = (
            Choice(NB_("See this time"), f"earlier.take:o{one.id}"),
            Choice(NB_("I keep my time"), f"earlier.keep:o{one.id}"),
        )
        yield Wanted(subject_of(one.id), 1, one.tell_at, one.pointless_at, Wording(lines, choices))


def others_stand(appointment: Appointment, facts: Facts, now: datetime) -> list[Text]:
    """One is cancelled: who has others should not read it as though all were."""
    others = [a for a in facts.appointments if a.is_booked and a.ends_at > now and a.id != appointment.id]
    if not others and not facts.sessions_from(now):
        return []
    return [Text(N_("Only this one is cancelled, the others stay."))]


def subject_of(earlier_time_id: int) -> str:
    return f"o{earlier_time_id}"


def kind_name(meeting: Meeting) -> Text:
    return Text(KIND_NAMES[meeting.kind])


def zone_of(meeting: Meeting, facts: Facts) -> str:
    """Whose clock an appointment is read on: the site's for who goes there, one's own for who stays at home."""
    return meeting.site.zone if meeting.mode is Mode.CENTRE else facts.zone


def moment(meeting: Meeting, facts: Facts) -> Moment:
    return Moment(meeting.starts_at, zone_of(meeting, facts))


def where_and_with_whom(meeting: Meeting) -> tuple[Text, ...]:
    with_whom = Text(N_("With {adviser}.")).given(adviser=meeting.adviser)
    match meeting.mode:
        case Mode.CENTRE:
            site = meeting.site
            where = Text(N_("📍 {site}, {address}, {town}")).given(
                site=site.name, address=site.address, town=f"{site.postcode} {site.town}"
            )
        case Mode.PHONE:
            where = Text(N_("📞 By phone: your adviser calls you."))
        case Mode.VIDEO if meeting.video_link:
            where = Text(N_("💻 By video: {link}")).given(link=meeting.video_link)
        case Mode.VIDEO:
            where = Text(N_("💻 By video: your adviser sends you the link."))
    # Who comes for a private talk should know beforehand.
    group = (Text(N_("👥 Other people come too: it is a group.")),) if meeting.in_group else ()
    return where, with_whom, *group


def coming_or_not(appointment: Appointment) -> tuple[Choice, ...]:
    return (
        Choice(NB_("I’m coming"), answer_to(appointment, "yes")),
        Choice(NB_("I cannot come"), answer_to(appointment, "no")),
    )


def answer_to(appointment: Appointment, answer: str) -> str:
    return f"attendance.answer:a{appointment.id}.{appointment.version}.{answer}"


def _with_file(
    lines: tuple[Text, ...], choices: tuple[Choice, ...], appointment: Appointment, facts: Facts
) -> Wording:
    """What the centre changed changes in the phone's calendar too, by one tap on the file."""
    file = CalendarFile(PACKED.dump_python(appointment, mode="json"), facts.zone)
    return Wording(lines, choices, calendar=file)


def _in_two_hours(appointment: Appointment, said_at: datetime, facts: Facts) -> Text:
    zone = zone_of(appointment, facts)
    if local_day(said_at, zone) == local_day(appointment.starts_at, zone):
        time = TimeOfDay(appointment.starts_at, zone)
        return Text(N_("Today at {time}: {what}.")).given(time=time, what=kind_name(appointment))
    # By phone from overseas, it may be past midnight there.
    when = _from_now_on(appointment, said_at, facts)
    return Text(N_("{when}: {what}.")).given(when=when, what=kind_name(appointment))


def _from_now_on(appointment: Appointment, said_at: datetime, facts: Facts) -> Text:
    """ "Tomorrow, Tuesday 12 January at 14:00" — the word for the day counted from when it is read."""
    zone = zone_of(appointment, facts)
    days = (local_day(appointment.starts_at, zone) - local_day(said_at, zone)).days
    # Translators: the beginning of “{when}: {what}.”
    words = {0: N_("Today, {when}"), 1: N_("Tomorrow, {when}")}
    return Text(words.get(days, N_("On {when}"))).given(when=moment(appointment, facts))


def _about(appointment: Appointment, due_at: datetime, wording: Wording) -> Wanted:
    return Wanted(
        subject=f"a{appointment.id}",
        version=appointment.version,
        due_at=due_at,
        pointless_at=appointment.starts_at,
        wording=wording,
        event_at=appointment.starts_at,
    )
