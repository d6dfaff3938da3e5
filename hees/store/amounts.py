"""What stood behind the published sums of numbers: in `responses.db`, for the release step alone."""

import json
from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any

Submission = tuple[str, int]
"""(response, number) of a submission."""


def answers(connection: Connection, question: str) -> dict[Submission, list[Any]]:
    """The answers to a question in every submission that was not erased, one for each entry."""
    rows = connection.execute(
        """SELECT response, number, answer.value -> '$[2]'
           FROM submission, json_each(submission.answers, '$.answers') AS answer
           WHERE submission.answers IS NOT NULL AND answer.value ->> '$[0]' = ?""",
        (question,),
    )
    found: dict[Submission, list[Any]] = {}
    for response, number, value in rows:
        found.setdefault((response, number), []).append(json.loads(value))
    return found


def members(connection: Connection, release: int) -> set[Submission]:
    """The submissions that a release was made of, as long as they are kept."""
    rows = connection.execute(
        "SELECT response, number FROM release_member WHERE release = ?", (release,)
    )
    return {(row[0], row[1]) for row in rows}


def keep(connection: Connection, release: int, totals: Iterable[tuple[str, str, float]]) -> None:
    """Note the exact sum of each (question, group) of which something is published."""
    connection.executemany(
        "INSERT INTO exact_amount VALUES (?, ?, ?, ?)", [(release, *one) for one in totals]
    )


def totals(connection: Connection, release: int, question: str) -> dict[str, float]:
    """The exact sum of each group behind what a release published of a question."""
    rows = connection.execute(
        "SELECT grp, total FROM exact_amount WHERE release = ? AND question = ?",
        (release, question),
    )
    return {row[0]: row[1] for row in rows}
