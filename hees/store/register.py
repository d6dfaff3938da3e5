"""The register of institutions and intermediary actors: found by name, by id, or all of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from sqlite3 import Row

from hees.folding import fold
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.register_entry import Entry
from hees.store.register_index import LENGTHS, pairs, starts

KINDS = ("institution", "intermediary")


def search(
    home: Home, text: str, *, kinds: Sequence[str], country: str | None = None, limit: int = 20
) -> list[Entry]:
    """Organisations with a name that contains every word of `text`, best match first."""
    words = fold(text)
    if not words:
        return []
    whole = "".join(words)
    phrases = [f'"{words[0]}" *'] if len(words[0]) == 1 else []
    phrases += [f'"{" ".join(pairs(word))}"' for word in words if len(word) > 1]
    start = f'starts : "{starts(whole)[-1]}"'
    if len(whole) not in LENGTHS:
        start += f' AND pairs : (^ "{" ".join(pairs(whole))}")'
    found: dict[str, Entry] = {}
    with reading(home.public) as connection:
        # Each query goes through the names from the shortest on, and stops when it has enough.
        for query, value in (
            (_EXACTLY, whole),
            (_MATCHING, _query(start, kinds, country)),
            (_MATCHING, _query(f"pairs : ({' '.join(phrases)})", kinds, country)),
        ):
            rows = connection.execute(
                query,
                {"value": value, "kinds": json.dumps(kinds), "country": country, "most": 4 * limit},
            )
            for row in rows:
                found.setdefault(row["id"], _entry(row, row["matched"]))
            if len(found) >= limit:
                break
    return list(found.values())[:limit]


_EXACTLY = """SELECT register.*, register_name.name AS matched
    FROM register_name JOIN register ON register.id = register_name.register
    WHERE register_name.folded = :value AND kind IN (SELECT value FROM json_each(:kinds))
        AND (:country IS NULL OR country = :country)
    ORDER BY rank LIMIT :most"""

_MATCHING = """SELECT register.*, register_name.name AS matched
    FROM (SELECT rowid FROM register_index WHERE register_index MATCH :value
          ORDER BY rowid LIMIT :most) AS hit
    JOIN register_name ON register_name.rank = hit.rowid
    JOIN register ON register.id = register_name.register
    ORDER BY register_name.rank"""


def _query(phrases: str, kinds: Sequence[str], country: str | None) -> str:
    """The names that hold these phrases, of organisations of these kinds in one country or in all."""
    query = phrases
    if set(kinds) != set(KINDS):
        marks = " OR ".join(f'"k{kind}"' for kind in kinds)
        query += f" AND marks : ({marks})"
    return f'{query} AND marks : "c{country}"' if country else query


def by_id(home: Home, ids: Iterable[str]) -> dict[str, Entry]:
    """The named organisations that the register has."""
    wanted = sorted(set(ids))
    with reading(home.public) as connection:
        rows = connection.execute(
            """SELECT asked.value AS asked, register.* FROM json_each(?) AS asked
               LEFT JOIN register_same ON register_same.id = asked.value
               JOIN register ON register.id = ifnull(register_same.register, asked.value)""",
            (json.dumps(wanted),),
        ).fetchall()
    return {row["asked"]: _entry(row) for row in rows}


def everything(home: Home, *, kinds: Sequence[str]) -> list[Entry]:
    """All organisations of these kinds with all their names."""
    with reading(home.public) as connection:
        rows = connection.execute(
            """SELECT register.*, json_group_array(register_name.name) AS all_names
               FROM register JOIN register_name ON register_name.register = register.id
               WHERE kind IN (SELECT value FROM json_each(?)) GROUP BY register.id""",
            (json.dumps(kinds),),
        ).fetchall()
    return [replace(_entry(row), aliases=tuple(json.loads(row["all_names"]))) for row in rows]


def state(home: Home) -> tuple[str, ...]:
    """What is loaded; it changes when any of it does."""
    with reading(home.public) as connection:
        rows = connection.execute(
            "SELECT source, digest FROM loaded JOIN register_source USING (source) ORDER BY source"
        ).fetchall()
    return tuple(f"{row[0]} {row[1]}" for row in rows)


def ids(home: Home, *, kinds: Sequence[str], country: str | None = None) -> list[str]:
    """The ids of all organisations of these kinds, of one country or of all, in order."""
    with reading(home.public) as connection:
        rows = connection.execute(
            f"""SELECT id FROM register WHERE kind IN ({",".join("?" * len(kinds))})
                AND (? IS NULL OR country = ?) ORDER BY id""",
            (*kinds, country, country),
        ).fetchall()
    return [row["id"] for row in rows]


def regions(home: Home) -> dict[str, str]:
    """The region of every organisation that has one, by id."""
    with reading(home.public) as connection:
        rows = connection.execute("SELECT id, region FROM register WHERE region <> ''").fetchall()
    return dict(tuple(row) for row in rows)


def _entry(row: Row, matched: str = "") -> Entry:
    return Entry(
        id=row["id"],
        kind=row["kind"],
        country=row["country"],
        names=json.loads(row["names"]),
        place=row["place"],
        source=row["source"],
        matched=matched,
        region=row["region"],
    )
