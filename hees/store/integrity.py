"""What SQLite itself says of a database file."""

from sqlite3 import Connection


def damage(connection: Connection) -> str:
    """The first thing that is wrong with the file's structure, or ""."""
    [found] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return "" if found == "ok" else str(found)


def orphans(connection: Connection) -> list[str]:
    """The tables with rows that refer to rows that there are not."""
    rows = connection.execute("PRAGMA foreign_key_check").fetchall()
    return sorted({row[0] for row in rows})
