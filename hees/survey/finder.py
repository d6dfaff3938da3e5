"""Finding organisations by name while somebody types, and naming those already chosen."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hees.store import register, register_loading
from hees.store.home import Home
from hees.store.register import Entry
from hees.study import Kind, Question

OFFERED = 8
"""How many hits to offer: a list that a thumb can scroll and a browser does not feel."""

FILES = {"institution": "institutions.csv", "intermediary": "intermediaries.csv"}

KINDS = {Kind.INSTITUTION: ("institution",), Kind.ORGANISATION: ("intermediary", "institution")}
"""What of the register is offered for each kind of question."""


def fill(home: Home, study_folder: Path, languages: Sequence[str]) -> None:
    """Load the study's reference tables into the register; a file that did not change is skipped."""
    for kind, file in FILES.items():
        path = study_folder / "reference" / file
        if path.exists():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            register_loading.load(home, file, digest, entries(path, kind, languages))


def entries(path: Path, kind: str, languages: Sequence[str]) -> Iterator[Entry]:
    """The rows of a reference table as entries of the register. Raises OSError, KeyError."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = {
                language: row[f"name_{language}"]
                for language in languages
                if row.get(f"name_{language}")
            }
            yield Entry(
                id=row["id"],
                kind=kind,
                country=row["country"],
                names=names,
                place=row.get("city_en") or "",
                source=path.name,
                region=row.get("region") or "",
                aliases=tuple(filter(None, (row.get("aliases") or "").split("|"))),
            )


def find(home: Home, question: Question, text: str) -> list[Entry]:
    """What to offer for the typed text, best first; at most OFFERED."""
    return register.search(
        home, text, kinds=KINDS[question.kind], country=question.country, limit=OFFERED
    )


def chosen_ids(values: Iterable[Any]) -> set[str]:
    """The register ids in answers of kind institution or organisation."""
    ids = set()
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and isinstance(one.get("id"), str):
                ids.add(one["id"])
    return ids


def names(home: Home, values: Iterable[Any]) -> Mapping[str, Entry]:
    """The register's entries for all organisations named in `values`."""
    ids = chosen_ids(values)
    return register.by_id(home, ids) if ids else {}


def name_of(one: Any, entries: Mapping[str, Entry], language: str) -> str:
    """An organisation in an answer, by its name in `language` or the nearest there is."""
    if not isinstance(one, dict) or not isinstance(one.get("id"), str):
        return str(one.get("name", one) if isinstance(one, dict) else one)
    entry = entries.get(one["id"])
    return show(entry, language) if entry else one["id"]


def show(entry: Entry, language: str) -> str:
    """The name of an organisation in a language, or the nearest there is."""
    return entry.names.get(language) or next(iter(entry.names.values()))
