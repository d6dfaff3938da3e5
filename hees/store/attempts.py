"""The gate's record and the release worker's state, in `responses.db`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from hees import clock


@dataclass(frozen=True)
class Attempt:
    """One time that the gate was asked. `outcome`: published, held or failed.

    `at`: ISO time in UTC. `detail`: reason, number of cells checked, narrowest interval, what was
    withheld, seconds; as the release step wrote it.
    """

    id: int
    at: str
    outcome: str
    release: int | None
    detail: Mapping[str, Any]


def note(
    connection: Connection,
    *,
    at: str,
    outcome: str,
    release: int | None,
    detail: Mapping[str, Any],
) -> None:
    """Put an attempt on record."""
    connection.execute(
        "INSERT INTO release_attempt (at, outcome, release, detail) VALUES (?, ?, ?, ?)",
        (at, outcome, release, json.dumps(detail, sort_keys=True)),
    )


def newest(connection: Connection, limit: int = 50) -> list[Attempt]:
    """The last attempts, the newest first."""
    rows = connection.execute("SELECT * FROM release_attempt ORDER BY id DESC LIMIT ?", (limit,))
    return [Attempt(*row[:4], json.loads(row[4])) for row in rows]


def waits_for(connection: Connection) -> int | None:
    """How many changes the next release of the worker waits for; None before it was drawn."""
    row = connection.execute("SELECT changes FROM release_wait").fetchone()
    return row[0] if row else None


def wait_for(connection: Connection, changes: int) -> None:
    """Set how many changes the next release of the worker waits for."""
    connection.execute("INSERT OR REPLACE INTO release_wait VALUES (1, ?)", (changes,))


def lease(connection: Connection, holder: str, now: float, seconds: float) -> bool:
    """Take or renew the right to make this home's releases until `now + seconds`.

    False while another holder has it. A lease longer than any is from before the clock was set back.
    """
    row = connection.execute("SELECT holder, until FROM release_lease").fetchone()
    if row and row[0] != holder and now < row[1] and not clock.is_ahead(row[1] - seconds, now):
        return False
    connection.execute(
        "INSERT OR REPLACE INTO release_lease VALUES (1, ?, ?)", (holder, now + seconds)
    )
    return True


def end_lease(connection: Connection, holder: str) -> None:
    """Give the right back."""
    connection.execute("DELETE FROM release_lease WHERE holder = ?", (holder,))


@dataclass(frozen=True)
class Task:
    """What the worker does. Times are ISO in UTC.

    `asked_by`: the administrator who wants a release as soon as the rule allows one.
    `submissions`: names those that the last attempt was about; None when it was broken off.
    """

    asked_by: str | None
    submissions: str | None
    began_at: str | None
    ended_at: str | None

    @property
    def is_running(self) -> bool:
        return self.began_at is not None and self.ended_at is None


def task(connection: Connection) -> Task:
    """What the worker does now, or did last."""
    row = connection.execute("SELECT asked_by, submissions, began_at, ended_at FROM release_task")
    return Task(*row.fetchone())


def ask(connection: Connection, who: str | None) -> None:
    """Ask for a release as soon as the rule allows one; None takes the request back."""
    connection.execute("UPDATE release_task SET asked_by = ?", (who,))


def begin(connection: Connection, submissions: str, at: str) -> None:
    """Note that an attempt about these submissions begins; whoever asked for one has it now."""
    connection.execute(
        "UPDATE release_task SET asked_by = NULL, submissions = ?, began_at = ?, ended_at = NULL",
        (submissions, at),
    )


def end(connection: Connection, at: str) -> None:
    """Note that the attempt has ended."""
    connection.execute("UPDATE release_task SET ended_at = ?", (at,))


def break_off(connection: Connection, at: str) -> None:
    """Note that the attempt was broken off, so that it may be made again."""
    connection.execute("UPDATE release_task SET submissions = NULL, ended_at = ?", (at,))


def is_leased(connection: Connection, now: float) -> bool:
    """Whether a process has the right to make releases now."""
    query = "SELECT count(*) FROM release_lease WHERE until > ?"
    return connection.execute(query, (now,)).fetchone()[0] > 0
