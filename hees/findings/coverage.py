"""How many organisations answered of those to ask, and what the answers of the others could change.

From released counts and the frame of the same release: rounding stays, and is allowed for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from hees.findings.exhibits import Exhibit
from hees.findings.table import NOTHING, Cell, Line, Mark
from hees.store import releases
from hees.store.home import Home
from hees.store.releases import Release
from hees.study import ChartKind, Study, Text
from hees.study.catalogue import TOTAL

PER_CENT = 100


@dataclass(frozen=True)
class Group:
    """Organisations of one group: how many answered, as released, and how many are listed."""

    code: str
    label: Text
    answered: Cell
    listed: int


@dataclass(frozen=True)
class Bound:
    """Between which whole per cent of all listed organisations a share must lie.

    `column` is "" for the answers of a scale that affirm, taken together. `exceeded`: more may
    have answered than are listed, so that nothing is known of how many are missing.
    """

    row: str
    column: str
    low: int
    high: int
    exceeded: bool


class Unbounded(StrEnum):
    """Why there are no bounds: how many organisations the share is of is not known."""

    ROUTED = "routed"  # the question is put only to some
    GROUPS = "groups"  # the frame does not know the groups


@dataclass(frozen=True)
class Coverage:
    """The coverage of an exhibit; `groups` by breakdown, as far as the frame knows its groups."""

    responses: int
    listed: int
    groups: Mapping[str, tuple[Group, ...]]
    bounds: tuple[Bound, ...]
    unbounded: Unbounded | None


def listed(release: Release) -> int:
    """How many organisations there were to ask; 0 where the study has no list of them."""
    return release.frame.get(TOTAL, {}).get(TOTAL, 0)


@lru_cache(maxsize=256)
def coverage(home: Home, exhibit: Exhibit) -> Coverage | None:
    """The coverage of a survey chart; None before a release, or without a frame.

    Releases never change, so what was read of one can be kept.
    """
    release = exhibit.release
    if not exhibit.is_survey or release is None or not listed(release):
        return None
    bounds, unbounded = (), None
    if not exhibit.lack:
        bounds = () if _routed(exhibit) else tuple(_bounds(exhibit, release))
        reason = Unbounded.ROUTED if _routed(exhibit) else Unbounded.GROUPS
        unbounded = None if bounds else reason
    known = [one for one in exhibit.study.breakdowns if one.id in release.frame]
    groups = {one.id: tuple(_groups(home, exhibit.study, release, one.id)) for one in known}
    return Coverage(release.responses, listed(release), groups, bounds, unbounded)


def _groups(home: Home, study: Study, release: Release, by: str) -> Iterator[Group]:
    question = study.questionnaire.questions[study.breakdown[by].question]
    counts = releases.counts(home, release.number, question.id, TOTAL)
    answered = {one.answer: one.count for one in counts}
    for choice in question.choices:
        cell = NOTHING
        if choice.code in answered:
            count = answered[choice.code]
            cell = Cell(count, Mark.HIDDEN if count is None else Mark.SHOWN)
        yield Group(choice.code, choice.label, cell, release.frame[by].get(choice.code, 0))


def _routed(exhibit: Exhibit) -> bool:
    """Whether the question was put only to those to whom it applies."""
    questionnaire = exhibit.study.questionnaire
    question = questionnaire.questions[exhibit.chart.question or ""]
    section = questionnaire.section_of[question.id]
    return bool(section.when or question.when or section.repeat)


def _bounds(exhibit: Exhibit, release: Release) -> Iterator[Bound]:
    """The bounds of each share whose group the frame knows."""
    table, frame = exhibit.table, release.frame.get(_by(exhibit), {})
    if exhibit.chart.kind is ChartKind.SCALE:
        affirming = [one for one in table.columns if one.code in exhibit.chart.positive]
        for row in table.rows:
            total = frame.get(row.code.partition(".")[2], 0)
            cells = [table.cell(row, column) for column in affirming]
            yield from _bound(release, row, "", cells, row.base, total)
        return
    for row in table.rows:
        for column in table.columns:
            cell = table.cell(row, column)
            total = frame.get(column.code, 0)
            yield from _bound(release, row, column.code, [cell], cell.base, total)


def _by(exhibit: Exhibit) -> str | None:
    """The breakdown whose groups the table has; None for the columns of a matrix."""
    if exhibit.chart.across:
        return None
    if exhibit.chart.kind is ChartKind.DUMBBELL and exhibit.study.by_country:
        return exhibit.study.by_country.id
    return exhibit.by


def _bound(
    release: Release, row: Line, column: str, cells: Sequence[Cell], base: int | None, total: int
) -> Iterator[Bound]:
    """The bounds of the answers in `cells` together, none where a number is not known at all.

    At worst none of those that are missing gave one of them; at best all of them did. Where more
    may have answered than are listed, those that answered are all there are.
    """
    if not (base and total and cells) or any(cell.mark is Mark.ABSENT for cell in cells):
        return
    given = [possible(release, cell.count) for cell in cells]
    fewest, most = sum(low for low, _ in given), sum(high for _, high in given)
    low_base, high_base = possible(release, base)
    low = PER_CENT * fewest // max(total, high_base)
    others = PER_CENT * max(0, low_base - most) // max(total, low_base)
    exceeded = high_base > total
    yield Bound(row.code, column, min(PER_CENT, low), PER_CENT - others, exceeded)


def possible(release: Release, count: int | None) -> tuple[int, int]:
    """The least and the most that a released count may stand for; None is any count under k."""
    k, step = int(release.policy["k"]), int(release.policy["rounding"])
    if count is None:
        return 0, k - 1
    return max(k, count - step // 2), count + (step - 1) // 2
