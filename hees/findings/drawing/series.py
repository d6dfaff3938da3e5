"""The series of a trend: which years belong together, and what these are called."""

from collections.abc import Sequence
from dataclasses import dataclass

from hees.findings import numbers
from hees.findings.drawing.scene import Scene
from hees.findings.palette import Look
from hees.findings.table import Cell, Line

BREAK = "break"


@dataclass(frozen=True)
class Series:
    """A column with its look, its values by year, and the last of them as it is shown.

    `runs`: the years that a line joins.
    """

    column: Line
    look: Look
    cells: dict[int, Cell]
    shown: str
    runs: list[list[int]]

    @property
    def last(self) -> int:
        return max(self.cells)

    @property
    def breaks(self) -> list[int]:
        """The years from which on it was counted in a new way; of the first there is no old way."""
        later = sorted(self.cells)[1:]
        return [year for year in later if self.cells[year].flag == BREAK]

    @property
    def end(self) -> str:
        """The period of the last value."""
        return self.cells[self.last].period or str(self.last)


def read(scene: Scene, columns: Sequence[Line]) -> list[Series]:
    """The columns of a panel, those without any value included."""
    found = []
    for column, look in zip(columns, scene.palette.looks(columns), strict=True):
        cells = {int(row.code): scene.table.cell(row, column) for row in scene.table.rows}
        cells = {year: cell for year, cell in cells.items() if cell.value is not None}
        last = numbers.latest(scene.table, column)
        shown = scene.number(last[0], column) if last else ""
        runs = [[year for year, _ in run] for run in numbers.runs(scene.table, column)]
        found.append(Series(column, look, cells, shown, runs))
    return found


def periods(series: Sequence[Series]) -> dict[int, str]:
    """The name of each year as its series publish it; the plain year where they differ."""
    found: dict[int, set[str]] = {}
    for one in series:
        for year, cell in one.cells.items():
            found.setdefault(year, set()).add(cell.period or str(year))
    return {year: names.pop() if len(names) == 1 else str(year) for year, names in found.items()}
