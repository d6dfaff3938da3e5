"""The database files from outside, past the code under test; and homes made without waiting for the disk."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hees.store import connection as store
from hees.store.home import Home


@contextmanager
def hasty() -> Iterator[None]:
    """While it lasts, nothing waits for the disk: for homes that nobody misses after a power cut."""
    connect = store._connect

    def hastily(path: Path, mode: str) -> sqlite3.Connection:
        connection = connect(path, mode)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_connect", hastily)
        yield


def dump(home: Home) -> list[str]:
    """Every byte of meaning in both databases."""
    lines = []
    for path in (home.responses, home.public):
        with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
            lines += connection.iterdump()
        connection.close()
    return lines


def rows(home: Home, query: str, *values: object) -> list[tuple]:
    connection = sqlite3.connect(f"{home.responses.as_uri()}?mode=ro", uri=True)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def meddle(home: Home, statement: str, *values: object) -> None:
    """Change the database as somebody with access to the file could."""
    with sqlite3.connect(home.responses) as connection:
        connection.execute(statement, values)
    connection.close()


def tables(home: Home) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [name for [name] in rows(home, query)]


def tables_with(home: Home, text: str) -> set[str]:
    """The tables of responses.db in which a text occurs in any column."""
    return {
        table
        for table in tables(home)
        if any(text in str(cell) for row in rows(home, f"SELECT * FROM {table}") for cell in row)
    }


def submitted(home: Home, response: str) -> dict[tuple[str, str], object]:
    """The data that counting and exports read."""
    found = rows(
        home, "SELECT question, item, value FROM submitted_answer WHERE response = ?", response
    )
    return {(question, item): json.loads(value) for question, item, value in found}


def raw_bytes(folder: Path) -> bytes:
    """All files of a home, with the write-ahead log, as they lie on disk."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.db*")))


def shape(home: Home) -> list[str]:
    """What both databases are made of, whatever is in them."""
    found = []
    for path in (home.responses, home.public):
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
            found += [row[0] for row in connection.execute(query)]
    return found
