"""Small signs: the markers by which series are told apart without colour, and hatching."""

from math import cos, pi, sin

from hees.findings.drawing.sheet import Point, Sheet

DASHES = {"dash": "6 4", "dot": "1.5 3.5", "dashdot": "7 3 1.5 3", "longdash": "10 5"}
"""Dash patterns by plotly's names; a solid line has none."""

_ARM = 0.36
"""Half the thickness of a cross, in its radius."""


def mark(
    sheet: Sheet, name: str, at: Point, r: float, colour: str, paper: str, hint: str = ""
) -> None:
    """A marker by plotly's name, in an outline of paper that keeps it apart from its neighbours."""
    x, y = at
    if name == "circle-open":
        sheet.circle(x, y, r * 0.85, paper, stroke=colour, hint=hint)
    elif name in _SHAPES:
        points = [(x + dx * r, y + dy * r) for dx, dy in _SHAPES[name]]
        sheet.polygon(points, colour, stroke=paper, hint=hint)
    else:
        sheet.circle(x, y, r, colour, stroke=paper, hint=hint)


def hatch(sheet: Sheet, x: float, y: float, width: float, height: float, colour: str) -> None:
    """An outlined area with diagonal lines, for a number that is not shown."""
    sheet.rect(x + 0.5, y + 0.5, width - 1, height - 1, "none", stroke=colour)
    offset = 5 - height
    while offset < width:
        left, right = max(0.0, offset), min(width, offset + height)
        start, end = (
            (x + left, y + height - left + offset),
            (x + right, y + height - right + offset),
        )
        sheet.line(start, end, colour, width=0.7)
        offset += 5


def _turned(points: list[Point], angle: float) -> list[Point]:
    return [(x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)) for x, y in points]


def _star() -> list[Point]:
    corners = ((1.25 if corner % 2 == 0 else 0.52, corner * pi / 5) for corner in range(10))
    return [(r * sin(angle), -r * cos(angle)) for r, angle in corners]


_CROSS: list[Point] = [
    (-_ARM, -1), (_ARM, -1), (_ARM, -_ARM), (1, -_ARM), (1, _ARM), (_ARM, _ARM),
    (_ARM, 1), (-_ARM, 1), (-_ARM, _ARM), (-1, _ARM), (-1, -_ARM), (-_ARM, -_ARM),
]  # fmt: skip

_SHAPES: dict[str, list[Point]] = {
    "square": [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
    "diamond": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
    "triangle-up": [(0, -1.15), (1.1, 0.8), (-1.1, 0.8)],
    "cross": _CROSS,
    "x": _turned(_CROSS, pi / 4),
    "star": _star(),
}
