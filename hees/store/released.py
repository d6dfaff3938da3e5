"""Which submissions the newest release was made of, so that the next one can be far enough from it."""

from collections.abc import Set
from sqlite3 import Connection


def changes(connection: Connection, included: Set[str]) -> int | None:
    """How many responses were added, edited or withdrawn since the last release; None before one."""
    before = dict(connection.execute("SELECT response, number FROM released").fetchall())
    if not before:
        return None
    now = _now(connection, included)
    return len({response for response, _ in before.items() ^ now.items()})


def keep(connection: Connection, included: Set[str]) -> None:
    """Note what a release is made of."""
    connection.execute("DELETE FROM released")
    connection.executemany(
        "INSERT INTO released VALUES (?, ?)", list(_now(connection, included).items())
    )


def _now(connection: Connection, included: Set[str]) -> dict[str, int]:
    """The newest submission of each included response."""
    rows = connection.execute("SELECT response, max(number) FROM submission GROUP BY response")
    return {response: number for response, number in rows if response in included}
