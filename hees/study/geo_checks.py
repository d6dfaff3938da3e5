"""Checks that the outlines of countries, and their areas, have a name in each language of the study."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hees.study.problem import Problem
from hees.study.text import Text
from hees.study.translation_checks import missing_translations


def geo_problems(folder: Path, languages: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with `geo/<country>.geojson` and `geo/areas.toml`; a study needs neither."""
    for path in sorted((folder / "geo").glob("*.geojson")):
        file = f"geo/{path.name}"
        try:
            features = json.loads(path.read_text("utf-8"))["features"]
            named = [_named(one["properties"]) for one in features]
        except (ValueError, KeyError, TypeError, OSError) as error:
            yield Problem(file, "file", f"is not GeoJSON whose features have a code: {error!r}")
            continue
        for code, name in named:
            yield from missing_translations(file, code, name, languages)
    yield from _area_problems(folder / "geo" / "areas.toml", languages)


def _named(properties: Mapping[str, Any]) -> tuple[str, Text]:
    """The code of a region, and its names: `name_en`, `name_ja` …"""
    names = {key: name for key, name in properties.items() if key.startswith("name_")}
    return properties["code"], Text({key.removeprefix("name_"): n for key, n in names.items()})


def _area_problems(path: Path, languages: Sequence[str]) -> Iterator[Problem]:
    if not path.exists():
        return
    file = "geo/areas.toml"
    try:
        areas = tomllib.loads(path.read_text("utf-8"))
        named = [(code, Text(area["name"])) for code, area in areas.items()]
    except (ValueError, KeyError, TypeError, OSError, ValidationError) as error:
        yield Problem(file, "file", f"is not a table of areas with names: {error!r}")
        return
    for code, name in named:
        yield from missing_translations(file, f"{code}.name", name, languages)
