"""Starts, kills and waits for dispatchers that are processes of their own (tests.faults.worker)."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass
class Start:
    """How workers are started: all of them see the same clock."""

    database_url: str
    bot_api_url: str
    now: datetime
    lease_s: float
    speed: float = 1.0
    origin_s: float = 0.0
    per_second: int = 1000

    @property
    def command(self) -> Sequence[str]:
        self.origin_s = self.origin_s or time.time()
        given = {
            "--database": self.database_url,
            "--bot-api": self.bot_api_url,
            "--start": self.now.isoformat(),
            "--origin": str(self.origin_s),
            "--speed": str(self.speed),
            "--lease": str(self.lease_s),
            "--per-second": str(self.per_second),
        }
        return [
            sys.executable,
            "-m",
            "tests.faults.worker",
            *(word for pair in given.items() for word in pair),
        ]


@asynccontextmanager
async def process(
    command: Sequence[str], log: Path, env: dict[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Runs a process, whose words go to `log`; at the end of the block it is killed, if it still lives."""
    with log.open("ab") as file:
        started = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdout=file, stderr=file)
        try:
            yield started
        finally:
            if started.returncode is None:
                started.kill()
            await started.wait()


def end_of(log: Path) -> str:
    return log.read_text()[-20_000:]
