"""1,000 that are due among a million that are not, beside 1,000 among ten thousand."""

from datetime import timedelta

from services import Database
from tests.benchmarks.figures import Figure, Measure, Speed, side_by_side
from tests.benchmarks.houses import (
    KINDS,
    NOW,
    Servers,
    add_notices,
    due_messages,
    plan_again,
    populate,
    tidy,
)
from tests.benchmarks.schedulers import DUE, drained

FEW, MANY = 10_000, 1_000_000

EACH = 20
"""Pending notices of a candidate, as somebody in training has them."""


async def measure(servers: Servers) -> list[Figure]:
    figures = []
    for kind in KINDS:
        many, few = (among(servers.database(kind), pending) for pending in (MANY, FEW))
        what = f"{kind}: 1,000 due among 1,000,000 pending · among 10,000"
        figures.append(await side_by_side(what, many, few, goal=0.9, rounds=9))
    return figures


def among(database: Database, pending: int) -> Measure:
    fill(database, pending)

    async def drain() -> Speed:
        await database.run(plan_again)
        tidy(database.url)
        return await drained(database, DUE)

    return drain


def fill(database: Database, pending: int) -> None:
    candidates = max(DUE, pending // EACH)
    database.run_now(lambda session: populate(session, candidates))
    database.run_now(lambda session: due_messages(session, DUE))
    tomorrow = NOW + timedelta(days=1)
    database.run_now(
        lambda session: add_notices(session, DUE + 1, pending - DUE, candidates, tomorrow),
    )
    tidy(database.url)
