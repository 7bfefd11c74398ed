"""The tables as the code has them, and as the migrations make them, are the same."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from services.database import make_engine
from services.tables import metadata


def test_migrations_make_the_tables_that_the_code_has(database_url: str):
    engine = make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()

    assert differences == []


def test_numbers_of_erased_people_are_not_used_again_in_sqlite(sqlite_url: str):
    """A migration that copies a table loses this without a word."""
    expected = {
        table.name for table in metadata.sorted_tables if table.dialect_options["sqlite"]["autoincrement"]
    }
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    engine.dispose()

    assert expected
    assert {name for name, sql in made if "AUTOINCREMENT" in sql} == expected
