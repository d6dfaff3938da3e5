"""One row of each official list as entries of the register, or as none where it does not belong there.

ROR: the data dump, a record of JSON (schema 2) or a row of CSV (schemas 1 and 2). IPEDS: the table HD
(institutional characteristics). The school codes of the education ministry (学校コード一覧).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from hees.store.register_entry import Entry

KIND = "institution"

Record = Mapping[str, str]


# ROR


def ror_json(record: Mapping[str, Any], languages: Sequence[str]) -> Iterator[Entry]:
    """A record of the dump of schema 2."""
    names = record.get("names", [])
    place = (record.get("locations") or [{}])[0].get("geonames_details", {})
    yield from _ror(
        id=str(record.get("id", "")),
        types=record.get("types", []),
        active=record.get("status") == "active",
        names=[(one.get("lang") or "", one["value"], set(one["types"])) for one in names],
        country=place.get("country_code") or "",
        region=place.get("country_subdivision_code") or "",
        place=place.get("name") or "",
        languages=languages,
    )


def _ror_csv(record: Record, languages: Sequence[str]) -> Iterator[Entry]:
    display = record["names.types.ror_display"]
    names = [("", display, {"ror_display"})]
    for kind in ("label", "alias", "acronym"):
        names += [(*one, {kind}) for one in _spoken(record.get(f"names.types.{kind}", ""))]
    yield from _ror(
        id=record["id"],
        types=re.split(r"\s*;\s*", record["types"]),
        active=record["status"] == "active",
        names=names,
        country=record["locations.geonames_details.country_code"],
        region=record.get("locations.geonames_details.country_subdivision_code", ""),
        place=record.get("locations.geonames_details.name", ""),
        languages=languages,
    )


def _ror_csv_1(record: Record, languages: Sequence[str]) -> Iterator[Entry]:
    names = [("", record["name"], {"ror_display"})]
    for column, kind in (("labels", "label"), ("aliases", "alias"), ("acronyms", "acronym")):
        names += [(*one, {kind}) for one in _spoken(record.get(column, ""))]
    city = record.get("addresses[0].geonames_city.name") or record.get("addresses[0].city", "")
    region = record.get("addresses[0].geonames_city.geonames_admin1.code", "").partition(".")[2]
    yield from _ror(
        id=record["id"],
        types=re.split(r"\s*;\s*", record["types"]),
        active=record["status"] == "active",
        names=names,
        country=record["country.country_code"],
        region=region if region.isalpha() else "",  # numbers are GeoNames' own
        place=city,
        languages=languages,
    )


def _spoken(text: str) -> list[tuple[str, str]]:
    """Names as "en: A; ja: B" or "A; B", each with its language or ""."""
    found = []
    for part in filter(None, re.split(r"\s*;\s*", text)):
        marked = re.fullmatch(r"(no_lang_code|[a-z]{2,3}):\s*(.+)", part)
        language = marked[1] if marked and marked[1] != "no_lang_code" else ""
        found.append((language, marked[2] if marked else part))
    return found


def _ror(
    *,
    id: str,
    types: Sequence[str],
    active: bool,
    names: Sequence[tuple[str, str, set[str]]],
    country: str,
    region: str,
    place: str,
    languages: Sequence[str],
) -> Iterator[Entry]:
    """An active organisation of education; its names in the languages, the rest as other names."""
    if not active or "education" not in {kind.casefold() for kind in types}:
        return
    own: dict[str, str] = {}
    for language, name, kinds in names:
        if language in languages and "label" in kinds:
            own.setdefault(language, name)
    display = next((name for _, name, kinds in names if "ror_display" in kinds), "")
    if display and display not in own.values():
        own.setdefault(languages[0], display)
    kept = [name for language, name, _ in names if language in {"", *languages}]
    yield Entry(
        id=f"ror-{id.rpartition('/')[2]}",
        kind=KIND,
        country=country,
        names=own,
        place=place,
        source="ROR",
        aliases=_others(kept, own),
        region=f"{country}-{region}" if region else "",
    )


# IPEDS


def _ipeds(record: Record, languages: Sequence[str]) -> Iterator[Entry]:
    """An institution that offers degrees or long courses; offices of systems teach nobody."""
    if record.get("iclevel") == "3" or record.get("sector") == "0":
        return
    if record.get("cyactive", "1") not in {"1", ""}:
        return
    names = {"en": record["instnm"]}
    aliases = re.split(r"\s*\|\s*|\s{3,}", record.get("ialias", ""))
    yield Entry(
        id=f"ipeds-{record['unitid']}",
        kind=KIND,
        country="US",
        names=names,
        place=record["city"],
        source="IPEDS",
        aliases=_others(aliases, names),
        region=f"US-{record['stabbr']}",
    )


# School codes

_HIGHER = ("F1", "F2", "G1")
"""Universities, junior colleges and colleges of technology."""


def _school_codes(record: Record, languages: Sequence[str]) -> Iterator[Entry]:
    """A main campus that has not been closed."""
    closed = record.get("属性情報廃止年月日") or record.get("本分校", "1")[:1] != "1"
    if closed or record["学校種"][:2] not in _HIGHER:
        return
    number = re.match(r"\d+", record["都道府県番号"])
    yield Entry(
        id=f"mext-{record['学校コード']}",
        kind=KIND,
        country="JP",
        names={"ja": record["学校名"]},
        place="",
        source="MEXT",
        region=f"JP-{int(number[0]):02}" if number else "",
    )


def _others(names: Sequence[str], own: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(one.strip() for one in names if one.strip() and one not in own.values())
    )


Reader = Callable[[Record, Sequence[str]], Iterator[Entry]]

TABLES: tuple[tuple[str, tuple[str, ...], Reader], ...] = (
    ("ROR", ("id", "names.types.ror_display", "types", "status", "locations.geonames_details.country_code"), _ror_csv),
    ("ROR", ("id", "name", "types", "status", "country.country_code"), _ror_csv_1),
    ("IPEDS", ("unitid", "instnm", "city", "stabbr"), _ipeds),
    ("MEXT", ("学校コード", "学校種", "都道府県番号", "学校名"), _school_codes),
)  # fmt: skip
"""Name of the list, the columns by which it is known, and what reads a row of it."""
