"""The axes of a trend: values from 0 upwards on round numbers, years from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass

from hees.findings import numbers
from hees.findings.drawing.layout import ticks
from hees.findings.drawing.lettering import widest, width
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.series import Series, periods
from hees.findings.drawing.sheet import SMALL, Sheet
from hees.findings.table import Cell, Line

STEPS = (1, 2, 5, 10, 20, 50, 100)
"""Years between two that are named."""


@dataclass(frozen=True)
class Axes:
    """The box that a panel is drawn in, in pixels; its first and last year; its round values."""

    left: float
    right: float
    top: float
    bottom: float
    years: tuple[int, int]
    values: tuple[float, ...]

    def x(self, year: float) -> float:
        first, last = self.years
        if first == last:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * (year - first) / (last - first)

    def y(self, value: float) -> float:
        low, high = self.values[0], self.values[-1]
        return self.bottom - (self.bottom - self.top) * (value - low) / (high - low)

    @property
    def each(self) -> float:
        """The width of a year."""
        first, last = self.years
        return (self.right - self.left) / max(1, last - first)


def axes_of(
    scene: Scene, series: Sequence[Series], top: float, height: float, beside: float
) -> Axes:
    """Axes that leave room for the numbers at their left, and so much `beside` them at their right."""
    cells = [cell.value for one in series for cell in one.cells.values() if cell.value is not None]
    whole = all(value == int(value) for value in cells)
    marks = ticks(min(0, *cells), max(0, *cells), whole=whole)
    left = widest((_tick(scene, series[0].column, value) for value in marks), SMALL) + 10
    box = (left + 8, scene.width - beside, top, top + height)
    return Axes(*box, _span(scene, series), tuple(marks))


def _span(scene: Scene, series: Sequence[Series]) -> tuple[int, int]:
    """All years of the table, so that panels can be compared; its own if they are far fewer."""
    own = [year for one in series for year in one.cells]
    every = [int(row.code) for row in scene.table.rows]
    first, last = min(own), max(own)
    if 2 * (last - first) >= max(every) - min(every):
        return min(every), max(every)
    return first, last


def _tick(scene: Scene, column: Line, value: float) -> str:
    unit = numbers.unit(scene.exhibit.chart.kind, column, column, scene.language)
    return scene.show(Cell(value), unit)


def draw_values(scene: Scene, sheet: Sheet, axes: Axes, column: Line) -> None:
    """Hairlines at round values, the one of 0 darker."""
    for value in axes.values:
        y = axes.y(value)
        colour = scene.tone.muted if value == 0 else scene.tone.grid
        sheet.line((axes.left - 8, y), (axes.right + 4, y), colour)
        text = _tick(scene, column, value)
        sheet.text(axes.left - 14, y, text, size=SMALL, fill=scene.tone.muted, anchor="end")


def draw_years(scene: Scene, sheet: Sheet, axes: Axes, series: Sequence[Series]) -> None:
    """Periods below the axis, in equal steps back from the last, as many as have room."""
    names = periods(series)
    need = widest(names.values(), SMALL) + 14
    step = next((one for one in STEPS if one * axes.each >= need), STEPS[-1])
    placed = None
    for year in sorted(names, reverse=True):
        if placed is not None and year > placed - step:
            continue
        half = width(names[year], SMALL) / 2
        x = min(max(axes.x(year), half), scene.width - half)
        sheet.line((axes.x(year), axes.bottom), (axes.x(year), axes.bottom + 4), scene.tone.muted)
        sheet.text(
            x, axes.bottom + 14, names[year], size=SMALL, fill=scene.tone.muted, anchor="middle"
        )
        placed = year
