"""Whole chats: a phone, the house behind it, and a clock."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from tests.house import Phone, Town, town


@pytest.fixture
async def here(database_url: str, now: datetime) -> AsyncIterator[Town]:
    """The house with its fictitious body, on both databases."""
    async with town(database_url, now) as everything:
        yield everything


@pytest.fixture
async def on_sqlite(sqlite_url: str, now: datetime) -> AsyncIterator[Town]:
    """The same where the database does not matter."""
    async with town(sqlite_url, now) as everything:
        yield everything


@pytest.fixture
def phone(here: Town) -> Phone:
    return here.phone()


async def introduced(phone: Phone) -> Phone:
    """A candidate who has chosen French, agreed and given a name."""
    await phone.say("/start")
    await phone.tap("Français")
    await phone.tap("Oui, d’accord")
    return await phone.tap(phone.person.user["first_name"])
