"""Releases: the counts that were made public, and nothing finer."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from hees.store.connection import reading, writing
from hees.store.home import Home


@dataclass(frozen=True)
class Release:
    """One release. `responses` is rounded; `policy` the rules that it was made under.

    `kind`: "real", or "simulated" for made-up answers, which every face says.
    """

    number: int
    made_on: str
    kind: str
    responses: int
    questionnaire: str
    policy: Mapping[str, Any]


@dataclass(frozen=True)
class Count:
    """One released cell: respondents of `group` who gave `answer` for `item`; None is "under k".

    An `answer` of "" is the base: all respondents of the group who answered for the item.
    """

    question: str
    by: str
    group: str
    item: str
    answer: str
    count: int | None


def publish(
    home: Home,
    *,
    made_on: str,
    kind: str,
    responses: int,
    questionnaire: str,
    policy: Mapping[str, Any],
    counts: Iterable[Count],
) -> int:
    """Write a release in one transaction and return its number."""
    with writing(home.public) as connection:
        cursor = connection.execute(
            "INSERT INTO release (made_on, kind, responses, questionnaire, policy) "
            "VALUES (?, ?, ?, ?, ?)",
            (made_on, kind, responses, questionnaire, json.dumps(policy, sort_keys=True)),
        )
        number = cursor.lastrowid
        assert number is not None
        connection.executemany(
            "INSERT INTO released_count VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(number, c.question, c.by, c.group, c.item, c.answer, c.count) for c in counts],
        )
    return number


def newest(home: Home) -> int | None:
    """The number of the newest release, or None before the first."""
    with reading(home.public) as connection:
        return connection.execute("SELECT max(number) FROM release").fetchone()[0]


def one(home: Home, number: int) -> Release | None:
    """The release of that number, or None."""
    with reading(home.public) as connection:
        row = connection.execute("SELECT * FROM release WHERE number = ?", (number,)).fetchone()
    return _release(row) if row else None


def all_of(home: Home) -> list[Release]:
    """Every release, the newest first."""
    with reading(home.public) as connection:
        rows = connection.execute("SELECT * FROM release ORDER BY number DESC").fetchall()
    return [_release(row) for row in rows]


def counts(home: Home, release: int, question: str, by: str) -> list[Count]:
    """The cells of one table of a release; none when the table was withheld."""
    with reading(home.public) as connection:
        return _counts(connection, release, question, by)


def _counts(connection: Connection, release: int, question: str, by: str) -> list[Count]:
    rows = connection.execute(
        """SELECT question, by, grp, item, answer, count FROM released_count
           WHERE release = ? AND question = ? AND by = ?""",
        (release, question, by),
    )
    return [Count(*row) for row in rows]


def _release(row: Any) -> Release:
    return Release(
        number=row["number"],
        made_on=row["made_on"],
        kind=row["kind"],
        responses=row["responses"],
        questionnaire=row["questionnaire"],
        policy=json.loads(row["policy"]),
    )
