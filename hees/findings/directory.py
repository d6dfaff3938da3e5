"""The directory of intermediary actors, as listed by the study team."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Actor:
    """One organisation. `names` by language; `category`, `country` and `areas` are codes."""

    id: str
    names: dict[str, str]
    category: str
    country: str
    areas: tuple[str, ...]
    website: str


def actors(study_folder: Path, languages: list[str]) -> list[Actor]:
    """Read `reference/intermediaries.csv`; an absent file is an empty directory."""
    path = study_folder / "reference" / "intermediaries.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Actor(
                id=row["id"],
                names={language: row.get(f"name_{language}", "") for language in languages},
                category=row["category"],
                country=row["country"],
                areas=tuple(filter(None, row["areas"].split("|"))),
                website=row["website"],
            )
            for row in csv.DictReader(file)
        ]
