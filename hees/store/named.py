"""Names and places of the register that stand somewhere in a text."""

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
