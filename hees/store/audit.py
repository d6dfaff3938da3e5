"""The audit log in `responses.db`: append-only, each entry sealed with the one before it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from hees import clock

PROGRAM, COMMAND, VISITOR = "program", "command line", "visitor"
"""Who acts when it is no member of the team: the site by itself, a command, a stranger."""

AUTOMATIC = "automatic"
"""Who acts when it is nobody of the team: what they did ends since an answer changed or left."""

START = "0" * 64
"""What stands for the digest before the first entry."""


@dataclass(frozen=True)
class Entry:
    """One act. `at`: ISO time in UTC; `who`: an account, or the command; `subject`: an id.

    `action`: area and verb, such as "response_excluded". `detail` never holds personal data.
    `digest`: SHA-256 in hex over the digest before it and all the rest.
    """

    number: int
    at: str
    who: str
    action: str
    subject: str
    detail: str
    digest: str


def record(connection: Connection, who: str, action: str, subject: str = "", **detail: Any) -> None:
    """Append to the log, in the caller's write transaction. Callers keep personal data out."""
    last = connection.execute("SELECT number, digest FROM audit ORDER BY number DESC LIMIT 1")
    number, before = last.fetchone() or (0, START)
    body = json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    entry = (
        number + 1,
        clock.now(),
        who,
        action,
        subject,
        body.encode("utf-8", "replace").decode(),
    )
    connection.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)", (*entry, _seal(before, entry))
    )


def _seal(before: str, entry: tuple[int, str, str, str, str, str]) -> str:
    sealed = json.dumps([before, *entry], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(sealed.encode()).hexdigest()


def entries(connection: Connection) -> Iterator[Entry]:
    """Every entry, the oldest first."""
    for row in connection.execute("SELECT * FROM audit ORDER BY number"):
        yield Entry(*row)


def newest(connection: Connection, limit: int, *, before: int | None = None) -> list[Entry]:
    """The last entries, the newest first; those before the number `before` when it is given."""
    rows = connection.execute(
        "SELECT * FROM audit WHERE ?1 IS NULL OR number < ?1 ORDER BY number DESC LIMIT ?2",
        (before, limit),
    )
    return [Entry(*row) for row in rows]


def page(
    connection: Connection, limit: int, offset: int, *, who: str = "", action: str = ""
) -> list[Entry]:
    """A page of the log, the newest first: of one account or one action when they are given."""
    rows = connection.execute(
        f"SELECT * FROM audit WHERE {_FILTER} ORDER BY number DESC LIMIT :limit OFFSET :offset",
        {"who": who, "action": action, "limit": limit, "offset": offset},
    )
    return [Entry(*row) for row in rows]


def count(connection: Connection, *, who: str = "", action: str = "") -> int:
    """How many entries there are, of one account or one action when they are given."""
    query = f"SELECT count(*) FROM audit WHERE {_FILTER}"
    return connection.execute(query, {"who": who, "action": action}).fetchone()[0]


_FILTER = "(:who = '' OR who = :who) AND (:action = '' OR action = :action)"


def occurring(connection: Connection) -> tuple[list[str], list[str]]:
    """Whoever acted, and the actions that occur, each sorted."""
    whos = connection.execute("SELECT DISTINCT who FROM audit ORDER BY who")
    actions = connection.execute("SELECT DISTINCT action FROM audit ORDER BY action")
    return [row[0] for row in whos], [row[0] for row in actions]


def head(connection: Connection) -> str:
    """The newest digest, which vouches for the whole log before it; START while it is empty."""
    last = connection.execute("SELECT digest FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return last[0] if last else START


def has(connection: Connection, digest: str) -> bool:
    """Whether an entry of the log has this digest."""
    query = "SELECT 1 FROM audit WHERE digest = ?"
    return connection.execute(query, (digest,)).fetchone() is not None


def broken(connection: Connection) -> int | None:
    """The number of the first entry that is not as it was written or is missing; None if all hold.

    Entries cut off at the end leave no gap: compare the newest digest with one noted elsewhere.
    """
    before = START
    for expected, entry in enumerate(entries(connection), start=1):
        content = (entry.number, entry.at, entry.who, entry.action, entry.subject, entry.detail)
        if entry.number != expected or entry.digest != _seal(before, content):
            return expected
        before = entry.digest
    return None
