"""What each response submitted, revision by revision, and its part of the data, in plain SQL."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from hees.store.responses import Key, to_json


@dataclass(frozen=True)
class Submission:
    """A submitted revision; `answers` is its canonical JSON, or None after erasing."""

    response: str
    number: int
    code: str
    salt: str
    answers: str | None
    language: str
    submitted_at: str


def of(connection: Connection, response: str) -> list[Submission]:
    """All submitted revisions of a response, oldest first."""
    rows = connection.execute(
        "SELECT * FROM submission WHERE response = ? ORDER BY number", (response,)
    )
    return [Submission(**dict(row)) for row in rows]


def all_of(connection: Connection) -> Iterator[Submission]:
    """Every submitted revision of every response, one by one."""
    for row in connection.execute("SELECT * FROM submission ORDER BY response, number"):
        yield Submission(**dict(row))


def data_of(connection: Connection, response: str) -> dict[Key, str]:
    """The response's part of the data, each answer as its JSON."""
    rows = connection.execute(
        "SELECT question, item, value FROM submitted_answer WHERE response = ?", (response,)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def with_data(connection: Connection) -> list[str]:
    """The responses that are in the data by their answers or by their status."""
    rows = connection.execute(
        """SELECT response FROM submitted_answer
           UNION SELECT id FROM response WHERE status = 'submitted' ORDER BY 1"""
    )
    return [row[0] for row in rows]


def by_code(connection: Connection, code: str) -> Submission | None:
    """The submission that a receipt code is of."""
    row = connection.execute("SELECT * FROM submission WHERE code = ?", (code,)).fetchone()
    return Submission(**dict(row)) if row else None


def insert(connection: Connection, submission: Submission) -> None:
    """Add a submitted revision."""
    connection.execute(
        """INSERT INTO submission
           (response, number, code, salt, answers, language, submitted_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            submission.response,
            submission.number,
            submission.code,
            submission.salt,
            submission.answers,
            submission.language,
            submission.submitted_at,
        ),
    )


def replace_data(connection: Connection, response: str, data: Mapping[Key, Any]) -> None:
    """Make `data` the response's part of the data; an empty mapping takes it out."""
    connection.execute("DELETE FROM submitted_answer WHERE response = ?", (response,))
    connection.executemany(
        "INSERT INTO submitted_answer (question, item, response, value) VALUES (?, ?, ?, ?)",
        [(*key, response, to_json(value)) for key, value in data.items()],
    )
