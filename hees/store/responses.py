"""Responses and their exact answers: rows of `responses.db` in and out, in plain SQL.

Every function takes an open connection, so that a caller can make several of them one transaction.
A key is (question id, item): item is "", a scale item's code, or a repeat entry's id.
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Any

from hees.store import quotations
from hees.store.connection import writing
from hees.store.home import Home

Key = tuple[str, str]


@dataclass(frozen=True)
class Stored:
    """An answer as stored. `value` is None once it was cleared; `revision` counts per response."""

    value: Any
    revision: int


@dataclass(frozen=True)
class Response:
    """A row of `response`. Times are ISO 8601 in UTC."""

    id: str
    questionnaire: str
    status: str
    language: str
    revision: int
    created_at: str
    expires_at: str
    revoked_at: str | None
    submitted_at: str | None


@contextmanager
def changing(home: Home) -> Generator[Connection]:
    """One write transaction on responses.db that moves the revision when it changed anything."""
    with writing(home.responses) as connection:
        before = connection.total_changes
        yield connection
        if connection.total_changes > before:
            quotations.follow(home, connection)
            connection.execute("UPDATE state SET revision = revision + 1")


def revision(connection: Connection) -> int:
    """A number that has moved since any earlier state."""
    return connection.execute("SELECT revision FROM state").fetchone()[0]


def kind(connection: Connection) -> str:
    """'real' or 'simulated': whose answers this home holds."""
    return connection.execute("SELECT kind FROM state").fetchone()[0]


def mark_simulated(connection: Connection) -> None:
    """Note for good that the answers of this home are made up."""
    connection.execute("UPDATE state SET kind = 'simulated'")


def count(connection: Connection) -> int:
    """How many responses there are, whatever became of them."""
    return connection.execute("SELECT count(*) FROM response").fetchone()[0]


# Responses


def insert(connection: Connection, response: Response, token_hash: str) -> None:
    """Add a response without answers behind a link."""
    connection.execute(
        """INSERT INTO response
           (id, token_hash, questionnaire, status, language, created_at, expires_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            response.id,
            token_hash,
            response.questionnaire,
            response.status,
            response.language,
            response.created_at,
            response.expires_at,
        ),
    )


_RESPONSE = """SELECT id, questionnaire, status, language, revision, created_at, expires_at,
    revoked_at, submitted_at FROM response"""


def get(connection: Connection, response: str) -> Response | None:
    """The response of that id."""
    return _response(connection.execute(f"{_RESPONSE} WHERE id = ?", (response,)).fetchone())


def by_token(connection: Connection, token_hash: str, now: str) -> Response | None:
    """The response behind a link, unless the link was revoked or has expired."""
    query = f"{_RESPONSE} WHERE token_hash = ? AND revoked_at IS NULL AND expires_at > ?"
    return _response(connection.execute(query, (token_hash, now)).fetchone())


def _response(row: Row | None) -> Response | None:
    return Response(**dict(row)) if row else None


def revoke(connection: Connection, response: str, now: str) -> None:
    """End the link of a response."""
    connection.execute("UPDATE response SET revoked_at = ? WHERE id = ?", (now, response))


def set_token(connection: Connection, response: str, token_hash: str, expires_at: str) -> None:
    """Give a response another link, which works again if it was revoked."""
    connection.execute(
        "UPDATE response SET token_hash = ?, expires_at = ?, revoked_at = NULL WHERE id = ?",
        (token_hash, expires_at, response),
    )


def set_version(connection: Connection, response: str, version: str) -> None:
    """Note which version of the questionnaire a response answers."""
    connection.execute("UPDATE response SET questionnaire = ? WHERE id = ?", (version, response))


def set_status(
    connection: Connection, response: str, status: str, *, submitted_at: str | None = None
) -> None:
    """Change the status; when it was submitted stays, unless it is given."""
    connection.execute(
        "UPDATE response SET status = ?, submitted_at = coalesce(?, submitted_at) WHERE id = ?",
        (status, submitted_at, response),
    )


# Answers. `answer` and `contact` have the same columns; personal data goes to `contact`.


def _table(personal: bool) -> str:
    return "contact" if personal else "answer"


def answers(connection: Connection, response: str, *, personal: bool = False) -> dict[Key, Stored]:
    """The stored answers of a response: those to other questions, or its contact data."""
    rows = connection.execute(
        f"SELECT question, item, value, revision FROM {_table(personal)} WHERE response = ?",
        (response,),
    )
    return {(row[0], row[1]): Stored(json.loads(row[2]), row[3]) for row in rows}


def make_personal(connection: Connection, response: str, question: str) -> None:
    """Move the answer to a question that became personal to the contact data, history and all."""
    connection.execute(
        """INSERT OR IGNORE INTO contact (response, question, item, value, revision)
           SELECT response, question, item, value, revision FROM answer
           WHERE response = ? AND question = ? AND item = ''""",
        (response, question),
    )
    for table in ("answer", "answer_event"):
        connection.execute(
            f"DELETE FROM {table} WHERE response = ? AND question = ?", (response, question)
        )


def answer(connection: Connection, response: str, key: Key, *, personal: bool) -> Stored | None:
    """One stored answer, or None where there never was one."""
    row = connection.execute(
        f"""SELECT value, revision FROM {_table(personal)}
            WHERE response = ? AND question = ? AND item = ?""",
        (response, *key),
    ).fetchone()
    return Stored(json.loads(row[0]), row[1]) if row else None


def next_revision(connection: Connection, response: str) -> int:
    """Count the revision of a response up by one; returns it."""
    query = "UPDATE response SET revision = revision + 1 WHERE id = ? RETURNING revision"
    return connection.execute(query, (response,)).fetchone()[0]


def write_answer(
    connection: Connection,
    response: str,
    key: Key,
    value: Any,
    answer_revision: int,
    *,
    personal: bool,
) -> None:
    """Store a canonical answer in place of the one before."""
    connection.execute(
        f"""INSERT INTO {_table(personal)} (response, question, item, value, revision)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value, revision = excluded.revision""",
        (response, *key, to_json(value), answer_revision),
    )


def record_event(
    connection: Connection,
    response: str,
    key: Key,
    *,
    who: str,
    language: str,
    old: Any,
    new: Any,
    answer_revision: int,
    day: str,
) -> None:
    """Append to the history. Callers keep personal data out of it."""
    connection.execute(
        """INSERT INTO answer_event (response, question, item, who, language, old, new, revision, day)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (response, *key, who, language, to_json(old), to_json(new), answer_revision, day),
    )


def add_time(connection: Connection, response: str, section: str, day: str, seconds: int) -> None:
    """Add to the active time that was spent on a section on a day."""
    connection.execute(
        """INSERT INTO section_visit VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds""",
        (response, section, day, seconds),
    )


def to_json(value: Any) -> str:
    """The one way in which answers are written, so that equal ones are equal texts."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
