"""The shares that claims are about, as one release published them, and what rounding leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hees.findings.agreement import Share, together
from hees.findings.cells import Key, key
from hees.findings.coverage import possible
from hees.findings.intervals import Known
from hees.store.releases import Count, Release
from hees.study.claim import Side


@dataclass(frozen=True)
class Cells:
    """What a release published of the tables that claims need.

    `listed`: how many organisations there are to ask, of a (by, group); ("", "") is all.
    """

    release: Release
    counts: Mapping[Key, int | None]
    listed: Mapping[tuple[str, str], int]

    def measured(self, side: Side) -> Measured | None:
        """The share of a side; None where the release does not have all its cells."""
        base = self.counts.get(_cell(side, ""))
        own = [_cell(side, answer) for answer in side.answers]
        if not base or not self.counts.keys() >= set(own):
            return None
        counts = tuple(self.counts[one] for one in own)
        ranges = [possible(self.release, count) for count in counts]
        count = (sum(low for low, _ in ranges), sum(high for _, high in ranges))
        population = self.listed.get((side.by, side.group), self.listed.get(("", "")))
        known = Known(count, possible(self.release, base), population)
        return Measured(counts, base, known)

    def changed(self, side: Side, steps: int) -> Cells:
        """The same release, had so many steps of rounding more given the answers of a side."""
        largest = max(side.answers, key=lambda answer: self.counts[_cell(side, answer)] or 0)
        changed = _cell(side, largest)
        count = (self.counts[changed] or 0) + steps * self.rounding
        return replace(self, counts={**self.counts, changed: count})

    def grown(self, side: Side, steps: int) -> Cells:
        """The same release, had so many steps of rounding more answered, in the same proportions."""
        base = self.counts[_cell(side, "")] or 1
        larger = base + steps * self.rounding
        counts = {
            cell: count and self._rounded(count * larger, base)
            for cell in [_cell(side, answer) for answer in side.answers]
            for count in [self.counts[cell]]
        }
        return replace(self, counts={**self.counts, **counts, _cell(side, ""): larger})

    def _rounded(self, count: int, base: int) -> int:
        return (2 * count + self.rounding * base) // (2 * self.rounding * base) * self.rounding

    @property
    def rounding(self) -> int:
        return int(self.release.policy["rounding"])

    @property
    def smallest(self) -> int:
        """The smallest count that is ever shown."""
        k = int(self.release.policy["k"])
        return (2 * k + self.rounding) // (2 * self.rounding) * self.rounding


def _cell(side: Side, answer: str) -> Key:
    return side.question, side.by, side.group, side.item, answer


def cells(release: Release, counts: Iterable[Count], breakdowns: Mapping[str, str]) -> Cells:
    """The released counts, to be found by what they count; `breakdowns` are questions by id."""
    found = {key(one): one.count for one in counts}
    return Cells(release, found, dict(_listed(release, found, breakdowns)))


def _listed(
    release: Release, counts: Mapping[Key, int | None], breakdowns: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], int]]:
    """The groups of the frame that hold all that answered, as far as rounding lets us know.

    A list that more organisations than it names have answered does not tell how many are missing.
    A group without one has at most as many organisations as there are in all.
    """
    for by, groups in release.frame.items():
        for group, listed in groups.items():
            answered = (
                counts.get((breakdowns.get(by, ""), "", "", "", group)) if by else release.responses
            )
            if listed and possible(release, answered)[0] <= listed:
                yield (by, group), listed


@dataclass(frozen=True)
class Measured:
    """A share as released: the counts of its answers (None is under k) and the base."""

    counts: tuple[int | None, ...]
    base: int
    known: Known

    @property
    def share(self) -> Share | None:
        return together(self.counts, self.base)
