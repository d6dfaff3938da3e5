"""Which of the partnerships that are listed already a row of a file may be."""

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from hees.study.reference import Partnership

_ALIKE = 85
"""How alike the names of two partnerships are, from 0 to 100, that may be one."""


class Known:
    """Partnerships that are listed already, to find those that a row may be."""

    def __init__(self, known: Sequence[Partnership]) -> None:
        self._by_institution: dict[str, list[Partnership]] = {}
        for one in known:
            for id in one.institutions:
                self._by_institution.setdefault(id, []).append(one)

    def like(self, new: Partnership) -> tuple[str, ...]:
        """The ids of those of the same institutions and activity, or of a like name and activity."""
        near = {one.id: one for id in new.institutions for one in self._by_institution.get(id, [])}
        return tuple(sorted(id for id, one in near.items() if _same(one, new)))


def _same(one: Partnership, other: Partnership) -> bool:
    if one.activity != other.activity:
        return False
    if set(one.institutions) == set(other.institutions) and len(set(one.institutions)) > 1:
        return True
    return any(
        fuzz.token_sort_ratio(mine, theirs) >= _ALIKE
        for mine, theirs in _pairs(one.name.root, other.name.root)
    )


def _pairs(one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for language in one.keys() & other.keys():
        yield one[language].casefold(), other[language].casefold()
