"""1,000 that are due: our outbox beside APScheduler's SQLAlchemy job store, and procrastinate on PostgreSQL.

Each peer does what its users do: jobs that are due are fired, and forgotten or marked as done. APScheduler has
the engine that it makes of a URL, and then ours (SQLite in WAL); procrastinate its worker, ten jobs at once.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import procrastinate
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from services import Database
from services.database import make_engine
from services.notices.dispatcher import Dispatcher
from tests.benchmarks.figures import Figure, Measure, Speed, Watch, side_by_side
from tests.benchmarks.houses import (
    KINDS,
    InstantChannel,
    Servers,
    Standstill,
    due_messages,
    plan_again,
    populate,
    tidy,
)

DUE = 1000

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def measure(servers: Servers) -> list[Figure]:
    figures = []
    for kind in KINDS:
        ours = our_outbox(servers.database(kind))
        for how, engine_for in (("", create_engine), (", on our engine", make_engine)):
            peer = apscheduler_store(engine_for(servers.empty(kind)))
            what = f"{kind}: 1,000 due, our outbox · APScheduler’s job store{how}"
            figures.append(await side_by_side(what, ours, peer, goal=10))
    what = "postgresql: 1,000 due, our outbox · procrastinate"
    peer = procrastinate_worker(servers.fresh("postgresql"))
    figures.append(await side_by_side(what, ours, peer, goal=10, rounds=3))
    return figures


def our_outbox(database: Database) -> Measure:
    """Claimed, handed to a channel that takes them at once, and recorded."""
    database.run_now(lambda session: populate(session, DUE))
    database.run_now(lambda session: due_messages(session, DUE))

    async def drain() -> Speed:
        await database.run(plan_again)
        tidy(database.url)
        return await drained(database, DUE)

    return drain


async def drained(database: Database, expected: int) -> Speed:
    """How many a second the dispatcher sends of what is due in `database`."""
    channel = InstantChannel()
    dispatcher = Dispatcher(database, channel, Standstill(), messages_per_second=1_000_000)
    watch = Watch()
    await dispatcher.drain()
    speed = watch.speed(expected)
    await dispatcher.stop()
    assert channel.taken == expected, f"{channel.taken} went out"
    return speed


class Fired:
    """Counts what a scheduler fired. A job of a job store must be a function that has a name."""

    count = 0
    all = asyncio.Event()

    @classmethod
    def begin(cls) -> None:
        cls.count, cls.all = 0, asyncio.Event()


async def job(chat_id: int, said: str) -> None:
    Fired.count += 1
    if Fired.count == DUE:
        Fired.all.set()


def apscheduler_store(engine: Engine) -> Measure:
    async def fire() -> Speed:
        scheduler = AsyncIOScheduler(
            jobstores={"default": SQLAlchemyJobStore(engine=engine)},
            job_defaults={"misfire_grace_time": None},
            timezone=UTC,
        )
        scheduler.start(paused=True)
        for number in range(DUE):
            scheduler.add_job(job, "date", run_date=LONG_AGO, args=(number, "said"))
        tidy(engine.url.render_as_string(hide_password=False))
        Fired.begin()
        watch = Watch()
        scheduler.resume()
        await Fired.all.wait()
        speed = watch.speed(DUE)
        assert not scheduler.get_jobs()
        scheduler.shutdown()
        return speed

    return fire


def procrastinate_worker(url: str) -> Measure:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address))
    tell = app.task(name="tell")(job)
    prepared = False

    async def work() -> Speed:
        nonlocal prepared
        async with app.open_async():
            if not prepared:
                await app.schema_manager.apply_schema_async()
                prepared = True
            await _deferred(tell)
            tidy(url)
            Fired.begin()
            watch = Watch()
            await app.run_worker_async(
                wait=False, concurrency=10, listen_notify=False, install_signal_handlers=False
            )
            speed = watch.speed(DUE)
        assert Fired.count == DUE, f"{Fired.count} were worked on"
        return speed

    return work


async def _deferred(task: Any) -> None:
    later = task.configure(schedule_at=datetime.now(UTC) - timedelta(minutes=1))
    await later.batch_defer_async(*({"chat_id": n, "said": "said"} for n in range(DUE)))
