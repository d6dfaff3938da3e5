"""The audit log: nothing on it can be changed, taken out or put in between without a trace."""

import sqlite3

import pytest

from hees.store import audit
from hees.store.connection import StoreUnavailable, reading, writing
from hees.store.home import Home


@pytest.fixture
def log(home: Home) -> Home:
    with writing(home.responses) as connection:
        for number in range(5):
            audit.record(connection, "ann", "response_excluded", f"r{number}", reason="a＝b \ud800")
    return home


def broken(home: Home) -> int | None:
    with reading(home.responses) as connection:
        return audit.broken(connection)


def tampered(home: Home, statement: str) -> None:
    """Change the file as somebody with access to the disk can, past the triggers."""
    with sqlite3.connect(home.responses) as connection:
        for trigger in ("audit_stays", "audit_is_kept"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement)


def test_a_log_as_written_holds(log: Home):
    assert broken(log) is None


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'bob'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_log(statement: str, log: Home):
    with pytest.raises(StoreUnavailable, match="append-only"), writing(log.responses) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit SET who = 'bob' WHERE number = 3", 3),
        ("UPDATE audit SET detail = '{}' WHERE number = 1", 1),
        ("UPDATE audit SET at = '2020-01-01T00:00:00+00:00' WHERE number = 5", 5),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("UPDATE audit SET digest = upper(digest) WHERE number = 4", 4),
    ],
)
def test_a_change_past_the_database_is_found_where_it_is(statement: str, number: int, log: Home):
    tampered(log, statement)
    assert broken(log) == number
