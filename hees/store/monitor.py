"""How responses come in, for the study team: exact counts in plain SQL."""

import json
from sqlite3 import Connection
from typing import Any


def by_status(connection: Connection) -> dict[str, int]:
    """How many responses there are in each status, without those that a merge made."""
    rows = connection.execute(
        """SELECT status, count(*) FROM response
           WHERE id NOT IN (SELECT merged FROM merge) GROUP BY status"""
    )
    return dict(rows.fetchall())


def by_day(connection: Connection) -> list[tuple[str, int, int]]:
    """(day, responses started, responses first submitted) for each day with either."""
    rows = connection.execute(
        """SELECT day, sum(started), sum(submitted) FROM (
               SELECT substr(created_at, 1, 10) AS day, 1 AS started, 0 AS submitted,
                   id AS response FROM response
               UNION ALL
               SELECT substr(submitted_at, 1, 10), 0, 1, response FROM submission WHERE number = 1
           ) WHERE response NOT IN (SELECT merged FROM merge) GROUP BY day ORDER BY day"""
    )
    return [tuple(row) for row in rows]


def newest(connection: Connection, question: str, limit: int) -> list[tuple[str, str, int, Any]]:
    """(response, submitted_at, revision, answer to `question`) of the newest submissions."""
    rows = connection.execute(
        """SELECT response.id, submission.submitted_at, submission.number, named.value
           FROM submission JOIN response ON response.id = submission.response
           LEFT JOIN submitted_answer AS named
               ON named.response = response.id AND named.question = ? AND named.item = ''
           WHERE response.status = 'submitted'
               AND response.id NOT IN (SELECT merged FROM merge) AND submission.number =
               (SELECT max(number) FROM submission AS other WHERE other.response = response.id)
           ORDER BY submission.submitted_at DESC, response.id LIMIT ?""",
        (question, limit),
    )
    return [(row[0], row[1], row[2], json.loads(row[3]) if row[3] else None) for row in rows]
