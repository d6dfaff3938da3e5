"""Editions: releases kept under a name, each with its files as they were when it was frozen."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from hees.store.connection import reading, writing
from hees.store.home import Home


@dataclass(frozen=True)
class Edition:
    """A frozen release. `name` by language; `doi` is "" until it has one.

    `site`: the public address of the site when it was frozen, without a last slash, or "".
    """

    id: str
    release: int
    name: Mapping[str, str]
    frozen_on: str
    doi: str = ""
    site: str = ""


class Taken(Exception):
    """There is an edition of that id already; nothing was written."""


_EDITION = """SELECT id, release, name, frozen_on, doi, site
              FROM edition JOIN edition_package ON edition = id"""


def add(home: Home, edition: Edition, package: bytes) -> None:
    """Keep an edition with its files, for ever. Raises Taken."""
    name = json.dumps(dict(edition.name), ensure_ascii=False, sort_keys=True)
    with writing(home.public) as connection:
        try:
            connection.execute(
                "INSERT INTO edition (id, release, name, frozen_on, doi) VALUES (?, ?, ?, ?, ?)",
                (edition.id, edition.release, name, edition.frozen_on, edition.doi),
            )
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorname != "SQLITE_CONSTRAINT_PRIMARYKEY":
                raise
            raise Taken from error
        connection.execute(
            "INSERT INTO edition_package VALUES (?, ?, ?)", (edition.id, edition.site, package)
        )


def set_doi(home: Home, id: str, doi: str) -> bool:
    """Note the DOI of an edition; False when there is no such edition."""
    with writing(home.public) as connection:
        done = connection.execute("UPDATE edition SET doi = ? WHERE id = ?", (doi, id))
        return done.rowcount == 1


def all_of(home: Home) -> list[Edition]:
    """Every edition, the newest release first."""
    with reading(home.public) as connection:
        rows = connection.execute(
            f"{_EDITION} ORDER BY release DESC, frozen_on DESC, id"
        ).fetchall()
    return [_edition(row) for row in rows]


def one(home: Home, id: str) -> Edition | None:
    """The edition of that id, or None."""
    with reading(home.public) as connection:
        row = connection.execute(f"{_EDITION} WHERE id = ?", (id,)).fetchone()
    return _edition(row) if row else None


def package(home: Home, id: str) -> bytes:
    """The files of an edition as they were frozen. KeyError when there is no such edition."""
    with reading(home.public) as connection:
        row = connection.execute(
            "SELECT body FROM edition_package WHERE edition = ?", (id,)
        ).fetchone()
    if row is None:
        raise KeyError(id)
    return row[0]


def packages(connection: Connection) -> Iterator[tuple[str, int, bytes]]:
    """(id, release, files) of every edition, read from public.db one by one."""
    yield from connection.execute(
        "SELECT id, release, body FROM edition JOIN edition_package ON edition = id ORDER BY id"
    )


def _edition(row: Any) -> Edition:
    return Edition(row[0], row[1], json.loads(row[2]), row[3], row[4], row[5])
