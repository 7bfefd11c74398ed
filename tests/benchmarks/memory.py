"""Memory of the real process, `clea run`, with a million notices pending; and of PTB's JobQueue with 100,000."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bot.sandbox import DEMO_TOKEN
from services import Database
from services.notices import outbox
from tests.benchmarks.figures import Size
from tests.benchmarks.houses import KINDS, Servers
from tests.benchmarks.pending import MANY, fill
from tests.benchmarks.sandbox import sandbox
from tests.benchmarks.schedulers import DUE

LIMIT_MB = 150

JOBS = 100_000

AS_INSTALLED = "import sys; sys.modules['rich'] = None"
"""Of the tools of development; where httpx finds it, it loads its own command line with it."""


async def measure(servers: Servers) -> list[Size]:
    sizes = []
    async with sandbox(DUE) as address:
        for kind in KINDS:
            database = servers.database(kind)
            fill(database, MANY)
            database.run_now(_due_today)
            peak = await _of_the_service(database, address)
            sizes.append(Size(f"{kind}: clea run, 1,000,000 pending, {DUE} sent meanwhile", peak, LIMIT_MB))
    sizes.append(Size(f"PTB’s JobQueue, {JOBS:,} jobs", await _of_the_job_queue()))
    return sizes


async def _of_the_service(database: Database, address: str) -> float:
    """The most that it ever took, from its start until all that was due had been sent."""
    settings = {
        "CLEA_BOT_TOKEN": DEMO_TOKEN,
        "CLEA_BOT_API_URL": address,
        "CLEA_DATABASE_URL": database.url,
        "CLEA_SECRET_KEY": "a key for measuring, long enough",
        "CLEA_MESSAGES_PER_SECOND": "1000",
        "CLEA_PORT": "0",
    }
    code = f"{AS_INSTALLED}; from bot.cli import main; main(['run'])"
    async with _running("-c", code, settings=settings) as process:
        async with asyncio.timeout(120):
            while await database.read(_waiting):
                assert process.returncode is None, "clea run has ended"
                await asyncio.sleep(0.2)
        return _peak(process.pid)


def _due_today(session: Session) -> None:
    """The process has the real clock."""
    due = outbox.NOTICE.update().where(outbox.NOTICE.c.id <= DUE)
    session.connection().execute(due.values(due_at=datetime.now(UTC)))


def _waiting(session: Session) -> bool:
    """Whether any of those that are due has not been sent."""
    due = outbox.NOTICE.select().where(outbox.NOTICE.c.id <= DUE, outbox.NOTICE.c.state != "sent").limit(1)
    return session.connection().execute(due).first() is not None


async def _of_the_job_queue() -> float:
    code = f"""
{AS_INSTALLED}
import asyncio
from telegram.ext import JobQueue, ApplicationBuilder
async def tell(context): pass
async def main():
    queue = JobQueue()
    ApplicationBuilder().token("1:a").updater(None).job_queue(queue).build()
    await queue.start()
    for number in range({JOBS}):
        queue.run_once(tell, 1_000_000 + number, chat_id=number, data="said")
    print("ready", flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""
    async with _running("-c", code, settings={}) as process:
        assert process.stdout is not None
        await process.stdout.readline()
        return _peak(process.pid)


@asynccontextmanager
async def _running(*arguments: str, settings: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env={**os.environ, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _peak(pid: int) -> float:
    """The most memory that a process has had resident, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024
