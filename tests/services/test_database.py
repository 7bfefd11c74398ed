"""Connections to PostgreSQL outlive a restart of the server."""

import pytest
from sqlalchemy import text
from sqlmodel import Session

from services import Database, database


def backend(session: Session) -> int:
    number: int = session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one()
    return number


def test_a_connection_that_broke_while_it_rested_is_replaced(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
):
    house, other = Database(postgres_url), Database(postgres_url)
    first = house.run_now(backend)
    ended = text("SELECT pg_terminate_backend(:it, 5000)").bindparams(it=first)
    other.run_now(lambda session: session.connection().execute(ended))
    monkeypatch.setattr(database, "RESTED_S", 0.0)

    assert house.run_now(backend) != first

    house.close()
    other.close()


def test_a_connection_that_was_just_used_is_used_again(postgres_url: str):
    house = Database(postgres_url)

    assert house.run_now(backend) == house.run_now(backend)

    house.close()
