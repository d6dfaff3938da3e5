"""Which responses the study team merged into one, and how its sources had been reviewed before."""

from collections.abc import Iterable
from sqlite3 import Connection

REASON = "merged"
"""Why a source is excluded while what was made of it stands."""


def keep(connection: Connection, merged: str, sources: Iterable[str], who: str, at: str) -> None:
    """Note that `merged` was made of `sources`, which it takes the place of in the data."""
    connection.execute("INSERT INTO merge VALUES (?, ?, ?, NULL)", (merged, at, who))
    for source in sources:
        connection.execute(
            """INSERT INTO merge_source
               SELECT ?1, ?2, state, comment, who, at FROM
               (SELECT 1) LEFT JOIN review ON response = ?2""",
            (merged, source),
        )
        connection.execute(
            "INSERT OR REPLACE INTO review VALUES (?, 'excluded', ?, '', ?, ?)",
            (source, REASON, who, at),
        )


def undo(connection: Connection, merged: str, at: str) -> None:
    """Let each source stand for itself again, reviewed as it was before."""
    connection.execute("UPDATE merge SET undone_at = ? WHERE merged = ?", (at, merged))
    of_it = "SELECT source FROM merge_source WHERE merged = ?"
    connection.execute(
        f"DELETE FROM review WHERE reason = ? AND response IN ({of_it})", (REASON, merged)
    )
    connection.execute(
        """INSERT INTO review SELECT source, state, '', comment, who, at FROM merge_source
           WHERE merged = ? AND state IS NOT NULL""",
        (merged,),
    )


def empty(connection: Connection, source: str) -> None:
    """Delete how a source had been reviewed, for one of which nothing merged stands any more."""
    connection.execute(
        """UPDATE merge_source SET state = NULL, comment = NULL, who = NULL, at = NULL
           WHERE source = ?""",
        (source,),
    )


def of(connection: Connection, source: str) -> list[str]:
    """What stands that was merged from a response; one at most."""
    rows = connection.execute(
        """SELECT merged FROM merge_source JOIN merge USING (merged)
           WHERE source = ? AND undone_at IS NULL""",
        (source,),
    )
    return [row[0] for row in rows]


def sources(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The sources of everything merged that stands."""
    rows = connection.execute(
        """SELECT merged, source FROM merge_source JOIN merge USING (merged)
           WHERE undone_at IS NULL ORDER BY merged, source"""
    )
    found: dict[str, tuple[str, ...]] = {}
    for merged, source in rows:
        found[merged] = (*found.get(merged, ()), source)
    return found
