"""Matrices: one question across another, a shaded cell with its number for each pair of answers."""

from collections.abc import Sequence
from string import ascii_uppercase

from hees.findings.drawing.colours import ink_on, mix
from hees.findings.drawing.layout import chunks
from hees.findings.drawing.legend import Key, legend
from hees.findings.drawing.lettering import LEADING, longest_word, widest, wrap
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import BODY, SMALL, Sheet
from hees.findings.table import Line

CELL, WIDEST, NARROWEST = 34, 112, 37
"""Least height of a cell, and the most and the least width of one, in pixels."""

FULL, MOST_LINES = 100, 6


def draw(scene: Scene, sheet: Sheet) -> float:
    """As many columns side by side as there is room for; the others below, with the same rows."""
    table = scene.table
    labels = [scene.label(row) for row in table.rows]
    side = min(widest(labels, BODY), scene.width * (0.4 if scene.narrow else 0.34)) + 14
    bases = widest((scene.base(row) for row in table.rows), SMALL)
    bases += 12 if bases else 0
    room = scene.width - side - bases
    counts = widest((scene.base(column) for column in table.columns), SMALL)
    parts = chunks(table.columns, int(room / max(NARROWEST, counts + 4)))
    each = min(WIDEST, room / max(len(part) for part in parts))
    letters = _letters(scene, each)
    bottom = 0.0
    if letters:
        keys = [
            Key(scene.label(column), scene.tone.ink, letter=letters[column.code])
            for column in table.columns
        ]
        bottom = legend(sheet, scene.tone, keys, 0) + 14
    for place, part in enumerate(parts):
        bottom = _part(scene, sheet, part, (side, each), bottom + (20 if place else 0), letters)
    return bottom


def _letters(scene: Scene, each: float) -> dict[str, str]:
    """A letter for each column where their names have no room over the cells, else none."""
    names = [scene.label(column) for column in scene.table.columns]
    lines = max(len(wrap(name, SMALL, each - 6)) for name in names)
    if lines <= MOST_LINES and longest_word(names, SMALL) <= each - 6:
        return {}
    return {
        column.code: ascii_uppercase[place % 26] * (1 + place // 26)
        for place, column in enumerate(scene.table.columns)
    }


def _part(
    scene: Scene,
    sheet: Sheet,
    columns: Sequence[Line],
    sizes: tuple[float, float],
    top: float,
    letters: dict[str, str],
) -> float:
    side, each = sizes
    names = [letters.get(column.code) or scene.label(column) for column in columns]
    heads = [wrap(name, SMALL, each - 6) for name in names]
    y = top + max(len(head) for head in heads) * LEADING * SMALL
    for place, (column, head) in enumerate(zip(columns, heads, strict=True)):
        first = y - len(head) * LEADING * SMALL
        x = side + each * (place + 0.5)
        sheet.block(x, first, head, size=SMALL, anchor="middle", bold=bool(letters))
        base = [scene.base(column)]
        sheet.block(x, y, base, size=SMALL, fill=scene.tone.muted, anchor="middle")
    y += 6 + (LEADING * SMALL if any(column.base is not None for column in columns) else 0)
    for row in scene.table.rows:
        label = wrap(scene.label(row), BODY, side - 14)
        height = max(CELL, len(label) * LEADING * BODY + 6)
        sheet.block(0, y + (height - len(label) * LEADING * BODY) / 2, label)
        for place, column in enumerate(columns):
            x = side + each * place
            _cell(scene, sheet, row, column, (x, y, each, height))
        end = side + each * len(columns) + 10
        sheet.text(end, y + height / 2, scene.base(row), size=SMALL, fill=scene.tone.muted)
        y += height
    return y + 2


def _cell(
    scene: Scene,
    sheet: Sheet,
    row: Line,
    column: Line,
    box: tuple[float, float, float, float],
) -> None:
    """One cell, the darker the larger its share; without a number it is an outline."""
    x, y, width, height = box
    value, tone = scene.table.cell(row, column).value, scene.tone
    fill = tone.paper if value is None else _shade(scene, value)
    stroke = tone.grid if value is None else ""
    sheet.rect(x + 1, y + 1, width - 2, height - 2, fill, stroke=stroke)
    ink = tone.muted if value is None else ink_on(fill, tone)
    text = scene.number(row, column)
    sheet.text(x + width / 2, y + height / 2, text, size=12, fill=ink, anchor="middle")


def _shade(scene: Scene, value: float) -> str:
    """From nearly paper to the accent, which stands for 100 % in every matrix."""
    pale = mix(scene.tone.paper, scene.tone.accent, 0.06)
    return mix(pale, scene.tone.accent, min(1.0, value / FULL))
