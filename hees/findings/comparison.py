"""Two releases side by side: every published number that is not the same in both."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hees.findings import cells
from hees.findings.cells import Key
from hees.spreadsheet import csv_bytes
from hees.store import editions, releases
from hees.store.home import Home
from hees.store.releases import Count, Release
from hees.study import Chart, Study


@dataclass(frozen=True)
class Shown:
    """What a release says of a cell. `count` None is "under k"; `base` is that of group and item."""

    count: int | None
    base: int | None

    @property
    def share(self) -> int | None:
        """In whole per cent."""
        return cells.share(self.count, self.base)


@dataclass(frozen=True)
class Change:
    """A cell that differs; None is "not published". `chart` shows it, if one does."""

    cell: Key
    chart: Chart | None
    before: Shown | None
    after: Shown | None

    @property
    def is_base(self) -> bool:
        """Whether it is the number of all who answered, of which others are shares."""
        return self.cell[-1] == ""


def find(home: Home, name: str) -> Release | None:
    """The release of a number, or of the edition of that id; None where there is none."""
    if name.isascii() and name.isdigit() and len(name) < 9:
        return releases.one(home, int(name))
    edition = editions.one(home, name)
    return releases.one(home, edition.release) if edition else None


def pair(
    home: Home, before: Release | None, after: Release | None
) -> tuple[Release, Release] | None:
    """The two to compare: by default the newest and the one before it; None where there are no two."""
    later = after or _numbered(home, releases.newest(home))
    earlier = before or _numbered(home, later.number - 1 if later else None)
    return (earlier, later) if earlier and later else None


def _numbered(home: Home, number: int | None) -> Release | None:
    return releases.one(home, number) if number else None


def changes(home: Home, study: Study, before: int, after: int) -> list[Change]:
    """Every cell that two releases show differently, in the order of the questionnaire."""
    old, new = (releases.all_counts(home, number) for number in (before, after))
    first, second = _shown(old), _shown(new)
    either = {cells.key(one): one for one in (*old, *new)}
    charts = {
        (one.question, one.by): cells.chart_of(study, one.question, one.by)
        for one in either.values()
    }
    return [
        Change(cell, charts[cell[:2]], first.get(cell), second.get(cell))
        for cell in map(cells.key, cells.in_order(study, either.values()))
        if _differ(first.get(cell), second.get(cell))
    ]


def _differ(before: Shown | None, after: Shown | None) -> bool:
    """Whether a reader sees another number; a hidden one stays hidden whatever its base."""
    if before and after and before.count is None and after.count is None:
        return False
    return before != after


def _shown(counts: Iterable[Count]) -> Mapping[Key, Shown]:
    found = {cells.key(one): one.count for one in counts}
    return {cell: Shown(count, found.get((*cell[:4], ""))) for cell, count in found.items()}


def csv(study: Study, before: Release, after: Release, found: Iterable[Change]) -> bytes:
    """The changes as CSV, a row a cell, with all labels in every language of the study."""
    header = [*cells.columns(study), "chart"]
    for when in ("before", "after"):
        header += [f"{name}_{when}" for name in ("release", "date", "status", "count", "base")]
        header.append(f"share_percent_{when}")
    header += [f"source_{language}" for language in study.languages]
    sources = [cells.source(study, after, language) for language in study.languages]
    rows = (
        [
            *cells.named(study, one.cell),
            one.chart.id if one.chart else "",
            *_values(before, one.before),
            *_values(after, one.after),
            *sources,
        ]
        for one in found
    )
    return csv_bytes(header, rows)


def _values(release: Release, shown: Shown | None) -> Iterator[object]:
    yield from (release.number, release.made_on)
    if shown is None:
        yield from ("not published", None, None, None)
        return
    hidden = shown.count is None
    yield from ("hidden" if hidden else "shown", shown.count, shown.base, shown.share)
