"""Loading files into the register: rows are kept, merged into one entry an institution, and indexed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Connection, Row

from hees import clock
from hees.folding import solid
from hees.store import loaded
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.store.register_entry import Entry
from hees.store.register_index import pairs, starts
from hees.store.register_merging import merge


def load(
    home: Home, source: str, digest: str, entries: Iterable[Entry], *, merges: bool = False
) -> bool:
    """Replace what `source` loaded before, unless `digest` says it is the same; True if it did.

    With `merges`, an institution that an earlier source has keeps its id from there, and gains
    the names of this one. Otherwise every entry stands under its own id.
    """
    with reading(home.public) as connection:
        if loaded.digest(connection, source) == digest:
            return False
    with writing(home.public) as connection:
        connection.execute(
            """INSERT INTO register_source VALUES
               (?1, (SELECT ifnull(max(position), 0) + 1 FROM register_source), ?2, ?3)
               ON CONFLICT (source) DO UPDATE SET merges = ?2, loaded_at = ?3""",
            (source, merges, clock.now()),
        )
        connection.execute("DELETE FROM register_row WHERE source = ?", (source,))
        connection.executemany(
            "INSERT OR REPLACE INTO register_row VALUES (?, ?, ?, ?)",
            ((source, entry.id, number, _body(entry)) for number, entry in enumerate(entries)),
        )
        _rebuild(connection)
        loaded.note(connection, source, digest)
    return True


def _body(entry: Entry) -> str:
    parts = {
        "kind": entry.kind,
        "country": entry.country,
        "names": dict(entry.names),
        "place": entry.place,
        "region": entry.region,
        "aliases": entry.aliases,
    }
    return json.dumps(parts, ensure_ascii=False)


def _rebuild(connection: Connection) -> None:
    """Make the register anew of the rows of all files, those that do not merge first."""
    rows = connection.execute(
        """SELECT register_row.*, merges FROM register_row JOIN register_source USING (source)
           ORDER BY merges, register_source.position, register_row.position"""
    )
    merged = merge((_kept(row), bool(row["merges"])) for row in rows)
    for table in ("register_name", "register", "register_same"):
        connection.execute(f"DELETE FROM {table}")
    _write_entries(connection, merged.entries)
    connection.executemany(
        "INSERT INTO register_same VALUES (?, ?, ?)",
        ((id, source, register) for (source, id), register in merged.same.items()),
    )
    _index(connection)


def _write_entries(connection: Connection, entries: Iterable[Entry]) -> None:
    """Write the organisations, and each of their names with its rank: the shortest first."""
    named = []
    for one in entries:
        names = json.dumps(dict(one.names), ensure_ascii=False)
        connection.execute(
            "INSERT INTO register (id, kind, country, names, place, region, source) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (one.id, one.kind, one.country, names, one.place, one.region, one.source),
        )
        every = dict.fromkeys([*one.names.values(), *one.aliases])
        named += [(one.id, name, solid(name)) for name in every]
    named.sort(key=lambda one: (len(one[2]), one[0]))
    connection.executemany(
        "INSERT INTO register_name (register, name, folded, rank) VALUES (?, ?, ?, ?)",
        ((*one, rank) for rank, one in enumerate(named, start=1)),
    )


def _kept(row: Row) -> Entry:
    body = json.loads(row["body"])
    return Entry(id=row["id"], source=row["source"], **body | {"aliases": tuple(body["aliases"])})


def _index(connection: Connection) -> None:
    connection.execute("INSERT INTO register_index (register_index) VALUES ('delete-all')")
    rows = connection.execute(
        """SELECT rank, folded, kind, country FROM register_name
           JOIN register ON register.id = register_name.register ORDER BY rank"""
    ).fetchall()
    connection.executemany(
        "INSERT INTO register_index (rowid, pairs, marks, starts) VALUES (?, ?, ?, ?)",
        (
            (rank, " ".join(pairs(folded)), f"k{kind} c{country}", " ".join(starts(folded)))
            for rank, folded, kind, country in rows
        ),
    )


@dataclass(frozen=True)
class Source:
    """A file of the register: its rows, and how many of them another file had already."""

    name: str
    loaded_at: str
    rows: int
    merged: int


def sources(home: Home) -> list[Source]:
    """The files that make up the register, in the order in which they count."""
    with reading(home.public) as connection:
        rows = connection.execute(
            """SELECT source, loaded_at,
                   (SELECT count(*) FROM register_row WHERE source = one.source),
                   (SELECT count(*) FROM register_same WHERE source = one.source)
               FROM register_source AS one ORDER BY merges, position"""
        ).fetchall()
    return [Source(*row) for row in rows]
