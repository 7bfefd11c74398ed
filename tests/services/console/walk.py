"""How to take every route of the console: an address of one's own body, and what a form of it holds.

A route that is not here fails the walk (test_walk.py), and so does one of here that does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from services.dossiers.kinds import Outcome
from services.messages.models import TaskKind
from services.notices.models import NoticeState
from services.referrers.models import ReferrerKind
from services.scheduling.models import Kind, Mode
from tests.services.console.centre import Centre


@dataclass
class Step:
    """`address` and `form` of a route, made for a centre; what is in the address belongs to it."""

    address: Callable[["Made"], str]
    form: Callable[["Made"], dict[str, str]] = field(default=lambda _made: {})
    page: bool = False
    """A page to look at, with a heading: axe-core looks at it too."""


@dataclass
class Made:
    """A centre with one of everything that an address may name."""

    centre: Centre
    candidate: int
    message: int
    notice: int
    task: int
    referrer: int
    appointment: int
    opening: int
    exception: int
    absence: int
    free: datetime


def made_for(centre: Centre) -> Made:
    """A candidate of whom there is everything."""
    one = centre.register("Zinedine", days_ago=9, seen_days_ago=1)
    centre.outcome(one, Outcome.THINKING, 3)
    photo = {"kind": "photo", "file_id": "photo-1"}
    centre.candidate(one, lambda services: services.messages.from_candidate(one, "Bonjour", photo))
    centre.staff(lambda services: services.messages.to_candidate(one, "Bonjour Zinedine"))
    centre.end_notices(one, NoticeState.UNKNOWN, "no_answer", rule="message")
    centre.staff(lambda services: services.messages.ask_to_call(one, "silent"))
    notice = centre.staff(lambda services: services.notices.past_of(one))[0]
    tasks = centre.staff(lambda services: services.messages.tasks())
    return Made(
        centre=centre,
        candidate=one,
        message=centre.staff(lambda services: services.messages.thread(one))[0].id,
        notice=notice.id,
        task=next(task.id for task in tasks if task.kind is TaskKind.CALL) or 0,
        appointment=centre.staff(
            lambda s: s.scheduling.book(
                one,
                kind=Kind.INTERVIEW,
                site_id=centre.site_id,
                staff_id=centre.adviser_id,
                starts_at=_free(centre, Kind.INTERVIEW, 1),
                mode=Mode.CENTRE,
            )
        ).id,
        free=_free(centre, Kind.ASSESSMENT, 3),
        opening=centre.staff(lambda s: s.desk.openings(centre.adviser_id))[0].id or 0,
        exception=centre.staff(
            lambda s: s.desk.except_on(
                staff_id=centre.adviser_id,
                site_id=centre.site_id,
                on_date=centre.now.date() + timedelta(days=9),
            )
        ).id
        or 0,
        absence=centre.staff(
            lambda s: s.desk.add_absence(
                staff_id=centre.adviser_id,
                starts_at=centre.now + timedelta(days=20),
                ends_at=centre.now + timedelta(days=21),
            )
        ).id
        or 0,
        referrer=centre.coordinate(lambda s: s.referrers.add(ReferrerKind.OPCO, "Opco Zinedine")).id,
    )


def _free(centre: Centre, kind: Kind, days: int) -> datetime:
    """A free time of the adviser's, so many days from now at the soonest."""
    since = centre.now + timedelta(days=days)
    return centre.staff(lambda s: s.scheduling.slots(kind, since=since, limit=1))[0].starts_at


def _one(rest: str = "") -> Callable[[Made], str]:
    return lambda made: f"/candidates/{made.candidate}{rest}"


def _wish(made: Made) -> dict[str, str]:
    """Another appointment for the candidate, on an hour that is free."""
    who = {"candidate": made.candidate, "adviser": made.centre.adviser_id, "site": made.centre.site_id}
    at = made.free.astimezone(ZoneInfo("Europe/Paris"))
    when = {"kind": "assessment", "on": at.date(), "at": f"{at:%H:%M}", "minutes": "60", "mode": "centre"}
    return {name: str(value) for name, value in (who | when).items()}


def _hours(made: Made) -> dict[str, str]:
    who = {"adviser": str(made.centre.adviser_id), "site": str(made.centre.site_id), "kind": "interview"}
    return {**who, "weekday": "5", "from": "09:00", "to": "12:00", "mode": "centre"}


def _away(made: Made) -> dict[str, str]:
    return {"adviser": str(made.centre.adviser_id), "from": "2027-03-01", "to": "2027-03-05"}


def _at(address: str) -> Callable[[Made], str]:
    return lambda _made: address


STEPS = {
    "sign_in": Step(_at("/sign-in")),
    "sign_in_link": Step(_at("/sign-in/x"), page=True),
    "sign_in_use": Step(_at("/sign-in/x")),
    "sign_out": Step(_at("/sign-out")),
    "static": Step(_at("/static/x.css")),
    "front_door": Step(_at("")),
    "today": Step(_at("/"), page=True),
    "tasks": Step(_at("/tasks"), page=True),
    "task_done": Step(lambda made: f"/tasks/{made.task}/done"),
    "candidates": Step(_at("/candidates"), page=True),
    "candidate": Step(_one(), page=True),
    "message_send": Step(_one("/messages"), lambda _: {"text": "Bonjour"}),
    "message_file": Step(lambda made: f"/candidates/{made.candidate}/messages/{made.message}/file"),
    "notice_resend": Step(lambda made: f"/candidates/{made.candidate}/notices/{made.notice}/resend"),
    "agenda": Step(lambda made: f"/agenda?adviser={made.centre.adviser_id}", page=True),
    "book": Step(lambda made: f"/agenda/book?{urlencode(_wish(made) | {'at': '19:15'})}", page=True),
    "book_by_hand": Step(_at("/agenda/book"), _wish),
    "appointment": Step(lambda made: f"/appointments/{made.appointment}", page=True),
    "appointment_cancel": Step(
        lambda made: f"/appointments/{made.appointment}/cancel", lambda _: {"reason": "Malade"}
    ),
    "openings": Step(lambda made: f"/agenda/openings?adviser={made.centre.adviser_id}", page=True),
    "opening_add": Step(_at("/agenda/openings"), _hours),
    "opening_change": Step(
        lambda made: f"/agenda/openings/{made.opening}", lambda _: {"from": "09:00", "to": "16:00"}
    ),
    "opening_remove": Step(lambda made: f"/agenda/openings/{made.opening}/remove"),
    "exception_add": Step(_at("/agenda/exceptions"), lambda made: {**_hours(made), "on": "2027-02-02"}),
    "exception_remove": Step(lambda made: f"/agenda/exceptions/{made.exception}/remove"),
    "languages_set": Step(
        lambda made: f"/agenda/advisers/{made.centre.adviser_id}/languages", lambda _: {"language": "ar"}
    ),
    "absences": Step(
        lambda made: f"/agenda/absences?adviser={made.centre.adviser_id}&from=2027-01-05", page=True
    ),
    "absence_add": Step(_at("/agenda/absences"), _away),
    "absence_remove": Step(lambda made: f"/agenda/absences/{made.absence}/remove"),
    "referrers": Step(_at("/referrers"), page=True),
    "referrer_add": Step(_at("/referrers"), lambda _: {"kind": "opco", "name": "Opco"}),
    "referrer_close": Step(lambda made: f"/referrers/{made.referrer}/close"),
    "poster_svg": Step(lambda made: f"/referrers/{made.referrer}/poster.svg"),
    "poster_png": Step(lambda made: f"/referrers/{made.referrer}/poster.png"),
}
