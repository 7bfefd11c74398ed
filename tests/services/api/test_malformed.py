"""Whatever is sent, the answer is a documented one and never a 500."""

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from services import Database
from services.api.application import ROUTES, api_application
from services.api.calls import BODY_MAX
from tests.services.api.conftest import DOCUMENT, House, Script
from tests.services.api.test_access import prepared, requests

ODD_VALUES: list[Any] = [
    None,
    True,
    0,
    2**31,
    10**30,
    "",
    "\0",
    "a\0b",
    "\u202eأمينة 𓀀\U0010ffff",
    "x" * 5000,
    [],
    {},
    {"a": 1},
    "2027-02-30",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
]

ODD_IDS = ["0", "-1", "2147483648", "9" * 30, "²", "١", "1.0", "%00", "abc", " 1", "1e3"]

ODD_QUERIES = [
    "",
    "\0",
    "x\0",
    "é" * 300,
    "2147483648",
    "9" * 40,
    "-1",
    "0001-01-01",
    "9999-12-31T23:59:59-12:00",
]

ODD_BODIES = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[" * 5000,
    b'{"a": NaN}',
    b'"\\ud800"',
    b"9" * 5000,
    b"\xef\xbb\xbf{}",
    b"{}{}",
]

NOT_OBJECTS = [b"null", b"1", b'"x"', b"true", b'[{"a": 1}]', b"1e999"]


async def test_odd_values_in_every_field(
    api: Script, house: House, database: Database, amina: int, now: datetime
):
    asked = requests(await prepared(api, database, house, amina, now), house)
    for route in ROUTES:
        path, body = asked[route.name]
        for wrong in mutations(body) if body is not None else ():
            said = await api.send(route.method, path, json=wrong)
            assert said.status < 500, (route.name, wrong)


async def test_odd_ids_are_nobodys(api: Script, house: House, amina: int):
    for route in ROUTES:
        if route.ids:
            for odd in ODD_IDS:
                body: Any = {} if route.asked else None
                path = re.sub(r"\{\w+\}", lambda _: odd, route.path)  # noqa: B023 - used at once
                said = await api.send(route.method, path, json=body)
                assert (said.status, said.code) == (404, "not_found"), (route.name, odd)


async def test_odd_parameters(api: Script, house: House, amina: int):
    for route in ROUTES:
        if route.method == "GET":
            path = route.path.replace("{id}", str(amina)).replace("{candidate_id}", str(amina))
            documented = DOCUMENT["paths"][route.path]["get"]["parameters"]
            for name in [*(one["name"] for one in documented if "name" in one), "colour"]:
                for odd in ODD_QUERIES:
                    said = await api.send("GET", path, params={name: odd})
                    assert said.status < 500, (route.name, name, odd)
    twice = await api.send("GET", "/candidates", params=[("limit", "1"), ("limit", "2")])
    assert (twice.status, twice.code) == (422, "invalid")
    assert (await api.get("/candidates", colour="red")).status == 422


async def test_bodies_that_are_no_json(api: Script, amina: int):
    path, headers = f"/candidates/{amina}/messages", {"Content-Type": "application/json"}

    for raw in ODD_BODIES:
        said = await api.send("POST", path, data=raw, headers=headers)
        assert (said.status, said.code) == (400, "malformed_json"), raw
    for raw in NOT_OBJECTS:
        said = await api.send("POST", path, data=raw, headers=headers)
        assert (said.status, said.code) == (422, "invalid"), raw
    said = await api.send("POST", path, data=b'{"text": "x"}', headers={"Content-Type": "text/plain"})
    assert (said.status, said.code) == (415, "unsupported_media_type")


async def test_a_body_has_its_limits(api: Script, amina: int):
    path, headers = f"/candidates/{amina}/messages", {"Content-Type": "application/json"}
    much = json.dumps({"text": "x" * BODY_MAX}).encode()

    async def in_pieces() -> Any:
        for start in range(0, len(much), 100_000):
            yield much[start : start + 100_000]

    for data in (io.BytesIO(much), in_pieces()):
        said = await api.send("POST", path, data=data, headers=headers)
        assert (said.status, said.code) == (413, "too_large")


async def test_addresses_and_methods_that_do_not_exist(api: Script, amina: int):
    said = await api.get("/certificates")
    assert (said.status, said.code) == (404, "not_found")

    said = await api.send("PATCH", f"/candidates/{amina}")
    assert (said.status, said.code, said.headers["Allow"]) == (405, "method_not_allowed", "GET")
    said = await api.send("PUT", f"/appointments/{amina}")
    assert said.headers["Allow"] == "DELETE,GET,PATCH"


class BrokenClock:
    def now(self) -> datetime:
        raise RuntimeError("a bug with a secret in it")


async def test_a_bug_is_recorded_and_not_shown(
    database: Database, house: House, caplog: pytest.LogCaptureFixture
):
    application = web.Application()
    application.add_subapp("/api/v1", api_application(database, BrokenClock()))
    async with TestClient(TestServer(application)) as client:
        with caplog.at_level(logging.ERROR):
            said = await Script(client, house.token).get("/candidates", q="Amina")

    assert (said.status, said.code) == (500, "internal")
    assert "secret" not in str(said.json)
    assert [record.getMessage() for record in caplog.records] == ["GET /api/v1/candidates failed"]


def mutations(body: Any) -> Iterator[Any]:
    """The body with each of its values in turn replaced by something odd, and the odd thing itself."""
    for odd in ODD_VALUES:
        yield from _replaced(body, odd)


def _replaced(body: Any, odd: Any) -> Iterator[Any]:
    yield odd
    if isinstance(body, dict):
        for name, value in body.items():
            for inner in _replaced(value, odd):
                yield {**body, name: inner}
    elif isinstance(body, list):
        for place, value in enumerate(body):
            for inner in _replaced(value, odd):
                yield [*body[:place], inner, *body[place + 1 :]]
