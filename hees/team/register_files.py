"""Official lists of institutions, as published, read as entries of the register.

ROR: the data dump as JSON (schema 2) or CSV (schemas 1 and 2), zipped or not. IPEDS: the table HD
(institutional characteristics), zipped or not. The school codes of the education ministry (学校コード
一覧), CSV or XLSX. What each file is shows in the names of its columns.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from hees.store import register_loading
from hees.store.home import Home
from hees.store.register_entry import Entry
from hees.team import sheets
from hees.team.register_lists import TABLES, Record, ror_json
from hees.team.sheets import Sheet

MOST_BYTES = 200_000_000
"""Of a list that is read as a whole; a dump in JSON is read record by record."""

MOST_ROWS = 300_000
_CHUNK = 1 << 20


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

    Only institutions of `countries`, with names in `languages`. Raises UnknownFile, Unreadable and OSError.
    """
    source, entries = read(path, countries, languages)
    if not entries:
        raise UnknownFile(f"{path.name} has no institution of {', '.join(sorted(countries))}")
    known = "\n".join(repr(entry) for entry in entries)
    digest = hashlib.sha256(known.encode()).hexdigest()
    changed = register_loading.load(home, source, digest, entries, merges=True)
    merged = next(one.merged for one in register_loading.sources(home) if one.name == source)
    return Loaded(source, len(entries), changed, merged)


def read(
    path: Path, countries: Collection[str], languages: Sequence[str]
) -> tuple[str, list[Entry]]:
    """The kind of list that a file is, and its institutions. Raises UnknownFile, Unreadable and OSError."""
    with _opened(path) as file:
        start = file.read(1)
        while start and start.isspace():
            start = file.read(1)
        if start == b"[":
            entries = (one for record in _records(file) for one in ror_json(record, languages))
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
    found = sheets.read(name, body, most_bytes=MOST_BYTES, most_rows=MOST_ROWS)
    for source, needed, reader in TABLES:
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
