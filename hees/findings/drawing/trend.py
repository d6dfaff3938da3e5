"""Trends: series over years, one axis a panel, lines that stop where years are missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from hees.findings import numbers
from hees.findings.drawing.layout import spread, ticks
from hees.findings.drawing.legend import Key, legend
from hees.findings.drawing.lettering import LEADING, widest, width, wrap
from hees.findings.drawing.marks import DASHES, mark
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import BODY, HEAD, SMALL, Point, Sheet
from hees.findings.palette import Look
from hees.findings.table import Cell, Line
from hees.language import say

ALONE, TOGETHER, BELOW = 290, 180, 44
"""Height of the axes of a panel alone, and among others; space between panels, in pixels."""

LABEL, STEM = 12, 30
"""Size of a label at the end of a line; half the height of the sign of a break, in pixels."""

STEPS = (1, 2, 5, 10, 20, 50, 100)
"""Years between two that are named."""

BREAK = "break"
FOOTNOTE = "†"


@dataclass(frozen=True)
class Series:
    """A column as it is drawn, with its values by year."""

    column: Line
    look: Look
    cells: dict[int, Cell]
    shown: str
    name: list[str]

    @property
    def last(self) -> int:
        return max(self.cells)


@dataclass(frozen=True)
class Axes:
    """The box that a panel is drawn in, in pixels, and the years and values at its ends."""

    left: float
    right: float
    top: float
    bottom: float
    years: tuple[int, int]
    values: tuple[float, float]

    def x(self, year: float) -> float:
        first, last = self.years
        if first == last:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * (year - first) / (last - first)

    def y(self, value: float) -> float:
        low, high = self.values
        return self.bottom - (self.bottom - self.top) * (value - low) / (high - low)


def draw(scene: Scene, sheet: Sheet) -> float:
    """The panels one below the other."""
    bottom = 0.0
    panels = sorted({column.panel for column in scene.table.columns})
    for place, panel in enumerate(panels):
        height = ALONE if len(panels) == 1 else TOGETHER
        bottom = _panel(scene, sheet, panel, bottom + (BELOW if place else 0), height)
    return bottom


def _panel(scene: Scene, sheet: Sheet, panel: int, top: float, height: float) -> float:
    columns = [column for column in scene.table.columns if column.panel == panel]
    top = _title(scene, sheet, columns[0], panel, top)
    every = _series(scene, columns)
    series = [one for one in every if one.cells]
    if not series:
        return top
    beside = _beside(scene, series, height)
    if not beside:
        keys = [Key(scene.label(one.column), one.look.colour, one.look.marker, one.look.dash)
                for one in every]  # fmt: skip
        top = legend(sheet, scene.tone, keys, top) + 4
    axes, marks = _axes(scene, series, top + 12, height, beside)
    _scale(scene, sheet, axes, marks, columns[0])
    _years(scene, sheet, axes, series)
    for one in series:
        _line(scene, sheet, axes, one)
    _ends(scene, sheet, axes, series, named=bool(beside))
    bottom = axes.bottom + 24
    if any(cell.flag == BREAK for one in series for cell in one.cells.values()):
        note = f"{FOOTNOTE} {say('chart.break', scene.language)}"
        bottom = sheet.block(axes.left, bottom + 2, [note], size=SMALL, fill=scene.tone.muted)
    return bottom


def _title(scene: Scene, sheet: Sheet, column: Line, panel: int, top: float) -> float:
    """The panel's title in bold and its unit behind it, or below it where there is no room."""
    text = scene.exhibit.chart.panels[panel].title[scene.language]
    lines = wrap(text, HEAD, scene.width, bold=True)
    bottom = sheet.block(0, top, lines, size=HEAD, bold=True)
    unit = numbers.unit(scene.exhibit.chart.kind, column, column, scene.language)
    used = width(lines[-1], HEAD, bold=True) + 10
    if used + width(unit, BODY) <= scene.width:
        sheet.text(used, bottom - LEADING * HEAD / 2, unit, fill=scene.tone.muted)
        return bottom
    return sheet.block(0, bottom, wrap(unit, BODY, scene.width), fill=scene.tone.muted)


def _series(scene: Scene, columns: Sequence[Line]) -> list[Series]:
    found = []
    for column, look in zip(columns, scene.palette.looks(columns), strict=True):
        cells = {int(row.code): scene.table.cell(row, column) for row in scene.table.rows}
        cells = {year: cell for year, cell in cells.items() if cell.value is not None}
        last = numbers.latest(scene.table, column)
        shown = scene.number(last[0], column) if last else ""
        name = wrap(scene.label(column), LABEL, scene.width * 0.24 - 14)
        found.append(Series(column, look, cells, shown, name))
    return found


def _beside(scene: Scene, series: Sequence[Series], height: float) -> float:
    """The width of the labels at the ends of the lines; 0 where a legend must name these instead."""
    needed = sum(_height(one, named=True) for one in series)
    if scene.narrow or needed > height + 20:
        return 0
    names = widest((line for one in series for line in one.name), LABEL)
    return 22 + max(names, widest((one.shown for one in series), LABEL, bold=True))


def _height(one: Series, *, named: bool) -> float:
    return LEADING * LABEL * (1 + len(one.name)) + 6 if named else LEADING * LABEL


def _axes(
    scene: Scene, series: Sequence[Series], top: float, height: float, beside: float
) -> tuple[Axes, list[float]]:
    cells = [cell.value for one in series for cell in one.cells.values() if cell.value is not None]
    whole = all(value == int(value) for value in cells)
    marks = ticks(min(0, *cells, 0), max(0, *cells, 0), whole=whole)
    left = widest((_tick(scene, series[0].column, value) for value in marks), SMALL) + 10
    right = beside or widest((one.shown for one in series), LABEL, bold=True) + 12
    box = (left + 8, scene.width - right, top, top + height)
    return Axes(*box, _span(scene, series), (marks[0], marks[-1])), marks


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


def _scale(scene: Scene, sheet: Sheet, axes: Axes, marks: Sequence[float], column: Line) -> None:
    """Hairlines at round values, the one of 0 darker."""
    for value in marks:
        y = axes.y(value)
        colour = scene.tone.muted if value == 0 else scene.tone.grid
        sheet.line((axes.left - 8, y), (axes.right + 4, y), colour)
        text = _tick(scene, column, value)
        sheet.text(axes.left - 14, y, text, size=SMALL, fill=scene.tone.muted, anchor="end")


def _years(scene: Scene, sheet: Sheet, axes: Axes, series: Sequence[Series]) -> None:
    """Periods below the axis, in equal steps back from the last, as many as have room."""
    periods = _periods(series)
    need = widest(periods.values(), SMALL) + 14
    first, last = axes.years
    least = need * (last - first) / max(1, axes.right - axes.left)
    step = next((one for one in STEPS if one >= least), STEPS[-1])
    placed = None
    for year in sorted(periods, reverse=True):
        if placed is not None and year > placed - step:
            continue
        half = width(periods[year], SMALL) / 2
        x = min(max(axes.x(year), half), scene.width - half)
        sheet.line((axes.x(year), axes.bottom), (axes.x(year), axes.bottom + 4), scene.tone.muted)
        sheet.text(
            x, axes.bottom + 14, periods[year], size=SMALL, fill=scene.tone.muted, anchor="middle"
        )
        placed = year


def _periods(series: Sequence[Series]) -> dict[int, str]:
    """The name of each year as its series publish it; the plain year where they differ."""
    found: dict[int, set[str]] = {}
    for one in series:
        for year, cell in one.cells.items():
            found.setdefault(year, set()).add(cell.period or str(year))
    return {year: names.pop() if len(names) == 1 else str(year) for year, names in found.items()}


def _line(scene: Scene, sheet: Sheet, axes: Axes, one: Series) -> None:
    """The line, in as many parts as missing years and breaks leave, with a marker a year."""
    colour, dash = one.look.colour, DASHES.get(one.look.dash, "")
    parts = _runs(one)
    for part in parts:
        points = [(axes.x(year), axes.y(one.cells[year].value or 0)) for year in part]
        if len(points) > 1:
            sheet.path(_path(points), stroke=colour, width=2, dash=dash)
    first, last = axes.years
    each = (axes.right - axes.left) / max(1, last - first)
    ends = {year for part in parts for year in (part[0], part[-1])}
    for place, (year, cell) in enumerate(sorted(one.cells.items())):
        at = (axes.x(year), axes.y(cell.value or 0))
        hint = _hint(scene, one, year, cell)
        if cell.flag == BREAK:
            _break(scene, sheet, axes, at, each)
        if each >= 11 or year in ends or place % 4 == 0:
            mark(sheet, one.look.marker, at, 4, colour, scene.tone.paper, hint)
        else:
            sheet.circle(*at, 1.5, colour, hint=hint)


def _runs(one: Series) -> list[list[int]]:
    """Years that follow each other and were counted alike."""
    runs: list[list[int]] = []
    for year, cell in sorted(one.cells.items()):
        if runs and year == runs[-1][-1] + 1 and cell.flag != BREAK:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def _path(points: Sequence[Point]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _hint(scene: Scene, one: Series, year: int, cell: Cell) -> str:
    unit = numbers.unit(scene.exhibit.chart.kind, one.column, one.column, scene.language)
    number = numbers.with_unit(cell, scene.language, scene.exhibit.study.policy.k, unit)
    return f"{scene.label(one.column)} {cell.period or year}: {number}"


def _break(scene: Scene, sheet: Sheet, axes: Axes, at: Point, each: float) -> None:
    """A short dashed stroke before a value that was counted in a new way, with a footnote's sign."""
    x = max(axes.left - 6, at[0] - min(each / 2, 9))
    top, bottom = max(axes.top, at[1] - STEM), min(axes.bottom, at[1] + STEM)
    sheet.line((x, top), (x, bottom), scene.tone.muted, dash="3 3")
    sheet.text(x, top - 6, FOOTNOTE, size=SMALL, fill=scene.tone.muted, anchor="middle")


def _ends(scene: Scene, sheet: Sheet, axes: Axes, series: Sequence[Series], *, named: bool) -> None:
    """The last number of each line at the right, with the line's sign and name, none over another."""
    sizes = [_height(one, named=named) for one in series]
    wanted = [axes.y(one.cells[one.last].value or 0) for one in series]
    low, high = axes.top - 12, axes.bottom + 12
    for one, middle, size in zip(series, spread(wanted, sizes, low, high), sizes, strict=True):
        x, top = axes.right + 10, middle - size / 2
        if named:
            top += 3
            mark(sheet, one.look.marker, (x + 4, top + LEADING * LABEL / 2), 4,
                 one.look.colour, scene.tone.paper)  # fmt: skip
            x += 13
        top = sheet.block(x, top, [one.shown], size=LABEL, bold=True)
        if named:
            sheet.block(x, top, one.name, size=LABEL, fill=scene.tone.muted)
