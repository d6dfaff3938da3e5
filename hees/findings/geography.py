"""Regions of the countries: names, outlines, and the larger areas that they belong to."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
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
