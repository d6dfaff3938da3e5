"""Entries of repeating sections: which there are and in what order, in plain SQL."""

from collections.abc import Iterable
from sqlite3 import Connection


def of(connection: Connection, response: str) -> dict[str, tuple[str, ...]]:
    """The living entries of each repeating section, in order."""
    rows = connection.execute(
        """SELECT section, item FROM repeat_item WHERE response = ? AND deleted = 0
           ORDER BY section, position""",
        (response,),
    )
    found: dict[str, tuple[str, ...]] = {}
    for section, item in rows:
        found[section] = (*found.get(section, ()), item)
    return found


def add(connection: Connection, response: str, section: str, item: str) -> None:
    """Add an entry of that id at the end."""
    connection.execute(
        """INSERT INTO repeat_item (response, section, item, position)
           SELECT ?1, ?2, ?3, 1 + coalesce(max(position), 0) FROM repeat_item
           WHERE response = ?1 AND section = ?2""",
        (response, section, item),
    )


def has(connection: Connection, response: str, item: str) -> bool:
    """Whether there is a living entry of that id in any section."""
    query = """SELECT 1 FROM repeat_item INDEXED BY repeat_item_item
               WHERE response = ? AND item = ? AND deleted = 0"""
    return connection.execute(query, (response, item)).fetchone() is not None


def order(connection: Connection, response: str, section: str, items: Iterable[str]) -> None:
    """Bring the entries of a section into this order."""
    connection.executemany(
        "UPDATE repeat_item SET position = ? WHERE response = ? AND section = ? AND item = ?",
        [(position, response, section, item) for position, item in enumerate(items, start=1)],
    )


def mark(connection: Connection, response: str, section: str, item: str, *, deleted: bool) -> None:
    """Mark an entry as deleted or living; its answers stay."""
    connection.execute(
        "UPDATE repeat_item SET deleted = ? WHERE response = ? AND section = ? AND item = ?",
        (int(deleted), response, section, item),
    )
