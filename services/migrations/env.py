"""Alembic’s entry: migrates over the connection it was handed, on SQLite by rebuilding tables."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON
from sqlmodel.sql.sqltypes import AutoString

from services.database import UtcDateTime
from services.tables import metadata


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Writes our own column types by their names, so that a new migration needs no mending by hand."""
    if kind == "type":
        for cls, name in ((UtcDateTime, "UtcDateTime()"), (AutoString, "sa.String()"), (JSON, "JsonType")):
            if isinstance(item, cls):
                return name
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
