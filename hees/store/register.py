"""The register of institutions and intermediary actors: names in all languages, and their search.

Names are indexed by pairs of characters, so that a query of two characters is as fast as a
long one: "kyoto" is the phrase "ky yo ot to", and a phrase match is a substring match.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection, Row

from hees.store.connection import reading, writing
from hees.store.home import Home

_FOLDS: dict[int, int | None] = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_FOLDS |= dict.fromkeys([*range(0x300, 0x370), 0x2BB, 0x2BC])
"""Katakana to hiragana; accents of Latin letters and okina dropped (voicing marks are not here)."""


@dataclass(frozen=True)
class Entry:
    """One organisation. `names` by language; `place` is a city; `matched` the name found.

    `region`: ISO 3166-2 code of its state or prefecture, or "".
    """

    id: str
    kind: str
    country: str
    names: Mapping[str, str]
    place: str
    source: str
    aliases: tuple[str, ...] = ()
    matched: str = ""
    region: str = ""


def fold(text: str) -> list[str]:
    """The words of a text, without case, width, accents, kana type or punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_FOLDS)
    plain = unicodedata.normalize("NFKC", plain)
    return "".join(letter if letter.isalnum() else " " for letter in plain).split()


def load(home: Home, source: str, digest: str, entries: Iterable[Entry]) -> bool:
    """Replace what `source` loaded before, unless `digest` says it is the same; True if it did."""
    if _loaded(home, source) == digest:
        return False
    with writing(home.public) as connection:
        connection.execute("DELETE FROM register WHERE source = ?", (source,))
        for entry in entries:
            connection.execute(
                "INSERT INTO register (id, kind, country, names, place, region, source) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    entry.id,
                    entry.kind,
                    entry.country,
                    json.dumps(dict(entry.names), ensure_ascii=False),
                    entry.place,
                    entry.region,
                    source,
                ),
            )
            for name in dict.fromkeys([*entry.names.values(), *entry.aliases]):
                connection.execute(
                    "INSERT INTO register_name (register, name, folded) VALUES (?, ?, ?)",
                    (entry.id, name, "".join(fold(name))),
                )
        _index(connection)
        connection.execute("INSERT OR REPLACE INTO loaded VALUES (?, ?)", (source, digest))
    return True


def _loaded(home: Home, source: str) -> str | None:
    with reading(home.public) as connection:
        row = connection.execute("SELECT digest FROM loaded WHERE source = ?", (source,)).fetchone()
    return row[0] if row else None


def _index(connection: Connection) -> None:
    connection.execute("INSERT INTO register_index (register_index) VALUES ('delete-all')")
    connection.executemany(
        "INSERT INTO register_index (rowid, pairs) VALUES (?, ?)",
        [
            (row[0], " ".join(pairs(row[1])))
            for row in connection.execute("SELECT id, folded FROM register_name")
        ],
    )


def pairs(folded: str) -> list[str]:
    """The overlapping pairs of characters of a folded text, by which it is indexed."""
    return [folded[start : start + 2] for start in range(max(1, len(folded) - 1))]


def search(
    home: Home, text: str, *, kinds: Sequence[str], country: str | None = None, limit: int = 20
) -> list[Entry]:
    """Organisations with a name that contains every word of `text`, best match first."""
    words = fold(text)
    if not words:
        return []
    phrases = [f'"{words[0]}" *'] if len(words[0]) == 1 else []
    phrases += [f'"{" ".join(pairs(word))}"' for word in words if len(word) > 1]
    whole = "".join(words)
    with reading(home.public) as connection:
        rows = connection.execute(
            f"""SELECT register.*, register_name.name AS matched
            FROM register_index
            JOIN register_name ON register_name.id = register_index.rowid
            JOIN register ON register.id = register_name.register
            WHERE register_index MATCH ? AND register.kind IN ({",".join("?" * len(kinds))})
                AND (? IS NULL OR register.country = ?)
            ORDER BY register_name.folded = ? DESC, substr(register_name.folded, 1, ?) = ? DESC,
                length(register_name.folded), register.id
            LIMIT ?""",
            (" ".join(phrases), *kinds, country, country, whole, len(whole), whole, limit * 4),
        ).fetchall()
    found: dict[str, Entry] = {}
    for row in rows:
        found.setdefault(row["id"], _entry(row, row["matched"]))
    return list(found.values())[:limit]


def by_id(home: Home, ids: Iterable[str]) -> dict[str, Entry]:
    """The named organisations that the register has."""
    wanted = sorted(set(ids))
    with reading(home.public) as connection:
        rows = connection.execute(
            "SELECT * FROM register WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted),),
        ).fetchall()
    return {row["id"]: _entry(row) for row in rows}


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
