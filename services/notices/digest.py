"""The morning digest: one message to each of the staff at 8:00 on working days, of what the day holds.

It is planned for the next working day and written when it is claimed: what it says is true at 8:00.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from locales import GAP, NS_, Text, TimeOfDay
from services.actor import Actor, ActorKind
from services.messages.threads import Threads
from services.notices.hours import at, is_day_off, local_day
from services.notices.planner import plan_one
from services.notices.rule import Wanted
from services.notices.wording import Choice, Wording
from services.scheduling.named import KINDS, MODES
from services.staff.day import Day, Meeting
from services.staff.models import BodyRow, Role, StaffRow

MORNING = time(8)
UNTIL = time(12)
"""What the day holds is no news at noon."""

MEETINGS_SHOWN = 6
SATURDAY = 5

CHOICES = (
    Choice(NS_("Open the console"), "staff.console"),
    Choice(NS_("No more of these"), "staff.no_digest"),
)


def plan_digest(session: Session, staff: StaffRow, now: datetime) -> None:
    """Plans the next one for somebody who wants it and has joined in Telegram. Idempotent."""
    if not (staff.digest and staff.active and staff.chat_id):
        return
    zone = session.get_one(BodyRow, staff.body_id).timezone
    day = next_morning(now, zone)
    one = Wanted(
        f"g{day:%Y%m%d}", 1, at(day, MORNING, zone), at(day, UNTIL, zone), Wording((Text(NS_("Your day")),))
    )
    plan_one(session, "digest", one, now, body_id=staff.body_id, staff_id=staff.id)


def plan_digests(session: Session, now: datetime) -> None:
    """For everybody: whoever has just joined, or whose chain broke."""
    query = select(StaffRow).where(
        col(StaffRow.active), col(StaffRow.digest), col(StaffRow.chat_id).is_not(None)
    )
    for staff in session.exec(query):
        plan_digest(session, staff, now)


def next_morning(now: datetime, zone: str) -> date:
    """The next working day whose 8:00 is still to come: no weekend, no public holiday."""
    day = local_day(now, zone)
    while at(day, MORNING, zone) <= now or day.weekday() >= SATURDAY or is_day_off(day, zone):
        day += timedelta(days=1)
    return day


def compose(session: Session, row: Any, now: datetime) -> Wording | None:
    """What the day holds, for the staff of a notice; None where there is nothing to say or they want none."""
    staff = session.get(StaffRow, row.staff_id)
    if staff is None or not staff.active or not staff.digest:
        return None
    plan_digest(session, staff, now)
    assert staff.id is not None
    actor = Actor(ActorKind.STAFF, staff.id, staff.body_id)
    day, threads = Day(session, now, actor), Threads(session, now, actor)
    zone = session.get_one(BodyRow, staff.body_id).timezone
    own = None if staff.role is Role.COORDINATOR else staff.id
    meetings = day.meetings(local_day(now, zone), zone, staff.id)
    lessons = day.lessons(local_day(now, zone), zone, staff.id)
    tasks = sum(day.tasks_by_kind(own).values())
    unread = threads.unread() if own is None else threads.unread_of(own)
    if not (meetings or lessons or tasks or unread):
        return None
    lines = [Text(NS_("☀️ Good morning {name}. Your day:")).given(name=staff.first_name)]
    lines += [_meeting_line(one) for one in meetings[:MEETINGS_SHOWN]]
    lines += [
        Text(NS_("• {when}: training, {n} people, {place}")).given(
            when=TimeOfDay(one.starts_at, zone), n=len(one.people), place=one.place
        )
        for one in lessons
    ]
    if len(meetings) > MEETINGS_SHOWN:
        lines.append(Text(NS_("• and {n} more appointments")).given(n=len(meetings) - MEETINGS_SHOWN))
    if tasks or unread:
        lines.append(GAP)
    if tasks:
        lines.append(Text(NS_("Open tasks: {n}")).given(n=tasks))
    if unread:
        lines.append(Text(NS_("Unread conversations: {n}")).given(n=unread))
    return Wording(tuple(lines), CHOICES)


def _meeting_line(one: Meeting) -> Text:
    return Text(NS_("• {when}: {name}, {what}, {how}")).given(
        when=TimeOfDay(one.starts_at, one.zone),
        name=one.first_name,
        what=Text(KINDS[one.kind]),
        how=Text(MODES[one.mode]),
    )
