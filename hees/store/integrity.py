"""What SQLite itself says of a database file."""

from sqlite3 import Connection

from hees.store import schema
from hees.store.steps import Database


def damage(connection: Connection) -> str:
    """The first thing that is wrong with the file's structure, or ""."""
    [found] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return "" if found == "ok" else str(found)


def orphans(connection: Connection) -> list[str]:
    """The tables with rows that refer to rows that there are not."""
    rows = connection.execute("PRAGMA foreign_key_check").fetchall()
    return sorted({row[0] for row in rows})


def changed_rules(connection: Connection, file: str) -> list[str]:
    """The views and triggers of `file` (a name of ours) that are not those of its tables' making.

    A view says who counts, a trigger refuses to change what must stay.
    """
    steps = {"responses.db": schema.responses, "public.db": schema.public}[file]
    own = Database(connection)
    pending = [step.name for step in steps.pending(own)]
    fresh = Database(memory=True)
    steps.apply(fresh, stop_before=pending[0] if pending else None)
    made, now = _rules(fresh.conn), _rules(connection)
    return sorted(name for name in made.keys() | now.keys() if made.get(name) != now.get(name))


def has_table(connection: Connection, name: str) -> bool:
    """Whether there is such a table; a home of an older HEES has fewer."""
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(query, (name,)).fetchone() is not None


def _rules(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')"
    )
    return {row[0]: row[1] for row in rows}
