"""How to take every route of the console: an address of one's own body, and what a form of it holds.

A route that is not here fails the walk (test_walk.py), and so does one of here that does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from services.dossiers.kinds import Outcome
from services.messages.models import TaskKind
from services.notices.models import NoticeState
from services.referrers.models import ReferrerKind
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
        referrer=centre.coordinate(lambda s: s.referrers.add(ReferrerKind.OPCO, "Opco Zinedine")).id,
    )


def _one(rest: str = "") -> Callable[[Made], str]:
    return lambda made: f"/candidates/{made.candidate}{rest}"


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
    "referrers": Step(_at("/referrers"), page=True),
    "referrer_add": Step(_at("/referrers"), lambda _: {"kind": "opco", "name": "Opco"}),
    "referrer_close": Step(lambda made: f"/referrers/{made.referrer}/close"),
    "poster_svg": Step(lambda made: f"/referrers/{made.referrer}/poster.svg"),
    "poster_png": Step(lambda made: f"/referrers/{made.referrer}/poster.png"),
}
