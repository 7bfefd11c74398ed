"""The tables as the code has them, and as the migrations make them, are the same."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.database import make_engine
from services.tables import metadata


def test_migrations_make_the_tables_that_the_code_has(database_url: str):
    engine = make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()

    assert differences == []
