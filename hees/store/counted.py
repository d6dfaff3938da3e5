"""The data: the responses that are submitted and not excluded, and their exact answers, in plain SQL."""

import json
from sqlite3 import Connection
from typing import Any


def values(connection: Connection, question: str) -> list[tuple[str, Any, int]]:
    """(item, value, count) of a question over all responses in the data."""
    rows = connection.execute(
        """SELECT item, value, count(*) FROM counted_answer WHERE question = ?
           GROUP BY item, value""",
        (question,),
    )
    return [(row[0], json.loads(row[1]), row[2]) for row in rows]


def ids(connection: Connection) -> set[str]:
    """The ids of all responses in the data: submitted now, and not excluded by the study team."""
    rows = connection.execute("SELECT response FROM counted")
    return {row[0] for row in rows}


def answers(connection: Connection, question: str) -> list[tuple[str, str, Any]]:
    """(response, item, value) of a question over all responses in the data."""
    rows = connection.execute(
        "SELECT response, item, value FROM counted_answer WHERE question = ?", (question,)
    )
    return [(row[0], row[1], json.loads(row[2])) for row in rows]


def respondents(connection: Connection, question: str) -> int:
    """How many responses in the data answered the question at least in part."""
    query = "SELECT count(DISTINCT response) FROM counted_answer WHERE question = ?"
    return connection.execute(query, (question,)).fetchone()[0]


def count(connection: Connection) -> int:
    """How many responses are in the data."""
    query = "SELECT count(*) FROM counted"
    return connection.execute(query).fetchone()[0]
