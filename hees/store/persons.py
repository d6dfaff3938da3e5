"""What is stored about somebody, wherever it stands: every table with text is looked through."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from hees.folding import same_case

SECRET = {"token_hash", "password_hash", "salt", "digest", "code"}
"""Columns that neither are searched nor leave the system."""

_NO_PERSON = {
    *("questionnaire_version", "_sqlite_migrations", "state", "account_session", "code", "audit"),
    *("release", "released_count", "released_amount", "release_basis", "release_member"),
    *("exact_count", "exact_amount", "release_attempt", "release_task", "release_lease"),
    *("register", "register_name", "register_source", "register_row", "register_same", "loaded"),
    *("edition", "edition_package"),
}
"""Tables that cannot hold personal data: versions, counts, the register, digests."""


@dataclass(frozen=True)
class Hit:
    """So many rows of a table hold the text. `response`, `invitation`: whom they are about, or ""."""

    table: str
    response: str
    invitation: str
    rows: int


def holding(connection: Connection, text: str) -> list[Hit]:
    """Where a text occurs in a database, whatever its case and width; by table and subject."""
    needle = same_case(text)
    connection.create_function("folded", 1, _folded, deterministic=True)
    found = []
    for table, columns in _tables(connection):
        searched = [name for name, kind in columns.items() if kind == "TEXT"]
        searched = [name for name in searched if name not in SECRET]
        if not searched:
            continue
        response, invitation = _subject(table, columns)
        where = " OR ".join(
            f"instr(folded({name}), ?) OR instr(folded({name}), ?)" for name in searched
        )
        needles = (needle, json.dumps(needle, ensure_ascii=False)[1:-1]) * len(searched)
        rows = connection.execute(
            f"""SELECT coalesce({response}, ''), coalesce({invitation}, ''), count(*)
                FROM {table} WHERE {where} GROUP BY 1, 2""",
            needles,
        )
        found += [Hit(table, *row) for row in rows]
    return found


def _folded(value: object) -> str:
    return same_case(value) if isinstance(value, str) else ""


def _tables(connection: Connection) -> Iterator[tuple[str, dict[str, str]]]:
    """Each table that can hold personal data, with the types of its columns by name."""
    names = connection.execute(
        """SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
           AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE '%_index_%' ORDER BY name"""
    ).fetchall()
    for (name,) in names:
        if name not in _NO_PERSON:
            columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
            yield name, {column["name"]: column["type"] for column in columns}


def _subject(table: str, columns: dict[str, str]) -> tuple[str, str]:
    """SQL for the response and the invitation that a row of a table is about."""
    own = {
        "response": ("id", "''"),
        "invitation": ("response", "id"),
        "merge": ("merged", "''"),
        "merge_source": ("source", "''"),
    }
    if table in own:
        return own[table]
    return (
        "response" if "response" in columns else "''",
        "invitation" if "invitation" in columns else "''",
    )


def answering(connection: Connection, question: str, ids: set[str]) -> list[str]:
    """The responses that name one of these organisations of the register in a question."""
    if not ids:
        return []
    rows = connection.execute(
        """SELECT DISTINCT response FROM answer WHERE question = ?
           AND json_extract(value, '$.id') IN (SELECT value FROM json_each(?))""",
        (question, json.dumps(sorted(ids))),
    )
    return [row[0] for row in rows]


Records = dict[str, list[dict[str, Any]]]


def records(connection: Connection, *, response: str = "", invitation: str = "") -> Records:
    """Every row about a response or an invitation, by table, without secrets."""
    found: Records = {}
    for table, columns in _tables(connection):
        about = _subject(table, columns)
        for column, subject in zip(about, (response, invitation), strict=True):
            if subject and column != "''":
                query = f"SELECT * FROM {table} WHERE {column} = ?"
                rows = connection.execute(query, (subject,)).fetchall()
                known = [{n: row[n] for n in columns if n not in SECRET} for row in rows]
                found.setdefault(table, [])
                found[table] += [row for row in known if row not in found[table]]
    return {table: rows for table, rows in found.items() if rows}


def invitations_of(connection: Connection, response: str) -> list[str]:
    """The invitations whose link led to a response."""
    rows = connection.execute("SELECT id FROM invitation WHERE response = ?", (response,))
    return [row[0] for row in rows]


def empty_invitation(connection: Connection, id: str, *, at: str, whole: bool) -> bool:
    """Delete the personal data of an invitation, and what waits to be sent to it.

    `whole`: the organisation's name and the link as well. Country, category and wave stay, for
    the response rate. False when there was nothing left to delete.
    """
    kept = connection.execute(
        "SELECT person, email, organisation FROM invitation WHERE id = ?", (id,)
    ).fetchone()
    if kept is None or not (kept[0] or kept[1] or (whole and kept[2])):
        return False
    connection.execute("UPDATE invitation SET person = '', email = '' WHERE id = ?", (id,))
    connection.execute(
        """UPDATE outbox SET error = '',
           state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
           WHERE invitation = ?""",
        (id,),
    )
    if whole:
        connection.execute(
            """UPDATE invitation SET organisation = '', register = NULL,
               revoked_at = coalesce(revoked_at, ?) WHERE id = ?""",
            (at, id),
        )
    return True


def counts(connection: Connection) -> dict[str, int]:
    """How many records of each sort hold personal data or answers."""
    sorts = {
        "responses": "SELECT count(*) FROM response WHERE status <> 'erased'",
        "contacts": "SELECT count(DISTINCT response) FROM contact WHERE value <> 'null'",
        "invitations": "SELECT count(*) FROM invitation WHERE person <> '' OR email <> ''",
        "accounts": "SELECT count(*) FROM account",
        "erased": "SELECT count(*) FROM response WHERE status = 'erased'",
    }
    return {name: connection.execute(query).fetchone()[0] for name, query in sorts.items()}
