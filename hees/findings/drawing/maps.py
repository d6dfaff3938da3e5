"""Maps: every region of each country outlined, those with a number shaded by its class."""

from collections.abc import Sequence

from hees.findings import geography
from hees.findings.drawing import outlines
from hees.findings.drawing.colours import mix
from hees.findings.drawing.legend import Key, legend
from hees.findings.drawing.lettering import LEADING, width, wrap
from hees.findings.drawing.outlines import Country
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import BODY, HEAD, SMALL, Sheet
from hees.findings.table import Cell, Line
from hees.language import say

CLASSES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
MOST_CLASSES, TALLEST, BETWEEN = 5, 330, 28
DOT = 7
"""A shaded region that is smaller than this, in pixels, is marked by a dot."""


def draw(scene: Scene, sheet: Sheet) -> float:
    """The legend, the countries side by side or one below the other, and what no map shows."""
    drawn = {one.code: geography.drawn(one.code) for one in scene.exhibit.study.countries}
    flat = {code: outlines.flat(regions) for code, regions in drawn.items() if regions}
    y = _legend(scene, sheet) + 18
    if flat and scene.narrow:
        for code, country in flat.items():
            height = min(TALLEST, scene.width / country.aspect)
            y = _country(scene, sheet, code, country, (0, y, height)) + BETWEEN
    elif flat:
        room = scene.width - BETWEEN * (len(flat) - 1)
        height = min(TALLEST, room / sum(country.aspect for country in flat.values()))
        x = 0.0
        for code, country in flat.items():
            _country(scene, sheet, code, country, (x, y, height))
            x += height * country.aspect + BETWEEN
        y += LEADING * HEAD + 8 + height + BETWEEN
    shown = {region.code for regions in drawn.values() for region in regions}
    others = [row for row in scene.table.rows if row.code not in shown]
    return _others(scene, sheet, others, y - BETWEEN + 8) + 2


def _classes(scene: Scene) -> list[int]:
    """The least number of each class."""
    largest = max(cell.value or 0 for _, _, cell in scene.table.numbers())
    found = list(range(1, MOST_CLASSES + 1)) if largest <= MOST_CLASSES else list(CLASSES)
    found = [least for least in found if least <= largest] or [1]
    return found if len(found) <= MOST_CLASSES else [1, *found[1 - MOST_CLASSES :]]


def _shade(scene: Scene, value: float, classes: Sequence[int]) -> str:
    """The colour of a number: the darker the higher its class; nearly paper without one."""
    place = sum(value >= least for least in classes)
    pale = mix(scene.tone.paper, scene.tone.grid, 0.5)
    if not place:
        return pale
    share = 0.22 + 0.78 * (place - 1) / max(1, len(classes) - 1)
    return mix(pale, scene.tone.accent, share)


def _legend(scene: Scene, sheet: Sheet) -> float:
    column, classes = scene.table.columns[0], _classes(scene)
    top = sheet.block(0, 0, wrap(scene.label(column), BODY, scene.width), fill=scene.tone.muted) + 4
    largest = max(cell.value or 0 for _, _, cell in scene.table.numbers())
    ends = [*(least - 1 for least in classes[1:]), largest]
    keys = [
        Key(_range(scene, least, end), _shade(scene, least, classes))
        for least, end in zip(classes, ends, strict=True)
    ]
    return legend(sheet, scene.tone, keys, top)


def _range(scene: Scene, least: float, end: float) -> str:
    low, high = scene.show(Cell(least)), scene.show(Cell(end))
    return low if low == high else f"{low}–{high}"


def _country(
    scene: Scene,
    sheet: Sheet,
    code: str,
    country: Country,
    at: tuple[float, float, float],
) -> float:
    """A country's name over its map, which begins at (x, y) and is so high."""
    x, top, height = at
    name = scene.exhibit.study.country[code].name[scene.language]
    top = sheet.block(x, top, [name], size=HEAD, bold=True) + 8
    classes, column = _classes(scene), scene.table.columns[0]
    rows = {row.code: row for row in scene.table.rows}
    line, dots = mix(scene.tone.grid, scene.tone.muted, 0.5), []
    for region, rings in outlines.placed(country, x, top, height).items():
        row = rows.get(region)
        value = scene.table.cell(row, column).value or 0 if row else 0
        fill = _shade(scene, value, classes)
        hint = f"{scene.label(row)}: {_listed(scene, row)}" if row else ""
        sheet.path(outlines.path(rings), fill=fill, stroke=line, width=0.6, hint=hint)
        if value and outlines.extent(rings[0]) < DOT:
            dots.append((rings[0][0], fill))
    for (dot_x, dot_y), fill in dots:
        sheet.circle(dot_x, dot_y, 3.5, fill, stroke=scene.tone.ink)
    return top + height


def _listed(scene: Scene, row: Line) -> str:
    number = scene.number(row, scene.table.columns[0])
    return say("chart.listed", scene.language, number=number)


def _others(scene: Scene, sheet: Sheet, rows: Sequence[Line], top: float) -> float:
    """Regions that are on no map, with their numbers."""
    x = 0.0
    for row in rows:
        text = f"{scene.label(row)} {scene.number(row, scene.table.columns[0])}"
        lines = wrap(text, SMALL, scene.width)
        needs = max(width(line, SMALL) for line in lines) + 18
        if x and x + needs - 18 > scene.width:
            x, top = 0, top + LEADING * SMALL
        bottom = sheet.block(x, top, lines, size=SMALL, fill=scene.tone.muted)
        if len(lines) > 1:
            x, top = 0, bottom
        else:
            x += needs
    return top + (LEADING * SMALL if x else 0)
