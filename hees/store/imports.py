"""Imported files of partnerships in `responses.db`: sources, batches and their rows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any


@dataclass(frozen=True)
class Batch:
    """One import. `digest`: SHA-256 of the file in hex; times are ISO in UTC; `who` may be ""."""

    id: str
    source: str
    file: str
    digest: str
    rows: int
    at: str
    who: str
    undone_at: str | None = None
    undone_by: str | None = None


def plan(connection: Connection, source: str) -> dict[str, Any]:
    """How the files of a source are read; {} for one that is not known."""
    row = connection.execute("SELECT plan FROM import_source WHERE name = ?", (source,)).fetchone()
    return json.loads(row[0]) if row else {}


def keep_plan(connection: Connection, source: str, plan: dict[str, Any], at: str, who: str) -> None:
    """Keep how the files of a source are read, in place of an earlier plan."""
    body = json.dumps(plan, ensure_ascii=False)
    connection.execute(
        "INSERT OR REPLACE INTO import_source VALUES (?, ?, ?, ?)", (source, body, at, who)
    )


def sources(connection: Connection) -> list[str]:
    """The names of all sources, the one used last first."""
    rows = connection.execute("SELECT name FROM import_source ORDER BY changed_at DESC, name")
    return [row[0] for row in rows]


def insert(connection: Connection, batch: Batch, rows: Iterable[tuple[str, int, str]]) -> bool:
    """Keep a batch with its rows (sheet, row, JSON); False when it is there already."""
    known = "SELECT 1 FROM import_batch WHERE id = ?"
    if connection.execute(known, (batch.id,)).fetchone():
        return False
    connection.execute(
        "INSERT INTO import_batch (id, source, file, digest, rows, at, who) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (batch.id, batch.source, batch.file, batch.digest, batch.rows, batch.at, batch.who),
    )
    connection.executemany(
        "INSERT INTO import_row VALUES (?, ?, ?, ?, ?)",
        ((batch.id, position, *row) for position, row in enumerate(rows)),
    )
    return True


def undo(connection: Connection, batch: str, at: str, who: str) -> bool:
    """Mark a batch as undone; False when there is none such, or it is undone already."""
    done = connection.execute(
        "UPDATE import_batch SET undone_at = ?, undone_by = ? WHERE id = ? AND undone_at IS NULL",
        (at, who, batch),
    )
    return done.rowcount == 1


def batches(connection: Connection) -> list[Batch]:
    """Every batch, the newest first."""
    rows = connection.execute("SELECT * FROM import_batch ORDER BY at DESC, id")
    return [Batch(*row) for row in rows]


def bodies(connection: Connection, batch: str) -> list[str]:
    """The JSON of every row of a batch, in the order of its file."""
    rows = connection.execute(
        "SELECT body FROM import_row WHERE batch = ? ORDER BY position", (batch,)
    )
    return [row[0] for row in rows]
