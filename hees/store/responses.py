"""Exact answers: rows of `responses.db` in and out, in plain SQL.

Every function takes an open connection, so that a caller can make several of them one transaction.
A key is (question id, item): item is "", a scale item's code, or a repeat entry's id.
"""

import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Any

from hees import clock
from hees.store import audit, merges, quotations
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
    connection.execute("UPDATE state SET kind = 'simulated'")


def count(connection: Connection) -> int:
    return connection.execute("SELECT count(*) FROM response").fetchone()[0]


# Responses


def insert(connection: Connection, response: Response, token_hash: str) -> None:
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
    return _response(connection.execute(f"{_RESPONSE} WHERE id = ?", (response,)).fetchone())


def by_token(connection: Connection, token_hash: str, now: str) -> Response | None:
    """The response behind a link, unless the link was revoked or has expired."""
    query = f"{_RESPONSE} WHERE token_hash = ? AND revoked_at IS NULL AND expires_at > ?"
    return _response(connection.execute(query, (token_hash, now)).fetchone())


def _response(row: Row | None) -> Response | None:
    return Response(**dict(row)) if row else None


def revoke(connection: Connection, response: str, now: str) -> None:
    connection.execute("UPDATE response SET revoked_at = ? WHERE id = ?", (now, response))


def set_token(connection: Connection, response: str, token_hash: str, expires_at: str) -> None:
    connection.execute(
        "UPDATE response SET token_hash = ?, expires_at = ?, revoked_at = NULL WHERE id = ?",
        (token_hash, expires_at, response),
    )


def set_version(connection: Connection, response: str, version: str) -> None:
    connection.execute("UPDATE response SET questionnaire = ? WHERE id = ?", (version, response))


def set_status(
    connection: Connection, response: str, status: str, *, submitted_at: str | None = None
) -> None:
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
    row = connection.execute(
        f"""SELECT value, revision FROM {_table(personal)}
            WHERE response = ? AND question = ? AND item = ?""",
        (response, *key),
    ).fetchone()
    return Stored(json.loads(row[0]), row[1]) if row else None


def next_revision(connection: Connection, response: str) -> int:
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
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# Entries of repeating sections


def entries(connection: Connection, response: str) -> dict[str, tuple[str, ...]]:
    """The living entries of each repeating section, in order."""
    rows = connection.execute(
        """SELECT section, item FROM repeat_item WHERE response = ? AND deleted = 0
           ORDER BY section, position""",
        (response,),
    )
    found: dict[str, tuple[str, ...]] = {}
    for section, item in rows:
        found[section] = (*found.get(section, ()), item)
    return found


def add_entry(connection: Connection, response: str, section: str, item: str) -> None:
    connection.execute(
        """INSERT INTO repeat_item (response, section, item, position)
           SELECT ?1, ?2, ?3, 1 + coalesce(max(position), 0) FROM repeat_item
           WHERE response = ?1 AND section = ?2""",
        (response, section, item),
    )


def has_entry(connection: Connection, response: str, item: str) -> bool:
    query = """SELECT 1 FROM repeat_item INDEXED BY repeat_item_item
               WHERE response = ? AND item = ? AND deleted = 0"""
    return connection.execute(query, (response, item)).fetchone() is not None


def order_entries(
    connection: Connection, response: str, section: str, items: Iterable[str]
) -> None:
    connection.executemany(
        "UPDATE repeat_item SET position = ? WHERE response = ? AND section = ? AND item = ?",
        [(position, response, section, item) for position, item in enumerate(items, start=1)],
    )


def mark_entry(
    connection: Connection, response: str, section: str, item: str, *, deleted: bool
) -> None:
    connection.execute(
        "UPDATE repeat_item SET deleted = ? WHERE response = ? AND section = ? AND item = ?",
        (int(deleted), response, section, item),
    )


# Submissions


def submissions(connection: Connection, response: str) -> list[Submission]:
    """All submitted revisions of a response, oldest first."""
    rows = connection.execute(
        "SELECT * FROM submission WHERE response = ? ORDER BY number", (response,)
    )
    return [Submission(**dict(row)) for row in rows]


def all_submissions(connection: Connection) -> Iterator[Submission]:
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


def submission_by_code(connection: Connection, code: str) -> Submission | None:
    row = connection.execute("SELECT * FROM submission WHERE code = ?", (code,)).fetchone()
    return Submission(**dict(row)) if row else None


def insert_submission(connection: Connection, submission: Submission) -> None:
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


# Deleting


def delete_contact(connection: Connection, response: str, at_revision: int) -> int:
    """Delete the personal data of a response; returns how many answers that were.

    The empty rows stay with a new revision, so that a page left open cannot bring the data back.
    """
    return connection.execute(
        "UPDATE contact SET value = 'null', revision = ? WHERE response = ? AND value <> 'null'",
        (at_revision, response),
    ).rowcount


def dissolve(connection: Connection, source: str, who: str = audit.AUTOMATIC) -> None:
    """Undo what was merged from a response: the copy is erased, and each source stands for itself.

    That is on the audit log, also when it follows from what a respondent does.
    """
    for merged in merges.of(connection, source):
        _undo_merge(connection, merged, who)
        erase(connection, merged)
        set_status(connection, merged, "erased")


def _undo_merge(connection: Connection, merged: str, who: str) -> None:
    """Let the sources of a merged response count again; nothing happens for any other."""
    if sources := merges.sources(connection).get(merged):
        merges.undo(connection, merged, clock.now())
        audit.record(connection, who, "merge_undone", merged, sources=list(sources))


def erase(connection: Connection, response: str) -> None:
    """Delete every answer of a response, its history, its copies, and what the team wrote of it."""
    dissolve(connection, response)
    _undo_merge(connection, response, audit.AUTOMATIC)
    for table in (
        "answer",
        "contact",
        "repeat_item",
        "answer_event",
        "submitted_answer",
        "listing",
        "flag_settled",
        "review",
        "review_note",
        "coding",
        "coding_final",
        "section_visit",
    ):
        connection.execute(f"DELETE FROM {table} WHERE response = ?", (response,))
    quotations.empty(connection, response)
    merges.empty(connection, response)
    connection.execute(
        "UPDATE submission SET answers = NULL, salt = '' WHERE response = ?", (response,)
    )
