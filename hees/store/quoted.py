"""Quotations in `public.db`: what respondents said in their own words, as anyone may read it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hees.store import loaded
from hees.store.connection import forget_soon, reading, writing
from hees.store.home import Home


@dataclass(frozen=True)
class Published:
    """A quotation as anyone may read it."""

    id: str
    question: str
    topic: str
    passage: str
    language: str
    translation: Mapping[str, str]
    named: Mapping[str, str]
    category: str
    approved_on: str


def published(home: Home) -> list[Published]:
    """Every public quotation; in no order that tells when it came."""
    with reading(home.public) as connection:
        rows = connection.execute("SELECT * FROM quotation ORDER BY id").fetchall()
    read = [
        dict(row) | {name: json.loads(row[name]) for name in ("translation", "named")}
        for row in rows
    ]
    return [Published(**one) for one in read]


def publish(home: Home, quotations: Iterable[Published]) -> None:
    """Make exactly these quotations public."""
    with writing(home.public) as connection:
        connection.execute("DELETE FROM quotation")
        connection.executemany(
            "INSERT INTO quotation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                [v if isinstance(v, str) else as_json(v) for v in vars(quotation).values()]
                for quotation in quotations
            ],
        )
        loaded.count_change(connection)


def remove(home: Home, ids: Iterable[str]) -> None:
    """Take quotations out of the public database."""
    with writing(home.public) as connection:
        connection.executemany("DELETE FROM quotation WHERE id = ?", [(id,) for id in ids])
        loaded.count_change(connection)
    forget_soon(home.public)


def as_json(value: object) -> str:
    """The one way in which JSON is written here, so that equal values are equal texts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
