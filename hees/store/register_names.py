"""Names of the register, folded: whose they are, and which of them stand in a text."""

import json
from collections.abc import Iterable

from hees.store.connection import reading
from hees.store.home import Home

SHORTEST = 3
"""How many characters a folded name needs to be looked for inside a text."""


def names_in(home: Home, folded: str) -> list[str]:
    """The folded names of organisations that occur in a folded text, the longest first."""
    with reading(home.public) as connection:
        rows = connection.execute(
            """SELECT DISTINCT folded FROM register_name
               WHERE length(folded) >= ? AND instr(?, folded) > 0 ORDER BY length(folded) DESC""",
            (SHORTEST, folded),
        ).fetchall()
    return [row[0] for row in rows]


def names_of(home: Home, id: str) -> list[str]:
    """Every name of one organisation, aliases too."""
    with reading(home.public) as connection:
        rows = connection.execute(
            "SELECT name FROM register_name WHERE register = ? ORDER BY id", (id,)
        ).fetchall()
    return [row[0] for row in rows]


def places(home: Home) -> list[str]:
    """The places where organisations of the register are."""
    with reading(home.public) as connection:
        rows = connection.execute(
            "SELECT DISTINCT place FROM register WHERE place <> ''"
        ).fetchall()
    return [row[0] for row in rows]


def named(home: Home, word: str, among: Iterable[str]) -> set[str]:
    """The ids `among` whose organisations have a name that contains `word`, folded."""
    with reading(home.public) as connection:
        rows = connection.execute(
            """SELECT DISTINCT register FROM register_name
               WHERE register IN (SELECT value FROM json_each(?)) AND instr(folded, ?)""",
            (json.dumps(sorted(among)), word),
        ).fetchall()
    return {row[0] for row in rows}


def of_names(home: Home, folded: Iterable[str]) -> dict[str, str]:
    """The id of the one organisation that has each of these folded names, where it is one."""
    with reading(home.public) as connection:
        rows = connection.execute(
            """SELECT folded, min(register) FROM register_name
               WHERE folded IN (SELECT value FROM json_each(?))
               GROUP BY folded HAVING count(DISTINCT register) = 1""",
            (json.dumps([*folded]),),
        ).fetchall()
    return dict(tuple(row) for row in rows)


def folded_names(home: Home, ids: Iterable[str]) -> dict[str, list[str]]:
    """Every name of these organisations, other names too, folded."""
    with reading(home.public) as connection:
        rows = connection.execute(
            """SELECT register, folded FROM register_name
               WHERE register IN (SELECT value FROM json_each(?)) ORDER BY id""",
            (json.dumps([*ids]),),
        ).fetchall()
    found: dict[str, list[str]] = {}
    for register, name in rows:
        found.setdefault(register, []).append(name)
    return found
