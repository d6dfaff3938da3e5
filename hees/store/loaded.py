"""What was loaded into `public.db`: the digest of each source, and a count of changes.

The count only grows, so that no state comes back: caches are kept under it.
"""

from sqlite3 import Connection


def digest(connection: Connection, source: str) -> str | None:
    """The digest under which a source was loaded last; None before it was."""
    row = connection.execute("SELECT digest FROM loaded WHERE source = ?", (source,)).fetchone()
    return row[0] if row else None


def note(connection: Connection, source: str, digest: str) -> None:
    """Note that a source was loaded."""
    connection.execute("INSERT OR REPLACE INTO loaded VALUES (?, ?)", (source, digest))


def count_change(connection: Connection) -> None:
    """Let open pages and caches know that something public changed."""
    connection.execute(
        """INSERT INTO loaded VALUES ('changes', '1') ON CONFLICT (source)
           DO UPDATE SET digest = CAST(digest AS INTEGER) + 1"""
    )
