"""Regions of the countries: names, outlines, and the larger areas that they belong to."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import cos, radians
from pathlib import Path

from hees.settings import settings
from hees.study import Text

Ring = tuple[tuple[float, float], ...]
"""A closed outline as (longitude, latitude) in degrees."""


@dataclass(frozen=True)
class Region:
    """A state or prefecture by its ISO 3166-2 code."""

    code: str
    country: str
    name: Text
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class Area:
    """Several regions of one country that are shown together."""

    code: str
    country: str
    name: Text
    regions: frozenset[str]


@cache
def regions(folder: Path | None = None) -> Mapping[str, Region]:
    """The regions of `geo/<country>.geojson` by code, country by country."""
    found = {}
    for path in sorted(((folder or settings().study) / "geo").glob("*.geojson")):
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            names = feature["properties"]
            text = {key.removeprefix("name_"): names[key] for key in names if key[:5] == "name_"}
            rings = _rings(feature["geometry"])
            found[names["code"]] = Region(names["code"], path.stem, Text(text), rings)
    return found


def _rings(geometry: Mapping[str, list]) -> tuple[Ring, ...]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return tuple(
        tuple((float(x), float(y)) for x, y in polygon[0]) for polygon in polygons if polygon
    )


@cache
def areas(folder: Path | None = None) -> tuple[Area, ...]:
    """The areas of `geo/areas.toml`, in its order; none when the file is absent."""
    path = (folder or settings().study) / "geo" / "areas.toml"
    if not path.exists():
        return ()
    tables = tomllib.loads(path.read_text("utf-8"))
    return tuple(
        Area(code, table["country"], Text(table["name"]), frozenset(table["regions"]))
        for code, table in tables.items()
    )


def drawn(country: str, folder: Path | None = None) -> list[Region]:
    """The regions of a country as its map shows them, far-away ones moved as `geo/insets.toml` says."""
    path = (folder or settings().study) / "geo" / "insets.toml"
    table = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    insets, bounds = table.get("insets", {}), table.get("bounds", {}).get(country)
    placed = []
    for region in regions(folder).values():
        if region.country != country:
            continue
        rings = region.rings
        if region.code in insets:
            rings = _moved(region, **insets[region.code])
        elif bounds:
            rings = tuple(ring for ring in rings if _inside(_middle(ring), *bounds))
        if rings:
            placed.append(replace(region, rings=rings))
    return placed


def _moved(region: Region, at: Sequence[float], scale: float) -> tuple[Ring, ...]:
    x0, y0 = centre(region)
    narrow = cos(radians(y0)) / cos(radians(at[1]))  # a degree of longitude is shorter in the north
    return tuple(
        tuple((at[0] + (x - x0) * scale * narrow, at[1] + (y - y0) * scale) for x, y in ring)
        for ring in region.rings
        if abs(_middle(ring)[0] - x0) < 60  # what lies beyond the date line would cross the map
    )


def _inside(
    point: tuple[float, float], west: float, south: float, east: float, north: float
) -> bool:
    return west <= point[0] <= east and south <= point[1] <= north


def centre(region: Region) -> tuple[float, float]:
    """The middle of a region's largest outline, as (longitude, latitude)."""
    return _middle(max(region.rings, key=_size))


def _middle(ring: Ring) -> tuple[float, float]:
    xs, ys = [point[0] for point in ring], [point[1] for point in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _size(ring: Ring) -> float:
    xs, ys = [point[0] for point in ring], [point[1] for point in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))
