"""Homes to measure in: with simulated answers and a release, and as large as is wanted."""

import secrets
from dataclasses import replace
from datetime import date
from pathlib import Path

from hees.release.publishing import publish
from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store import connection, releases
from hees.store.connection import writing
from hees.store.home import Home, prepare
from tests.database import hasty
from tests.exhibits import STUDY, fill

DAY = date(2026, 12, 3)
COPIED = (
    *("response", "answer", "repeat_item", "answer_event", "contact"),
    *("submission", "submitted_answer", "section_visit"),
)
"""The tables that hold what respondents gave."""

NAMES = {"id", "response", "token_hash", "code"}
"""Columns that tell one response from another."""


def simulated(folder: Path, count: int, times: int = 1, seed: int = 5) -> Home:
    """A home with `count` simulated responses, and copies until there are `times` as many."""
    with hasty():
        home = fill(prepare(folder), PROJECT / "data", STUDY)
        simulate(home, STUDY, count, seed)
        grow(home, times)
    _forget(home)
    return home


def released(folder: Path, count: int, seed: int = 5) -> Home:
    """A home with `count` simulated responses, of which a release was made."""
    home = simulated(folder, count, seed=seed)
    with hasty():
        publish(home, STUDY, DAY)
    _forget(home)
    return home


def _forget(home: Home) -> None:
    """Close the connections that do not wait for the disk."""
    connection.release(home.responses)
    connection.release(home.public)


def grow(home: Home, times: int) -> None:
    """Copy every response until there are `times` as many: simulating so many would take long."""
    ends = [secrets.token_hex(4) for _ in range(1, times)]
    with writing(home.responses) as writer:
        for table in COPIED:
            columns = [row[1] for row in writer.execute(f"PRAGMA table_info({table})")]
            if table == "answer_event":  # numbered by the database
                columns.remove("id")
            copied = [f"{name} || :end" if name in NAMES else name for name in columns]
            writer.execute(f"CREATE TEMP TABLE one AS SELECT * FROM {table}")
            for end in ends:
                writer.execute(
                    f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(copied)} FROM one",
                    {"end": end},
                )
            writer.execute("DROP TABLE one")


def publish_again(home: Home, times: int = 1) -> None:
    """Another release with the counts of the newest, each so many times as large; no gate is asked."""
    newest = max(releases.all_of(home), key=lambda one: one.number)
    release = replace(
        newest, number=newest.number + 1, responses=newest.responses * times, digest=""
    )
    counts = releases.all_counts(home, newest.number)
    releases.publish(home, release, [replace(c, count=c.count and c.count * times) for c in counts])
