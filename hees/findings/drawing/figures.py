"""Figures: published numbers set large, each with what it counts, its period and its source."""

from hees.findings.drawing.lettering import LEADING, MIDDLE, widest, width, wrap
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import BODY, HEAD, SMALL, Sheet
from hees.findings.numbers import PER_CENT
from hees.findings.table import Line

LARGE, SMALLEST, PAD = 30, 15, 14
"""Sizes of a number, and the space above and below a row, in pixels."""


def draw(scene: Scene, sheet: Sheet) -> float:
    """A row a figure between hairlines: the number, then the words; or these below it if narrow."""
    column = scene.table.columns[0]
    shown = [scene.number(row, column) for row in scene.table.rows]
    room = scene.width if scene.narrow else min(widest(shown, LARGE, bold=True), scene.width * 0.4)
    units = [] if scene.narrow else [_unit(scene, row) for row in scene.table.rows]
    side = min(widest(units, BODY), scene.width * 0.16)
    y = 0.0
    for place, (row, text) in enumerate(zip(scene.table.rows, shown, strict=True)):
        if place:
            sheet.line((0, y), (scene.width, y), scene.tone.grid)
        y += PAD if place else 2
        if scene.narrow:
            y = _above(scene, sheet, row, text, y)
            y = _words(scene, sheet, row, (0, y + 4)) + PAD
        else:
            number = _beside(scene, sheet, row, text, (room, side, y))
            words = _words(scene, sheet, row, (room + side + (30 if side else 22), y + 6))
            y = max(number, words) + PAD
    return y - PAD + 4


def _unit(scene: Scene, row: Line) -> str:
    """The unit in words; "" where the number says it itself."""
    unit = row.unit[scene.language] if row.unit else ""
    return "" if unit == PER_CENT else unit


def _size(text: str, room: float) -> float:
    """The size at which a number fits."""
    needs = width(text, LARGE, bold=True)
    return LARGE if needs <= room else max(SMALLEST, LARGE * room / needs)


def _above(scene: Scene, sheet: Sheet, row: Line, text: str, y: float) -> float:
    """The number with its unit below."""
    size, unit = _size(text, scene.width), _unit(scene, row)
    lines = wrap(text, size, scene.width, bold=True)
    y = sheet.block(0, y, lines, size=size, fill=scene.tone.accent, bold=True)
    lines = wrap(unit, BODY, scene.width) if unit else []
    return sheet.block(0, y - 2, lines, fill=scene.tone.muted)


def _beside(
    scene: Scene, sheet: Sheet, row: Line, text: str, place: tuple[float, float, float]
) -> float:
    """The number up to the right edge of its column, its unit behind it on the same line."""
    room, side, y = place
    size, middle = _size(text, room), y + LEADING * LARGE / 2
    fill = scene.tone.accent
    sheet.text(room, middle, text, size=size, fill=fill, anchor="end", bold=True)
    lines = wrap(_unit(scene, row), BODY, side) if side else []
    first = middle + MIDDLE * (size - BODY) - LEADING * BODY / 2
    below = sheet.block(room + 8, first, lines, fill=scene.tone.muted)
    return max(y + LEADING * LARGE, below)


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
