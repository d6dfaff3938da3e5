"""The reference material of a study folder: rows of `reference/*.csv`, each with its source."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from hees.study.questionnaire import ID, Model
from hees.study.text import Text

Row = Mapping[str, str]


class Observation(Model):
    """One value of a time series. `year` places it on the axis; `period` is as published.

    `flag`: "" or "break" (first value counted in a new way), "revised", "estimate", "derived".
    """

    series: str
    period: str
    year: int
    value: float
    flag: Literal["", "break", "revised", "estimate", "derived"] = ""
    read_from: str = Field(min_length=1)


class Figure(Model):
    """One published number. `source` is a key of `sources.toml`; `address` the page it stands on."""

    id: str = Field(pattern=ID)
    topic: str
    value: float
    unit: Text
    qualifier: Literal["", "more_than", "about"] = ""
    period: str
    label: Text
    note: Text
    source: str
    address: str


class Term(Model):
    """A glossary entry. `match`: the words in running text that lead to it, by language."""

    id: str = Field(pattern=ID)
    term: Text
    definition: Text
    match: dict[str, tuple[str, ...]]
    source: str


class Actor(Model):
    """An intermediary actor of the directory; `category`, `country` and `areas` are codes.

    `names`: by language; an organisation need not have a name in each.
    """

    id: str
    names: dict[str, str] = Field(min_length=1)
    aliases: tuple[str, ...]
    category: str
    country: str
    areas: tuple[str, ...]
    website: str
    note: Text
    source: str


class Partnership(Model):
    """A partnership or programme of the inventory; `institutions` are ids of the register.

    `origin`: "survey" when a respondent agreed to list it, "list" when the study team imported it
    with a list of somebody's, else "imported". `organisation` is the respondent that named it, or
    "". `named` holds institutions that the register does not have.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")
    name: Text
    activity: str
    institutions: tuple[str, ...]
    named: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    status: str = ""
    start: int | None = None
    end: int | None = None
    note: Text
    source: str
    origin: Literal["imported", "survey", "list"] = "imported"
    organisation: str = ""


def rows(folder: Path, name: str) -> list[Row]:
    """The rows of `reference/<name>.csv`; an absent file has none."""
    path = folder / "reference" / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def observation(row: Row) -> Observation:
    """A row of series.csv. Raises ValidationError, as all of these."""
    return Observation.model_validate({**row})


def figure(row: Row) -> Figure:
    """A row of figures.csv."""
    return Figure.model_validate(_texts(row, "unit", "label", "note"))


def term(row: Row) -> Term:
    """A row of glossary.csv."""
    table = _texts(row, "term", "definition", "match")
    table["match"] = {
        language: _codes(words) for language, words in table["match"].items() if words
    }
    return Term.model_validate(table)


def actor(row: Row) -> Actor:
    """A row of intermediaries.csv."""
    table = _texts(row, "name", "note")
    names = {language: name for language, name in table.pop("name").items() if name}
    lists = {"aliases": _codes(row["aliases"]), "areas": _codes(row["areas"])}
    return Actor.model_validate(table | lists | {"names": names})


def partnership(row: Row) -> Partnership:
    """A row of partnerships.csv."""
    table = _texts(row, "name", "note")
    table.pop("source_checked", None)
    lists = {name: _codes(row.get(name) or "") for name in ("institutions", "fields", "levels")}
    return Partnership.model_validate(table | lists | {"start": row.get("start") or None})


ELSEWHERE = ("binational", "other")
"""What an actor has for a country that belongs to none of the study's alone."""

READERS = {
    "series": observation,
    "figures": figure,
    "glossary": term,
    "intermediaries": actor,
    "partnerships": partnership,
}
"""How a row of each file becomes a model."""


def _texts(row: Row, *names: str) -> dict[str, Any]:
    """Gather `label_en`, `label_ja` … into one text a name; the rest as it is."""
    table: dict[str, Any] = dict(row)
    for name in names:
        table[name] = {
            key.removeprefix(f"{name}_"): table.pop(key)
            for key in row
            if key.startswith(f"{name}_")
        }
    return table


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


CHOICES = {"activity": "activity_type", "field": "field", "level": "level", "status": "status"}
"""The choice list of each code of a partnership."""
