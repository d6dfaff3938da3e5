"""Dumbbells: the shares of two or three countries as markers on one line from 0 to 100 %."""

from collections.abc import Sequence

from hees.findings.drawing.colours import readable
from hees.findings.drawing.legend import Key, legend
from hees.findings.drawing.lettering import LEADING, widest, wrap
from hees.findings.drawing.marks import mark
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import BODY, SMALL, Sheet
from hees.findings.numbers import PER_CENT
from hees.findings.palette import Look
from hees.findings.table import Cell, Line, Mark

ROW, GAP, R = 24, 10, 6
"""Least height of a row, space between rows, and radius of a marker, in pixels."""

FULL = 100
HIDDEN_LINE = 15
"""Height of one number that is not shown, in the margin left of the axis."""

Shown = tuple[Line, Look, Cell]


def draw(scene: Scene, sheet: Sheet) -> float:
    """A legend, a row an answer, and the axis below."""
    table, tone = scene.table, scene.tone
    looks = scene.palette.looks(table.columns)
    keys = [
        Key(_named(scene, column), look.colour, look.marker)
        for column, look in zip(table.columns, looks, strict=True)
    ]
    y = legend(sheet, tone, keys, 0) + 16
    narrow = scene.narrow
    natural = min(widest((scene.label(row) for row in table.rows), BODY), scene.width * 0.4)
    side = 0 if narrow else natural + 18
    numbers = [scene.number(row, column) for row in table.rows for column in table.columns]
    space = widest(numbers, BODY) + R + 6
    margin = space + 6 if any(cell.mark is not Mark.SHOWN for cell in table.cells.values()) else 0
    low, high = side + margin + space, scene.width - space
    lines = [wrap(scene.label(row), BODY, scene.width if narrow else natural) for row in table.rows]
    words = [len(label) * LEADING * BODY for label in lines]
    drawn = [max(ROW, _stack(scene, row) * HIDDEN_LINE) for row in table.rows]
    heights = [
        own + label if narrow else max(own, label) for own, label in zip(drawn, words, strict=True)
    ]
    bottom = y + sum(heights) + GAP * (len(heights) - 1) + 6
    _grid(scene, sheet, (low, high), y - 4, bottom)
    for place, row in enumerate(table.rows):
        middle = y + (words[place] + drawn[place] / 2 if narrow else heights[place] / 2)
        sheet.block(0, y if narrow else middle - words[place] / 2, lines[place])
        cells = [
            (column, look, table.cell(row, column))
            for column, look in zip(table.columns, looks, strict=True)
        ]
        _shown(scene, sheet, row, cells, (low, high), middle)
        _margin(scene, sheet, row, cells, side, middle)
        y += heights[place] + GAP
    return bottom + 24


def _named(scene: Scene, column: Line) -> str:
    return " · ".join(part for part in (scene.label(column), scene.base(column)) if part)


def _stack(scene: Scene, row: Line) -> int:
    """How many numbers of a row stand in the margin."""
    return sum(cell.value is None for cell in scene.table.of_row(row))


def _grid(scene: Scene, sheet: Sheet, ends: tuple[float, float], top: float, bottom: float) -> None:
    low, high = ends
    for share in (0, 50, 100) if scene.narrow else (0, 25, 50, 75, 100):
        x = low + (high - low) * share / FULL
        sheet.line((x, top), (x, bottom), scene.tone.grid)
        text = scene.show(Cell(share), PER_CENT)
        sheet.text(x, bottom + 12, text, size=SMALL, fill=scene.tone.muted, anchor="middle")


def _shown(
    scene: Scene,
    sheet: Sheet,
    row: Line,
    cells: Sequence[Shown],
    ends: tuple[float, float],
    middle: float,
) -> None:
    """The markers of a row, joined; the outer numbers beside them, one between above its marker."""
    found = sorted((one for one in cells if one[2].value is not None), key=lambda one: one[2].value)
    low, high = ends
    xs = [low + (high - low) * (cell.value or 0) / FULL for _, _, cell in found]
    if len(xs) > 1:
        sheet.line((xs[0], middle), (xs[-1], middle), scene.tone.muted, width=1.5)
    for place, ((column, look, _), x) in enumerate(zip(found, xs, strict=True)):
        mark(sheet, look.marker, (x, middle), R, look.colour, scene.tone.paper)
        text, fill = scene.number(row, column), readable(look.colour, scene.tone)
        if place == len(xs) - 1:
            sheet.text(x + R + 5, middle, text, fill=fill)
        elif place == 0:
            sheet.text(x - R - 5, middle, text, fill=fill, anchor="end")
        else:
            sheet.text(x, middle - R - 7, text, size=SMALL, fill=fill, anchor="middle")


def _margin(
    scene: Scene, sheet: Sheet, row: Line, cells: Sequence[Shown], x: float, middle: float
) -> None:
    """What has no number stands left of the axis: it has no place on it."""
    found = [(column, look) for column, look, cell in cells if cell.value is None]
    top = middle - (len(found) - 1) * HIDDEN_LINE / 2
    for place, (column, look) in enumerate(found):
        y = top + place * HIDDEN_LINE
        mark(sheet, look.marker, (x + 4, y), 4, look.colour, scene.tone.paper)
        text, fill = scene.number(row, column), readable(look.colour, scene.tone)
        sheet.text(x + 13, y, text, size=SMALL, fill=fill)
