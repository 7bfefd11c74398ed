"""Many values in one statement, in both dialects: a batch costs one round trip, and one plan whatever its length."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ARRAY, JSON, ColumnElement, any_, bindparam, func, select

DIALECTS = ("sqlite", "postgresql")


def among(column: ColumnElement[Any], name: str, dialect: str) -> ColumnElement[bool]:
    """The condition that a column's value is in the list given by that name."""
    if dialect == "sqlite":
        values = func.json_each(bindparam(name, type_=JSON)).table_valued("value")
        return column.in_(select(values.c.value))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def written(moment: datetime) -> str:
    """An instant within a batch's JSON: as SQLite keeps it, and as PostgreSQL reads it (its sessions are in UTC)."""
    return moment.astimezone(UTC).isoformat(" ", "microseconds")[:26]
