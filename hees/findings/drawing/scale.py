"""Scales: the points of a scale as segments of one bar an item, from 0 to 100 % or round the middle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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

FULL, SLIVER, APART = 100, 1.5, 4
"""The whole bar, the least length of a share that is not shown, and a gap, in per cent."""

JOINT = " · "
"""Between an item and a group in the label of a row."""


@dataclass(frozen=True)
class Part:
    """A segment from `start`, in per cent. A share that is not shown is a hatched one.

    `aside`: beyond the scale, as "does not apply" is; round the middle it stands apart.
    """

    column: Line
    start: float
    size: float
    hidden: bool
    aside: bool

    @property
    def end(self) -> float:
        return self.start + self.size


@dataclass(frozen=True)
class Axis:
    """Where per cent lie: `left` is at pixel `x`, and one is `unit` pixels long.

    `apart`: by how much what stands aside is moved, in per cent.
    """

    x: float
    left: float
    unit: float
    right: float
    apart: float = 0

    def at(self, share: float) -> float:
        return self.x + (share - self.left) * self.unit

    def of(self, part: Part) -> float:
        """Where a segment begins."""
        return self.at(part.start + self.apart if part.aside else part.start)


def draw(scene: Scene, sheet: Sheet) -> float:
    """A legend of the points, then a bar an item with the number of respondents at its right."""
    table, tone = scene.table, scene.tone
    colours = _colours(scene)
    keys = [Key(scene.label(column), colours[column.code]) for column in table.columns]
    y = legend(sheet, tone, keys, 0) + 18
    bases = widest((scene.base(row) for row in table.rows), SMALL)
    bases += 14 if bases else 0
    names = [_split(scene, row)[1] for row in table.rows]
    side = min(widest(names, BODY), scene.width * 0.4)
    axis = _axis(scene, 0 if scene.narrow else side + 18, 0 if scene.narrow else bases)
    heading = ""
    for row in table.rows:
        over, name = _split(scene, row)
        if over and over != heading:
            y = sheet.block(0, y + (8 if heading else 0), wrap(over, BODY, scene.width, bold=True),
                            bold=True) + 6  # fmt: skip
        heading = over
        room = scene.width - bases if scene.narrow else side
        label = wrap(name, BODY, room)
        height = len(label) * LEADING * BODY
        if scene.narrow:
            _base(scene, sheet, row, y + LEADING * BODY / 2)
            y = sheet.block(0, y, label) + 4 + BAR / 2
        else:
            y += max(height, BAR) / 2
            sheet.block(0, y - height / 2, label)
            _base(scene, sheet, row, y)
        below = _bar(scene, sheet, axis, row, y, colours)
        y += max(0 if scene.narrow else height / 2, BAR / 2 + below) + GAP
    return y - GAP + 5


def _base(scene: Scene, sheet: Sheet, row: Line, middle: float) -> None:
    text, fill = scene.base(row), scene.tone.muted
    sheet.text(scene.width, middle, text, size=SMALL, fill=fill, anchor="end")


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
    parts: list[Part] = []
    for (column, cell), size in zip(cells, sizes, strict=True):
        aside = scene.diverging and _aside(scene, column)
        start = next((one.end for one in reversed(parts) if one.aside == aside), 0.0)
        parts.append(Part(column, start, size * factor, cell.mark is Mark.HIDDEN, aside))
    if not scene.diverging:
        return parts
    middle = _middle(scene, parts)
    return [one if one.aside else replace(one, start=one.start - middle) for one in parts]


def _aside(scene: Scene, column: Line) -> bool:
    """Whether a point says nothing for or against: it comes after the affirmative ones."""
    chart, codes = scene.exhibit.chart, [one.code for one in scene.table.columns]
    named = [codes.index(code) for code in (*chart.positive, *chart.neutral) if code in codes]
    place = codes.index(column.code)
    return bool(named) and place > min(named) and place not in named


def _middle(scene: Scene, parts: Sequence[Part]) -> float:
    """How far from its left end a bar's middle is: half its neutral points lie on either side."""
    chart = scene.exhibit.chart
    named = {*chart.positive, *chart.neutral}
    below = sum(one.size for one in parts if not one.aside and one.column.code not in named)
    return below + sum(one.size for one in parts if one.column.code in chart.neutral) / 2


def _axis(scene: Scene, x: float, after: float) -> Axis:
    """The axis from `x` to `after` before the right edge, as long as the longest bars need."""
    room = scene.width - after - x
    if not scene.diverging:
        return Axis(x, 0, room / FULL, x + room)
    parts = [part for row in scene.table.rows for part in _parts(scene, row)]
    left = min((part.start for part in parts if not part.aside), default=0)
    right = max((part.end for part in parts if not part.aside), default=FULL)
    apart = right + APART
    end = max((part.end + apart for part in parts if part.aside), default=right)
    return Axis(x, left, room / (end - left or FULL), x + room, apart)


def _bar(
    scene: Scene, sheet: Sheet, axis: Axis, row: Line, middle: float, colours: dict[str, str]
) -> float:
    """One bar with its numbers; returns the height below it of numbers that have no room in it."""
    parts, top = _parts(scene, row), middle - BAR / 2
    if not scene.diverging:
        sheet.rect(axis.x, top + 0.5, axis.right - axis.x, BAR - 1, "none", stroke=scene.tone.grid)
    else:
        x, reach = axis.at(0), BAR / 2 + 5
        sheet.line((x, middle - reach), (x, middle + reach), scene.tone.ink)
    outside = []
    for part in parts:
        x, size = axis.of(part), part.size * axis.unit
        text, colour = scene.number(row, part.column), colours[part.column.code]
        fits = size >= width(text, NUMBER) + 2
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
