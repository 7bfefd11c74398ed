"""The whole document, roamed: whatever is sent, nothing breaks, and every documented status is seen and no other.

Schemathesis makes requests that the document allows and ones that it forbids; the walk's own requests, and each
of them spoilt in every way that the document names, make sure that no promised status is only a promise.
"""

import asyncio
import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests as http
import schemathesis
from aiohttp import web
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks
from sqlmodel import Session

from services import Database
from services.api.application import ROUTES
from services.api.calls import BODY_MAX
from services.api.routing import Route
from services.webhooks.models import DeliveryRow, DeliveryState
from tests.services.api import steps
from tests.services.api.conftest import DOCUMENT, House, Said, Script, candidate, operation_of
from tests.services.api.steps import good
from tests.services.api.test_access import away, closed_day, prepared, requests

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]

EXAMPLES = {"sqlite": 4, "postgresql": 2}
"""Of each kind for each operation."""

NOBODY = 2_147_483_647

SMALL = 6
"""Ids that exist are small: most of the generated ones are made so."""


@dataclass
class Roamer:
    """Sends requests from a thread of its own, and keeps which operation answered what."""

    base_url: str
    house: House
    seen: Counter[tuple[str, int]] = field(default_factory=Counter)

    def roam(self, examples: int) -> None:
        schema = schemathesis.openapi.from_dict(DOCUMENT)
        with http.Session() as session:
            for found in schema.get_all_operations():
                operation = found.ok()  # type: ignore[union-attr]  # an invalid document fails in test_openapi
                for mode in GenerationMode:
                    self._send(session, operation, mode, examples)

    def _send(self, session: http.Session, operation: Any, mode: GenerationMode, examples: int) -> None:
        name = operation.definition.raw["operationId"]

        @seed(20270104)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def one(case: Any) -> None:
            case.path_parameters = _made_small(case.path_parameters)
            case.body = _made_small(case.body)
            headers = {"Authorization": f"Bearer {self.house.token}"}
            answer = case.call(base_url=self.base_url, session=session, headers=headers, timeout=30)
            self.seen[name, answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        try:
            one()
        except Unsatisfiable:
            # Nothing can be wrong with a request that asks for nothing.
            assert (name, mode) == ("describe", GenerationMode.NEGATIVE)
        except Exception as error:
            # It says how to send it again; which operation it was, it does not.
            error.add_note(f"{name}, {mode.value}")
            raise


def _made_small(value: Any, name: str = "id") -> Any:
    """Ids brought near those that exist; what is no id, or not a possible one, stays."""
    if isinstance(value, dict):
        return {key: _made_small(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_made_small(inner, name) for inner in value]
    is_id = type(value) is int and value > SMALL and name.endswith(("id", "ids"))
    return value % SMALL + 1 if is_id and value % 7 else value


@dataclass
class Witness(Script):
    """A script that keeps which operation answered what."""

    seen: Counter[tuple[str, int]] = field(default_factory=Counter)

    async def send(self, method: str, path: str, **options: Any) -> Said:
        said = await super().send(method, path, **options)
        operation = operation_of(method, path.split("?")[0])
        assert operation is not None
        self.seen[operation["operationId"], said.status] += 1
        return said


def documented() -> set[tuple[str, int]]:
    return {
        (operation["operationId"], int(status))
        for item in DOCUMENT["paths"].values()
        for operation in item.values()
        for status in operation["responses"]
    }


async def spoil(api: Script, house: House, route: Route, path: str, body: Any) -> None:
    """Sends a route's good request, spoilt in each way that there is."""
    nobody_s = route.path
    for name in route.ids:
        nobody_s = nobody_s.replace(f"{{{name}}}", str(NOBODY))
    as_json = {"Content-Type": "application/json"}
    lacking = house.writer if route.scope == "read" else house.reader
    ways: list[tuple[str, dict[str, Any]]] = [
        (path, {"headers": {"Authorization": "Bearer clea_wrong"}}),
        (path, {"headers": {"Authorization": f"Bearer {lacking}"}}),
        (f"{path.split('?')[0]}?colour=red", {"json": body}),
    ]
    if route.ids:
        ways.append((nobody_s, {"json": body}))
    if route.asked is not None:
        ways.append((path, {"data": b"{", "headers": as_json}))
        ways.append((path, {"data": b"{}", "headers": {"Content-Type": "text/plain"}}))
        ways.append((path, {"data": io.BytesIO(b" " * (BODY_MAX + 1)), "headers": as_json}))
    if any(parameter.get("name") == "cursor" for parameter in _operation(route)["parameters"]):
        ways.append((f"{path}{'&' if '?' in path else '?'}cursor=no", {}))
    if route.method == "GET":
        ways.append((path, {"headers": {"If-None-Match": "*"}}))
    elif route.method != "POST":
        ways.append((path, {"json": body, "headers": {"If-Match": '"never"'}}))
    for where, how in ways:
        await api.send(route.method, where, **how)


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = DOCUMENT["paths"][route.path][route.method.lower()]
    return operation


async def go_the_rest_of_the_way(api: Script, database: Database, house: House, now: datetime) -> None:
    """To whatever the walk does not come by: what goes well only in its order, and what is refused out of it."""
    one, two, three = (
        database.run_now(lambda session: candidate(session, now, house, "Dina")) for _ in range(3)
    )
    await _appointments(api, house, one)
    for path, asked in (
        ("assessments", {"kind": "initial", "held_on": "2027-01-04", "results": steps.results()}),
        ("attestations", {"given_on": "2027-01-04"}),
    ):
        assert (await api.post(f"/candidates/{one}/{path}", asked)).status == 409
    assert (await api.put(f"/candidates/{one}/training-plan", {"objectives": []})).status == 409
    good(await api.post(f"/candidates/{one}/interview-outcome", {"outcome": "thinking"}))
    outcome = good(await api.get(f"/candidates/{one}")).json["outcomes"][0]["id"]
    wrong = {"fact": "outcome", "id": outcome, "outcome": "declined", "reason": "A mistake."}
    good(await api.post(f"/candidates/{one}/corrections", wrong))
    await _jury(api, one, two, three)
    await _webhooks(api, database)
    await _groups(api, one)


async def _appointments(api: Script, house: House, who: int) -> None:
    nobody = steps.booking(house, NOBODY, "2027-01-12T09:00:00+01:00")
    assert (await api.post("/appointments", nobody)).status == 404
    for path, asked in (
        ("/openings", steps.opening(house, weekday=4)),
        ("/opening-exceptions", closed_day(house)),
        ("/absences", away(house)),
    ):
        assert (await api.post(path, asked | {"staff_id": NOBODY})).status == 404
    assert (await api.get("/slots", site=NOBODY)).status == 404
    named = {"text": "Hi", "audience": {"candidate_ids": [NOBODY]}}
    assert (await api.post("/broadcasts", named)).status == 404
    good(await api.post("/openings", steps.opening(house, weekday="wednesday")))
    booked = good(await api.post("/appointments", steps.booking(house, who, "2027-01-13T09:00:00+01:00")))
    path = f"/appointments/{booked.json['id']}"
    good(await api.patch(path, {"starts_at": "2027-01-13T10:00:00+01:00"}))


async def _jury(api: Script, incomplete: int, certified: int, not_yet: int) -> None:
    for one in (certified, not_yet):
        await steps.assess(api, one)
    session = f"/jury-sessions/{await steps.jury(api, certified, not_yet)}"
    early = await api.post(f"{session}/dossiers", {"candidate_ids": [incomplete]})
    assert early.status == 409
    number = int(session.rsplit("/", 1)[-1])
    await steps.decide(api, number, "certified", certified)
    await steps.decide(api, number, "not_yet", not_yet)
    good(await api.post(f"{session}/publish"))
    good(await api.post(f"{session}/dossiers/{not_yet}/tell"))
    mistake = {"decision": "certified", "reason": "A mistake."}
    good(await api.post(f"{session}/dossiers/{not_yet}/correction", mistake))
    decision = {"decisions": [{"candidate_id": certified, "decision": "certified"}]}
    for said in (
        await api.post(f"{session}/decisions", decision),
        await api.patch(session, {"place": "Lyon"}),
        await api.delete(f"{session}/dossiers/{certified}"),
    ):
        assert (said.status, said.code) == (409, "already_published")


async def _groups(api: Script, who: int) -> None:
    group = good(await api.post("/training-groups", {"name": "Thursdays"})).json["id"]
    assert (await api.post("/training-groups", {"name": "Thursdays"})).code == "group_exists"
    good(await api.post(f"/training-groups/{group}/members", {"candidate_ids": [who]}))
    member = f"/training-groups/{group}/members/{who}"
    assert (await api.send("GET", member, headers={"If-None-Match": "*"})).status == 304
    assert (await api.send("DELETE", member, headers={"If-Match": '"never"'})).status == 412


async def _webhooks(api: Script, database: Database) -> None:
    added = good(await api.post("/webhooks", {"url": "https://example.org/"})).json["id"]
    told = good(await api.post(f"/webhooks/{added}/test")).json["id"]

    def fail(session: Session) -> None:
        session.get_one(DeliveryRow, told).state = DeliveryState.FAILED

    database.run_now(fail)
    good(await api.post(f"/webhook-deliveries/{told}/repeat"))
    while (said := await api.post("/webhooks", {"url": "https://example.org/"})).status == 201:
        pass
    assert said.code == "too_many_endpoints"


async def test_nothing_breaks_and_every_documented_status_is_seen(
    client: TestClient[web.Request, web.Application],
    house: House,
    database: Database,
    amina: int,
    now: datetime,
):
    roamer = Roamer(str(client.make_url("/api/v1")), house)
    api = Witness(client, house.token, seen=roamer.seen)
    walked = requests(await prepared(api, database, house, amina, now), house)
    for route in ROUTES:
        await spoil(api, house, route, *walked[route.name])
    await go_the_rest_of_the_way(api, database, house, now)
    for route in ROUTES:
        path, body = walked[route.name]
        await api.send(route.method, path, json=body)
    await asyncio.to_thread(roamer.roam, EXAMPLES["sqlite" if database.is_sqlite else "postgresql"])

    unseen = {(name, status) for name, status in documented() - set(roamer.seen) if status != 500}
    assert unseen == set()
