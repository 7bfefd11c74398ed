"""What the bot's tests share: the dialogues' own house, the town, and PTB's new ways."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from tests.bot.receiver import Receiver, receiving
from tests.dialogues.conftest import seeded, session, talk
from tests.house import Town, town

__all__ = ["seeded", "session", "talk"]


@pytest.fixture(autouse=True)
def _new_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns of its old way to give durations, unless it is told to use the new one."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def on_sqlite(sqlite_url: str, now: datetime) -> AsyncIterator[Town]:
    async with town(sqlite_url, now) as everything:
        yield everything


@pytest.fixture
async def here(database_url: str, now: datetime) -> AsyncIterator[Town]:
    async with town(database_url, now) as everything:
        yield everything


@pytest.fixture
async def receiver(database_url: str, now: datetime) -> AsyncIterator[Receiver]:
    """A house that gets its updates by webhook, on both databases."""
    async with receiving(database_url, now) as house:
        yield house


@pytest.fixture
async def receiver_on_sqlite(sqlite_url: str, now: datetime) -> AsyncIterator[Receiver]:
    async with receiving(sqlite_url, now) as house:
        yield house
