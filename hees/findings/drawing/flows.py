"""Flows: bands between the areas of two countries, as wide as their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from hees.findings.drawing.colours import ink_on, mix
from hees.findings.drawing.lettering import LEADING, wrap
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import HEAD, SMALL, Sheet
from hees.findings.table import Cell, Line

NODE, GAP, LABEL = 10, 12, 12.5
"""Width of a node, space between nodes, and size of their labels, in pixels."""

EACH, LEAST = 34, 0.8
"""Height of all bands together for each node of the longer side; least height of a band."""


@dataclass(frozen=True)
class Node:
    """An area on one side: its sum, the middle of its place, and the lines of its label."""

    line: Line
    total: float
    middle: float
    label: list[str]


def draw(scene: Scene, sheet: Sheet) -> float:
    """Both columns of nodes with their names outside them, and the bands between."""
    table = scene.table
    side = scene.width * (0.29 if scene.narrow else 0.25)
    top = _heads(scene, sheet, side)
    sums = [sum(cell.value or 0 for cell in table.of_row(row)) for row in table.rows]
    unit = EACH * max(len(table.rows), len(table.columns)) / (sum(sums) or 1)
    others = [sum(cell.value or 0 for cell in table.of_column(one)) for one in table.columns]
    left, left_height = _stack(scene, table.rows, sums, unit, side)
    right, right_height = _stack(scene, table.columns, others, unit, side)
    height = max(left_height, right_height)
    from_left, from_right = top + (height - left_height) / 2, top + (height - right_height) / 2
    _bands(scene, sheet, (left, right), (from_left, from_right), (side + 8 + NODE, unit))
    for node in left:
        _node(scene, sheet, node, from_left, unit, at_left=side + 8)
    for node in right:
        _node(scene, sheet, node, from_right, unit, at_left=scene.width - side - 8 - NODE)
    return top + height + 4


def _heads(scene: Scene, sheet: Sheet, side: float) -> float:
    """The names of the two countries over their columns."""
    countries, bottom = scene.exhibit.study.country, 0.0
    first, second = scene.table.rows[0].country, scene.table.columns[0].country
    for code, x, anchor in ((first, side, "end"), (second, scene.width - side, "start")):
        if code in countries:
            lines = wrap(countries[code].name[scene.language], HEAD, side, bold=True)
            bottom = max(bottom, sheet.block(x, 0, lines, size=HEAD, anchor=anchor, bold=True))
    return bottom + 10 if bottom else 0.0


def _stack(
    scene: Scene, lines: Sequence[Line], sums: Sequence[float], unit: float, side: float
) -> tuple[list[Node], float]:
    """The nodes one below the other, each with room for its label, and their height together."""
    nodes, y = [], 0.0
    for line, total in zip(lines, sums, strict=True):
        label = wrap(scene.label(line), LABEL, side)
        height = max(total * unit, LEADING * LABEL * (len(label) + 1))
        nodes.append(Node(line, total, y + height / 2, label))
        y += height + GAP
    return nodes, y - GAP


def _node(
    scene: Scene, sheet: Sheet, node: Node, top: float, unit: float, *, at_left: float
) -> None:
    """A node with its name and sum on its outer side."""
    height, middle = max(1.0, node.total * unit), top + node.middle
    sheet.rect(at_left, middle - height / 2, NODE, height, scene.colour(node.line))
    outer_left = at_left < scene.width / 2
    x, anchor = (at_left - 8, "end") if outer_left else (at_left + NODE + 8, "start")
    first = middle - LEADING * LABEL * (len(node.label) + 1) / 2
    below = sheet.block(x, first, node.label, size=LABEL, anchor=anchor)
    sheet.block(x, below, [scene.show(Cell(node.total))], size=LABEL, anchor=anchor, bold=True)


def _bands(
    scene: Scene,
    sheet: Sheet,
    nodes: tuple[Sequence[Node], Sequence[Node]],
    tops: tuple[float, float],
    frame: tuple[float, float],
) -> None:
    """A band for each pair, those of every other area of the first country a shade darker."""
    (left, right), (x, unit) = nodes, frame
    reached = {node.line.code: tops[1] + node.middle - node.total * unit / 2 for node in right}
    numbers = []
    for place, node in enumerate(left):
        y = tops[0] + node.middle - node.total * unit / 2
        fill = mix(scene.tone.paper, scene.colour(node.line), 0.3 if place % 2 else 0.42)
        for other in right:
            value = scene.table.cell(node.line, other.line).value
            if not value:
                continue
            text, size = scene.number(node.line, other.line), value * unit
            ends = (x, scene.width - x)
            hint = f"{scene.label(node.line)} – {scene.label(other.line)}: {text}"
            sheet.path(
                _band(ends, (y, reached[other.line.code]), max(LEAST, size)),
                fill=fill, stroke=scene.tone.paper, width=0.6, opacity=0.88, hint=hint,
            )  # fmt: skip
            if size >= LEADING * SMALL - 2:
                numbers.append((y + size / 2, text, fill))
            y += size
            reached[other.line.code] += size
    for middle, text, fill in numbers:
        sheet.text(x + 6, middle, text, size=SMALL, fill=ink_on(fill, scene.tone))


def _band(ends: tuple[float, float], tops: tuple[float, float], size: float) -> str:
    """A band of this height between two edges, level at both."""
    (x0, x1), (y0, y1) = ends, tops
    middle = (x0 + x1) / 2
    corners = [f"{part:.1f}" for part in (x0, y0, middle, y1, x1, y0 + size, y1 + size)]
    a, b, m, c, d, e, f = corners
    return f"M{a} {b}C{m} {b} {m} {c} {d} {c}L{d} {f}C{m} {f} {m} {e} {a} {e}Z"
