"""Every route × {own body, other body, revoked session, nobody} × roles. A route that is not in the walk fails."""

import re

import pytest

from services.console import console_application
from services.console.routes import BY_NAME, ROUTES, Route
from services.console.security import form_token
from services.staff.models import Role
from services.staff.service import SESSION_ID_LENGTH, hashed
from tests.services.console.centre import make_centre
from tests.services.console.walk import STEPS, made_for

WITH_SESSION = [route for route in ROUTES if not route.is_open]

ROLES = list(Role)


@pytest.fixture
def made(centre):
    return made_for(centre)


class Walker:
    """A browser of somebody with a role, that asks for one route after the other."""

    def __init__(self, client, token):
        self._client = client
        self._token = token

    async def take(self, route: Route, address: str, form: dict[str, str]) -> tuple[int, str, str]:
        """The status, where it leads to, and what stands there."""
        ends = not STEPS[route.name].stays
        data = form | {"form_token": form_token(self._token)} if route.method == "POST" else None
        answer = await self._client.request(
            route.method,
            f"/console{address}",
            data=data,
            allow_redirects=False,
            headers={"Cookie": f"clea={self._token}"},
        )
        text = await answer.text() if ends and answer.content_type.startswith("text/") else ""
        answer.close()
        return answer.status, answer.headers.get("Location", ""), text


def _walker(client, centre, role, made=None) -> Walker:
    staff_id = {
        Role.ADVISER: centre.adviser_id,
        Role.TRAINER: centre.trainer_id,
        Role.COORDINATOR: centre.coordinator_id,
    }[role]
    token = centre.system(lambda services: services.staff.start_session(staff_id))
    walker = Walker(client, token)
    if made is not None:
        another = centre.system(lambda services: services.staff.start_session(staff_id))
        made.session_of_role = hashed(another)[:SESSION_ID_LENGTH]
    return walker


def test_every_route_is_in_the_walk(database, clock):
    application = console_application(database, clock, secure=False)
    there_are = {route.name for route in application.router.routes() if route.method != "HEAD"}

    assert there_are == {route.name for route in ROUTES} == set(STEPS)
    assert len(BY_NAME) == len(ROUTES)


def test_every_address_of_the_walk_is_its_routes_own(database, clock, made):
    application = console_application(database, clock, secure=False)
    for route in application.router.routes():
        assert route.resource is not None
        assert route.name is not None
        info = route.resource.get_info()
        pattern = info.get("pattern") or re.compile(re.escape(info["path"]))
        path, _, _ = STEPS[route.name].address(made).partition("?")
        assert pattern.fullmatch(path), route.name


async def test_ones_own_body_is_open_to_the_roles_of_the_table_and_to_no_other(client, centre):
    for role in ROLES:
        made = made_for(centre)  # what one has closed or cancelled is not there for the next
        walker = _walker(client, made.centre, role, made)
        for route in WITH_SESSION:
            if route.name == "sign_out":
                continue
            step = STEPS[route.name]
            status, leads_to, _ = await walker.take(route, step.address(made), step.form(made))
            allowed = role in route.roles
            where = f"{role} {route.method} {step.address(made)}: {status} {leads_to}"
            assert (status == 403) is not allowed, where
            assert not allowed or status in (200, 303), where
            assert "/sign-in" not in leads_to, where


async def test_another_bodys_people_and_things_do_not_exist(client, database, now, made):
    other = make_centre(database, now, name="Ailleurs")
    for role in ROLES:
        walker = _walker(client, other, role)
        for route in WITH_SESSION:
            if route.name == "sign_out":
                continue
            step = STEPS[route.name]
            status, _, text = await walker.take(route, step.address(made), step.form(made))
            names_something = "{" in route.path or "?" in step.address(made)
            if role not in route.roles:
                assert status == 403, route.name
            elif names_something:
                assert status == 404, f"{role} {step.address(made)}: {status}"
            assert "Zinedine" not in text, route.name


async def test_a_revoked_session_opens_nothing(client, made):
    token = made.centre.system(lambda services: services.staff.start_session(made.centre.coordinator_id))
    made.centre.system(lambda services: services.staff.close_session(token))
    await _leads_to_the_way_in(Walker(client, token), made)


async def test_nobody_opens_nothing(client, made):
    await _leads_to_the_way_in(Walker(client, "invented"), made)


async def _leads_to_the_way_in(walker, made):
    for route in WITH_SESSION:
        step = STEPS[route.name]
        status, leads_to, text = await walker.take(route, step.address(made), step.form(made))
        assert (status, leads_to) == (303, "/console/sign-in"), route.name
        assert "Zinedine" not in text
