"""Two assessing bodies, the API over a real socket, and a client that holds it to its own document."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from openapi_schema_validator import OAS31Validator
from sqlmodel import Session

from services import SYSTEM, Database, Role, Services
from services.api.application import api_application, document
from services.candidates.models import CandidateRow
from services.staff.models import SiteRow
from services.staff.service import SCOPES

DOCUMENT = json.loads(document())

SEVEN = ("D1", "D2", "D3", "D4", "D5", "D6", "D7")


@dataclass
class StillClock:
    """Moves only when told to."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def advance(self, **how: float) -> None:
        self.moment += timedelta(**how)


@dataclass
class House:
    """A body with a site, two of staff and tokens."""

    body_id: int
    site_id: int
    adviser_id: int
    trainer_id: int
    token: str
    reader: str
    writer: str


@dataclass
class Said:
    """An answer: its status, its JSON and its headers."""

    status: int
    json: Any
    headers: Any

    @property
    def code(self) -> str:
        return str(self.json["code"])


@dataclass
class Script:
    """A body's other software: speaks to the API with a token, and trusts only what the document says."""

    client: TestClient[web.Request, web.Application]
    token: str | None
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **query: Any) -> Said:
        return await self.send("GET", path, params={name.rstrip("_"): str(v) for name, v in query.items()})

    async def post(self, path: str, json: Any = None, key: str | None = None) -> Said:
        return await self.send("POST", path, json=json, headers={"Idempotency-Key": key} if key else {})

    async def put(self, path: str, json: Any) -> Said:
        return await self.send("PUT", path, json=json)

    async def patch(self, path: str, json: Any) -> Said:
        return await self.send("PATCH", path, json=json)

    async def delete(self, path: str, json: Any = None) -> Said:
        return await self.send("DELETE", path, json=json)

    async def send(self, method: str, path: str, **options: Any) -> Said:
        headers = {**self.headers, **options.pop("headers", {})}
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        async with self.client.request(method, f"/api/v1{path}", headers=headers, **options) as answer:
            json = None if answer.status == 304 else await _told(answer)
            said = Said(answer.status, json, answer.headers)
            as_documented(method, path.split("?")[0], answer, said)
            return said


async def _told(answer: ClientResponse) -> Any:
    """Its JSON; of a file, its text or its bytes."""
    if answer.content_type.endswith("json"):
        return await answer.json(content_type=None)
    return await (answer.text() if answer.content_type.startswith("text/") else answer.read())


def as_documented(method: str, path: str, answer: ClientResponse, said: Said) -> None:
    """Fails where an answer is not what the document promises: status, media type, schema, problem code."""
    if said.status >= 400:
        assert answer.content_type == "application/problem+json"
        assert said.json["status"] == said.status
        assert said.json["type"] == f"/api/v1/problems/{said.code}"
    operation = operation_of(method, path)
    if operation is None:
        return
    promised = operation["responses"].get(str(said.status))
    assert promised is not None, f"{method} {path}: {said.status} is not documented: {said.json}"
    if said.status == 304:
        return
    content = promised["content"][answer.content_type]
    validator(content["schema"].get("$ref")).validate(said.json)
    if said.status >= 400:
        assert said.code in content["examples"], f"{method} {path}: {said.code} is not documented"


@cache
def validator(ref: str | None) -> OAS31Validator:
    """Of the schema that a reference names; without one, anything goes."""
    return OAS31Validator({"$ref": ref, "components": DOCUMENT["components"]} if ref else {})


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    parts = path.split("/")
    for template, item in DOCUMENT["paths"].items():
        names = template.split("/")
        if len(names) == len(parts) and all(
            a == b or a.startswith("{") for a, b in zip(names, parts, strict=True)
        ):
            found: dict[str, Any] | None = item.get(method.lower())
            return found
    return None


@pytest.fixture
def clock(now: datetime) -> StillClock:
    return StillClock(now)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return database.run_now(lambda session: build(session, now, "Centre de Lyon", "Europe/Paris"))


@pytest.fixture
def other_house(database: Database, house: House, now: datetime) -> House:
    return database.run_now(lambda session: build(session, now, "Centre de Saint-Denis", "Indian/Reunion"))


@pytest.fixture
async def client(
    database: Database, clock: StillClock
) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    application = web.Application()
    application.add_subapp("/api/v1", api_application(database, clock, bot_username=lambda: "clea_bot"))
    async with TestClient(TestServer(application)) as client:
        yield client


@pytest.fixture
def api(client: TestClient[web.Request, web.Application], house: House) -> Script:
    return Script(client, house.token)


@pytest.fixture
def other_api(client: TestClient[web.Request, web.Application], other_house: House) -> Script:
    return Script(client, other_house.token)


@pytest.fixture
def amina(database: Database, house: House, now: datetime) -> int:
    """The id of a candidate who has just begun."""
    return database.run_now(lambda session: candidate(session, now, house, "Amina"))


@pytest.fixture
def bilal(database: Database, house: House, now: datetime) -> int:
    return database.run_now(lambda session: candidate(session, now, house, "Bilal"))


def build(session: Session, now: datetime, name: str, zone: str) -> House:
    staff = Services(session, now, SYSTEM).staff
    body_id = known(staff.add_body(name, zone).id)
    site = SiteRow(
        body_id=body_id,
        name=name,
        address="3 rue de la Paix",
        postcode="69001",
        town="Lyon",
        latitude=45.76,
        longitude=4.83,
        timezone=zone,
    )
    return House(
        body_id=body_id,
        site_id=known(staff.add_site(site).id),
        adviser_id=known(staff.add_staff(body_id, "Claire", "Martin", Role.ADVISER).id),
        trainer_id=known(staff.add_staff(body_id, "Paul", "Roux", Role.TRAINER).id),
        token=staff.create_token(body_id, "all", SCOPES),
        reader=staff.create_token(body_id, "reads", ["read"]),
        writer=staff.create_token(body_id, "writes", ["write"]),
    )


def candidate(
    session: Session, now: datetime, house: House, first_name: str, zone: str = "Europe/Paris"
) -> int:
    row = CandidateRow(
        body_id=house.body_id,
        first_name=first_name,
        locale="en",
        timezone=zone,
        consented_at=now,
        last_seen_at=now,
    )
    session.add(row)
    session.flush()
    return known(row.id)


def known(number: int | None) -> int:
    assert number is not None
    return number
