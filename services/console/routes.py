"""Every route of the console, with the roles that may take it. A test walks over all of them.

A route that is not in this table does not exist; one without roles is for whoever has no session yet.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from services.console import (
    assets,
    candidate_file,
    candidate_list,
    referrer_list,
    sign_in,
    task_list,
    today,
)
from services.staff.models import Role

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ALL = frozenset(Role)
ADVISING = frozenset({Role.ADVISER, Role.COORDINATOR})
COORDINATING = frozenset({Role.COORDINATOR})
STRANGERS: frozenset[Role] = frozenset()
"""No session is asked for."""

ID = "[0-9]{1,18}"

ONE = f"/candidates/{{id:{ID}}}"


@dataclass(frozen=True, slots=True)
class Route:
    """A way into the console: its name, and who may take it."""

    name: str
    method: str
    path: str
    handler: Handler
    roles: frozenset[Role] = ALL

    @property
    def is_open(self) -> bool:
        return not self.roles


ROUTES = (
    # Coming in
    Route("sign_in", "GET", "/sign-in", sign_in.explain, STRANGERS),
    Route("sign_in_link", "GET", "/sign-in/{token}", sign_in.show_button, STRANGERS),
    Route("sign_in_use", "POST", "/sign-in/{token}", sign_in.use_link, STRANGERS),
    Route("sign_out", "POST", "/sign-out", sign_in.leave),
    Route("static", "GET", "/static/{name}", assets.send, STRANGERS),
    # Today
    Route("front_door", "GET", "", today.from_the_front_door),
    Route("today", "GET", "/", today.show),
    Route("tasks", "GET", "/tasks", task_list.show),
    Route("task_done", "POST", f"/tasks/{{id:{ID}}}/done", task_list.finish),
    # Candidates
    Route("candidates", "GET", "/candidates", candidate_list.show),
    Route("candidate", "GET", ONE, candidate_file.show),
    Route("message_send", "POST", f"{ONE}/messages", candidate_file.write),
    Route("message_file", "GET", f"{ONE}/messages/{{message:{ID}}}/file", candidate_file.attachment),
    Route("notice_resend", "POST", f"{ONE}/notices/{{notice:{ID}}}/resend", candidate_file.resend),
    # Referrers
    Route("referrers", "GET", "/referrers", referrer_list.show),
    Route("referrer_add", "POST", "/referrers", referrer_list.add, COORDINATING),
    Route("referrer_close", "POST", f"/referrers/{{id:{ID}}}/close", referrer_list.close, COORDINATING),
    Route("poster_svg", "GET", f"/referrers/{{id:{ID}}}/poster.svg", referrer_list.poster_svg),
    Route("poster_png", "GET", f"/referrers/{{id:{ID}}}/poster.png", referrer_list.poster_png),
)

BY_NAME = {route.name: route for route in ROUTES}
