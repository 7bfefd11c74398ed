"""What the sandbox remembers: JSON rows and files in one small SQLite database, written as they change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.sandbox.refusals import JsonObject

# A killed process loses nothing that SQLite handed to the system; only a power cut would, and this is a demo.
_SETUP = """
pragma journal_mode = wal;
pragma synchronous = off;
create table if not exists rows (kind text, key text, value text not null, primary key (kind, key));
create table if not exists contents (key text primary key, data blob not null);
"""


class Store:
    """Rows by kind and key. Without a path everything stays in memory and is gone with the process."""

    def __init__(self, path: Path | None = None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lasting = path is not None
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._db.executescript(_SETUP)

    def put(self, kind: str, key: str, value: JsonObject) -> None:
        if self._lasting:
            row = (kind, key, json.dumps(value, ensure_ascii=False))
            self._db.execute("insert or replace into rows values (?, ?, ?)", row)

    def drop(self, kind: str, key: str) -> None:
        if self._lasting:
            self._db.execute("delete from rows where kind = ? and key = ?", (kind, key))

    def every(self, kind: str, prefix: str = "") -> Iterator[JsonObject]:
        """The rows of a kind whose key starts with `prefix`, in no particular order."""
        found = self._db.execute(
            "select value from rows where kind = ? and substr(key, 1, ?) = ?", (kind, len(prefix), prefix)
        )
        for (value,) in found.fetchall():
            yield json.loads(value)

    def keep(self, key: str, data: bytes) -> None:
        """Keeps a file's content; the same content twice takes its place once."""
        self._db.execute("insert or ignore into contents values (?, ?)", (key, data))

    def content(self, key: str) -> bytes:
        row = self._db.execute("select data from contents where key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        data: bytes = row[0]
        return data

    def close(self) -> None:
        self._db.close()
