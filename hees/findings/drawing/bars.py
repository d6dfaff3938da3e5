"""Bars: the share of each answer; several groups stand side by side, each on an axis of its own."""

from collections.abc import Sequence

from hees.findings.drawing.layout import chunks
from hees.findings.drawing.lettering import LEADING, widest, width, wrap
from hees.findings.drawing.marks import hatch
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import BODY, SMALL, Sheet
from hees.findings.table import Line, Mark

BAR, GAP, BETWEEN = 18, 12, 22
"""Height of a bar, space between rows, and space between columns, in pixels."""

FULL, HALF = 100, 50
STUB = 14
"""Length in pixels of the bar of a number that is not shown."""


def draw(scene: Scene, sheet: Sheet) -> float:
    """As many groups side by side as there is room for; the others below, with the same answers."""
    table = scene.table
    labels = [scene.label(row) for row in table.rows]
    side = min(widest(labels, BODY), scene.width * (0.4 if scene.narrow else 0.36))
    shown = [scene.number(row, column) for row in table.rows for column in table.columns]
    least = widest(shown, BODY) + 60
    most = int((scene.width - side) / (least + BETWEEN))
    bottom = 0.0
    for part in chunks(table.columns, most):
        top = bottom + 26 if bottom else 0.0
        bottom = _part(scene, sheet, part, side, top)
    return bottom


def _part(scene: Scene, sheet: Sheet, columns: Sequence[Line], side: float, top: float) -> float:
    """The rows for some of the columns, under the names of these."""
    each = (scene.width - side) / len(columns)
    starts = [side + BETWEEN * 0.7 + each * place for place in range(len(columns))]
    room = each - BETWEEN * 0.7
    heads = [wrap(scene.label(column), BODY, room, bold=True) for column in columns]
    lines = max(len(head) for head in heads)
    names = top + lines * LEADING * BODY
    for column, head, start in zip(columns, heads, starts, strict=True):
        first = top + (lines - len(head)) * LEADING * BODY
        sheet.block(start, first, head, bold=True)
        sheet.block(start, names, [scene.base(column)], size=SMALL, fill=scene.tone.muted)
    first = y = names + LEADING * SMALL + 8
    for row in scene.table.rows:
        label = wrap(scene.label(row), BODY, side)
        height = max(BAR, len(label) * LEADING * BODY)
        sheet.block(0, y + (height - len(label) * LEADING * BODY) / 2, label)
        for column, start in zip(columns, starts, strict=True):
            _bar(scene, sheet, row, column, (start, y + height / 2), room)
        y += height + GAP
    for start in starts:
        sheet.line((start, first - 4), (start, y - GAP + 4), scene.tone.muted, width=0.8)
    return y - GAP + 6


def _bar(
    scene: Scene, sheet: Sheet, row: Line, column: Line, at: tuple[float, float], room: float
) -> None:
    """One bar from `at`, and its number behind its end."""
    (x, middle), cell = at, scene.table.cell(row, column)
    text, muted = scene.number(row, column), scene.tone.muted
    length = 0.0
    if cell.mark is Mark.HIDDEN:
        length = STUB
        hatch(sheet, x, middle - BAR / 2, length, BAR, muted)
    elif cell.value is not None:
        length = cell.value / _reach(scene) * (room - width(_widest(scene), BODY) - 8)
        country = column.country in scene.exhibit.study.country
        look = scene.palette.country(column.country or "").colour if country else scene.tone.accent
        sheet.rect(x, middle - BAR / 2, length, BAR, look)
    fill = scene.tone.ink if cell.value is not None else muted
    sheet.text(x + length + 6, middle, text, fill=fill)


def _reach(scene: Scene) -> float:
    """The value at the end of the axis: 100 %, or 50 % where no share is larger."""
    largest = max(cell.value or 0 for _, _, cell in scene.table.numbers())
    return HALF if largest <= HALF else max(FULL, largest)


def _widest(scene: Scene) -> str:
    """The widest number of the chart, so that every bar leaves the same room."""
    table = scene.table
    shown = [scene.number(row, column) for row in table.rows for column in table.columns]
    return max(shown, key=lambda text: width(text, BODY))
