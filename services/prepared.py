"""Statements of the plumbing: compiled once, then executed on the driver's own cursor.

SQLAlchemy Core spends ten times as long around a small statement as SQLite spends on it, and every update
passes several.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

Convert = Callable[[Any], Any]

MOST_SHAPES = 100
"""Of one statement: dialects and lengths of its tuples."""


class Prepared:
    """A statement of Core's, or one for each dialect by its name ("sqlite", "postgresql").

    The contract is that of `session.connection().execute(statement, values)`: what the session has changed is
    flushed first, it runs in the session's transaction, types convert as they do there, errors are SQLAlchemy's.

    Values are given by name, each time the same ones; a tuple is for an expanding parameter (`in_`). Rows are
    named tuples, read to the end at once. Defaults that Python makes and listeners of the engine's are Core's own:
    here there are none.
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._compiled: dict[tuple[Any, ...], _Compiled] = {}

    def all(self, session: Session, **values: Any) -> list[Any]:
        return self.executed(session, values)[1]

    def one_or_none(self, session: Session, **values: Any) -> Any:
        """The row of a statement that gives one or none."""
        rows = self.executed(session, values)[1]
        return rows[0] if rows else None

    def change(self, session: Session, **values: Any) -> int:
        """How many rows were inserted, changed or deleted."""
        return self.executed(session, values)[0]

    def of(self, dialect: str) -> Any:
        """The statement that Core would execute there."""
        return self._statement[dialect] if isinstance(self._statement, Mapping) else self._statement

    def executed(self, session: Session, values: Mapping[str, Any]) -> tuple[int, list[Any]]:
        """How many rows it concerned, and those that it gave."""
        session.flush()
        connection = session.connection()
        shape = connection.dialect.name, *(len(v) for v in values.values() if type(v) is tuple)
        compiled = self._compiled.get(shape)
        if compiled is None:
            compiled = _Compiled(self.of(connection.dialect.name), connection.dialect, values)
            if len(self._compiled) >= MOST_SHAPES:
                self._compiled.clear()
            self._compiled[shape] = compiled
        # psycopg takes as long to make a cursor as to execute with it.
        cursor = connection.info.get("cursor")
        if cursor is None:
            cursor = connection.info["cursor"] = connection.connection.cursor()
        return compiled.execute(cursor, values)


class _Compiled:
    """The statement in one dialect, for so many values in its tuples."""

    def __init__(self, statement: Any, dialect: Dialect, values: Mapping[str, Any]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(values))
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise NotImplementedError(f"give a value to each column that has a default: {compiled}")
        state = compiled.construct_expanded_state(values)
        self._dialect = dialect
        self._sql: str = state.statement
        self._order: list[str] | None = state.positiontup
        self._lists: Mapping[str, list[str]] = state.parameter_expansion
        converted = _converted(compiled, dialect, self._lists)
        given = {*values, *(one for names in self._lists.values() for one in names)}
        self._converted = [(name, convert) for name, convert in converted.items() if name in given]
        self._fixed = {
            name: converted[name](value) if name in converted else value
            for name, value in state.parameters.items()
            if name not in given
        }
        columns = getattr(statement, "exported_columns", {})
        self._types = [column.type for column in columns]
        self._row = _named_tuple(columns.keys())
        self._results: list[tuple[int, Convert]] | None = None

    def execute(self, cursor: Any, values: Mapping[str, Any]) -> tuple[int, list[Any]]:
        given = {**self._fixed, **values}
        for name, names in self._lists.items():
            given.update(zip(names, given.pop(name), strict=True))
        for name, convert in self._converted:
            given[name] = convert(given[name])
        parameters = given if self._order is None else [given[name] for name in self._order]
        try:
            cursor.execute(self._sql, parameters)
            # Not asked of `cursor.description`: psycopg makes it anew each time, as slowly as it reads a row.
            rows = cursor.fetchall() if self._types else []
        except self._dialect.loaded_dbapi.Error as error:
            raised: Any = DBAPIError.instance(
                self._sql,
                parameters,
                error,
                self._dialect.loaded_dbapi.Error,
                hide_parameters=True,  # they are people's
                dialect=self._dialect,
            )
            raise raised from error
        return cursor.rowcount, self._rows(cursor, rows) if rows else rows

    def _rows(self, cursor: Any, rows: list[Any]) -> list[Any]:
        if self._results is None:
            self._results = self._of_types(cursor.description)
        make = self._row
        if not self._results:
            return list(map(make, rows))
        made = []
        for row in rows:
            values = list(row)
            for place, convert in self._results:
                values[place] = convert(values[place])
            made.append(make(values))
        return made

    def _of_types(self, described: Any) -> list[tuple[int, Convert]]:
        """What makes our values of the driver's, by column."""
        found = []
        for place, (kind, column) in enumerate(zip(self._types, described, strict=True)):
            convert = kind.dialect_impl(self._dialect).result_processor(self._dialect, column[1])
            if convert is not None:
                found.append((place, convert))
        return found


def _named_tuple(names: Iterable[str]) -> Callable[[Iterable[Any]], Any]:
    """Makes one of its values."""
    make: Any = namedtuple  # the type checker knows it with literal names only
    return make("Row", names, rename=True)._make  # type: ignore[no-any-return]


def _converted(compiled: Any, dialect: Dialect, lists: Mapping[str, list[str]]) -> dict[str, Convert]:
    """What makes the driver's values of ours, by parameter."""
    found: dict[str, Convert] = {}
    for parameter, name in compiled.bind_names.items():
        convert = parameter.type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            found |= dict.fromkeys(lists.get(name, [name]), convert)
    return found
