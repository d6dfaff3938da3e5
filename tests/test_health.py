"""`/healthz` tells what stands in the way of keeping answers, in the words of the store's troubles."""

import fcntl
import shutil
import sqlite3
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from hees.store import connection, health
from hees.store.connection import StoreUnavailable
from hees.store.home import Home
from tests import database


def locked(home: Home) -> None:
    holding = sqlite3.connect(home.responses, isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    LOCKS.append(holding)


def damaged(home: Home) -> None:
    connection.release(home.responses)
    home.responses.write_bytes(b"\x00" * 8192)


def gone(home: Home) -> None:
    connection.release(home.public)
    home.public.unlink()


LOCKS: list[sqlite3.Connection] = []


@pytest.mark.parametrize(
    ("breaks", "reason"), [(locked, "busy"), (damaged, "damaged"), (gone, "missing")]
)
def test_what_is_wrong_is_named(
    breaks: Callable[[Home], None], reason: str, home: Home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection, "BUSY_MS", 50)
    connection.release(home.responses)  # open ones wait as long as they were told to
    assert health.trouble(home) is None
    connection.release(home.responses)
    breaks(home)
    try:
        assert health.trouble(home) == reason
    finally:
        while LOCKS:
            LOCKS.pop().close()


def test_a_disk_that_is_nearly_full_is_told_before_answers_are_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1024))
    assert health.trouble(home) == "full"


def test_a_page_in_which_somebody_met_damage_is_looked_at_at_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
):
    assert health.trouble(home) is None
    monkeypatch.setattr(connection, "is_whole", lambda _: False)
    assert health.trouble(home) is None, "the file was just read through"
    with (
        pytest.raises(StoreUnavailable),
        connection.reading(home.responses),
    ):
        raise malformed()
    assert health.trouble(home) == "damaged"
    monkeypatch.undo()
    assert health.trouble(home) is None


def malformed() -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorname = "SQLITE_CORRUPT"
    return error


def test_a_newer_version_that_took_over_meanwhile_is_told(home: Home):
    assert health.trouble(home) is None
    statement = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)"
    database.meddle(home, statement, "responses", "m999_from_the_future", "2030-01-01")
    assert health.trouble(home) == "newer"


def test_where_the_last_write_failed_health_writes_itself_and_tells_what_it_meets(home: Home):
    """SQLite calls a quota, or a disk that fails, an I/O error; only a write can tell."""
    refuse = "CREATE TRIGGER refuse BEFORE UPDATE ON state BEGIN SELECT RAISE(FAIL, 'no'); END"
    database.meddle(home, refuse)
    assert health.trouble(home) is None
    with pytest.raises(StoreUnavailable), connection.writing(home.responses) as lent:
        lent.execute("UPDATE state SET revision = revision + 1")
    assert health.trouble(home) == "other"
    database.meddle(home, "DROP TRIGGER refuse")
    assert health.trouble(home) is None


def test_who_hangs_while_it_is_his_turn_holds_up_nobody_for_ever(
    home: Home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    with connection.turn(home.responses):
        assert health.trouble(home) == "busy"
    with home.responses.with_name("responses.db-queue").open("w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        assert health.trouble(home) == "busy"
    assert health.trouble(home) is None
