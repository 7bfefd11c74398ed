"""What is said about appointments: booked by staff, the eve, two hours before, moved, cancelled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from locales import N_, NB_, Listed, Moment, Text, TimeOfDay
from services.dossiers.facts import Appointment, Facts
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
            help_ = Choice(NB_("I cannot come"), answer_to(appointment, "no"))
            lines = (said, *where_and_with_whom(appointment))
            yield _about(appointment, due_at, Wording(lines, (help_,)))


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


def kind_name(appointment: Appointment) -> Text:
    return Text(KIND_NAMES[appointment.kind])


def zone_of(appointment: Appointment, facts: Facts) -> str:
    """Whose clock an appointment is read on: the site's for who goes there, one's own for who stays at home."""
    return appointment.site.zone if appointment.mode is Mode.CENTRE else facts.zone


def moment(appointment: Appointment, facts: Facts) -> Moment:
    return Moment(appointment.starts_at, zone_of(appointment, facts))


def where_and_with_whom(appointment: Appointment) -> tuple[Text, ...]:
    with_whom = Text(N_("With {adviser}.")).given(adviser=appointment.adviser)
    match appointment.mode:
        case Mode.CENTRE:
            site = appointment.site
            where = Text(N_("📍 {site}, {address}, {town}")).given(
                site=site.name, address=site.address, town=f"{site.postcode} {site.town}"
            )
        case Mode.PHONE:
            where = Text(N_("📞 By phone: your adviser calls you."))
        case Mode.VIDEO if appointment.video_link:
            where = Text(N_("💻 By video: {link}")).given(link=appointment.video_link)
        case Mode.VIDEO:
            where = Text(N_("💻 By video: your adviser sends you the link."))
    return where, with_whom


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
