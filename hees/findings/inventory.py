"""The partnership inventory: listed programmes with their places, and finding among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hees.findings import reference
from hees.folding import fold
from hees.store import register, register_names
from hees.store.home import Home
from hees.study.reference import Partnership

KIND = "partnerships"
"""What the reference material calls the rows of the inventory."""

UNSTATED = "unstated"
"""Stands for the status of a partnership whose source gives none."""

Places = Mapping[str, str]
"""The region (ISO 3166-2) of each institution of the register, by the institution's id."""


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for, by code; "" stands for any. `region` is one of an institution."""

    activity: str = ""
    field: str = ""
    level: str = ""
    region: str = ""
    status: str = ""


def places(home: Home) -> Places:
    """The region (ISO 3166-2) of every institution of the register that has one."""
    return register.regions(home)


def status(one: Partnership) -> str:
    """The status by which a reader may look for it."""
    return one.status or UNSTATED


def regions(one: Partnership, places: Places) -> set[str]:
    """The regions of its institutions, as far as they are known."""
    return {places[id] for id in one.institutions if id in places}


def matching(listed: Iterable[Partnership], wanted: Wanted, places: Places) -> list[Partnership]:
    """The partnerships that are all that is wanted, in the order given."""
    return [
        one
        for one in listed
        if wanted.activity in {"", one.activity}
        and wanted.field in {"", *one.fields}
        and wanted.level in {"", *one.levels}
        and wanted.status in {"", status(one)}
        and wanted.region in {"", *regions(one, places)}
    ]


def find(home: Home, wanted: Wanted, text: str = "") -> list[Partnership]:
    """What is wanted of the inventory, and found by every word of `text` in any language."""
    found = matching(reference.partnerships(home), wanted, places(home))
    words = fold(text)
    for word in words:
        ids = set(reference.search(home, KIND, word))
        named = register_names.named(home, word, {id for one in found for id in one.institutions})
        found = [one for one in found if one.id in ids or named.intersection(one.institutions)]
    return found


def used(listed: Iterable[Partnership], places: Places) -> dict[str, set[str]]:
    """The codes that occur, by what they are: those that are worth looking for."""
    occurring: dict[str, set[str]] = {
        name: set() for name in ("activity", "field", "level", "region", "status")
    }
    for one in listed:
        occurring["activity"].add(one.activity)
        occurring["field"].update(one.fields)
        occurring["level"].update(one.levels)
        occurring["region"].update(regions(one, places))
        occurring["status"].add(status(one))
    return occurring


def related(listed: Iterable[Partnership], to: Partnership) -> list[Partnership]:
    """The other partnerships in which an institution of this one takes part."""
    institutions = set(to.institutions)
    return [
        one for one in listed if one.id != to.id and institutions.intersection(one.institutions)
    ]
