"""The directory of intermediary actors: what a reader looks for, and what the directory covers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hees.findings import reference
from hees.store.home import Home
from hees.study.reference import Actor

KIND = "intermediaries"
"""What the reference material calls the rows of the directory."""


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for, by code; "" stands for any."""

    category: str = ""
    area: str = ""
    country: str = ""


@dataclass(frozen=True)
class Coverage:
    """How many actors are listed for each category and area; an actor counts in each of its areas."""

    categories: tuple[str, ...]
    areas: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]


def matching(actors: Iterable[Actor], wanted: Wanted) -> list[Actor]:
    """The actors that are all that is wanted, in the order given."""
    return [
        one
        for one in actors
        if wanted.category in {"", one.category}
        and wanted.area in {"", *one.areas}
        and wanted.country in {"", one.country}
    ]


def find(home: Home, wanted: Wanted, text: str = "") -> list[Actor]:
    """What is wanted of the directory, and found by every word of `text` in any language."""
    found = matching(reference.actors(home), wanted)
    if not text.strip():
        return found
    ids = set(reference.search(home, KIND, text))
    return [one for one in found if one.id in ids]


def by_category(actors: Iterable[Actor], order: Sequence[str]) -> dict[str, list[Actor]]:
    """The actors by category, the categories in `order`; those without actors are left out."""
    listed = list(actors)
    groups = {code: [one for one in listed if one.category == code] for code in order}
    return {code: group for code, group in groups.items() if group}


def coverage(actors: Iterable[Actor], categories: Sequence[str], areas: Sequence[str]) -> Coverage:
    """Count by category and area, in the orders given.

    Categories and areas that no row of the directory has at all are left out: it is not sorted by
    them, so that nothing can be said of them.
    """
    listed = list(actors)
    rows = tuple(code for code in categories if any(one.category == code for one in listed))
    columns = tuple(code for code in areas if any(code in one.areas for one in listed))
    counts = {
        (row, column): sum(one.category == row and column in one.areas for one in listed)
        for row in rows
        for column in columns
    }
    return Coverage(rows, columns, counts)
