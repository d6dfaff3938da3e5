"""Trends: series over years, one axis a panel, lines that stop where years are missing."""

from collections.abc import Sequence

from hees.findings import numbers
from hees.findings.drawing.axes import Axes, axes_of, draw_values, draw_years
from hees.findings.drawing.layout import spread
from hees.findings.drawing.legend import Key, legend
from hees.findings.drawing.lettering import LEADING, widest, wrap
from hees.findings.drawing.marks import DASHES, mark
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.series import Series, read
from hees.findings.drawing.sheet import HEAD, SMALL, Point, Sheet
from hees.findings.table import Line
from hees.language import say

ALONE, TOGETHER, BELOW = 290, 180, 44
"""Height of the axes of a panel alone, and among others; space between panels, in pixels."""

LABEL, SIGN, STEM = 12, 13, 30
"""Size of a label at the end of a line, and width of the sign before it; half the height of the
sign of a break, in pixels."""

FOOTNOTE = "†"


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
    top = _title(scene, sheet, panel, top)
    every = read(scene, columns)
    series = [one for one in every if one.cells]
    if not series:
        return top
    beside = _beside(scene, series, height)
    if not beside:
        keys = [Key(scene.label(one.column), one.look.colour, one.look.marker, one.look.dash)
                for one in every]  # fmt: skip
        top = legend(sheet, scene.tone, keys, top + 2) + 4
    top = _unit(scene, sheet, columns[0], top + 2)
    ends = beside or _ends_room(series)
    axes = axes_of(scene, series, top + 14, height, ends + SIGN + 11)
    draw_values(scene, sheet, axes, columns[0])
    draw_years(scene, sheet, axes, series)
    for one in series:
        _line(scene, sheet, axes, one)
    _ends(scene, sheet, axes, series, named=bool(beside))
    bottom = axes.bottom + 24
    if any(one.breaks for one in series):
        note = f"{FOOTNOTE} {say('chart.break', scene.language)}"
        bottom = sheet.block(axes.left, bottom + 2, [note], size=SMALL, fill=scene.tone.muted)
    return bottom


def _title(scene: Scene, sheet: Sheet, panel: int, top: float) -> float:
    text = scene.exhibit.chart.panels[panel].title[scene.language]
    return sheet.block(0, top, wrap(text, HEAD, scene.width, bold=True), size=HEAD, bold=True)


def _unit(scene: Scene, sheet: Sheet, column: Line, top: float) -> float:
    """The unit over the axis, unless the numbers on it say it themselves."""
    unit = numbers.unit(scene.exhibit.chart.kind, column, column, scene.language)
    lines = [] if unit == numbers.PER_CENT else wrap(unit, SMALL, scene.width)
    return sheet.block(0, top, lines, size=SMALL, fill=scene.tone.muted)


def _name(scene: Scene, one: Series) -> list[str]:
    return wrap(scene.label(one.column), LABEL, scene.width * 0.27 - SIGN)


def _beside(scene: Scene, series: Sequence[Series], height: float) -> float:
    """The width of numbers with names at the ends of the lines; 0 where a legend must name these."""
    needed = sum(_height(_under(scene, one, series, named=True)) for one in series)
    if scene.narrow or needed > height:
        return 0
    names = (line for one in series for line in _name(scene, one))
    return max(widest(names, LABEL), _ends_room(series))


def _ends_room(series: Sequence[Series]) -> float:
    """The width of the last numbers, and of the periods that may stand below these."""
    shown = widest((one.shown for one in series), LABEL, bold=True)
    return max(shown, widest((one.end for one in series), LABEL))


def _under(scene: Scene, one: Series, series: Sequence[Series], *, named: bool) -> list[str]:
    """What stands below the last number of a line: its name, and its year if others go on longer."""
    ended = one.last < max(other.last for other in series)
    return [*(_name(scene, one) if named else ()), *([one.end] if ended else ())]


def _height(under: Sequence[str]) -> float:
    return LEADING * LABEL * (1 + len(under)) + (6 if under else 0)


def _line(scene: Scene, sheet: Sheet, axes: Axes, one: Series) -> None:
    """The line, in as many parts as missing years and breaks leave, with a marker a year."""
    unit = numbers.unit(scene.exhibit.chart.kind, one.column, one.column, scene.language)
    colour, dash = one.look.colour, DASHES.get(one.look.dash, "")
    for part in one.runs:
        points = [(axes.x(year), axes.y(one.cells[year].value or 0)) for year in part]
        if len(points) > 1:
            sheet.path(_path(points), stroke=colour, width=2, dash=dash)
    ends = {year for part in one.runs for year in (part[0], part[-1])}
    for place, (year, cell) in enumerate(sorted(one.cells.items())):
        at = (axes.x(year), axes.y(cell.value or 0))
        number = numbers.with_unit(cell, scene.language, scene.exhibit.study.policy.k, unit)
        hint = f"{scene.label(one.column)} {cell.period or year}: {number}"
        if year in one.breaks:
            _break(scene, sheet, axes, at)
        if axes.each >= 11 or year in ends or place % 4 == 0:
            mark(sheet, one.look.marker, at, 4, colour, scene.tone.paper, hint)
        else:
            sheet.circle(*at, 1.5, colour, hint=hint)


def _path(points: Sequence[Point]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _break(scene: Scene, sheet: Sheet, axes: Axes, at: Point) -> None:
    """A short dashed stroke before a value that was counted in a new way, with a footnote's sign."""
    x = max(axes.left - 6, at[0] - min(axes.each / 2, 9))
    top, bottom = max(axes.top, at[1] - STEM), min(axes.bottom, at[1] + STEM)
    sheet.line((x, top), (x, bottom), scene.tone.muted, dash="3 3")
    sheet.text(x, top - 6, FOOTNOTE, size=SMALL, fill=scene.tone.muted, anchor="middle")


def _ends(scene: Scene, sheet: Sheet, axes: Axes, series: Sequence[Series], *, named: bool) -> None:
    """The last number of each line at its height, with the line's sign and name, none over another."""
    below = [_under(scene, one, series, named=named) for one in series]
    sizes = [_height(under) for under in below]
    wanted = [
        axes.y(one.cells[one.last].value or 0) + (size - _height([])) / 2
        for one, size in zip(series, sizes, strict=True)
    ]
    places = spread(wanted, sizes, axes.top - 12, axes.bottom + 5)
    x = axes.right + 10 + SIGN
    for one, under, middle, size in zip(series, below, places, sizes, strict=True):
        top = middle - size / 2 + (3 if under else 0)
        at = (x - SIGN + 4, top + LEADING * LABEL / 2)
        mark(sheet, one.look.marker, at, 4, one.look.colour, scene.tone.paper)
        top = sheet.block(x, top, [one.shown], size=LABEL, bold=True)
        sheet.block(x, top, under, size=LABEL, fill=scene.tone.muted)
