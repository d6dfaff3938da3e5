"""What an export reads of `responses.db`, response by response."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from hees.store.responses import Key


@dataclass(frozen=True)
class Row:
    """A response to export. `answers`: as submitted (canonical JSON), None of a draft.

    `submitted_at`: ISO time, "" before submitting; `number` of its submission, 0 before.
    `state`: what the study team thinks of it.
    """

    id: str
    status: str
    language: str
    submitted_at: str
    number: int
    answers: str | None
    state: str


def submitted(connection: Connection) -> Iterator[Row]:
    """The responses in the data with what they submitted last, by id, read while they are used."""
    rows = connection.execute(
        """SELECT response.id, response.status, last.language, last.submitted_at, last.number,
               last.answers, coalesce(review.state, 'received')
           FROM response
           JOIN submission AS last ON last.response = response.id AND last.number =
               (SELECT max(number) FROM submission AS any_of WHERE any_of.response = response.id)
           LEFT JOIN review ON review.response = response.id
           WHERE last.answers IS NOT NULL AND response.id IN (SELECT response FROM counted)
           ORDER BY response.id"""
    )
    for row in rows:
        yield Row(*row)


def drafts(connection: Connection) -> Iterator[Row]:
    """The responses that were begun and not submitted, by id."""
    rows = connection.execute(
        """SELECT id, status, language, coalesce(review.state, 'received') FROM response
           LEFT JOIN review ON review.response = id WHERE status = 'draft' ORDER BY id"""
    ).fetchall()
    for id, status, language, state in rows:
        yield Row(id, status, language, "", 0, None, state)


def count(connection: Connection, *, with_drafts: bool) -> int:
    """How many responses `submitted` yields, or that and `drafts`."""
    [(found,)] = connection.execute("SELECT count(*) FROM counted").fetchall()
    if with_drafts:
        query = "SELECT count(*) FROM response WHERE status = 'draft'"
        found += connection.execute(query).fetchone()[0]
    return found


def longest(connection: Connection, question: str) -> int:
    """The most parts that an answer to a question has, submitted or not."""
    found = [
        connection.execute(
            f"""SELECT max(json_array_length(value)) FROM {table}
                WHERE question = ? AND json_type(value) = 'array'""",
            (question,),
        ).fetchone()[0]
        for table in ("submitted_answer", "answer")
    ]
    return max(number or 0 for number in found)


def contact(connection: Connection, response: str) -> dict[Key, Any]:
    """The contact data of a response that was not deleted."""
    rows = connection.execute(
        "SELECT question, item, value FROM contact WHERE response = ? AND value <> 'null'",
        (response,),
    )
    return {(question, item): json.loads(value) for question, item, value in rows}
