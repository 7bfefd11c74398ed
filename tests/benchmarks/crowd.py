"""The API among many: one candidate's file, and lists, of a body with 100,000 beside a body with 1,000.

A figure is the slowest request but five in a hundred (p95) turned round, so that more is better: with 100,000 it
may take twice as long. Server and client share a process: its computing is told apart from waiting.
"""

import math
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from random import Random
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session

from services import SYSTEM, Outcome, Role, Services, Stage
from services.api.application import api_application
from services.api.paging import sealed
from services.candidates.models import CandidateRow, NameWordRow
from services.candidates.names import words_of
from services.dossiers.models import InterviewOutcomeRow
from services.staff.models import BodyRow, SiteRow, StaffRow
from tests.benchmarks.figures import Figure, Measure, Speed, side_by_side
from tests.benchmarks.houses import KINDS, NOW, Servers, Standstill, add, add_notices, tidy

FEW, MANY = 1_000, 100_000

REQUESTS = 100

GOAL = 0.5
"""Twice as long at the most; but for a name, which a hundred times as many bear and a fuller page is made of."""

RARE = 250
"""One in so many stands at the stage that is looked for."""

BEGINNINGS, ENDS = (
    ("Ami", "Éli", "Zo", "Bil", "Mari", "Fat", "Lou", "Oum", "Sé", "Jo"),
    ("na", "se", "é", "al", "ma"),
)

BY_NAME = "the list by a name"

ASKED: dict[str, Callable[[int], str]] = {
    "a candidate's file": lambda one: f"/candidates/{one}",
    "a page of the list": lambda one: f"/candidates?cursor={sealed(str(one))}",
    "the list at a rare stage": lambda _: "/candidates?stage=dossier_opened",
    "the list by a number": lambda one: f"/candidates?q={one}",
    BY_NAME: lambda one: f"/candidates?q={name_of(one)}",
}


async def measure(servers: Servers) -> list[Figure]:
    figures = []
    for kind in KINDS:
        async with AsyncExitStack() as stack:
            bodies = {}
            for count in (FEW, MANY):
                database = servers.database(kind)
                token = database.run_now(lambda session, n=count: crowd(session, n))  # type: ignore[misc]
                tidy(database.url)
                application = web.Application()
                application.add_subapp("/api/v1", api_application(database, Standstill()))
                client = await stack.enter_async_context(TestClient(TestServer(application)))
                bodies[count] = (client, token)
            for what, path in ASKED.items():
                many, few = (slowest(*bodies[count], path, count) for count in (MANY, FEW))
                line = f"{kind}: {what}, p95 of {MANY:,} · of {FEW:,}"
                figures.append(
                    await side_by_side(line, many, few, goal=None if what == BY_NAME else GOAL, rounds=3)
                )
    return figures


def slowest(client: TestClient[Any, Any], token: str, path: Callable[[int], str], count: int) -> Measure:
    """One divided by the p95 of requests about anybody; the same people in each round."""

    async def ask() -> Speed:
        whom = Random(7)
        took, computed = [], []
        for _ in range(REQUESTS):
            address = f"/api/v1{path(whom.randint(1, count))}"
            started, cpu = time.perf_counter(), time.process_time()
            async with client.get(address, headers={"Authorization": f"Bearer {token}"}) as answer:
                await answer.read()
                assert answer.status == 200, address
            took.append(time.perf_counter() - started)
            computed.append(time.process_time() - cpu)
        return Speed(1 / p95(took), 1 / max(p95(computed), 1e-6))

    return ask


def p95(values: list[float]) -> float:
    return sorted(values)[math.ceil(len(values) * 0.95) - 1]


def name_of(number: int) -> str:
    """One of a thousand names: with many candidates many bear the same."""
    number %= 1000
    return f"{BEGINNINGS[number % 10]}{ENDS[number // 10 % 5]}{'abcdefghijklmnopqrst'[number // 50]}"


def crowd(session: Session, count: int) -> str:
    """A body with so many candidates, each with a word of the adviser's to come; returns a token."""
    add(session, BodyRow, [{"id": 1, "name": "Passerelle", "timezone": "Europe/Paris", "created_at": NOW}])
    place = {"address": "12 rue du Pont-Rose", "postcode": "69007", "town": "Lyon"}
    where = {"latitude": 45.7, "longitude": 4.8, "timezone": "Europe/Paris"}
    add(session, SiteRow, [{"id": 1, "body_id": 1, "name": "Centre", **place, **where}])
    adviser = {"body_id": 1, "last_name": "Dumas", "role": Role.ADVISER, "created_at": NOW}
    add(session, StaffRow, [{"id": 1, "first_name": "Claire", **adviser}])
    numbers = range(1, count + 1)
    person = {"body_id": 1, "locale": "fr", "timezone": "Europe/Paris"}
    since = {"consented_at": NOW - timedelta(days=30), "last_seen_at": NOW - timedelta(days=1)}
    opened = {n for n in numbers if n % RARE == 0}
    stages = {True: Stage.DOSSIER_OPENED, False: Stage.THINKING}
    people = [
        {"id": n, "first_name": name_of(n), "stage": stages[n in opened], **person, **since} for n in numbers
    ]
    add(session, CandidateRow, people)
    words = [{"word": word, "candidate_id": n} for n in numbers for word in words_of(name_of(n))]
    add(session, NameWordRow, words)
    outcomes = {True: Outcome.DOSSIER_OPENED, False: Outcome.THINKING}
    told = [
        {"candidate_id": n, "outcome": outcomes[n in opened], "recorded_at": NOW - timedelta(days=9)}
        for n in numbers
    ]
    add(session, InterviewOutcomeRow, told)
    add_notices(session, 1, 2 * count, count, NOW + timedelta(days=1))
    return Services(session, NOW, SYSTEM).staff.create_token(1, "benchmark", ["read"])
