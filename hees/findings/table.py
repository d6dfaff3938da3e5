"""The one table behind a chart: every face of the chart is drawn from it, and from nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hees.study import Text
from hees.study.rounding import two_digits


class Mark(StrEnum):
    """Why a cell has no number, if it has none."""

    SHOWN = "shown"
    HIDDEN = "hidden"  # fewer than k respondents
    ABSENT = "absent"  # the source gives no number


@dataclass(frozen=True)
class Cell:
    """One number in the unit of its column or row. For shares: `count` of `base`, both rounded.

    `period` and `flag` are those of a series (see `Observation`).
    """

    value: float | None
    mark: Mark = Mark.SHOWN
    count: int | None = None
    base: int | None = None
    period: str = ""
    flag: str = ""


NOTHING = Cell(None, Mark.ABSENT)


@dataclass(frozen=True)
class Line:
    """A row or a column. `country` gives it a colour; `panel` is the axis that a series stands on.

    `base`: rounded number of respondents behind it. `total`: what their numbers add up to, rounded.
    `source`: key of the study's sources.
    `note`: what to know about it. `qualifier`: "more_than" or "about" its numbers.
    """

    code: str
    label: Text
    country: str | None = None
    unit: Text | None = None
    base: int | None = None
    total: float | None = None
    panel: int = 0
    source: str = ""
    note: Text | None = None
    qualifier: str = ""
    address: str = ""

    @property
    def mean(self) -> float | None:
        """The total by respondent: of the two released numbers, so that it tells nothing more."""
        return two_digits(self.total / self.base) if self.total is not None and self.base else None


@dataclass(frozen=True)
class Table:
    """Rows × columns of cells. `withheld`: groups left out because their base is too small."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: Mapping[tuple[str, str], Cell]
    withheld: tuple[Line, ...] = ()
    as_of: str = ""

    def cell(self, row: Line, column: Line) -> Cell:
        return self.cells.get((row.code, column.code), NOTHING)

    def of_row(self, row: Line) -> list[Cell]:
        return [self.cell(row, column) for column in self.columns]

    def of_column(self, column: Line) -> list[Cell]:
        return [self.cell(row, column) for row in self.rows]

    def numbers(self) -> Iterator[tuple[Line, Line, Cell]]:
        """Every cell with a number, row by row."""
        for row in self.rows:
            for column in self.columns:
                cell = self.cell(row, column)
                if cell.value is not None:
                    yield row, column, cell

    @property
    def empty(self) -> bool:
        return not any(True for _ in self.numbers())


def per_cent(count: int, base: int) -> int:
    """A released count in whole per cent of its released base: 100 at most, since both are rounded."""
    return min(100, round(100 * count / base))
