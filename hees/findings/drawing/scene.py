"""What a drawing is made from: an exhibit's table, with its words and numbers in one language."""

from dataclasses import dataclass
from functools import cached_property

from hees.findings import numbers
from hees.findings.exhibits import Exhibit
from hees.findings.palette import Palette, Tone
from hees.findings.table import Cell, Line, Table
from hees.language import show_number

NARROW = 560
"""Below this width in pixels, labels stand above what they name, or what is side by side is stacked."""


@dataclass(frozen=True, eq=False)
class Scene:
    """An exhibit in one language, at one width. `diverging`: a scale is centred on its middle."""

    exhibit: Exhibit
    language: str
    width: float
    diverging: bool = False

    @cached_property
    def palette(self) -> Palette:
        return Palette(self.exhibit.study)

    @property
    def tone(self) -> Tone:
        return self.palette.tone

    @property
    def table(self) -> Table:
        return self.exhibit.table

    @property
    def narrow(self) -> bool:
        return self.width < NARROW

    def label(self, line: Line) -> str:
        return line.label[self.language]

    def number(self, row: Line, column: Line) -> str:
        """A cell as it is shown on every face of the chart."""
        unit = numbers.unit(self.exhibit.chart.kind, row, column, self.language)
        return self.show(self.table.cell(row, column), unit, row.qualifier or column.qualifier)

    def show(self, cell: Cell, unit: str = "", qualifier: str = "") -> str:
        k = self.exhibit.study.policy.k
        return numbers.show(cell, self.language, k, unit, qualifier)

    def base(self, line: Line) -> str:
        """The number of respondents behind a line: n = 120; "" where there is none."""
        return "" if line.base is None else f"n = {show_number(line.base, self.language)}"

    def colour(self, line: Line) -> str:
        """The colour of a country's line; the accent for any other."""
        if line.country in self.exhibit.study.country:
            return self.palette.country(line.country or "").colour
        return self.tone.accent
