"""Figures: published numbers set large, each with what it counts, its period and its source."""

from hees.findings.drawing.lettering import LEADING, width, wrap
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import BODY, HEAD, SMALL, Sheet
from hees.findings.numbers import PER_CENT
from hees.findings.table import Line

LARGE, SMALLEST, PAD = 30, 15, 14
"""Sizes of a number, and the space above and below a row, in pixels."""


def draw(scene: Scene, sheet: Sheet) -> float:
    """A row a figure between hairlines: the number, then the words; or these below it if narrow."""
    side = 0 if scene.narrow else scene.width * 0.34
    y = 0.0
    for place, row in enumerate(scene.table.rows):
        if place:
            sheet.line((0, y), (scene.width, y), scene.tone.grid)
        top = y + (PAD if place else 2)
        number = _number(scene, sheet, row, top, side - 20 if side else scene.width)
        words = _words(scene, sheet, row, (side, number + 4 if scene.narrow else top + 6))
        y = max(number, words) + PAD
    return y - PAD + 4


def _number(scene: Scene, sheet: Sheet, row: Line, top: float, room: float) -> float:
    """The number, as large as it fits, with its unit behind or below it."""
    column = scene.table.columns[0]
    text = scene.number(row, column)
    size = LARGE
    while size > SMALLEST and width(text, size, bold=True) > room:
        size -= 1
    fill = scene.tone.accent
    bottom = sheet.block(0, top, wrap(text, size, room, bold=True), size=size, fill=fill, bold=True)
    unit = row.unit[scene.language] if row.unit else ""
    if not unit or unit == PER_CENT:
        return bottom
    used = width(text, size, bold=True) + 7
    if used + width(unit, BODY) <= room:
        baseline = top + LEADING * size / 2 + 0.36 * (size - BODY)
        sheet.text(used, baseline, unit, fill=scene.tone.muted)
        return bottom
    return sheet.block(0, bottom, wrap(unit, BODY, room), fill=scene.tone.muted)


def _words(scene: Scene, sheet: Sheet, row: Line, at: tuple[float, float]) -> float:
    """What the number counts; its period and source below."""
    x, top = at
    room = scene.width - x
    top = sheet.block(x, top, wrap(scene.label(row), HEAD, room), size=HEAD)
    source = scene.exhibit.study.sources.get(row.source)
    period = scene.table.cell(row, scene.table.columns[0]).period
    about = " · ".join(
        part for part in (period, source.name[scene.language] if source else "") if part
    )
    lines = wrap(about, SMALL, room) if about else []
    return sheet.block(x, top + 3, lines, size=SMALL, fill=scene.tone.muted)
