"""Official lists of institutions, as published, read as entries of the register.

ROR: the data dump as JSON (schema 2) or CSV (schemas 1 and 2), zipped or not. IPEDS: the table HD
(institutional characteristics), zipped or not. The school codes of the education ministry (学校コード
一覧), CSV or XLSX. What each file is shows in the names of its columns.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from hees.store import register
from hees.store.home import Home
from hees.store.register_entry import Entry
from hees.team import sheets
from hees.team.sheets import Sheet
from hees.team.tables import Unreadable

KIND = "institution"
MOST_BYTES = 200_000_000
"""Of a list that is read as a whole; a dump in JSON is read record by record."""

MOST_ROWS = 300_000
_CHUNK = 1 << 20

Record = Mapping[str, str]


class UnknownFile(ValueError):
    """The file is none of the lists that can be read; the text says why."""


@dataclass(frozen=True)
class Loaded:
    """What loading a file did. `source`: the name under which it can be loaded again."""

    source: str
    institutions: int
    changed: bool
    known: int


def load(home: Home, path: Path, countries: Collection[str], languages: Sequence[str]) -> Loaded:
    """Load a list into the register; a list of the same kind that was loaded before is replaced.

    Only institutions of `countries`, with names in `languages`. Raises UnknownFile and OSError.
    """
    source, entries = read(path, countries, languages)
    if not entries:
        raise UnknownFile(f"{path.name} has no institution of {', '.join(sorted(countries))}")
    known = "\n".join(repr(entry) for entry in entries)
    digest = hashlib.sha256(known.encode()).hexdigest()
    changed = register.load(home, source, digest, entries, merges=True)
    merged = next(one.merged for one in register.sources(home) if one.name == source)
    return Loaded(source, len(entries), changed, merged)


def read(
    path: Path, countries: Collection[str], languages: Sequence[str]
) -> tuple[str, list[Entry]]:
    """The kind of list that a file is, and its institutions. Raises UnknownFile and OSError."""
    with _opened(path) as file:
        start = file.read(1)
        while start and start.isspace():
            start = file.read(1)
        if start == b"[":
            entries: Iterator[Entry] = _ror_json(file, languages)
            source = "ROR"
        else:
            source, entries = _table(path.name, start + file.read(MOST_BYTES + 1), languages)
        kept = {entry.id: entry for entry in entries if entry.country in countries and entry.names}
    return source, list(kept.values())


def _opened(path: Path) -> IO[bytes]:
    """The file, or the list inside an archive as it is published; JSON before CSV."""
    if not zipfile.is_zipfile(path):
        return path.open("rb")
    archive = zipfile.ZipFile(path)
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return path.open("rb")
    for end in (".json", ".csv"):
        found = [name for name in names if name.lower().endswith(end)]
        # A dump has both schemas; a revised IPEDS table stands beside the first one.
        if found:
            best = max(found, key=lambda name: ("v2" in name, "_rv" in name, name))
            return archive.open(best)
    raise UnknownFile(f"{path.name} holds no JSON or CSV file")


def _table(name: str, body: bytes, languages: Sequence[str]) -> tuple[str, Iterator[Entry]]:
    try:
        found = sheets.read(name, body, most_bytes=MOST_BYTES, most_rows=MOST_ROWS)
    except Unreadable as error:
        raise UnknownFile(f"{name} cannot be read as a table ({error.code})") from error
    for source, needed, reader in _TABLES:
        fitting = [sheet for sheet in found if set(needed) <= set(_columns(sheet))]
        if fitting:
            records = (record for sheet in fitting for record in _sheet_records(sheet))
            return source, (entry for record in records for entry in reader(record, languages))
    raise UnknownFile(
        f"{name} is none of the known lists: it has the columns {', '.join(found[0].header[:8])} …; "
        "known are the ROR data dump, the IPEDS table HD and the list of school codes"
    )


def _columns(sheet: Sheet) -> list[str]:
    return [column.casefold() for column in sheet.header]


def _sheet_records(sheet: Sheet) -> Iterator[Record]:
    columns = _columns(sheet)
    return (dict(zip(columns, row.cells, strict=True)) for row in sheet.rows)


# ROR


def _ror_json(file: IO[bytes], languages: Sequence[str]) -> Iterator[Entry]:
    for record in _records(file):
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


def _records(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    """The objects of a JSON list whose opening bracket has been read, one at a time."""
    decoder = json.JSONDecoder()
    text = io.TextIOWrapper(file, encoding="utf-8")
    buffer, ended = "", False
    while True:
        buffer = buffer.lstrip(" \r\n\t,")
        if buffer.startswith("]"):
            return
        try:
            record, end = decoder.raw_decode(buffer)
            buffer = buffer[end:]
        except json.JSONDecodeError as error:
            if ended:
                raise UnknownFile("the JSON file ends in the middle, or is broken") from error
            part = text.read(_CHUNK)
            buffer, ended = buffer + part, not part
            continue
        if not isinstance(record, dict) or "names" not in record:
            raise UnknownFile("the JSON file is not a ROR data dump of schema 2")
        yield record


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
_TABLES: tuple[tuple[str, tuple[str, ...], Reader], ...] = (
    ("ROR", ("id", "names.types.ror_display", "types", "status", "locations.geonames_details.country_code"), _ror_csv),
    ("ROR", ("id", "name", "types", "status", "country.country_code"), _ror_csv_1),
    ("IPEDS", ("unitid", "instnm", "city", "stabbr"), _ipeds),
    ("MEXT", ("学校コード", "学校種", "都道府県番号", "学校名"), _school_codes),
)  # fmt: skip
