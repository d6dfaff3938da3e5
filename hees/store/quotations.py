"""Quotations in `responses.db`: what is marked and decided, and what takes a public one down."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from sqlite3 import Connection, Row

from hees import clock
from hees.store import audit, quoted
from hees.store.home import Home

Basis = tuple[tuple[str, str, str | None], ...]
"""The submitted answers that a quotation rests on: (question, item, value as JSON or None)."""


@dataclass(frozen=True)
class Quotation:
    """A passage of an answer. `translation`: by language, by the study team, where there is one.

    `named`: the respondent's names by language, empty without permission; `category` a code or "".
    `state`: candidate, approved, declined, taken_down (by the team) or fallen (an answer changed).
    """

    id: str
    response: str
    question: str
    item: str
    passage: str
    language: str
    translation: Mapping[str, str]
    topic: str
    basis: Basis
    named: Mapping[str, str]
    category: str
    state: str
    marked_by: str
    marked_on: str
    decided_by: str = ""
    decided_on: str = ""


def all_of(connection: Connection) -> list[Quotation]:
    """Every quotation whose text is still there, the newest mark first."""
    rows = connection.execute(
        "SELECT * FROM quotation WHERE passage <> '' ORDER BY marked_on DESC, id"
    )
    return [_quotation(row) for row in rows]


def one(connection: Connection, id: str) -> Quotation | None:
    """The quotation of that id, whatever became of it."""
    row = connection.execute("SELECT * FROM quotation WHERE id = ?", (id,)).fetchone()
    return _quotation(row) if row else None


def keep(connection: Connection, quotation: Quotation) -> None:
    """Write a quotation, in place of what had its id."""
    values = [getattr(quotation, field.name) for field in fields(Quotation)]
    connection.execute(
        f"INSERT OR REPLACE INTO quotation ({', '.join(f.name for f in fields(Quotation))}) "
        f"VALUES ({', '.join('?' * len(values))})",
        [value if isinstance(value, str) else quoted.as_json(value) for value in values],
    )


def texts(connection: Connection, question: str) -> list[tuple[str, str]]:
    """(response, item) of every answer in the data to a question.

    None of a merged response: its permission was put together by the study team.
    """
    rows = connection.execute(
        """SELECT response, item FROM counted_answer JOIN counted USING (response)
           WHERE question = ? AND response NOT IN (SELECT merged FROM merge)
           ORDER BY response, item""",
        (question,),
    )
    return [(row[0], row[1]) for row in rows]


def answers(
    connection: Connection, response: str, questions: Iterable[str]
) -> dict[tuple[str, str], str]:
    """The submitted answers of a response to these questions, as JSON, by (question, item)."""
    rows = connection.execute(
        """SELECT question, item, value FROM counted_answer
           WHERE response = ? AND question IN (SELECT value FROM json_each(?))""",
        (response, json.dumps([*questions])),
    )
    return {(row[0], row[1]): row[2] for row in rows}


def empty(connection: Connection, response: str) -> None:
    """Delete what was marked in the answers of a response; that something was, stays known."""
    connection.execute(
        """UPDATE quotation SET passage = '', translation = '{}', named = '{}', basis = '[]',
               category = '' WHERE response = ?""",
        (response,),
    )


def follow(home: Home, connection: Connection) -> None:
    """Take down every approved quotation that an answer which it rests on no longer bears out.

    Part of each write transaction on the answers, so that no way of leaving can be forgotten.
    `public.db` changes first: should this transaction fail, too little is public, never too much.
    """
    fallen = [
        row[0]
        for row in connection.execute(
            """SELECT id FROM quotation WHERE state = 'approved' AND (passage = ''
                   OR response NOT IN (SELECT response FROM counted)
                   OR EXISTS (SELECT 1 FROM json_each(basis) AS known
                       LEFT JOIN counted_answer AS now ON now.response = quotation.response
                           AND now.question = json_extract(known.value, '$[0]')
                           AND now.item = json_extract(known.value, '$[1]')
                       WHERE now.value IS NOT json_extract(known.value, '$[2]')))"""
        )
    ]
    if fallen:
        fell(connection, fallen)
        quoted.remove(home, fallen)


def drop(connection: Connection, ids: Iterable[str]) -> None:
    """Let no quotation stand that an earlier copy of the database still has as approved."""
    connection.executemany(
        "UPDATE quotation SET state = 'taken_down' WHERE state = 'approved' AND id = ?",
        [(id,) for id in ids],
    )


def fell(connection: Connection, ids: Iterable[str]) -> None:
    """Note that approved quotations no longer stand, though nobody of the team took them down."""
    for id in ids:
        connection.execute(
            "UPDATE quotation SET state = 'fallen', decided_on = ? WHERE id = ?",
            (clock.today(), id),
        )
        audit.record(connection, audit.AUTOMATIC, "quotation_fell", id)


def _quotation(row: Row) -> Quotation:
    read = dict(row)
    read |= {name: json.loads(read[name]) for name in ("translation", "named")}
    read["basis"] = tuple((known[0], known[1], known[2]) for known in json.loads(read["basis"]))
    return Quotation(**read)
