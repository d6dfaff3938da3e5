"""Outlines of regions for drawing: flat, to scale, and with no more points than can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from hees.findings.drawing.sheet import Point
from hees.findings.geography import Region, Ring

TOLERANCE, SPECK = 0.4, 1.2
"""How far a simplified outline may be off, and the least size of an island, in pixels."""


@dataclass(frozen=True)
class Country:
    """The regions of a country on a plane: its box is (left, top, right, bottom)."""

    shapes: dict[str, tuple[tuple[Point, ...], ...]]
    box: tuple[float, float, float, float]

    @property
    def aspect(self) -> float:
        """Width of the box in heights."""
        left, top, right, bottom = self.box
        return (right - left) / (bottom - top)


def flat(regions: Sequence[Region]) -> Country:
    """Longitudes shortened as they are at the country's middle latitude, latitudes downwards."""
    latitudes = [y for region in regions for ring in region.rings for _, y in ring]
    factor = cos(radians((min(latitudes) + max(latitudes)) / 2))
    shapes = {
        region.code: tuple(tuple((x * factor, -y) for x, y in ring) for ring in region.rings)
        for region in regions
    }
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Country(shapes, (min(xs), min(ys), max(xs), max(ys)))


def placed(
    country: Country, left: float, top: float, height: float
) -> dict[str, list[list[Point]]]:
    """The outlines of each region in pixels, simplified, without specks; the largest always stays."""
    x0, y0, _, y1 = country.box
    unit = height / (y1 - y0)
    found = {}
    for code, rings in country.shapes.items():
        moved = [
            [(left + (x - x0) * unit, top + (y - y0) * unit) for x, y in ring] for ring in rings
        ]
        moved.sort(key=extent, reverse=True)
        kept = [ring for place, ring in enumerate(moved) if not place or extent(ring) >= SPECK]
        found[code] = [simplified(ring, TOLERANCE) for ring in kept]
    return found


def extent(ring: Sequence[Point]) -> float:
    """The longer side of an outline's box."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def simplified(ring: Sequence[Point] | Ring, tolerance: float) -> list[Point]:
    """The points that an outline cannot do without (Douglas and Peucker's algorithm)."""
    kept = {0, len(ring) - 1}
    open_parts = [(0, len(ring) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        distances = [
            (_distance(ring[place], ring[first], ring[last]), place)
            for place in range(first + 1, last)
        ]
        far, place = max(distances, default=(0.0, 0))
        if far > tolerance:
            kept.add(place)
            open_parts += [(first, place), (place, last)]
    return [ring[place] for place in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the stretch between two others."""
    (x, y), (x0, y0), (x1, y1) = point, start, end
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    share = ((x - x0) * dx + (y - y0) * dy) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return hypot(x - x0 - share * dx, y - y0 - share * dy)


def path(rings: Sequence[Sequence[Point]]) -> str:
    """The outlines as one SVG path, in tenths of a pixel, each point from the last."""
    parts = []
    for ring in rings:
        tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
        x, y = tenths[0]
        steps = []
        for next_x, next_y in tenths[1:]:
            if (next_x, next_y) != (x, y):
                steps.append(f"{_tenth(next_x - x)} {_tenth(next_y - y)}")
            x, y = next_x, next_y
        parts.append(
            f"M{_tenth(tenths[0][0])} {_tenth(tenths[0][1])}l{' '.join(steps or ['0 0'])}z"
        )
    return "".join(parts)


def _tenth(value: int) -> str:
    return f"{value / 10:g}"
