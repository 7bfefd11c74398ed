"""What tests of the services may ask for: a desk at a centre."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.services.desk import Desk, desk_on


@pytest.fixture
def desk(database_url: str, now: datetime) -> Iterator[Desk]:
    with desk_on(database_url, now) as furnished:
        yield furnished
