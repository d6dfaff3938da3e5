"""The register of institutions and intermediary actors: names in all languages, and their search.

Names are indexed by pairs of characters, so that a query of two characters is as fast as a
long one: "kyoto" is the phrase "ky yo ot to", and a phrase match is a substring match.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Connection, Row

from hees import clock
from hees.folding import fold, solid
from hees.store import loaded
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.store.register_entry import Entry
from hees.store.register_merging import merge

KINDS = ("institution", "intermediary")

_LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24)


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
    connection.executemany(
        "INSERT INTO register (id, kind, country, names, place, region, source) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                one.id,
                one.kind,
                one.country,
                json.dumps(dict(one.names), ensure_ascii=False),
                one.place,
                one.region,
                one.source,
            )
            for one in merged.entries
        ),
    )
    named = [
        (one.id, name, solid(name))
        for one in merged.entries
        for name in dict.fromkeys([*one.names.values(), *one.aliases])
    ]
    named.sort(key=lambda one: (len(one[2]), one[0]))
    connection.executemany(
        "INSERT INTO register_name (register, name, folded, rank) VALUES (?, ?, ?, ?)",
        ((*one, rank) for rank, one in enumerate(named, start=1)),
    )
    connection.executemany(
        "INSERT INTO register_same VALUES (?, ?, ?)",
        ((id, source, register) for (source, id), register in merged.same.items()),
    )
    _index(connection)


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
            (rank, " ".join(pairs(folded)), f"k{kind} c{country}", " ".join(_starts(folded)))
            for rank, folded, kind, country in rows
        ),
    )


def pairs(folded: str) -> list[str]:
    """The overlapping pairs of characters of a folded text, by which it is indexed."""
    return [folded[start : start + 2] for start in range(max(1, len(folded) - 1))]


def _starts(folded: str) -> list[str]:
    """Beginnings of a folded text of some lengths, by which names that begin so are soon found.

    Marked, so that no pair of characters is the same word of the index.
    """
    return [f"0s{folded[:length]}" for length in _LENGTHS if length <= len(folded)]


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
    start = f'starts : "{_starts(whole)[-1]}"'
    if len(whole) not in _LENGTHS:
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


def named(home: Home, word: str, among: Iterable[str]) -> set[str]:
    """The ids `among` whose organisations have a name that contains `word`, folded."""
    with reading(home.public) as connection:
        rows = connection.execute(
            """SELECT DISTINCT register FROM register_name
               WHERE register IN (SELECT value FROM json_each(?)) AND instr(folded, ?)""",
            (json.dumps(sorted(among)), word),
        ).fetchall()
    return {row[0] for row in rows}


def state(home: Home) -> tuple[str, ...]:
    """What is loaded; it changes when any of it does."""
    with reading(home.public) as connection:
        rows = connection.execute(
            "SELECT source, digest FROM loaded JOIN register_source USING (source) ORDER BY source"
        ).fetchall()
    return tuple(f"{row[0]} {row[1]}" for row in rows)


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


def ids(home: Home, *, kinds: Sequence[str], country: str | None = None) -> list[str]:
    """The ids of all organisations of these kinds, of one country or of all, in order."""
    with reading(home.public) as connection:
        rows = connection.execute(
            f"""SELECT id FROM register WHERE kind IN ({",".join("?" * len(kinds))})
                AND (? IS NULL OR country = ?) ORDER BY id""",
            (*kinds, country, country),
        ).fetchall()
    return [row["id"] for row in rows]


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
