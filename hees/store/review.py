"""What the study team thinks of responses, and what it needs to see of all of them at once."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from hees.store.responses import Key


@dataclass(frozen=True)
class Review:
    """The state of a response. `reason`: a code, "" unless excluded. `at`: ISO time in UTC.

    Nobody has looked at a response without a review: `who` and `at` are "" then.
    """

    state: str = "received"
    reason: str = ""
    comment: str = ""
    who: str = ""
    at: str = ""


@dataclass(frozen=True)
class Note:
    """What a member of the team wrote about a response."""

    id: int
    at: str
    who: str
    text: str


@dataclass(frozen=True)
class Settled:
    """Somebody judged that the evidence of a flag is in order; `digest` names that evidence."""

    flag: str
    digest: str
    who: str
    at: str


@dataclass(frozen=True)
class Received:
    """A response as the list shows it. `submissions` is 0 until it was submitted first, at `first`."""

    id: str
    status: str
    language: str
    created_at: str
    submitted_at: str | None
    submissions: int
    first: str | None


@dataclass(frozen=True)
class Event:
    """One change of one answer. `day`: ISO date; `old` and `new` as stored, None for no answer."""

    question: str
    item: str
    who: str
    language: str
    old: Any
    new: Any
    day: str


# States


def of(connection: Connection, response: str) -> Review:
    """The review of a response; one that nobody made says "received"."""
    row = connection.execute(
        "SELECT state, reason, comment, who, at FROM review WHERE response = ?", (response,)
    ).fetchone()
    return Review(*row) if row else Review()


def all_of(connection: Connection) -> dict[str, Review]:
    """Every review by response."""
    rows = connection.execute("SELECT response, state, reason, comment, who, at FROM review")
    return {row[0]: Review(*row[1:]) for row in rows}


def put(connection: Connection, response: str, made: Review) -> None:
    """Record a review in place of the one before."""
    connection.execute(
        "INSERT OR REPLACE INTO review VALUES (?, ?, ?, ?, ?, ?)",
        (response, made.state, made.reason, made.comment, made.who, made.at),
    )


def is_counted(connection: Connection, response: str) -> bool:
    """Whether a response is in the data."""
    query = "SELECT 1 FROM counted WHERE response = ?"
    return connection.execute(query, (response,)).fetchone() is not None


# Notes and settled flags


def notes(connection: Connection, response: str) -> list[Note]:
    """The notes about a response, the oldest first."""
    rows = connection.execute(
        "SELECT id, at, who, text FROM review_note WHERE response = ? ORDER BY id", (response,)
    )
    return [Note(*row) for row in rows]


def add_note(connection: Connection, response: str, at: str, who: str, text: str) -> None:
    """Write a note about a response."""
    connection.execute(
        "INSERT INTO review_note (response, at, who, text) VALUES (?, ?, ?, ?)",
        (response, at, who, text),
    )


def delete_note(connection: Connection, response: str, note: int) -> bool:
    """Delete a note; False when it was gone already."""
    query = "DELETE FROM review_note WHERE response = ? AND id = ?"
    return connection.execute(query, (response, note)).rowcount > 0


def settled(connection: Connection) -> dict[str, list[Settled]]:
    """Every settled flag by response."""
    rows = connection.execute("SELECT response, flag, digest, who, at FROM flag_settled")
    found: dict[str, list[Settled]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Settled(*row[1:]))
    return found


def settle(connection: Connection, response: str, made: Settled) -> None:
    """Note that the evidence of a flag was judged to be in order."""
    connection.execute(
        "INSERT OR REPLACE INTO flag_settled VALUES (?, ?, ?, ?, ?)",
        (response, made.flag, made.digest, made.who, made.at),
    )


def unsettle(connection: Connection, response: str, flag: str, digest: str) -> None:
    """Let a flag with exactly this evidence stand open again."""
    connection.execute(
        "DELETE FROM flag_settled WHERE response = ? AND flag = ? AND digest = ?",
        (response, flag, digest),
    )


# What is read of all responses


def received(connection: Connection) -> list[Received]:
    """Every response, the newest first, but for merged ones that do not stand any more."""
    rows = connection.execute(
        """SELECT id, status, response.language, created_at, response.submitted_at,
               (SELECT count(*) FROM submission WHERE submission.response = id),
               (SELECT submitted_at FROM submission WHERE submission.response = id AND number = 1)
           FROM response
           WHERE id NOT IN (SELECT merged FROM merge WHERE undone_at IS NOT NULL)
           ORDER BY coalesce(response.submitted_at, created_at) DESC, id"""
    )
    return [Received(*row) for row in rows]


def submitted(connection: Connection) -> dict[str, dict[Key, Any]]:
    """The answers of every submitted response, also of excluded ones."""
    return _by_response(
        connection.execute("SELECT response, question, item, value FROM submitted_answer")
    )


def submitted_of(connection: Connection, response: str) -> dict[Key, Any]:
    """The same of one response."""
    rows = connection.execute(
        "SELECT response, question, item, value FROM submitted_answer WHERE response = ?",
        (response,),
    )
    return _by_response(rows).get(response, {})


def drafted(connection: Connection, questions: Iterable[str]) -> dict[str, dict[Key, Any]]:
    """The answers to these questions so far, of every response that is being answered."""
    return _by_response(
        connection.execute(
            """SELECT response, question, item, value FROM answer
               JOIN response ON response.id = response AND status = 'draft'
               WHERE question IN (SELECT value FROM json_each(?))""",
            (json.dumps([*questions]),),
        )
    )


def personal(connection: Connection, questions: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """(response, value) of contact data given to these questions."""
    rows = connection.execute(
        """SELECT response, value FROM contact WHERE value <> 'null'
           AND question IN (SELECT value FROM json_each(?))""",
        (json.dumps([*questions]),),
    )
    for row in rows:
        yield row[0], json.loads(row[1])


def _by_response(rows: Iterable[tuple[str, str, str, str]]) -> dict[str, dict[Key, Any]]:
    """Answers by response. The same few codes are read again and again, so each is parsed once."""
    found: dict[str, dict[Key, Any]] = {}
    parsed: dict[str, Any] = {}
    for response, question, item, text in rows:
        if len(text) > 80:
            value = json.loads(text)
        elif (value := parsed.get(text)) is None:
            value = parsed[text] = json.loads(text)
        if value is not None:
            found.setdefault(response, {})[question, item] = value
    return found


def events(connection: Connection, response: str) -> list[Event]:
    """The history of a response's answers, the oldest first."""
    rows = connection.execute(
        """SELECT question, item, who, language, old, new, day FROM answer_event
           WHERE response = ? ORDER BY id""",
        (response,),
    )
    return [
        Event(*row[:4], json.loads(row[4] or "null"), json.loads(row[5] or "null"), row[6])
        for row in rows
    ]
