"""Bars: the share of each answer; several groups stand side by side, each on an axis of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from hees.findings.drawing.layout import chunks
from hees.findings.drawing.lettering import LEADING, longest_word, widest, wrap
from hees.findings.drawing.marks import hatch
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import BODY, SMALL, Sheet
from hees.findings.table import Line, Mark

BAR, GAP, BETWEEN = 18, 12, 16
"""Height of a bar, space between rows, and space before each column, in pixels."""

FULL, HALF = 100, 50
SHORTEST, STUB = 48, 14
"""Least room for a bar of 100 %, and length of the bar of a number that is not shown, in pixels."""


@dataclass(frozen=True)
class Frame:
    """Widths in pixels: of the labels, of each column, and of one per cent."""

    side: float
    each: float
    unit: float


def draw(scene: Scene, sheet: Sheet) -> float:
    """As many groups side by side as there is room for; the others below, with the same answers."""
    table = scene.table
    labels = [scene.label(row) for row in table.rows]
    side = min(widest(labels, BODY), scene.width * (0.44 if scene.narrow else 0.4))
    shown = [scene.number(row, column) for row in table.rows for column in table.columns]
    number = widest(shown, BODY) + 8
    names = longest_word((scene.label(column) for column in table.columns), BODY, bold=True)
    least = max(number + SHORTEST, names) + BETWEEN
    parts = chunks(table.columns, int((scene.width - side) / least))
    each = (scene.width - side) / max(len(part) for part in parts)
    frame = Frame(side, each, (each - BETWEEN - number) / _reach(scene))
    bottom = 0.0
    for part in parts:
        top = bottom + 26 if bottom else 0.0
        bottom = _part(scene, sheet, part, frame, top)
    return bottom


def _reach(scene: Scene) -> float:
    """The value at the end of the axis: 100 %, or 50 % where no share is larger."""
    largest = max(cell.value or 0 for _, _, cell in scene.table.numbers())
    return HALF if largest <= HALF else max(FULL, largest)


def _part(scene: Scene, sheet: Sheet, columns: Sequence[Line], frame: Frame, top: float) -> float:
    """The rows for some of the columns, under the names of these."""
    starts = [frame.side + BETWEEN + frame.each * place for place in range(len(columns))]
    first = y = _heads(scene, sheet, columns, starts, frame.each - BETWEEN, top) + 8
    for row in scene.table.rows:
        label = wrap(scene.label(row), BODY, frame.side)
        height = max(BAR, len(label) * LEADING * BODY)
        sheet.block(0, y + (height - len(label) * LEADING * BODY) / 2, label)
        for column, start in zip(columns, starts, strict=True):
            _bar(scene, sheet, row, column, (start, y + height / 2), frame.unit)
        y += height + GAP
    for start in starts:
        sheet.line((start, first - 4), (start, y - GAP + 4), scene.tone.muted, width=0.8)
    return y - GAP + 6


def _heads(
    scene: Scene,
    sheet: Sheet,
    columns: Sequence[Line],
    starts: Sequence[float],
    room: float,
    top: float,
) -> float:
    """The name of each column over the number of its respondents."""
    heads = [wrap(scene.label(column), BODY, room, bold=True) for column in columns]
    bottom = top + max(len(head) for head in heads) * LEADING * BODY
    for column, head, start in zip(columns, heads, starts, strict=True):
        sheet.block(start, bottom - len(head) * LEADING * BODY, head, bold=True)
        sheet.block(start, bottom, [scene.base(column)], size=SMALL, fill=scene.tone.muted)
    return bottom + LEADING * SMALL


def _bar(
    scene: Scene, sheet: Sheet, row: Line, column: Line, at: tuple[float, float], unit: float
) -> None:
    """One bar from `at`, and its number behind its end."""
    (x, middle), cell = at, scene.table.cell(row, column)
    length, fill = 0.0, scene.tone.muted
    if cell.mark is Mark.HIDDEN:
        length = STUB
        hatch(sheet, x, middle - BAR / 2, length, BAR, fill)
    elif cell.value is not None:
        length, fill = cell.value * unit, scene.tone.ink
        sheet.rect(x, middle - BAR / 2, length, BAR, scene.colour(column))
    sheet.text(x + length + 6, middle, scene.number(row, column), fill=fill)
