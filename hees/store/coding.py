"""The scheme of codes, what each coder gave each answer, and what was agreed: rows in plain SQL.

An answer is (response, item) of a question; `digest` names the text that was read.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from sqlite3 import Connection

Place = tuple[str, str]
"""(response, item) of an answer; item is "" or a repeat entry's id."""


@dataclass(frozen=True)
class Code:
    """A code of the scheme of one question, with label and definition by language."""

    id: str
    question: str
    position: int
    label: Mapping[str, str]
    definition: Mapping[str, str]
    retired_at: str | None = None


@dataclass(frozen=True)
class Coding:
    """The codes that `who` gave the text that `digest` names."""

    who: str
    codes: frozenset[str]
    digest: str
    at: str


def codes(connection: Connection, question: str) -> list[Code]:
    """Every code of a question, retired ones too, in order."""
    rows = connection.execute(
        "SELECT * FROM code WHERE question = ? ORDER BY position, id", (question,)
    )
    return [
        Code(row[0], row[1], row[2], json.loads(row[3]), json.loads(row[4]), row[5]) for row in rows
    ]


def keep_code(connection: Connection, code: Code) -> None:
    """Write a code, in place of what had its id."""
    label, definition = (json.dumps(dict(one), ensure_ascii=False)
                         for one in (code.label, code.definition))  # fmt: skip
    connection.execute(
        "INSERT OR REPLACE INTO code VALUES (?, ?, ?, ?, ?, ?)",
        (code.id, code.question, code.position, label, definition, code.retired_at),
    )


def texts(connection: Connection, question: str) -> dict[Place, str]:
    """What the responses in the data answer to a question, in an order of chance that stays."""
    rows = connection.execute(
        """SELECT response, item, value FROM counted_answer JOIN counted USING (response)
           WHERE question = ? ORDER BY response, item""",
        (question,),
    )
    return {(row[0], row[1]): str(json.loads(row[2])) for row in rows}


def codings(connection: Connection, question: str) -> dict[Place, list[Coding]]:
    """What each coder gave each answer, the first coder first."""
    rows = connection.execute(
        """SELECT response, item, coder, codes, digest, at FROM coding WHERE question = ?
           ORDER BY at, coder""",
        (question,),
    )
    found: dict[Place, list[Coding]] = {}
    for row in rows:
        coding = Coding(row[2], frozenset(json.loads(row[3])), row[4], row[5])
        found.setdefault((row[0], row[1]), []).append(coding)
    return found


def finals(connection: Connection, question: str) -> dict[Place, Coding]:
    """What was agreed about answers that two coders coded differently."""
    rows = connection.execute(
        "SELECT response, item, who, codes, digest, at FROM coding_final WHERE question = ?",
        (question,),
    )
    return {
        (row[0], row[1]): Coding(row[2], frozenset(json.loads(row[3])), row[4], row[5])
        for row in rows
    }


def keep_coding(connection: Connection, question: str, place: Place, coding: Coding) -> None:
    """Write what a coder gives an answer, in place of what the same coder gave it before."""
    connection.execute(
        """INSERT OR REPLACE INTO coding (response, question, item, coder, codes, digest, at)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (place[0], question, place[1], coding.who, _list(coding.codes), coding.digest, coding.at),
    )


def keep_final(connection: Connection, question: str, place: Place, final: Coding) -> None:
    """Write what was agreed about an answer, in place of an earlier agreement."""
    connection.execute(
        """INSERT OR REPLACE INTO coding_final (response, question, item, codes, digest, who, at)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (place[0], question, place[1], _list(final.codes), final.digest, final.who, final.at),
    )


def _list(codes: Iterable[str]) -> str:
    return json.dumps(sorted(codes))
