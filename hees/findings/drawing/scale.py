"""Scales: the points of a scale as segments of one bar an item, from 0 to 100 % or round the middle."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from hees.findings.drawing.colours import ink_on
from hees.findings.drawing.layout import spread
from hees.findings.drawing.legend import Key, legend
from hees.findings.drawing.lettering import LEADING, widest, width, wrap
from hees.findings.drawing.marks import hatch
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import BODY, SMALL, Sheet
from hees.findings.table import Line, Mark

BAR, GAP = 26, 14
"""Height of a bar, and space between rows, in pixels."""

NUMBER, BELOW = 12, 17
"""Size of a number in a bar; height of the line below it for numbers that have no room there."""

FULL, SLIVER = 100, 1.5
"""The whole bar, and the least length of a share that is not shown, in per cent."""

JOINT = " · "
"""Between an item and a group in the label of a row."""


@dataclass(frozen=True)
class Part:
    """A segment from `start`, in per cent. A share that is not shown is a hatched one."""

    column: Line
    start: float
    size: float
    hidden: bool


@dataclass(frozen=True)
class Axis:
    """Where per cent lie: `left` is at pixel `x`, and one is `unit` pixels long."""

    x: float
    left: float
    unit: float
    right: float

    def at(self, share: float) -> float:
        return self.x + (share - self.left) * self.unit


def draw(scene: Scene, sheet: Sheet) -> float:
    """A legend of the points, then a bar an item with the number of respondents at its right."""
    table, tone = scene.table, scene.tone
    colours = _colours(scene)
    keys = [Key(scene.label(column), colours[column.code]) for column in table.columns]
    y = legend(sheet, tone, keys, 0) + 18
    bases = widest((scene.base(row) for row in table.rows), SMALL)
    bases += 14 if bases else 0
    names = [_split(scene, row)[1] for row in table.rows]
    side = min(widest(names, BODY), scene.width * 0.36)
    axis = _axis(scene, 0 if scene.narrow else side + 18, 0 if scene.narrow else bases)
    begin, heading = y, ""
    for row in table.rows:
        over, name = _split(scene, row)
        if over and over != heading:
            y = sheet.block(0, y + (8 if heading else 0), wrap(over, BODY, scene.width, bold=True),
                            bold=True) + 6  # fmt: skip
        heading = over
        room = scene.width - bases if scene.narrow else side
        label = wrap(name, BODY, room)
        height = len(label) * LEADING * BODY
        base = {"size": SMALL, "fill": tone.muted, "anchor": "end"}
        if scene.narrow:
            sheet.text(scene.width, y + LEADING * BODY / 2, scene.base(row), **base)
            y = sheet.block(0, y, label) + 4 + BAR / 2
        else:
            middle = y + max(height, BAR) / 2
            sheet.block(0, middle - height / 2, label)
            sheet.text(scene.width, middle, scene.base(row), **base)
            y = middle
        below = _bar(scene, sheet, axis, row, y, colours)
        y += max(0 if scene.narrow else height / 2, BAR / 2 + below) + GAP
    if scene.diverging:
        sheet.line((axis.at(0), begin - 6), (axis.at(0), y - GAP + 4), tone.ink, width=0.8)
    return y - GAP + 5


def _split(scene: Scene, row: Line) -> tuple[str, str]:
    """The item that a group of rows stands under, if the table has groups, and the row's own name."""
    label = scene.label(row)
    item, joint, group = label.rpartition(JOINT)
    return (item, group) if joint and "." in row.code else ("", label)


def _colours(scene: Scene) -> dict[str, str]:
    chart, codes = scene.exhibit.chart, [column.code for column in scene.table.columns]
    return dict(zip(codes, scene.palette.scale(codes, chart.positive, chart.neutral), strict=True))


def _parts(scene: Scene, row: Line) -> list[Part]:
    """The segments of a row. What rounding adds beyond 100 % is taken from all alike."""
    cells = [(column, scene.table.cell(row, column)) for column in scene.table.columns]
    cells = [(column, cell) for column, cell in cells if cell.mark is not Mark.ABSENT]
    hidden = sum(cell.mark is Mark.HIDDEN for _, cell in cells)
    rest = FULL - sum(cell.value or 0 for _, cell in cells)
    unknown = max(rest / hidden, SLIVER) if hidden else 0
    sizes = [unknown if cell.mark is Mark.HIDDEN else cell.value or 0 for _, cell in cells]
    factor = min(1.0, FULL / (sum(sizes) or FULL))
    sizes = [size * factor for size in sizes]
    starts = [0.0, *accumulate(sizes)]
    shift = _middle(scene, cells, sizes) if scene.diverging else 0
    return [
        Part(column, start - shift, size, cell.mark is Mark.HIDDEN)
        for (column, cell), start, size in zip(cells, starts, sizes, strict=False)
    ]


def _middle(scene: Scene, cells: Sequence[tuple[Line, object]], sizes: Sequence[float]) -> float:
    """How far from its left end a bar's middle is: half its neutral points lie on either side."""
    chart, below, middle = scene.exhibit.chart, 0.0, 0.0
    for (column, _), size in zip(cells, sizes, strict=True):
        if column.code in chart.positive:
            break
        if column.code in chart.neutral:
            middle += size
        else:
            below += size
    return below + middle / 2


def _axis(scene: Scene, x: float, after: float) -> Axis:
    """The axis from `x` to `after` before the right edge, as long as the longest bars need."""
    room = scene.width - after - x
    if not scene.diverging:
        return Axis(x, 0, room / FULL, x + room)
    parts = [part for row in scene.table.rows for part in _parts(scene, row)]
    left = min((part.start for part in parts), default=0)
    right = max((part.start + part.size for part in parts), default=FULL)
    return Axis(x, left, room / (right - left or FULL), x + room)


def _bar(
    scene: Scene, sheet: Sheet, axis: Axis, row: Line, middle: float, colours: dict[str, str]
) -> float:
    """One bar with its numbers; returns the height below it of numbers that have no room in it."""
    parts, top = _parts(scene, row), middle - BAR / 2
    if not scene.diverging:
        sheet.rect(axis.x, top + 0.5, axis.right - axis.x, BAR - 1, "none", stroke=scene.tone.grid)
    outside = []
    for part in parts:
        x, size = axis.at(part.start), part.size * axis.unit
        text, colour = scene.number(row, part.column), colours[part.column.code]
        fits = size >= width(text, NUMBER) + 6
        if part.hidden:
            hatch(sheet, x, top, size - 1, BAR, scene.tone.muted)
        else:
            sheet.rect(x, top, size - 1, BAR, colour)
        if fits and not part.hidden:
            ink = ink_on(colour, scene.tone)
            sheet.text(x + size / 2, middle, text, size=NUMBER, fill=ink, anchor="middle")
        else:
            outside.append((x + size / 2, text))
    _outside(scene, sheet, outside, axis, middle + BAR / 2)
    return BELOW if outside else 0


def _outside(
    scene: Scene, sheet: Sheet, found: Sequence[tuple[float, str]], axis: Axis, top: float
) -> None:
    """Numbers below the bar, each joined to its segment."""
    sizes = [width(text, SMALL) + 6 for _, text in found]
    places = spread([x for x, _ in found], sizes, axis.x, axis.right)
    for (x, text), place in zip(found, places, strict=True):
        sheet.line((x, top), (place, top + 5), scene.tone.muted, width=0.7)
        sheet.text(place, top + 11.5, text, size=SMALL, fill=scene.tone.muted, anchor="middle")
