"""What is older than it may become, and the settings that say how old that is, in plain SQL."""

import json
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any


@dataclass(frozen=True)
class Due:
    """Something whose time is over: its id, and the ISO day from which its period ran."""

    id: str
    since: str


_LAST = """max(substr(coalesce(submitted_at, created_at), 1, 10), coalesce(
    (SELECT day FROM answer_event WHERE response = response.id ORDER BY id DESC LIMIT 1), ''))"""

_DUE = {
    "contact": f"""SELECT id, {_LAST} AS since FROM response WHERE EXISTS
        (SELECT 1 FROM contact WHERE contact.response = response.id AND value <> 'null')""",
    "draft": f"""SELECT id, {_LAST} AS since FROM response
        WHERE status = 'draft' AND submitted_at IS NULL""",
    "withdrawn": f"SELECT id, {_LAST} AS since FROM response WHERE status = 'withdrawn'",
    "invitation": """SELECT id, substr(created_at, 1, 10) AS since FROM invitation
        WHERE person <> '' OR email <> ''""",
}

RULES = tuple(_DUE)
"""What may have a retention period."""


def due(connection: Connection, rule: str, before: str) -> list[Due]:
    """What a rule deletes whose period began before an ISO day, the oldest first."""
    query = f"SELECT id, since FROM ({_DUE[rule]}) WHERE since < ? ORDER BY since, id"
    return [Due(*row) for row in connection.execute(query, (before,))]


def setting(connection: Connection, name: str) -> Any:
    """The value of a setting, or None."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return json.loads(row[0]) if row else None


def set_setting(connection: Connection, name: str, value: Any, who: str, at: str) -> None:
    """Keep a setting, with who changed it and when."""
    connection.execute(
        "INSERT OR REPLACE INTO setting VALUES (?, ?, ?, ?)", (name, json.dumps(value), who, at)
    )
