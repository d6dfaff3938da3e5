"""Short-lived SQLite connections with the pragmas that our promises rest on."""

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

BUSY_MS = 5000
"""How long a writer waits for another before it gives up, in milliseconds."""

_kept: dict[Path, sqlite3.Connection] = {}
_keeping = threading.Lock()


class Trouble(StrEnum):
    """Why the store could not be used; each has a message for people in `hees.language`."""

    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read_only"
    DAMAGED = "damaged"
    MISSING = "missing"
    NEWER = "newer"
    OTHER = "other"


class StoreUnavailable(Exception):
    """The database could not be read or written. Nothing was changed."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        self.trouble = trouble
        super().__init__(f"{trouble}: {detail}")


_TROUBLE = {
    "SQLITE_BUSY": Trouble.BUSY,
    "SQLITE_LOCKED": Trouble.BUSY,
    "SQLITE_FULL": Trouble.FULL,
    "SQLITE_READONLY": Trouble.READ_ONLY,
    "SQLITE_PERM": Trouble.READ_ONLY,
    "SQLITE_CORRUPT": Trouble.DAMAGED,
    "SQLITE_NOTADB": Trouble.DAMAGED,
    "SQLITE_CANTOPEN": Trouble.MISSING,
}


def unavailable(error: sqlite3.Error) -> StoreUnavailable:
    """Say why SQLite refused, in the terms that people are told."""
    name = getattr(error, "sqlite_errorname", None) or ""
    primary = "_".join(name.split("_")[:2])
    return StoreUnavailable(_TROUBLE.get(primary, Trouble.OTHER), str(error))


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def create(path: Path) -> sqlite3.Connection:
    """Open `path` for schema work, making the file and its WAL when absent."""
    try:
        connection = _connect(path, "rwc")
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise unavailable(error) from error
    return connection


def keep_open(path: Path) -> None:
    """Hold one idle connection, so that closing the others never checkpoints the WAL."""
    with _keeping:
        if path not in _kept:
            _kept[path] = _connect(path, "rw")
            _kept[path].execute("SELECT count(*) FROM sqlite_master").fetchone()


def release(path: Path) -> None:
    """Close what `keep_open` holds (before a file is moved or deleted)."""
    with _keeping:
        if path in _kept:
            _kept.pop(path).close()


@contextmanager
def reading(path: Path) -> Generator[sqlite3.Connection]:
    """A connection that cannot write, in one read transaction, so that all it reads belongs together."""
    try:
        connection = _connect(path, "ro")
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise unavailable(error) from error


@contextmanager
def writing(path: Path) -> Generator[sqlite3.Connection]:
    """One IMMEDIATE transaction: on disk when the block has ended, undone when it raised."""
    try:
        connection = _connect(path, "rw")
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise unavailable(error) from error
