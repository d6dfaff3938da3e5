"""Reference material in `public.db`: rows of a kind as JSON, in order, some of them searchable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from hees.folding import fold, spaced
from hees.store import loaded
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.store.register_index import pairs


@dataclass(frozen=True)
class Item:
    """One row: its id within the kind, its JSON, and the words by which it is found."""

    id: str
    body: str
    words: str = ""


def load(home: Home, kind: str, digest: str, items: Iterable[Item], *, origin: str) -> bool:
    """Replace what this `origin` loaded of `kind`, unless `digest` is unchanged; True if it did."""
    source = f"{kind}/{origin}"
    with reading(home.public) as connection:
        if loaded.digest(connection, source) == digest:
            return False
    with writing(home.public) as connection:
        connection.execute("DELETE FROM reference WHERE kind = ? AND origin = ?", (kind, origin))
        for position, item in enumerate(items):
            connection.execute(
                "INSERT INTO reference (kind, id, origin, position, body, words) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (kind, item.id, origin, position, item.body, spaced(item.words)),
            )
        _index(connection)
        loaded.note(connection, source, digest)
        loaded.count_change(connection)
    return True


def holds(home: Home, kind: str, digest: str, *, origin: str) -> bool:
    """True when what `origin` loaded of `kind` last is what `digest` names."""
    with reading(home.public) as connection:
        return loaded.digest(connection, f"{kind}/{origin}") == digest


def state(home: Home) -> tuple[str, ...]:
    """What is loaded, of every kind; it changes when any of it does."""
    with reading(home.public) as connection:
        rows = connection.execute("SELECT source, digest FROM loaded ORDER BY source").fetchall()
    return tuple(f"{row[0]} {row[1]}" for row in rows)


def bodies(home: Home, kind: str) -> list[str]:
    """The JSON of every row of a kind, in order."""
    with reading(home.public) as connection:
        rows = connection.execute(
            "SELECT body FROM reference WHERE kind = ? ORDER BY origin, position", (kind,)
        ).fetchall()
    return [row[0] for row in rows]


def search(home: Home, kind: str, text: str) -> list[str]:
    """The ids of the rows of a kind whose words contain every word of `text`, in order."""
    words = fold(text)
    if not words:
        return []
    with reading(home.public) as connection:
        rows = connection.execute(
            """SELECT reference.id FROM reference_index
               JOIN reference ON reference.rowid = reference_index.rowid
               WHERE reference_index MATCH ? AND reference.kind = ?
               ORDER BY reference.origin, reference.position""",
            (_phrases(words), kind),
        ).fetchall()
    return [row[0] for row in rows]


def _phrases(words: Sequence[str]) -> str:
    """A word of two characters or more is a phrase of its pairs, wherever it stands in a name."""
    one = [f'"{word}" *' for word in words if len(word) == 1]
    return " ".join([*one, *(f'"{" ".join(pairs(word))}"' for word in words if len(word) > 1)])


def _index(connection: Connection) -> None:
    connection.execute("INSERT INTO reference_index (reference_index) VALUES ('delete-all')")
    connection.executemany(
        "INSERT INTO reference_index (rowid, pairs) VALUES (?, ?)",
        [
            (row[0], " ".join(" ".join(pairs(word)) for word in row[1].split()))
            for row in connection.execute("SELECT rowid, words FROM reference WHERE words <> ''")
        ],
    )
