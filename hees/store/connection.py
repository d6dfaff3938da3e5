"""SQLite connections for one transaction each, with the pragmas that our promises rest on.

Between transactions a few connections stay open: opening one and reading the schema anew costs as
much as a save itself, and closing the last one would checkpoint the write-ahead log each time.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import IO

BUSY_MS = 5000
"""How long a writer whose turn it is waits for whoever writes without one, in milliseconds."""

PATIENCE = 20.0
"""How long a writer waits for its turn, in seconds. Somebody who hangs must not hang everybody."""

POLL = 0.0003
"""Seconds between two looks at a turn that another process has: short, since that one may take the
next turn at once."""

MOST_IDLE = 8
"""How many connections a file keeps open between transactions, for each mode."""

_idle: dict[tuple[Path, str], list[tuple[sqlite3.Connection, tuple[int, int]]]] = {}
_lending = threading.Lock()

_owed: set[Path] = set()
"""Files whose write-ahead log could not be emptied yet, since somebody was reading."""

_threads: dict[Path, threading.Lock] = defaultdict(threading.Lock)
"""Among the threads of this process, one at a time stands in the queue of a file."""

_met: dict[Path, "Trouble"] = {}
"""What the last write of a file met, where it failed."""

_suspect: set[Path] = set()
"""Files in which somebody met damage; `hees.store.health` looks whether it is still there."""

Lent = Generator[sqlite3.Connection]


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
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def create(path: Path) -> sqlite3.Connection:
    """Open `path` for schema work, making the file and its WAL when absent."""
    try:
        connection = _connect(path, "rwc")
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise unavailable(error) from error
    return connection


def _file(path: Path) -> tuple[int, int]:
    """Which file stands under this name now; a restored backup is another one."""
    try:
        status = os.stat(path)
    except OSError:
        return (0, 0)
    return status.st_dev, status.st_ino


def _borrow(path: Path, mode: str) -> tuple[sqlite3.Connection, tuple[int, int]]:
    file = _file(path)
    with _lending:
        idle = _idle.setdefault((path, mode), [])
        while idle:
            connection, opened = idle.pop()
            if opened == file:
                return connection, file
            connection.close()
    return _connect(path, mode), file


def _give_back(
    path: Path, mode: str, connection: sqlite3.Connection, file: tuple[int, int]
) -> None:
    with _lending:
        idle = _idle.setdefault((path, mode), [])
        if len(idle) < MOST_IDLE and not connection.in_transaction:
            idle.append((connection, file))
            return
    connection.close()


def release(path: Path) -> None:
    """Close the idle connections of a file, before it is moved or deleted."""
    with _lending:
        for mode in ("ro", "rw"):
            for connection, _ in _idle.pop((path, mode), []):
                connection.close()


def forget(path: Path) -> None:
    """Empty the write-ahead log, so that what was deleted is in no byte of the files.

    While somebody reads what was there before, that cannot be; it is tried again with each write.
    """
    try:
        connection, file = _borrow(path, "rw")
        _empty_log(path, connection)
        _give_back(path, "rw", connection, file)
    except sqlite3.Error as error:
        raise unavailable(error) from error


def forget_soon(path: Path) -> None:
    """The same without waiting for anybody who reads: now if nobody does, else with a later write."""
    _owed.add(path)
    _try_again(path)


def _empty_log(path: Path, connection: sqlite3.Connection) -> None:
    [is_busy, *_] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    (_owed.add if is_busy else _owed.discard)(path)


def _try_again(path: Path) -> None:
    """Empty the log if nobody reads now; without waiting, and whatever comes of it."""
    with suppress(sqlite3.Error):
        connection, file = _borrow(path, "rw")
        connection.execute("PRAGMA busy_timeout = 0")
        _empty_log(path, connection)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        _give_back(path, "rw", connection, file)


@contextmanager
def _transaction(path: Path, mode: str, begin: Callable[[sqlite3.Connection], object]) -> Lent:
    """One transaction on a lent connection: committed at the end, undone when the block raises."""
    try:
        connection, file = _borrow(path, mode)
        try:
            begin(connection)
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            connection.close()  # undoes what is open
            raise
        _give_back(path, mode, connection, file)
    except sqlite3.Error as error:
        met = unavailable(error)
        _remember(path, mode, met.trouble)
        raise met from error
    if mode == "rw":
        _met.pop(path, None)


def _remember(path: Path, mode: str, trouble: Trouble) -> None:
    if trouble is Trouble.DAMAGED:
        _suspect.add(path)
    if mode == "rw":
        _met[path] = trouble


def last_met(path: Path) -> Trouble | None:
    """What the last write of a file met; None where it went well."""
    return _met.get(path)


def is_suspect(path: Path) -> bool:
    """Whether somebody met damage in a file since it was last found to be whole."""
    return path in _suspect


def is_whole(path: Path) -> bool:
    """Read the file through, past what open connections remember of it."""
    try:
        with closing(_connect(path, "ro")) as connection:
            [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        if unavailable(error).trouble is not Trouble.DAMAGED:
            raise unavailable(error) from error
        found = str(error)
    whole = found == "ok"
    (_suspect.discard if whole else _suspect.add)(path)
    return whole


@contextmanager
def reading(path: Path) -> Lent:
    """One read transaction, so that all it reads belongs together. It cannot write."""
    with _transaction(path, "ro", lambda connection: connection.execute("BEGIN")) as connection:
        yield connection


@contextmanager
def inspecting(path: Path) -> Lent:
    """One read transaction also where nothing can be written, as on a read-only copy.

    There SQLite cannot open a database with a write-ahead log; a temporary copy is read instead.
    """
    try:
        with reading(path) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except StoreUnavailable as error:
        if error.trouble not in {Trouble.MISSING, Trouble.READ_ONLY} or not path.exists():
            raise
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / path.name
            for part in (path, path.with_name(f"{path.name}-wal")):
                if part.exists():
                    shutil.copyfile(part, copy.with_name(part.name))
            with reading(copy) as connection:
                yield connection
            release(copy)
        return
    with reading(path) as connection:
        yield connection


@contextmanager
def writing(path: Path, patience: float | None = None) -> Lent:
    """One IMMEDIATE transaction: on disk when the block has ended, undone when it raised."""
    begin = "BEGIN IMMEDIATE"
    with (
        turn(path, patience),
        _transaction(path, "rw", lambda lent: lent.execute(begin)) as connection,
    ):
        yield connection
    if path in _owed:
        _try_again(path)


@contextmanager
def turn(path: Path, patience: float | None = None) -> Generator[None]:
    """Queue with all threads and processes that write here, for `patience` seconds at most.

    SQLite's own waiting sleeps ever longer, so that among many some never get a turn.
    """
    until = time.monotonic() + (PATIENCE if patience is None else patience)
    threads = _threads[path]
    if not threads.acquire(timeout=max(0, until - time.monotonic())):
        raise StoreUnavailable(Trouble.BUSY, f"{path.name}: another thread has the turn")
    try:
        queue = path.with_name(f"{path.name}-queue").open("w")
    except OSError:  # SQLite says what is wrong with the folder
        queue = None
    try:
        if queue:
            _stand_in(queue, until)
        yield
    finally:
        if queue:
            queue.close()
        threads.release()


def _stand_in(queue: IO[str], until: float) -> None:
    """Wait until no other process has the turn."""
    while True:
        try:
            fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise StoreUnavailable(
                    Trouble.BUSY, f"{queue.name}: another process has the turn"
                ) from None
            time.sleep(POLL)
        else:
            return
