"""Several lists of institutions as one, in which none stands twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hees.store import name_forms
from hees.store.register_entry import Entry

_WORDS_OF_CAMPUSES = {"campus", "immersion", "main", "city", "system"}


@dataclass(frozen=True)
class Merged:
    """`same`: the id under which an institution stands, by (source, id) of another list's row."""

    entries: list[Entry]
    same: dict[tuple[str, str], str]


def merge(rows: Iterable[tuple[Entry, bool]]) -> Merged:
    """One entry for each institution; of each row it is said whether it may be one there is already.

    The first row of an institution gives the id; later ones add names, and fill in what is missing.
    """
    found: dict[str, Entry] = {}
    same: dict[tuple[str, str], str] = {}
    known = _Known()
    taken: set[tuple[str, str, str]] = set()
    for entry, merges in rows:
        marks = [name_forms.key(name) for name in entry.names.values()]
        twins = known.twins(entry) if merges else []
        twins = [id for id in twins if not any((entry.source, id, mark) in taken for mark in marks)]
        id = twins[0] if len(twins) == 1 else entry.id
        if len(twins) == 1:
            found[id] = _joined(found[id], entry)
            same[entry.source, entry.id] = id
        else:
            found[id] = entry
        # Two rows of one list with one name are two institutions.
        taken |= {(entry.source, id, mark) for mark in marks}
        known.add(found[id])
    return Merged(list(found.values()), same)


def _joined(one: Entry, other: Entry) -> Entry:
    missing = {
        language: name for language, name in other.names.items() if language not in one.names
    }
    more = [*one.aliases, *other.names.values(), *other.aliases]
    return replace(
        one,
        names={**one.names, **missing},
        place=one.place or other.place,
        region=one.region or other.region,
        aliases=tuple(dict.fromkeys(more)),
    )


class _Known:
    """The institutions so far, by the forms of their names."""

    def __init__(self) -> None:
        self._by_name: defaultdict[tuple[str, str], dict[str, Entry]] = defaultdict(dict)
        self._by_rest: defaultdict[tuple[str, str, str], dict[str, Entry]] = defaultdict(dict)

    def add(self, entry: Entry) -> None:
        for name in _names(entry):
            self._by_name[entry.country, name_forms.key(name)][entry.id] = entry
        for rest in _rests(entry):
            self._by_rest[entry.country, _place(entry), rest][entry.id] = entry

    def twins(self, entry: Entry) -> list[str]:
        """The ids of those that are the same institution: of one name, and not of another place."""
        found: dict[str, Entry] = {}
        for name in _names(entry):
            found |= self._by_name[entry.country, name_forms.key(name)]
        twins = [one.id for one in found.values() if _nearby(one, entry)]
        if not twins:
            twins = self._of_japanese_name(entry)
        if twins or not entry.place:
            return twins
        for rest in _rests(entry):
            found |= self._by_rest[entry.country, _place(entry), rest]
        return [
            one.id for one in found.values() if _place(one) == _place(entry) and _nearby(one, entry)
        ]

    def _of_japanese_name(self, entry: Entry) -> list[str]:
        """Those of one name in kanji; it is unique, but lists differ in which campus is the seat."""
        found: set[str] = set()
        for name in entry.names.values():
            if name_forms.is_japanese(name) and "大学" in name:
                alike = self._by_name[entry.country, name_forms.key(name)].values()
                found |= {one.id for one in alike if name in one.names.values()}
        return sorted(found)


def _names(entry: Entry) -> Iterator[str]:
    """Its names and those other names that are more than initials."""
    yield from entry.names.values()
    yield from (alias for alias in entry.aliases if " " in alias or name_forms.is_japanese(alias))


def _rests(entry: Entry) -> Iterator[str]:
    """Its Latin names without the place and words for campuses, where something of its own remains.

    "University of Michigan-Ann Arbor" in Ann Arbor is "university michigan", as without the place.
    """
    place = set(name_forms.latin(entry.place))
    for name in _names(entry):
        if name_forms.is_japanese(name):
            continue
        rest = [w for w in name_forms.latin(name) if w not in place | _WORDS_OF_CAMPUSES]
        if any(word not in name_forms.GENERIC for word in rest):
            yield " ".join(rest)


def _place(entry: Entry) -> str:
    return " ".join(name_forms.latin(entry.place))


def _nearby(one: Entry, other: Entry) -> bool:
    """Whether nothing that is known puts them into different places."""
    if one.kind != other.kind:
        return False
    if one.region and other.region:
        return one.region == other.region
    return not (one.place and other.place) or _place(one) == _place(other)
